package org.espalier.ml;

import java.util.LinkedHashSet;
import java.util.List;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.sql.Dataset;
import org.espalier.space.ChoiceParameter;
import org.espalier.space.Dimension;
import org.espalier.spark.ColumnNames;
import org.espalier.spark.sharing.stage.DeclaredColumns;

/**
 * Look at a table's schema before any job, with which Spark's own validators begin, too. A column
 * that is wrong under every map is refused; one that is wrong under some of them fails those.
 */
record SchemaCheck(TunerPlan plan, Dataset<?> dataset) {

  /** Throws Spark's exception under the first map, if no map fits the table. */
  void run() {
    if (plan.tuner() instanceof Tuner folded) {
      FoldCut.requireFoldColumn(dataset.schema(), folded);
    }
    List<ParamMap> maps = maps();
    if (maps.stream().noneMatch(this::isRight)) {
      maps.stream().findFirst().ifPresent(this::check);
    }
  }

  /** Maps that are tried, or the estimator as it is for a space that cannot name columns. */
  private List<ParamMap> maps() {
    if (plan.tuner().hasMaps()) {
      return new LinkedHashSet<>(plan.configurations()).stream().map(plan.toMap()).toList();
    }
    SpaceConfigurations space =
        new SpaceConfigurations(plan.tuner().getSpace(), plan.tuner().getEstimator());
    boolean mayNameColumns =
        space.space().dimensions().stream()
            .map(Dimension::parameter)
            .anyMatch(parameter -> parameter instanceof ChoiceParameter);
    return mayNameColumns ? List.of() : space.asItIs().map(plan.toMap()).stream().toList();
  }

  private boolean isRight(ParamMap map) {
    try {
      check(map);
      return true;
    } catch (Exception e) { // anything that stages throw, an analysis's checked exception included
      return false;
    }
  }

  private void check(ParamMap map) {
    DeclaredColumns.check(
        plan.tuner().getEstimator(),
        map,
        plan.tuner().getEvaluator(),
        dataset.schema(),
        ColumnNames.of(dataset.sparkSession()));
  }
}
