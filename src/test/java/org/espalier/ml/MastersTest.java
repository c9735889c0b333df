package org.espalier.ml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.espalier.testing.Command;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The same program on one thread and on four. */
@Tag("full")
final class MastersTest {

  @TempDir private static Path folder;

  private static String on(String master) throws Exception {
    Command.Result result =
        Command.run(
            folder,
            Map.of("SPARK_LOCAL_IP", "127.0.0.1"),
            List.of(
                "java",
                "@" + Path.of("submit/java-options").toAbsolutePath(),
                "-Xmx1g",
                "-cp",
                System.getProperty("java.class.path"),
                OnMaster.class.getName(),
                master));
    assertThat(result.code()).as(result.output()).isZero();
    return result.output();
  }

  private static double[] metrics(String learner, String printed) {
    String line =
        printed.lines().filter(l -> l.startsWith(learner + " [")).findFirst().orElseThrow();
    String inner = line.substring(line.indexOf('[') + 1, line.length() - 1);
    return Arrays.stream(inner.split(", ", -1)).mapToDouble(Double::parseDouble).toArray();
  }

  @Test
  void metrics_do_not_depend_on_the_number_of_threads() throws Exception {
    String one = on("local[1]");
    String four = on("local[4]");
    assertThat(metrics("forest", four)).isEqualTo(metrics("forest", one));
    // The sums of a gradient arrive in any order, in Spark itself.
    assertThat(metrics("logistic", four)).containsExactly(metrics("logistic", one), within(1e-9));
  }
}
