package org.espalier.spark.data;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructField;
import org.espalier.learner.LearnerDescriptor;
import org.espalier.metric.Metric;
import org.espalier.numeric.CountedNoun;
import org.espalier.spark.ColumnNames;
import org.espalier.spark.data.table.DataProblems;
import org.espalier.spark.data.table.Target;
import org.espalier.spec.learners.Learners;
import org.espalier.spec.learners.StudyPlan;

/** Check of a label for values that its type allows but that a study cannot use. */
public record LabelCheck(Dataset<Row> table, Target target, StudyPlan plan, DataProblems problems) {

  /**
   * Checks the labels.
   *
   * @param labelled number of rows with a label
   */
  public void run(long labelled) {
    names(labelled);
    relative();
    times();
    strata();
  }

  private StructField field() {
    return target.field().orElseThrow();
  }

  private String label() {
    return field().name();
  }

  /**
   * Refuses labels with more distinct values than half the rows: most classes would have one row.
   */
  private void names(long labelled) {
    int classes = target.values().size();
    if (target.task().isClassification() && classes > 2 && classes > labelled / 2) {
      problems.add(
          "data.label",
          "column '%s' has %,d different values in %s: it names rows rather than classes"
              .formatted(label(), classes, CountedNoun.of(labelled, "row")),
          "name a column of classes, or set metric = rmse for a number");
    }
  }

  /** Refuses zeros for the metric mape, which divides by the label. */
  private void relative() {
    List<Metric> metrics = new ArrayList<>(plan.scoring().metrics());
    metrics.add(target.metric());
    if (!metrics.contains(Metric.MAPE)) {
      return;
    }
    long zeros = table.where(ColumnNames.column(label()).equalTo(0)).count();
    if (zeros > 0) {
      problems.add(
          target.metric().equals(Metric.MAPE) ? "metric" : "metrics",
          "mape divides by the label, but '%s' is 0 in %s"
              .formatted(label(), CountedNoun.of(zeros, "row")),
          "mae or rmse");
    }
  }

  /** Refuses times that are not above 0 if a learner fits the logarithm of the time. */
  private void times() {
    Optional<String> learner =
        plan.learners().stream()
            .flatMap(one -> Learners.known().ofType(one.type()).stream())
            .filter(LearnerDescriptor::learnsLogarithm)
            .map(LearnerDescriptor::type)
            .findFirst();
    long wrong = learner.isPresent() ? table.where(ColumnNames.column(label()).leq(0)).count() : 0;
    if (wrong > 0) {
      problems.add(
          "data.label",
          "%s learns times, but '%s' is not above 0 in %s"
              .formatted(learner.get(), label(), CountedNoun.of(wrong, "row")),
          "give times above 0");
    }
  }

  /** Refuses {@code folds.stratified} for numbers, but only if the study sets it explicitly. */
  private void strata() {
    boolean asked = plan.tuning().origins().byPath().containsKey("folds.stratified");
    if (asked && plan.folds().stratified() && !target.task().isClassification()) {
      problems.add(
          "folds.stratified",
          "label '%s' is a number and has no classes to spread".formatted(label()),
          "leave it out");
    }
  }
}
