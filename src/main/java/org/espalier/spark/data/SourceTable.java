package org.espalier.spark.data;

import static org.apache.spark.sql.functions.lit;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructField;
import org.espalier.metric.ProblemType;
import org.espalier.spark.data.table.ColumnPass;
import org.espalier.spark.data.table.DataProblems;
import org.espalier.spark.data.table.EmbeddedTables;
import org.espalier.spark.data.table.PlanSettings;
import org.espalier.spark.data.table.Source;
import org.espalier.spark.data.table.Target;
import org.espalier.spark.data.table.TaskDetection;
import org.espalier.spec.learners.StudyPlan;

/**
 * Table of a study with the columns of its source, stored on the cluster. It can be inspected, and
 * cut in several ways, without being read again.
 *
 * @param settings settings of the session, which are restored last
 */
public record SourceTable(SparkSession spark, StoredTable stored, PlanSettings settings)
    implements AutoCloseable {

  /** Minimum bytes per value of a compressed file, measured on the datasets digits and adult. */
  private static final double BYTES_PER_VALUE = 0.5;

  /**
   * Reads the table of a plan, and its test and validation tables.
   *
   * @throws org.espalier.spec.InvalidStudyException if a table cannot be read, or they do not match
   */
  public static SourceTable read(SparkSession spark, StudyPlan plan) {
    DataProblems problems = new DataProblems(plan.tuning().origins());
    Source source = new Source(spark, plan.data(), problems);
    Dataset<Row> read = new SourceUnion(source, plan, problems).read();
    PlanSettings settings = source.guarded(() -> settings(spark, plan, read));
    try {
      return new SourceTable(spark, StoredTable.of(read), settings);
    } catch (Throwable e) { // a failed job's exception is checked, and not declared
      settings.close();
      throw e;
    }
  }

  private static PlanSettings settings(SparkSession spark, StudyPlan plan, Dataset<Row> rows) {
    double bytes =
        EmbeddedTables.isOne(plan.data().source())
            ? 0
            : rows.queryExecution().optimizedPlan().stats().sizeInBytes().doubleValue();
    return PlanSettings.of(spark, rows.columns().length, bytes / BYTES_PER_VALUE);
  }

  /**
   * Checks and cuts the table. The table itself does not change.
   *
   * @param learnable tasks that some learner of the plan supports
   * @return the cut rows; close them before you close this table
   * @throws org.espalier.spec.InvalidStudyException with all problems of the data
   */
  public StudyData cut(StudyPlan plan, Set<ProblemType> learnable) {
    PlanSettings again = settings(spark, plan, rows());
    return new Preparation(spark, plan, learnable, Preparation.PreparationLimits.usual())
        .of(this, again);
  }

  /** Returns the target that the label implies; empty if there is no label, or it has a problem. */
  public Optional<Target> target(StudyPlan plan) {
    DataProblems unreported = new DataProblems(plan.tuning().origins()); // a later cut reports them
    Map<String, StructField> fields = new LinkedHashMap<>();
    Arrays.stream(rows().schema().fields()).forEach(field -> fields.put(field.name(), field));
    return plan.data()
        .target()
        .label()
        .flatMap(name -> Optional.ofNullable(fields.get(name)))
        .flatMap(
            label ->
                new TaskDetection(
                        plan,
                        EnumSet.allOf(ProblemType.class),
                        label,
                        Preparation.labels(rows(), label),
                        unreported)
                    .target());
  }

  /** Returns the number of rows; this reads them all. */
  public long size() {
    return ColumnPass.totals(rows(), List.of(lit(true)))[0];
  }

  /** Returns the number of columns, including those that reading adds. */
  public int columns() {
    return rows().columns().length;
  }

  /** Returns the rows with all columns of the source, and those that reading adds. */
  Dataset<Row> rows() {
    return stored.rows();
  }

  /** Frees the rows. The session keeps its settings for a table that is derived from this one. */
  public void free() {
    stored.free();
  }

  @Override
  public void close() {
    try {
      free();
    } finally {
      settings.close();
    }
  }
}
