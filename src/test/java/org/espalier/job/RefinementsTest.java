package org.espalier.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.sql.Row;
import org.espalier.testing.SparkTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Studies whose search is refined. */
final class RefinementsTest extends SparkTest {

  private static final String STUDY =
      """
      study = flowers
      data { source = "embedded:iris", label = label }
      learners = [ { type = logistic-regression
          space { regParam = { from = 0, to = 1 }, maxIter = [2, 4] } } ]
      folds = 2
      search { sampler = random, trials = 4
        then = [ { around { regParam = 0.05, maxIter = 1 } } ] }
      run { window = 3, pre-flight = false }
      model.save = none
      """;

  @TempDir Path folder;

  private CommandRun tune(String out, String... more) throws IOException {
    return CommandRun.tune(folder, STUDY, out, more);
  }

  private List<Row> trials(String out) {
    return spark()
        .read()
        .parquet(folder.resolve(out).resolve("flowers/trials").toString())
        .selectExpr(
            "trial",
            "origin",
            "double(configuration['regParam']) AS regParam",
            "int(configuration['maxIter']) AS maxIter",
            "loss",
            "origin_reason")
        .orderBy("trial")
        .collectAsList();
  }

  @Test
  void a_grid_goes_around_the_best_of_the_random_search() throws IOException {
    CommandRun run = tune("out");
    assertThat(run.code()).as(run.err()).isZero();
    assertThat(run.out())
        .contains(
            "13 configurations of logistic-regression: the defaults, then 3 by random, then 9 by"
                + " grid around the best so far");
    List<Row> trials = trials("out");
    assertThat(trials).hasSize(13);
    Row best =
        trials.subList(0, 4).stream()
            .min((a, b) -> Double.compare(a.getDouble(4), b.getDouble(4)))
            .orElseThrow();
    assertThat(trials.subList(4, 13))
        .allSatisfy(
            trial -> {
              assertThat(trial.getString(1)).isEqualTo("grid");
              assertThat(Math.abs(trial.getDouble(2) - best.getDouble(2)))
                  .isLessThanOrEqualTo(0.05 + 1e-12);
              assertThat(Math.abs(trial.getInt(3) - best.getInt(3))).isLessThanOrEqualTo(1);
              assertThat(trial.getString(5))
                  .isEqualTo("refinement 1, around trial " + best.getInt(0));
            });
    // The best itself, in the middle of the grid, is not evaluated a second time.
    assertThat(
            spark()
                .read()
                .parquet(folder.resolve("out/flowers/cells").toString())
                .where("trial = 8 AND answered_from IS NULL")
                .count())
        .isZero();
  }
}
