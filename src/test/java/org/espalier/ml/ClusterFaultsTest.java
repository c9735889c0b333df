package org.espalier.ml;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.espalier.testing.Command;
import org.espalier.testing.StandaloneCluster;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A tuner on executors in processes of their own, to which harm is done. */
@Tag("full")
final class ClusterFaultsTest {

  private static final String ALL_WELL =
      "[COMPLETED, COMPLETED, COMPLETED, COMPLETED], cells run again ";

  @TempDir private static Path folder;

  private static String printed = "";

  @BeforeAll
  static void a_tuner_runs_on_a_cluster_that_suffers() throws Exception {
    Map<String, String> environment = StandaloneCluster.home(folder);
    Command.Result result =
        Command.run(
            folder,
            environment,
            List.of(
                "java",
                "@" + Path.of("submit/java-options").toAbsolutePath(),
                "-Xmx1g",
                "-cp",
                System.getProperty("java.class.path"),
                FaultyCluster.class.getName()));
    assertThat(result.code()).as(result.output()).isZero();
    printed = result.output();
  }

  private static void tells(String harm, String what) {
    assertThat(printed.lines().filter(line -> line.startsWith(harm + ": ")))
        .as(printed)
        .anyMatch(line -> line.contains(what));
  }

  @Test
  void without_harm_every_cell_runs_once() {
    tells("NONE", "metrics equal, trials " + ALL_WELL + "no");
  }

  @Test
  void an_executor_that_dies_costs_time_only() {
    tells("LOSE_ONE", "metrics equal, trials [COMPLETED, COMPLETED, COMPLETED, COMPLETED]");
  }

  @Test
  void the_loss_of_all_executors_costs_time_only() {
    tells("LOSE_ALL", "metrics equal, trials [COMPLETED, COMPLETED, COMPLETED, COMPLETED]");
  }

  @Test
  void a_configuration_that_kills_executors_is_lost_and_the_others_are_not() {
    tells("KILL_ALWAYS", "trials [COMPLETED, COMPLETED, LOST, COMPLETED], cells run again yes");
  }

  @Test
  void a_full_disk_is_tried_again() {
    tells("FULL_DISK", "metrics equal, trials " + ALL_WELL + "yes");
  }

  @Test
  void a_fault_of_the_learners_own_is_not_tried_again() {
    tells("BROKEN", "trials [COMPLETED, COMPLETED, FAILED, COMPLETED], cells run again no");
    tells("BROKEN", "this learner cannot");
  }

  @Test
  void a_slow_node_changes_nothing() {
    tells("SLOW", "metrics equal, trials " + ALL_WELL + "no");
  }
}
