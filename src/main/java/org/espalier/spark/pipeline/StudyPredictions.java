package org.espalier.spark.pipeline;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.get;
import static org.apache.spark.sql.functions.lit;

import java.util.Arrays;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.espalier.evaluate.KeptTrials;
import org.espalier.evaluate.ScoreStore;
import org.espalier.space.Configuration;
import org.espalier.spark.data.StudyData;
import org.espalier.spark.data.fold.FinalistScores;
import org.espalier.spark.data.fold.OutOfFold;
import org.espalier.spark.data.table.ReservedColumns;

/**
 * Out-of-fold predictions of the finalists of a job's study, with labels as the source has them.
 *
 * @param folds number of folds of a repeat
 */
public record StudyPredictions(PipelineCells work, StudyData data, OutOfFold kept, int folds) {

  /**
   * Predictions of a study, of whose cells the scores are kept from now on.
   *
   * @param folds number of folds of a repeat
   */
  public static StudyPredictions of(
      PipelineCells work, StudyData data, ScoreStore store, int folds) {
    OutOfFold.Naming naming =
        new OutOfFold.Naming(key(data), data.isWeighted() ? col(ReservedColumns.WEIGHT) : lit(1.0));
    KeptTrials leading = new KeptTrials(work.fits().objective(), data.folds().sizes().size());
    OutOfFold kept = new OutOfFold(data.rows(), naming, store, leading);
    work.fits().keep(kept);
    return new StudyPredictions(work, data, kept, folds);
  }

  /** Returns the key of a row, if it is a hash; else a hash of the row. */
  private static OutOfFold.RowKey key(StudyData data) {
    StructType schema = data.rows().all().schema();
    boolean isHash =
        Arrays.asList(schema.fieldNames()).contains(ReservedColumns.KEY)
            && schema.apply(ReservedColumns.KEY).dataType().equals(DataTypes.LongType);
    return isHash
        ? (rows, name) -> rows.withColumn(name, col(ReservedColumns.KEY))
        : OutOfFold.RowKey.hashOf(data.rows());
  }

  /**
   * Rows of {@code key}, {@code repeat}, {@code fold}, {@code trial}, {@code label}, {@code
   * weight}, {@code prediction} and {@code scores}, ordered by trial and fold.
   *
   * @param winner configuration that is fitted again for folds without its scores
   */
  public Dataset<Row> table(FinalistScores finalists, int trial, Configuration winner) {
    Dataset<Row> scores =
        finalists.table(
            fold ->
                kept.predicted(
                    trial,
                    fold,
                    rows -> work.finishedScores().predicted(work.fitWithout(fold, winner), rows),
                    work.finishedScores().columns()));
    Dataset<Row> keys =
        key(data)
            .add(data.rows().all(), "number")
            .select(col("number"), col(ReservedColumns.KEY).as("name"))
            .dropDuplicates("number");
    return scores
        .join(keys, col("key").equalTo(col("number")))
        .select(
            col("name").as("key"),
            FinalistScores.repeat(col("fold"), folds).as("repeat"),
            col("fold"),
            col("trial"),
            original(col("label")).as("label"),
            col("weight"),
            original(col("prediction")).as("prediction"),
            col("scores"))
        .orderBy("trial", "fold", "key");
  }

  /** Original value: a number as it is, a class by its name, in the type of the label's column. */
  private Column original(Column number) {
    if (!data.task().isClassification()) {
      return number;
    }
    Column names = array(data.labels().stream().map(l -> lit(l)).toArray(Column[]::new));
    return get(names, number.cast("int")).cast(data.labelType());
  }
}
