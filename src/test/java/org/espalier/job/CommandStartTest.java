package org.espalier.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

final class CommandStartTest {

  private static final Instant PROCESS = Instant.ofEpochSecond(1_000);
  private static final Instant NOW = Instant.ofEpochSecond(1_007);

  private static Instant start(String launched) {
    return CommandStart.of(launched, PROCESS, NOW);
  }

  @Test
  void a_process_that_spark_began_for_the_command_counts_from_its_start() {
    String job = " --master local[*] --class org.espalier.job.Main espalier.jar tune study.conf";
    assertThat(start("org.apache.spark.deploy.SparkSubmit" + job)).isEqualTo(PROCESS);
    assertThat(start("org.apache.spark.deploy.yarn.ApplicationMaster" + job)).isEqualTo(PROCESS);
  }

  @Test
  void a_process_that_runs_other_things_too_counts_from_now() {
    assertThat(start("com.vendor.DriverDaemon --class org.espalier.job.Main")).isEqualTo(NOW);
    assertThat(start("org.apache.spark.deploy.SparkSubmit --class org.apache.spark.repl.Main"))
        .isEqualTo(NOW);
    assertThat(start("")).isEqualTo(NOW);
  }
}
