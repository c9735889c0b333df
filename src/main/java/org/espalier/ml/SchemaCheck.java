package org.espalier.ml;

import static org.apache.spark.sql.functions.lit;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.spark.ml.param.Param;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructField;
import org.espalier.ml.param.RequiredValues;
import org.espalier.ml.param.StableStageNames;
import org.espalier.space.Configuration;
import org.espalier.spark.ColumnNames;
import org.espalier.spark.chain.DeclaredColumns;
import org.espalier.spark.data.RoleCheck;
import org.espalier.spark.data.table.ColumnPass;
import org.espalier.spark.data.table.Columns;
import org.espalier.spark.data.table.DataProblems;

/**
 * Check of a table's schema before any job, as Spark's own validators make it. A column that is
 * wrong under every map is refused; one that is wrong under some maps fails these. The column of a
 * fold rule must have a value in every row.
 */
record SchemaCheck(TunerPlan plan, Dataset<?> dataset) {

  private static final String HELD_OUT = "data.test.held-out-source";

  /**
   * Throws Spark's exception under the first map, if no map fits the table.
   *
   * @throws IllegalArgumentException with a line for each estimator that does not fit the table, if
   *     there are several
   */
  void run() {
    if (plan.tuner() instanceof Tuner folded) {
      FoldCut.requireFoldColumn(dataset.schema(), folded);
    }
    requireRole("group", plan.tuner().group());
    requireRole("time", plan.tuner().time());
    if (plan.tuner().isSet(plan.tuner().heldOutSource())) {
      requireAlike(plan.tuner().getHeldOutSource().toDF());
    }
    List<Configuration> typical = plan.configurations().typical();
    if (plan.configurations().estimators().size() > 1) {
      requireAll(typical);
    } else if (typical.stream().noneMatch(one -> problem(one).isEmpty())) {
      typical.stream().findFirst().ifPresent(this::check);
    }
  }

  /** Refuses a column by which rows cannot be cut, as a job does. */
  private void requireRole(String role, Param<String> column) {
    if (!plan.tuner().isSet(column)) {
      return;
    }
    Map<String, StructField> fields = new LinkedHashMap<>();
    Arrays.stream(dataset.schema().fields()).forEach(field -> fields.put(field.name(), field));
    DataProblems problems = new DataProblems(plan.asked().origins());
    RoleCheck check = new RoleCheck(dataset.toDF(), problems);
    String name = plan.tuner().getOrDefault(column);
    Columns.role(fields, role, name, problems)
        .ifPresent(role.equals("time") ? check::time : field -> check.complete(role, field));
    problems.throwIfAny();
  }

  /**
   * Refuses held-out rows without a column of the dataset, and with values that it may not have.
   */
  private void requireAlike(Dataset<Row> heldOut) {
    DataProblems problems = new DataProblems(plan.asked().origins());
    for (String name : SeparatedRows.columns(dataset, plan.tuner())) {
      StructField field = dataset.schema().apply(name);
      Columns.alike(heldOut.schema(), field, HELD_OUT, "the dataset", problems);
    }
    problems.throwIfAny();
    RequiredValues required = RequiredValues.of(plan.tuner(), heldOut);
    List<Column> counted = new ArrayList<>(List.of(lit(1)));
    required.rules().forEach(rule -> counted.add(rule.broken()));
    long[] totals = ColumnPass.totals(heldOut, counted);
    if (totals[0] == 0) {
      throw problems.fatal(HELD_OUT, "has no rows", "give a table with rows");
    }
    String table = plan.tuner().heldOutSource().name();
    required.check(table, Arrays.copyOfRange(totals, 1, totals.length));
  }

  private void requireAll(List<Configuration> typical) {
    String problems =
        typical.stream()
            .flatMap(
                one ->
                    problem(one).stream()
                        .map(
                            wrong ->
                                "%s: estimators: %s: %s"
                                    .formatted(
                                        StableStageNames.where(plan.tuner()),
                                        one.learner(),
                                        wrong.strip().lines().collect(Collectors.joining(" ")))))
            .collect(Collectors.joining("\n"));
    if (!problems.isEmpty()) {
      throw new IllegalArgumentException(problems);
    }
  }

  private Optional<String> problem(Configuration configuration) {
    try {
      check(configuration);
      return Optional.empty();
    } catch (Exception e) { // anything that stages throw, an analysis's checked exception included
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }

  private void check(Configuration configuration) {
    DeclaredColumns.check(
        plan.configurations().estimator(configuration),
        plan.configurations().map(configuration),
        plan.tuner().getEvaluator(),
        dataset.schema(),
        ColumnNames.of(dataset.sparkSession()));
  }
}
