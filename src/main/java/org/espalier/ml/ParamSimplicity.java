package org.espalier.ml;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.apache.spark.ml.Estimator;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.param.Params;
import org.espalier.learner.LearnerDescriptor.Simpler;
import org.espalier.spark.ParamValues;
import org.espalier.spec.learner.Learners;

/**
 * Order of param maps by simplicity: by the params that the descriptors of an estimator's learners
 * name, the most important first, as {@link org.espalier.spec.learner.Simplicity} orders
 * configurations of a job. Maps that differ in other params only are equally simple.
 */
final class ParamSimplicity implements Comparator<ParamMap> {

  private record Criterion(Params stage, Param<?> param, boolean less) {}

  private final List<Criterion> criteria = new ArrayList<>();

  ParamSimplicity(Estimator<?> estimator) {
    for (Params stage : StableStageNames.stages(estimator).values()) {
      Learners.known()
          .ofEstimator(stage.getClass())
          .ifPresent(learner -> learner.simplicity().forEach(order -> add(stage, order)));
    }
  }

  private void add(Params stage, Simpler order) {
    if (stage.hasParam(order.param())) {
      criteria.add(new Criterion(stage, stage.getParam(order.param()), order.less()));
    }
  }

  @Override
  public int compare(ParamMap one, ParamMap other) {
    for (Criterion criterion : criteria) {
      Optional<Object> a = value(criterion, one);
      Optional<Object> b = value(criterion, other);
      if (a.isPresent() && b.isPresent()) {
        int less = Double.compare(size(a.get()), size(b.get()));
        if (less != 0) {
          return criterion.less() ? less : -less;
        }
      }
    }
    return 0;
  }

  private static Optional<Object> value(Criterion criterion, ParamMap map) {
    return map.contains(criterion.param())
        ? Optional.<Object>ofNullable(map.apply(criterion.param())).map(ParamValues::plain)
        : ParamValues.current(criterion.stage(), criterion.param());
  }

  /** Number itself; for a list of layers, the total number of units. */
  private static double size(Object value) {
    if (value instanceof List<?> layers) {
      return layers.stream().mapToDouble(ParamSimplicity::size).sum();
    }
    return value instanceof Number number ? number.doubleValue() : 0;
  }
}
