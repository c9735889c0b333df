package org.espalier.xgboost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.NavigableMap;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.spark.ml.evaluation.BinaryClassificationEvaluator;
import org.apache.spark.ml.feature.VectorAssembler;
import org.apache.spark.ml.tuning.ParamGridBuilder;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.espalier.journal.CellRow;
import org.espalier.journal.CurveRow;
import org.espalier.journal.JournalStore;
import org.espalier.journal.StudyEvent;
import org.espalier.ml.Tuner;
import org.espalier.ml.TunerModel;
import org.espalier.spark.store.StudyFolder;
import org.espalier.spec.Origins;
import org.espalier.spec.OutputPlan;
import org.espalier.testing.SparkTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Early stopping of a trial by the mean of its folds' curves. */
final class EarlyStoppedRoundsTest extends SparkTest {

  private static final int FOLDS = 3;
  private static final int MOST = 120;
  private static final int PATIENCE = 6;

  private static Dataset<Row> rows() {
    Dataset<Row> table =
        spark()
            .range(0, 400, 1, 2)
            .selectExpr("pmod(hash(id), 97) / 97D AS a", "pmod(hash(id, 1), 89) / 89D AS b", "id")
            .selectExpr(
                "a",
                "b",
                "CAST(a + b * b + 0.4 * pmod(hash(id, 2), 7) / 7 > 1 AS DOUBLE) AS label");
    return new VectorAssembler()
        .setInputCols(new String[] {"a", "b"})
        .setOutputCol("features")
        .transform(table);
  }

  private static XGBoostClassifier learner(int patience) {
    return new XGBoostClassifier()
        .setNumRound(MOST)
        .setNumEarlyStoppingRounds(patience)
        .setSubsample(0.8)
        .setSeedPerIteration(true)
        .setSeed(3);
  }

  private static Tuner tuner(XGBoostClassifier learner) {
    Tuner tuner = new Tuner();
    tuner.setEstimator(learner);
    tuner.setEvaluator(new BinaryClassificationEvaluator());
    tuner.setEstimatorParamMaps(
        new ParamGridBuilder().addGrid(learner.eta(), new double[] {0.1, 0.3}).build());
    tuner.setNumFolds(FOLDS);
    return tuner;
  }

  /** Mean area by number of rounds. */
  private static NavigableMap<Long, Double> means(TunerModel tuned, int trial) {
    return tuned.study().curves().stream()
        .filter(row -> row.trial() == trial)
        .collect(
            Collectors.groupingBy(
                CurveRow::step,
                TreeMap::new,
                Collectors.averagingDouble(
                    row -> row.values().get(tuned.study().summary().result().metric().name()))));
  }

  @Test
  void all_folds_of_a_trial_end_at_the_best_mean_and_the_winner_is_refitted_with_that_count() {
    long before = XGBoostTrainer.rounds();
    TunerModel tuned = tuner(learner(PATIENCE)).setCollectPredictions(true).fit(rows());
    long trained = XGBoostTrainer.rounds() - before;
    assertThat(trained).isLessThan(2L * FOLDS * MOST / 2);
    for (int trial = 0; trial < 2; trial++) {
      int number = trial;
      Set<OptionalInt> counts =
          tuned.study().cells().stream()
              .filter(cell -> cell.trial() == number)
              .map(CellRow::trained)
              .map(CellRow.Trained::iterations)
              .collect(Collectors.toSet());
      assertThat(counts).hasSize(1);
      int count = counts.iterator().next().orElseThrow();
      NavigableMap<Long, Double> means = means(tuned, trial);
      double best = means.getOrDefault((long) count, Double.NaN);
      assertThat(means.headMap((long) count))
          .allSatisfy((at, mean) -> assertThat(mean).isLessThan(best));
      assertThat(means.subMap(count + 1L, count + PATIENCE + 1L))
          .hasSize(Math.min(PATIENCE, MOST - count))
          .allSatisfy((at, mean) -> assertThat(mean).isLessThanOrEqualTo(best + 1e-10));
      assertThat(tuned.avgMetrics()[trial]).isCloseTo(best, within(1e-15));
      for (int fold = 0; fold < FOLDS; fold++) {
        Dataset<Row> scored =
            tuned
                .predictions()
                .where("trial = %d and fold = %d".formatted(trial, fold))
                .selectExpr("label", "scores[1] rawPrediction");
        assertThat(new BinaryClassificationEvaluator().setNumBins(0).evaluate(scored))
            .isCloseTo(
                tuned.study().trials().get(trial).evaluation().scores().get(fold).orElseThrow(),
                within(1e-12));
      }
    }
    int winner = tuned.avgMetrics()[0] >= tuned.avgMetrics()[1] ? 0 : 1;
    int rounds =
        tuned.study().cells().stream()
            .filter(cell -> cell.trial() == winner)
            .findFirst()
            .orElseThrow()
            .trained()
            .iterations()
            .orElseThrow();
    XGBoostClassificationModel model = (XGBoostClassificationModel) tuned.bestModel();
    assertThat(model.getNumRound()).isEqualTo(rounds);
    assertThat(model.getNumEarlyStoppingRounds()).isZero();
    XGBoostClassifier fixed = learner(0).setNumRound(rounds);
    TunerModel full = tuner(fixed).fit(rows());
    assertThat(full.avgMetrics()[winner]).isEqualTo(tuned.avgMetrics()[winner]);
    assertThat(((XGBoostClassificationModel) full.bestModel()).transform(rows()).collectAsList())
        .hasSize(400);
  }

