package org.espalier.bench.blackbox;

import java.util.Map;

/**
 * Family of YAHPO Gym's surrogates: one net for many data sets, with the interpretation of its
 * inputs and outputs as a minimisation (Pfisterer et al., AutoML-Conf 2022, Table 1 and its
 * benchmark suite).
 */
public enum SurrogateScenario {
  /** Neural networks, more or fewer epochs; epoch 1 is untrained, 52 repeats 51. */
  LCBENCH("lcbench", "OpenML_task_id", "epoch", 1, 52, 1, "val_accuracy", 1, -0.01),
  /** Boosted trees in many variants, trained on more or fewer rows. */
  RBV2_XGBOOST("rbv2_xgboost", "task_id", "trainsize", 81, 2700, 2700, "acc", 1, -1),
  /** Decision trees, trained on more or fewer rows. */
  RBV2_RPART("rbv2_rpart", "task_id", "trainsize", 81, 2700, 2700, "acc", 1, -1),
  /** Regularized linear models, trained on more or fewer rows. */
  IAML_GLMNET("iaml_glmnet", "task_id", "trainsize", 81, 2700, 2700, "mmce", 0, 1);

  /** Fixed inputs that are not searched, at the values of their published evaluations. */
  static final Map<String, Double> FIXED = Map.of("repl", 10.0);

  private final String folder;
  private final String instance;
  private final String fidelity;
  private final long min;
  private final long max;
  private final double unitsOfOne;
  private final String target;
  private final double offset;
  private final double factor;

  /**
   * @param instance input with the name of the data set
   * @param fidelity input with the resource
   * @param min minimum resource
   * @param max maximum resource; 2,700 where it is a share of rows, so that three steps of η = 3,
   *     and the minimum share of 3 %, are whole numbers
   * @param unitsOfOne units of resource to an input of 1
   * @param target output that is minimised, as offset + factor · target
   */
  SurrogateScenario(
      String folder,
      String instance,
      String fidelity,
      long min,
      long max,
      double unitsOfOne,
      String target,
      double offset,
      double factor) {
    this.folder = folder;
    this.instance = instance;
    this.fidelity = fidelity;
    this.min = min;
    this.max = max;
    this.unitsOfOne = unitsOfOne;
    this.target = target;
    this.offset = offset;
    this.factor = factor;
  }

  /** The name under which it is published. */
  public String folder() {
    return folder;
  }

  /** The output that is searched on. */
  public String target() {
    return target;
  }

  String instance() {
    return instance;
  }

  String fidelity() {
    return fidelity;
  }

  ResourceRange resource() {
    return new ResourceRange(fidelity, min, max);
  }

  /** The fidelity input of a resource. */
  double fidelity(long units) {
    return units / unitsOfOne;
  }

  /** Error for a value of the target. */
  public double error(double value) {
    return offset + factor * value;
  }
}
