package org.espalier.spark.data.fold;

import static org.apache.spark.sql.functions.col;

import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.espalier.spark.ColumnNames;
import org.espalier.spark.data.table.Columns;
import org.espalier.spark.data.table.DataProblems;
import org.espalier.spark.data.table.ReservedColumns;
import org.espalier.spark.data.table.Target;
import org.espalier.spark.data.table.TimeOrdered;
import org.espalier.spec.learners.StudyPlan;
import org.espalier.spec.rows.FoldsPlan;
import org.espalier.spec.rows.HeldOutPlan;

/** Rule of a plan for folds and held-out rows, resolved against the content of the table. */
public record SplitRule(
    SparkSession spark, StudyPlan plan, Columns columns, DataProblems problems) {

  /** Maximum number of values of a column of folds. */
  private static final int MAX_FOLDS = 100;

  /**
   * Returns the values of the column of folds, in the order of folds; empty for other rules.
   *
   * @throws org.espalier.spec.InvalidStudyException if the column has fewer than 2 or too many
   *     values
   */
  public List<Object> foldNames(Dataset<Row> table) {
    if (plan.folds().rule() != FoldsPlan.Rule.COLUMN) {
      return List.of();
    }
    String name = plan.folds().column().orElseThrow();
    List<Object> names = Target.values(table, ColumnNames.column(name), MAX_FOLDS);
    if (names.size() < 2 || names.size() > MAX_FOLDS) {
      throw problems.fatal(
          "folds.fold-column",
          "column '%s' has %s"
              .formatted(
                  name,
                  names.size() < 2
                      ? "%d different values".formatted(names.size())
                      : "more than %d different values".formatted(MAX_FOLDS)),
          "give a value for each of at least two folds");
    }
    return names;
  }

  public FoldsPlan folds(List<Object> foldNames) {
    FoldsPlan folds = plan.folds();
    return foldNames.isEmpty()
        ? folds
        : new FoldsPlan(
            folds.rule(),
            foldNames.size(),
            false,
            folds.column(),
            folds.fraction(),
            folds.source(),
            folds.order(),
            folds.repeats());
  }

  public HeldOut heldOut() {
    HeldOutPlan test = plan.data().test();
    if (test.source().isPresent()) {
      return HeldOut.where(col(ReservedColumns.ORIGIN).equalTo(ReservedColumns.OF_TEST));
    }
    if (test.after().isPresent()) {
      return HeldOut.where(col(ReservedColumns.TIME).geq(after(test.after().get())));
    }
    return plan.folds().rule() == FoldsPlan.Rule.TIME
        ? HeldOut.last(test.fraction())
        : HeldOut.of(test.fraction());
  }

  /**
   * Returns the time that a text denotes, parsed by Spark in the same way as the time column.
   *
   * @throws org.espalier.spec.InvalidStudyException if the text is not a time
   */
  private double after(String text) {
    StructField field = columns.role("time").orElseThrow();
    boolean calendar = TimeOrdered.isCalendar(field.dataType());
    String literal = "'%s'".formatted(text.replace("\\", "").replace("'", ""));
    Column time =
        calendar
            ? TimeOrdered.seconds(literal, DataTypes.StringType)
            : functions.expr("try_cast(%s AS DOUBLE)".formatted(literal));
    Row row = spark.range(1).select(time).first();
    if (row.isNullAt(0)) {
      throw problems.fatal(
          "data.test.held-out-after",
          "'%s' is not a %s".formatted(text, calendar ? "date or timestamp" : "number"),
          calendar
              ? "for example 2013-10-01"
              : "give a value of column '%s'".formatted(field.name()));
    }
    return row.getDouble(0);
  }
}