  @Tag("slow")
  @ParameterizedTest
  @ValueSource(ints = {1, 3, 8})
  void the_table_is_the_same_at_any_parallelism_and_after_a_resume(
      int parallelism, @TempDir Path folder) {
    Tuner alone = tuner(learner(PATIENCE));
    alone.setParallelism(parallelism);
    alone.setJournal(folder.resolve("journal").toString());
    TunerModel first = alone.fit(rows());
    TunerModel again = alone.fit(rows());
    double[] usual = tuner(learner(PATIENCE)).fit(rows()).avgMetrics();
    assertThat(first.avgMetrics()).isEqualTo(usual);
    assertThat(again.avgMetrics()).isEqualTo(usual);
    assertThat(((XGBoostClassificationModel) again.bestModel()).getNumRound())
        .isEqualTo(((XGBoostClassificationModel) first.bestModel()).getNumRound());
  }

  private static StudyFolder study(Path folder, String journal) {
    return StudyFolder.of(
        new OutputPlan(folder.toString(), false),
        journal,
        Origins.none("test"),
        spark().sparkContext().hadoopConfiguration());
  }

  @Tag("slow")
  @Test
  void a_study_goes_on_wherever_its_journal_ends(@TempDir Path folder) throws IOException {
    Tuner whole = tuner(learner(PATIENCE));
    whole.setJournal(folder.resolve("whole").toString());
    TunerModel uncut = whole.fit(rows());
    List<StudyEvent> events =
        study(folder, "whole").readJournal().stream()
            .filter(event -> !(event instanceof StudyEvent.Began))
            .toList();
    int first =
        events.indexOf(
            events.stream()
                .filter(StudyEvent.CellEnded.class::isInstance)
                .findFirst()
                .orElseThrow());
    for (int cut = first; cut < events.size(); cut++) {
      String journal = "cut" + cut;
      write(folder, journal, events.subList(0, cut));
      Tuner again = tuner(learner(PATIENCE));
      again.setJournal(folder.resolve(journal).toString());
      TunerModel resumed = again.fit(rows());
      assertThat(resumed.avgMetrics()).as("after %d", cut).isEqualTo(uncut.avgMetrics());
      assertThat(resumed.study().curves()).isEqualTo(uncut.study().curves());
      assertThat(((XGBoostClassificationModel) resumed.bestModel()).getNumRound())
          .isEqualTo(((XGBoostClassificationModel) uncut.bestModel()).getNumRound());
    }
  }

  private static void write(Path folder, String journal, List<StudyEvent> events)
      throws IOException {
    try (JournalStore store = study(folder, journal).journal()) {
      for (StudyEvent event : events) {
        store.append(event);
      }
    }
  }

  /** One fold after the other until the journal ends, and then several at a time. */
  @Test
  void a_study_that_was_cut_goes_on_at_another_parallelism(@TempDir Path folder)
      throws IOException {
    Tuner whole = tuner(learner(PATIENCE)).setWinnerRepeats(1).setParallelism(1);
    TunerModel uncut = whole.setJournal(folder.resolve("whole").toString()).fit(rows());
    List<StudyEvent> events =
        study(folder, "whole").readJournal().stream()
            .filter(event -> !(event instanceof StudyEvent.Began))
            .toList();
    write(folder, "cut", events.subList(0, events.size() / 2));
    Tuner again = tuner(learner(PATIENCE)).setWinnerRepeats(1).setParallelism(3);
    TunerModel resumed = again.setJournal(folder.resolve("cut").toString()).fit(rows());
    assertThat(resumed.avgMetrics()).isEqualTo(uncut.avgMetrics());
    assertThat(resumed.study().curves()).isEqualTo(uncut.study().curves());
    assertThat(((XGBoostClassificationModel) resumed.bestModel()).getNumRound())
        .isEqualTo(((XGBoostClassificationModel) uncut.bestModel()).getNumRound());
  }

  @Test
  void a_fit_by_itself_has_nothing_to_stop_by() {
    assertThatThrownBy(() -> learner(PATIENCE).fit(rows()))
        .hasMessage(
            "XGBoostClassifier: numEarlyStoppingRounds: a fit by itself has no folds to stop by; set 0, or use a Tuner");
  }

  @Test
  void rungs_of_rounds_or_folds_and_training_by_jobs_are_refused_before_anything_is_fitted() {
    long before = XGBoostTrainer.rounds();
    Tuner tuner = tuner(learner(PATIENCE));
    tuner.setScheduler("halving");
    tuner.setResource("iterations");
    tuner.setTraining("jobs");
    assertThatThrownBy(() -> tuner.fit(rows()))
        .hasMessageContaining(
            "scheduler: its rungs differ in iterations, and numEarlyStoppingRounds of"
                + " XGBoostClassifier needs all folds and iterations of a trial at a time; full,"
                + " rungs of rows, or numEarlyStoppingRounds = 0")
        .hasMessageContaining("training: is jobs, and numEarlyStoppingRounds");
    assertThat(XGBoostTrainer.rounds()).isEqualTo(before);
  }

  @Tag("slow")
  @Test
  void finalists_are_evaluated_again_with_the_count_that_the_search_found() {
    long before = XGBoostTrainer.rounds();
    TunerModel once = tuner(learner(PATIENCE)).fit(rows());
    long searched = XGBoostTrainer.rounds() - before;
    Tuner tuner = tuner(learner(PATIENCE));
    tuner.setWinnerRepeats(1);
    TunerModel again = tuner.fit(rows());
    long all = XGBoostTrainer.rounds() - before - searched;
    int counts =
        once.study().cells().stream()
            .mapToInt(cell -> cell.trained().iterations().orElseThrow())
            .sum();
    int refits =
        ((XGBoostClassificationModel) again.bestModel()).getNumRound()
            - ((XGBoostClassificationModel) once.bestModel()).getNumRound();
    assertThat(all - searched).isEqualTo(counts + refits);
  }
}
