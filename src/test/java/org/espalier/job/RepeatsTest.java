package org.espalier.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.espalier.journal.StudyEvent;
import org.espalier.spark.store.StudyFolder;
import org.espalier.testing.SparkTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Studies whose rows are cut into folds more than once. */
final class RepeatsTest extends SparkTest {

  private static final String STUDY =
      """
      study = flowers
      data { source = "embedded:iris", label = label }
      learners = [ { type = logistic-regression
          space { regParam = [0.001, 0.01, 0.1, 1], maxIter = 3 } } ]
      folds { num-folds = 2, repeats = 2 }
      search = grid
      winner.winner-repeats = 1
      run.pre-flight = false
      model.save = none
      """;

  @TempDir Path folder;

  private CommandRun tune(String out, String... more) throws IOException {
    return CommandRun.tune(folder, STUDY, out, more);
  }

  private StudyFolder studyFolder(String out) {
    return new WrittenStudy(folder.resolve(out), "flowers").folder();
  }

  private List<StudyEvent.Repeated> repeated(String out) throws IOException {
    return studyFolder(out).readJournal().stream()
        .filter(StudyEvent.Repeated.class::isInstance)
        .map(StudyEvent.Repeated.class::cast)
        .toList();
  }

  private static int winner(List<StudyEvent> events) {
    return events.stream()
        .filter(StudyEvent.Confirmed.class::isInstance)
        .map(event -> ((StudyEvent.Confirmed) event).winner())
        .reduce((a, b) -> b)
        .orElseThrow();
  }

  private static double mean(StudyEvent.Repeated again) {
    return again.scores().stream().mapToDouble(Double::doubleValue).average().orElseThrow();
  }

  @Test
  void the_best_three_are_evaluated_again_on_other_folds_and_the_best_there_wins()
      throws IOException {
    CommandRun run = tune("out");
    assertThat(run.code()).as(run.err()).isZero();
    assertThat(run.out())
        .contains("training rows in 2 times 2 folds (hash, stratified)")
        .containsPattern("evaluates trials \\[\\d, \\d, \\d] again, on 2 folds not seen before")
        .containsPattern("on 2 more folds accuracy 0\\.\\d+");
    Dataset<Row> cells = spark().read().parquet(folder.resolve("out/flowers/cells").toString());
    assertThat(cells.where("trial = 1").select("fold", "repeat").collectAsList())
        .extracting(row -> row.getInt(0) + "/" + row.getInt(1))
        .containsExactly("0/0", "1/0", "2/1", "3/1");
    List<StudyEvent.Repeated> again = repeated("out");
    assertThat(again).hasSize(3);
    assertThat(again)
        .allSatisfy(
            trial -> assertThat(trial.cells()).extracting(c -> c.fold()).containsExactly(4, 5));
    double best = again.stream().mapToDouble(RepeatsTest::mean).max().orElseThrow();
    int winner = winner(studyFolder("out").readJournal());
    assertThat(again)
        .filteredOn(trial -> trial.trial() == winner)
        .singleElement()
        .returns(best, RepeatsTest::mean);
  }
}
