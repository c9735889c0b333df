package org.espalier.ml;

import java.nio.file.Path;
import org.espalier.testing.ClusterProgram;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A tuner on executors in processes of their own, to which harm is done. */
@Tag("full")
final class ClusterFaultsTest {

  private static final String ALL_WELL =
      "[COMPLETED, COMPLETED, COMPLETED, COMPLETED], cells run again ";

  @TempDir private static Path folder;

  private static ClusterProgram program = new ClusterProgram("");

  @BeforeAll
  static void a_tuner_runs_on_a_cluster_that_suffers() throws Exception {
    program = ClusterProgram.run(FaultyCluster.class, folder);
  }

  @Test
  void without_harm_every_cell_runs_once() {
    program.tells("NONE", "metrics equal, trials " + ALL_WELL + "no");
  }

  @Test
  void an_executor_that_dies_costs_time_only() {
    program.tells("LOSE_ONE", "metrics equal, trials [COMPLETED, COMPLETED, COMPLETED, COMPLETED]");
  }

  @Test
  void the_loss_of_all_executors_costs_time_only() {
    program.tells("LOSE_ALL", "metrics equal, trials " + ALL_WELL + "yes");
  }

  @Test
  void a_configuration_that_kills_executors_is_lost_and_the_others_are_not() {
    program.tells(
        "KILL_ALWAYS", "trials [COMPLETED, COMPLETED, LOST, COMPLETED], cells run again yes");
  }

  @Test
  void a_full_disk_is_tried_again() {
    program.tells("FULL_DISK", "metrics equal, trials " + ALL_WELL + "yes");
  }

  @Test
  void a_fault_of_the_learners_own_is_not_tried_again() {
    program.tells("BROKEN", "trials [COMPLETED, COMPLETED, FAILED, COMPLETED], cells run again no");
    program.tells("BROKEN", "this learner cannot");
  }

  @Test
  void a_slow_node_changes_nothing() {
    program.tells("SLOW", "metrics equal, trials " + ALL_WELL + "no");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"LOSE_ONE", "LOSE_ALL", "KILL_ALWAYS", "FULL_DISK", "BROKEN", "SLOW", "STOPPED"})
  void nothing_is_left_behind(String harm) {
    program.tells(harm, "left []");
  }

  @Test
  void a_session_that_is_stopped_ends_a_fit() {
    program.tells("STOPPED", "IllegalStateException: SparkContext has been shutdown");
  }
}
