package org.espalier.function;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Map;
import org.apache.spark.api.java.JavaRDD;
import org.espalier.testing.SparkTest;
import org.junit.jupiter.api.Test;

/** Cells that others take, without the other language. */
final class CellQueueTest extends SparkTest {

  private static FunctionTuner tuner() {
    return new FunctionTuner()
        .setSpace(new FunctionSpace().addChoice("x", 1, 2, 3))
        .setSampler("grid")
        .setMetric("score");
  }

  private static void take(CellQueue queue) {
    try {
      while (!queue.isClosed()) {
        JavaRDD<byte[]> rows = queue.take();
        if (rows == null) {
          continue;
        }
        CellRequest request = CellRequest.of(rows.first());
        if (request.trial() == 1) {
          queue.fail("it cannot be sent");
        } else {
          queue.run(
              rows.mapPartitions(new FunctionTask(trial -> Map.of("score", trial.number("x")))));
        }
      }
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void what_is_taken_is_run_under_the_cells_own_tags() throws Exception {
    CellQueue queue = new CellQueue(spark());
    Thread taker = new Thread(() -> take(queue), "taker");
    taker.start();
    FunctionStudy study = tuner().tune(spark(), queue);
    taker.join();
    assertThat(study.best().configuration()).containsEntry("x", 1);
    assertThat(study.tables().trials().get(1).reason()).contains("it cannot be sent");
    assertThat(study.tables().cells())
        .filteredOn(cell -> cell.result().reason().isEmpty())
        .allSatisfy(cell -> assertThat(cell.cost().span().startedAt()).isPositive());
  }

  @Test
  void a_study_whose_takers_are_gone_ends() {
    assertThatThrownBy(() -> tuner().tune(spark(), new CellQueue(spark(), Duration.ofMillis(100))))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("The study ended: nobody takes cells any more");
  }
}
