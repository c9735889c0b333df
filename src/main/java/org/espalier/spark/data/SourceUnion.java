package org.espalier.spark.data;

import static org.apache.spark.sql.functions.lit;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructField;
import org.espalier.spark.ColumnNames;
import org.espalier.spark.data.table.Columns;
import org.espalier.spark.data.table.DataProblems;
import org.espalier.spark.data.table.ReservedColumns;
import org.espalier.spark.data.table.Source;
import org.espalier.spec.learners.StudyPlan;

/**
 * Union of the training, test and validation tables of a plan. {@link ReservedColumns#ORIGIN} marks
 * the table of each row.
 */
record SourceUnion(Source source, StudyPlan plan, DataProblems problems) {

  /**
   * Reads all tables of the plan.
   *
   * @throws org.espalier.spec.InvalidStudyException if a table cannot be read, or lacks columns of
   *     the first one or has them with other types
   */
  Dataset<Row> read() {
    Dataset<Row> table = source.read();
    Columns.checkNames(table.schema(), problems);
    Dataset<Row> all = table.withColumn(ReservedColumns.ORIGIN, lit(ReservedColumns.OF_TABLE));
    Dataset<Row> tested =
        plan.data()
            .test()
            .source()
            .map(path -> with(all, path, "data.test.held-out-source", ReservedColumns.OF_TEST))
            .orElse(all);
    Dataset<Row> whole =
        plan.folds()
            .source()
            .map(
                path ->
                    with(tested, path, "folds.validation-source", ReservedColumns.OF_VALIDATION))
            .orElse(tested);
    problems.throwIfAny();
    return whole;
  }

  private Dataset<Row> with(Dataset<Row> all, String second, String path, int origin) {
    Dataset<Row> other = source.alike(second, path).drop(Source.CORRUPT);
    List<Column> columns = new ArrayList<>();
    for (StructField field : all.schema().fields()) {
      if (!field.name().startsWith(ReservedColumns.RESERVED)) {
        Columns.alike(other.schema(), field, path, "data.source", problems)
            .ifPresent(
                type -> columns.add(ColumnNames.column(field.name()).cast(type).as(field.name())));
      }
    }
    problems.throwIfAny();
    return all.unionByName(
        other
            .select(columns.toArray(Column[]::new))
            .withColumn(ReservedColumns.ORIGIN, lit(origin)),
        true);
  }
}
