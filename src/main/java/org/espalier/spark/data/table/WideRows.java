package org.espalier.spark.data.table;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.rdd.RDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.AttributeReference;
import org.apache.spark.sql.catalyst.expressions.ExprId;
import org.apache.spark.sql.catalyst.expressions.codegen.UnsafeRowWriter;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.Project;
import org.apache.spark.sql.execution.LogicalRDD;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.espalier.spark.SparkLine;
import scala.collection.Iterable;

/**
 * Rows of a wide table, whose columns a task reads by their positions. A plan of Spark sends each
 * task an expression for each column, which takes longer than the task's work if there are
 * thousands.
 *
 * @param rows rows in Spark's own format; an iterator may return all rows in the same memory
 * @param fields columns of the table by name, in their order
 */
public record WideRows(
    SparkSession spark, JavaRDD<InternalRow> rows, Map<String, StoredField> fields) {

  /**
   * Returns the rows of a table. Stored rows are read without a plan, if the table is one of their
   * columns.
   *
   * @param table table whose columns have different names
   */
  public static WideRows of(Dataset<Row> table) {
    LogicalPlan plan = table.queryExecution().withCachedData();
    List<Attribute> output = list(plan.output());
    while (plan instanceof Project project && areAttributes(project)) {
      plan = project.child();
    }
    if (!(plan instanceof LogicalRDD)) {
      plan = table.queryExecution().withCachedData();
    }
    List<Attribute> stored = list(plan.output());
    Map<ExprId, Integer> ordinals = new LinkedHashMap<>();
    stored.forEach(attribute -> ordinals.put(attribute.exprId(), ordinals.size()));
    Map<String, StoredField> fields = new LinkedHashMap<>();
    for (Attribute attribute : output) {
      int ordinal = Objects.requireNonNull(ordinals.get(attribute.exprId()));
      fields.put(attribute.name(), new StoredField(ordinal, attribute.dataType()));
    }
    RDD<InternalRow> rows =
        plan instanceof LogicalRDD rdd
            ? rdd.rdd()
            : PlanSettings.under(table.sparkSession(), () -> table.queryExecution().toRdd());
    return new WideRows(table.sparkSession(), rows.toJavaRDD(), fields);
  }

  private static boolean areAttributes(Project project) {
    return list(project.projectList()).stream().allMatch(AttributeReference.class::isInstance);
  }

  private static <T> List<T> list(Iterable<T> elements) {
    List<T> copy = new ArrayList<>();
    for (scala.collection.Iterator<T> each = elements.iterator(); each.hasNext(); ) {
      copy.add(each.next());
    }
    return copy;
  }

  /** Returns a column. */
  public StoredField field(String name) {
    return Objects.requireNonNull(fields.get(name), name);
  }

  /** Returns columns in their order. */
  public List<StoredField> fields(List<StructField> columns) {
    return columns.stream().map(column -> field(column.name())).toList();
  }

  /**
   * Returns the table that a function makes of the rows of each partition.
   *
   * @param schema columns of the rows that the function returns
   */
  public Dataset<Row> mapped(
      StructType schema, FlatMapFunction<Iterator<InternalRow>, InternalRow> each) {
    return SparkLine.table(spark, rows.mapPartitions(each).rdd(), schema);
  }

  /**
   * Collects columns of the rows in which a number is below a limit, in the order of the rows.
   *
   * @param columns names of columns of plain types: numbers, booleans, texts, dates and times
   * @return rows with {@link #collected(List)}
   */
  public List<InternalRow> collected(List<String> columns, StoredField number, double limit) {
    PackedColumns packed = packed(columns);
    return PlanSettings.under(
        spark,
        () ->
            rows.filter(row -> number.number(row) < limit)
                .mapPartitions(
                    part -> {
                      UnsafeRowWriter writer = packed.writer();
                      return ColumnPass.mapped(part, row -> packed.of(row, writer).copy());
                    })
                .collect());
  }

  /** Returns columns as they are in collected rows. */
  public List<StoredField> collected(List<String> columns) {
    return packed(columns).packed();
  }

  private PackedColumns packed(List<String> columns) {
    return new PackedColumns(columns.stream().map(this::field).toList(), false);
  }

  /**
   * Returns sums over all rows.
   *
   * @param size number of sums
   */
  public long[] sums(int size, ColumnPass.Addition addition) {
    return PlanSettings.under(spark, () -> ColumnPass.sums(rows, size, addition));
  }
}
