package org.espalier.ml;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.espalier.testing.Command;
import org.espalier.testing.StandaloneCluster;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The same program on one thread, on four, and on executors, one of which may be lost. */
@Tag("full")
final class MastersTest {

  @TempDir private static Path folder;

  /** Prints of the program on a master; with another word an executor is killed on the way. */
  private static String on(String... words) throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of(
                "java",
                "@" + Path.of("submit/java-options").toAbsolutePath(),
                "-Xmx1g",
                "-cp",
                System.getProperty("java.class.path"),
                OnMaster.class.getName()));
    command.addAll(List.of(words));
    Path own = Files.createTempDirectory(folder, "on");
    Command.Result result = Command.run(own, StandaloneCluster.home(own), command);
    assertThat(result.code()).as(result.output()).isZero();
    return result.output();
  }

  private static List<String> told(String printed) {
    return printed
        .lines()
        .filter(line -> line.startsWith("forest ") || line.startsWith("logistic "))
        .toList();
  }

  @Test
  void metrics_of_candidates_inside_tasks_do_not_depend_on_the_cluster() throws Exception {
    List<String> one = told(on("local[1]"));
    assertThat(one).hasSize(4).contains("forest by [task]", "logistic by [task]");
    assertThat(told(on("local[4]"))).isEqualTo(one);
    assertThat(told(on("local-cluster[2,1,1024]"))).isEqualTo(one);
    String harmed = on("local-cluster[2,1,1024]", "harm");
    assertThat(harmed)
        .contains("an executor was killed", "attempts of forest at most 2")
        .contains("attempts of logistic at most 1");
    assertThat(told(harmed)).isEqualTo(one);
  }
}
