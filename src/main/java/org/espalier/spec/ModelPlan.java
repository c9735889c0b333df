package org.espalier.spec;

import java.util.ArrayList;
import java.util.List;
import org.espalier.metric.ProblemType;

/**
 * Model that a study leaves.
 *
 * @param save format of the saved model
 * @param thresholds true if decision thresholds are chosen from out-of-fold probabilities
 * @param costs cost by class, then by predicted class, in the order of the classes, that thresholds
 *     are chosen by; empty for the metric
 * @param calibrated true if probabilities are calibrated on out-of-fold ones
 * @param ensemble largest number of different configurations in the model; 1 for the winner alone
 * @param refit rows on which the model that is left is fitted
 */
public record ModelPlan(
    Save save,
    boolean thresholds,
    List<List<Double>> costs,
    boolean calibrated,
    int ensemble,
    Refit refit) {

  /** Format of a saved pipeline. */
  public enum Save {
    /** One pipeline that plain Spark loads. */
    SPARK,
    /** The learner in its library's own format, the stages around it as pipelines. */
    NATIVE,
    /** No model: the winner is neither fitted on all training rows nor scored on held-out rows. */
    NONE
  }

  /** Rows on which the model that is left is fitted. */
  public enum Refit {
    /** The training rows: the scores on held-out rows are those of this model. */
    TRAINING,
    /**
     * All rows: once the held-out rows have given their scores, the model is fitted on them too.
     */
    ALL
  }

  /** Plan that leaves the winner unrefined, fitted on the training rows and saved by Spark. */
  public static final ModelPlan USUAL =
      new ModelPlan(Save.SPARK, false, List.of(), false, 1, Refit.TRAINING);

  public ModelPlan {
    costs = costs.stream().map(List::copyOf).toList();
    if (ensemble < 1) {
      throw new IllegalArgumentException("A model of %d configurations.".formatted(ensemble));
    }
  }

  /**
   * @param costs as they were read
   */
  static ModelPlan of(SettingValues values, List<List<Double>> costs) {
    return new ModelPlan(
        values.constant("save", Save.class),
        values.is("threshold", "auto"),
        costs,
        values.is("calibration", "auto"),
        values.whole("ensemble"),
        values.constant("refit", Refit.class));
  }

  public ModelPlan withoutEnsemble() {
    return new ModelPlan(save, thresholds, costs, calibrated, 1, refit);
  }

  /** Reports what a label of some type rules out. */
  public void check(ProblemType task, int classes, Origins.Report report) {
    String is = "but the task is " + task.text();
    if (!task.isClassification()) {
      for (String setting : decisions()) {
        report.problem("model." + setting, "is for classification, " + is, "leave it out");
      }
      if (ensemble > 1 && task != ProblemType.REGRESSION) {
        report.problem(
            "model.ensemble", "is for classification and regression, " + is, "leave it out");
      }
      return;
    }
    if (!costs.isEmpty() && costs.size() != classes) {
      report.problem(
          "model.costs",
          "has %d classes, but the label has %d".formatted(costs.size(), classes),
          "give a row and a column for each class");
    }
    if (calibrated && classes != 2) {
      report.problem(
          "model.calibration",
          "is for two classes, but the label has %d".formatted(classes),
          "leave it out");
    }
  }

  private List<String> decisions() {
    List<String> given = new ArrayList<>();
    if (thresholds) {
      given.add("threshold");
    }
    if (!costs.isEmpty()) {
      given.add("costs");
    }
    if (calibrated) {
      given.add("calibration");
    }
    return given;
  }

  /** True if anything is chosen from out-of-fold scores. */
  public boolean isRefined() {
    return !decisions().isEmpty() || ensemble > 1;
  }
}
