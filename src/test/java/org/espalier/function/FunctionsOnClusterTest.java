package org.espalier.function;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.espalier.testing.ClusterProgram;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Functions of Java on an executor in a process of its own. */
@Tag("full")
final class FunctionsOnClusterTest {

  @TempDir private static Path folder;

  private static ClusterProgram program = new ClusterProgram("");

  @BeforeAll
  static void functions_are_tuned_on_a_cluster() throws Exception {
    program = ClusterProgram.run(FunctionsOnCluster.class, folder);
  }

  @Test
  void an_executor_that_is_lost_once_costs_time_only() {
    program.tells("none", "COMPLETED");
    program.tells("exits once", "COMPLETED");
    program.tells("no", "COMPLETED");
  }

  @Test
  void a_function_that_ends_its_jvm_each_time_has_failed_and_none_that_is_lost_with_it() {
    program.tells("exits", "its worker or executor was lost three times while it ran this cell");
    program.tells("beside others", "COMPLETED");
  }

  @Test
  void a_scheduler_of_another_jar_lets_trials_go_on_from_others() {
    List<String> cells = program.lines("exploiting");
    assertThat(cells)
        .hasSize(4)
        .startsWith("exploiting: 3.0 steps, begun by 0.0", "exploiting: 3.0 steps, begun by 1.0");
    assertThat(cells.get(2)).matches("exploiting: 9.0 steps, begun by [01].0");
    assertThat(cells.get(3)).isEqualTo(cells.get(2));
  }

  @Test
  void a_function_that_heeds_no_interrupt_has_failed_and_its_executor_is_ended() {
    program.tells("hangs", "FAILED fold 0: it timed out after 10.0 s");
  }

  @Test
  void a_call_has_the_cores_and_gpus_that_a_study_asks_for() {
    program.tells("usual", "cores 1.0, gpus 1.0");
    program.tells("asked for", "cores 2.0, gpus 2.0");
  }

  @Test
  void executors_come_for_calls_that_wait() {
    program.tells("growth", "2 executors");
  }

  @Test
  void more_than_an_executor_has_is_refused() {
    program.tells("too much", "FunctionTuner: gpus: no executor has as much for one call");
  }
}
