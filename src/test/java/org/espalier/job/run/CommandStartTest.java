package org.espalier.job.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

final class CommandStartTest {

  private static final Instant PROCESS = Instant.ofEpochSecond(1_000);
  private static final Instant NOW = Instant.ofEpochSecond(1_007);

  private static Instant start(String launched) {
    return CommandStart.startTime(launched, PROCESS, NOW);
  }

  @Test
  void a_process_that_spark_began_for_the_command_counts_from_its_start() {
    String job = " --master local[*] --class org.espalier.job.Main espalier.jar tune study.conf";
    assertThat(start("org.apache.spark.deploy.SparkSubmit" + job)).isEqualTo(PROCESS);
    assertThat(start("org.apache.spark.deploy.yarn.ApplicationMaster" + job)).isEqualTo(PROCESS);
  }

  @Test
  void a_script_that_began_the_process_counts_from_its_own_start() {
    assertThat(CommandStart.script("998", PROCESS)).isEqualTo(Instant.ofEpochSecond(998));
    for (String other : List.of("", "soon", "-5", "900", "1003", "99999999999999")) {
      assertThat(CommandStart.script(other, PROCESS)).as(other).isEqualTo(PROCESS);
    }
  }

  @Test
  void a_process_that_runs_other_things_too_counts_from_now() {
    assertThat(start("com.vendor.DriverDaemon --class org.espalier.job.Main")).isEqualTo(NOW);
    assertThat(start("org.apache.spark.deploy.SparkSubmit --class org.apache.spark.repl.Main"))
        .isEqualTo(NOW);
    assertThat(start("")).isEqualTo(NOW);
  }
}
