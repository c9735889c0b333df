package org.espalier.ml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.ml.classification.LogisticRegression;
import org.apache.spark.ml.evaluation.BinaryClassificationEvaluator;
import org.apache.spark.ml.feature.VectorAssembler;
import org.apache.spark.ml.tuning.ParamGridBuilder;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.espalier.evaluate.Cell;
import org.espalier.journal.CellRow;
import org.espalier.journal.StudyRecord;
import org.espalier.spark.data.fold.FoldedTable;
import org.espalier.spark.fit.CellFits;
import org.espalier.study.CellTraining;
import org.espalier.study.Placement;
import org.espalier.study.Proposal;
import org.espalier.study.Trainer;
import org.espalier.testing.SparkTest;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Where a tuner's candidates are trained, by the size of its rows and the work planned on them. */
final class PlacementsTest extends SparkTest {

  private static final int ROWS = 30_000;

  private static final String TOO_LONG =
      "distributed: planned work of up to [\\d,]+ minutes a fit, more than 10";

  private static final String TOO_LARGE = "distributed: [\\d,]+ rows take \\d MiB, more than 1 MiB";

  private static Dataset<Row> rows;

  @BeforeAll
  static void makeRows() {
    Dataset<Row> numbers =
        spark()
            .range(0, ROWS, 1, 4)
            .selectExpr("double(id % 7) a", "double(id % 5) + 1 b", "double(id % 7 > 3) label");
    rows =
        new VectorAssembler()
            .setInputCols(new String[] {"a", "b"})
            .setOutputCol("features")
            .transform(numbers)
            .cache();
  }

  @AfterAll
  static void dropRows() {
    rows.unpersist();
  }

  private static Tuner tuner(int... maxIter) {
    LogisticRegression learner = new LogisticRegression().setRegParam(0.1).setTol(1);
    return new Tuner()
        .setEstimator(learner)
        .setEvaluator(new BinaryClassificationEvaluator())
        .setEstimatorParamMaps(new ParamGridBuilder().addGrid(learner.maxIter(), maxIter).build())
        .setNumFolds(2);
  }

  private static String trained(StudyRecord study) {
    List<String> all =
        study.cells().stream()
            .map(CellRow::trained)
            .map(by -> by.trainer() + ": " + by.trainerReason())
            .distinct()
            .toList();
    assertThat(all).hasSize(1);
    Placement choice = study.opened().training().get(0);
    assertThat(all.get(0)).as("as the study began").startsWith(choice.trainer().text() + ": ");
    return all.get(0);
  }

  private static CellFits cells(Tuner tuner, FoldedTable folded) {
    TunerPlan plan = TunerPlan.of(tuner);
    return new TunerChains(TunerLearners.of(plan), folded)
        .on(folded, plan.ladder(folded), plan.known(), Set.of(), List.of());
  }

  /** Where a study would train, without one. */
  private static String chosen(Tuner tuner) {
    try (FoldedTable folded = FoldCut.stored(rows, tuner);
        CellFits cells = cells(tuner, folded)) {
      List<Placement> choices = cells.places().choices();
      assertThat(choices).hasSize(1);
      return choices.get(0).trainer().text() + ": " + choices.get(0).reason();
    }
  }

  @Test
  void one_candidate_of_more_than_ten_planned_minutes_leaves_all_of_its_estimator_to_passes() {
    assertThat(chosen(tuner(1, 2))).startsWith("task: ");
    assertThat(chosen(tuner(1, 100_000_000))).matches(TOO_LONG);
  }

  @Test
  void rows_that_take_more_than_the_memory_of_a_task_stay_distributed_with_the_reason() {
    assertThat(chosen(tuner(1).setTaskMemory("1 MiB"))).matches(TOO_LARGE);
  }

  @Tag("slow")
  @Test
  void cells_are_trained_where_the_study_began_to() {
    assertThat(trained(tuner(1, 2).fit(rows).study())).startsWith("task: ");
    assertThat(trained(tuner(1, 100_000_000).fit(rows).study())).matches(TOO_LONG);
    assertThat(trained(tuner(1).setTaskMemory("1 MiB").fit(rows).study())).matches(TOO_LARGE);
  }

  @Test
  void rows_that_take_more_than_that_are_refused_where_tasks_are_asked_for() {
    Tuner tuner = tuner(1).setTaskMemory("1 MiB").setTraining("tasks");
    assertThatThrownBy(() -> tuner.fit(rows))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageMatching(
            "Tuner: taskMemory: is 1 MiB, but [\\d,]+ rows take \\d MiB; set at least \\d MiB, or training = auto");
  }

  @Test
  void cells_of_further_folds_are_trained_where_those_of_the_search_were() {
    Tuner tuner = tuner(1).setWinnerRepeats(1);
    TunerPlan plan = TunerPlan.of(tuner);
    Placement began = new Placement("", 3, Trainer.JOBS, "it was not known there", 1 << 20);
    SeparatedRows all = SeparatedRows.of(rows, tuner);
    try (RepeatedCells cells = new RepeatedCells(plan, all, 1, 2, List.of(began))) {
      Proposal proposal = new Proposal(0, 0, 3, List.of(2, 3), 2);
      CellTraining training = cells.fit(new Cell(proposal, plan.known().get(0), 2)).training();
      assertThat(training)
          .isEqualTo(new CellTraining(Trainer.JOBS, Optional.of("it was not known there")));
    }
  }

  @Test
  void fits_are_made_both_ways_and_compared_where_that_is_asked_for() {
    assertCompared(tuner(1, 2).setTraining("verify"), "inside a task");
  }

  @Test
  void fits_by_passes_are_compared_too() {
    assertCompared(tuner(1, 2).setTaskMemory("1 MiB").setTraining("verify"), "by passes");
  }

  private static void assertCompared(Tuner tuner, String place) {
    TunerPlan plan = TunerPlan.of(tuner);
    try (FoldedTable folded = FoldCut.stored(rows, tuner);
        CellFits cells = cells(tuner, folded)) {
      for (int trial = 0; trial < 2; trial++) {
        Proposal proposal = new Proposal(trial, trial, 0, List.of(0, 1), 1);
        for (int fold : proposal.folds()) {
          assertThat(cells.fit(new Cell(proposal, plan.known().get(trial), fold)).score().get())
              .isNotEmpty();
        }
      }
      String line =
          "LogisticRegression, fold [01]: area-under-(roc|pr) \\d\\.\\d{9} %s, \\d\\.\\d{9} by"
              + " jobs, difference -?\\d\\.\\de[-+]\\d\\d";
      assertThat(cells.verified())
          .as("three fits by two metrics")
          .hasSize(6)
          .allMatch(each -> each.matches(line.formatted(place)));
    }
  }
}
