package org.espalier.ml;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.types.StructField;
import org.espalier.space.ChoiceParameter;
import org.espalier.space.Dimension;
import org.espalier.spark.ColumnNames;
import org.espalier.spark.data.check.RoleCheck;
import org.espalier.spark.data.column.Problems;
import org.espalier.spark.data.shape.Columns;
import org.espalier.spark.sharing.stage.DeclaredColumns;

/**
 * Look at a table's schema before any job, with which Spark's own validators begin, too. A column
 * that is wrong under every map is refused; one that is wrong under some of them fails those. The
 * column of a fold rule needs a value in every row, too.
 */
record SchemaCheck(TunerPlan plan, Dataset<?> dataset) {

  /** Throws Spark's exception under the first map, if no map fits the table. */
  void run() {
    if (plan.tuner() instanceof Tuner folded) {
      FoldCut.requireFoldColumn(dataset.schema(), folded);
    }
    requireRole("group", plan.tuner().group());
    requireRole("time", plan.tuner().time());
    List<ParamMap> maps = maps();
    if (maps.stream().noneMatch(this::isRight)) {
      maps.stream().findFirst().ifPresent(this::check);
    }
  }

  /** Refuses a column by which rows cannot be cut, as a job does. */
  private void requireRole(String role, Param<String> column) {
    if (!plan.tuner().isSet(column)) {
      return;
    }
    Map<String, StructField> fields = new LinkedHashMap<>();
    Arrays.stream(dataset.schema().fields()).forEach(field -> fields.put(field.name(), field));
    Problems problems = new Problems(plan.asked().origins());
    RoleCheck check = new RoleCheck(dataset.toDF(), problems);
    String name = plan.tuner().getOrDefault(column);
    Columns.role(fields, role, name, problems)
        .ifPresent(role.equals("time") ? check::time : field -> check.complete(role, field));
    problems.throwIfAny();
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
