package org.espalier.spark.data;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructField;
import org.espalier.metric.ProblemType;
import org.espalier.spark.data.table.DataProblems;
import org.espalier.spark.data.table.EmbeddedTables;
import org.espalier.spark.data.table.PlanSettings;
import org.espalier.spark.data.table.Source;
import org.espalier.spark.data.table.Target;
import org.espalier.spark.data.table.TaskDetection;
import org.espalier.spec.learners.StudyPlan;

/**
 * Table of a study as its source has it, in the cluster's storage, where it can be looked at, and
 * cut in several ways, without being read again.
 *
 * @param settings of the session, to be closed last
 */
public record SourceTable(SparkSession spark, StoredTable stored, PlanSettings settings)
    implements AutoCloseable {

  /** Smallest size of a value in a compressed file, as in the datasets digits and adult. */
  private static final double BYTES_PER_VALUE = 0.5;

  /**
   * Reads the table of a plan, with its further tables.
   *
   * @throws org.espalier.spec.InvalidStudyException if that is not possible
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
   * Checks and cuts the table, which is not changed.
   *
   * @param learnable tasks that some learner of the plan can do
   * @return the rows, to be closed before the table is
   * @throws org.espalier.spec.InvalidStudyException with all problems of the data
   */
  public StudyData cut(StudyPlan plan, Set<ProblemType> learnable) {
    PlanSettings again = settings(spark, plan, rows());
    return new Preparation(spark, plan, learnable, Preparation.PreparationLimits.usual())
        .of(this, again);
  }

  /**
   * Task that the label stands for; empty if something is wrong with the label, or there is none.
   */
  public Optional<Target> target(StudyPlan plan) {
    DataProblems unreported = new DataProblems(plan.tuning().origins()); // which a cut reports
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

  /** Number of its rows; they are read for it. */
  public long size() {
    return rows().count();
  }

  /** Number of its columns. */
  public int columns() {
    return rows().columns().length;
  }

  /** Rows with all columns of the source, and those that reading adds. */
  Dataset<Row> rows() {
    return stored.rows();
  }

  /** Frees the rows, but keeps the session's settings for a table that is made of this one. */
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
