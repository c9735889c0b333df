package org.espalier.spec.study;

import java.util.Optional;
import org.espalier.metric.Metric;
import org.espalier.metric.PairedBootstrap;
import org.espalier.metric.ProblemType;
import org.espalier.spec.Origins;
import org.espalier.spec.SettingValues;

/**
 * Scores of the winner on parts of the rows, from out-of-fold ones.
 *
 * @param column column whose values are the groups that are compared; empty for none
 * @param feature true if models see that column
 * @param slices true if the slices are sought in which the winner does worst
 */
public record FairnessPlan(Optional<String> column, boolean feature, boolean slices) {

  public static final String COLUMN = "fairness.sensitive-column";

  private static final String SLICES = "fairness.slices";

  /** No groups and no slices. */
  public static final FairnessPlan NONE = new FairnessPlan(Optional.empty(), false, false);

  public static FairnessPlan of(SettingValues values) {
    return new FairnessPlan(
        values.text("sensitive-column"), values.truth("sensitive-feature"), values.truth("slices"));
  }

  /** True if any part of the rows is scored. */
  public boolean isAsked() {
    return column.isPresent() || slices;
  }

  /** True for the column of the groups, unless models see it. */
  public boolean hides(String name) {
    return !feature && column.equals(Optional.of(name));
  }

  /** Reports contradictions with other settings of a plan. */
  void check(StudyPlan plan, Origins.Report report) {
    if (plan.tuning().winner().gap().isPresent() && column.isEmpty()) {
      report.problem(
          "require.max-gap",
          "is of groups, and none are named",
          "name their column: " + COLUMN + " = column");
    }
    if (column.isPresent() && column.equals(plan.data().target().label())) {
      report.problem(COLUMN, "names the label '%s'".formatted(column.get()), "name another column");
    }
    if (isAsked() && plan.output().hidesNames()) {
      report.problem(
          column.isPresent() ? COLUMN : SLICES,
          "shows values of columns, but output.names = hidden",
          "leave one of them out");
    }
  }

  /** Reports what a task or a metric rules out. */
  public void check(ProblemType task, Metric metric, Origins.Report report) {
    if (!isAsked()) {
      return;
    }
    String path = column.isPresent() ? COLUMN : SLICES;
    if (!task.isClassification() && task != ProblemType.REGRESSION) {
      report.problem(
          path,
          "is for classification and regression, but the task is " + task.text(),
          "leave it out");
    } else if (!PairedBootstrap.isFor(metric)) {
      report.problem(
          path,
          "needs a metric that follows from the rows of a group, but '%s' does not"
              .formatted(metric.key()),
          "take another metric, or leave it out");
    }
  }
}
