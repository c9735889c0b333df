package org.espalier.ml;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.isnan;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.when;

import org.apache.spark.ml.Model;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.NumericType;
import org.espalier.engine.StudySearch;
import org.espalier.evaluate.KeptTrials;
import org.espalier.evaluate.ScoreStore;
import org.espalier.space.Configuration;
import org.espalier.spark.ColumnNames;
import org.espalier.spark.data.fold.FinalistScores;
import org.espalier.spark.data.fold.FoldedTable;
import org.espalier.spark.data.fold.OutOfFold;
import org.espalier.spark.fit.CellFits;
import org.espalier.spark.metric.MetricColumns;

/** Out-of-fold predictions of the finalists of a tuner's study. */
record OutOfFoldPredictions(
    TunerParams<?> tuner, TunerChains chains, CellFits cells, FoldedTable rows, OutOfFold kept) {

  /** Starts to keep the scores of a study's cells. */
  static OutOfFoldPredictions of(
      TunerParams<?> tuner,
      TunerChains chains,
      CellFits cells,
      FoldedTable rows,
      ScoreStore store) {
    Dataset<Row> all = rows.all();
    MetricColumns read = TunerChains.columns(tuner.getEvaluator(), tuner.getEvaluator());
    Column weight =
        read.weights()
            .filter(name -> has(all, name))
            .map(ColumnNames::column)
            .orElseGet(() -> lit(1.0));
    KeptTrials leading = new KeptTrials(cells.objective(), rows.sizes().size());
    OutOfFold.Naming naming = new OutOfFold.Naming(OutOfFold.RowKey.hashOf(rows), weight);
    OutOfFold kept = new OutOfFold(rows, naming, store, leading);
    cells.keep(kept);
    return new OutOfFoldPredictions(tuner, chains, cells, rows, kept);
  }

  private static boolean has(Dataset<Row> rows, String name) {
    return ColumnNames.of(rows.sparkSession()).isAmong(name, rows.columns());
  }

  /**
   * Rows of the columns of {@link TunedModel#predictions()}, ordered by trial and fold. The
   * executors store them while the dataset is referenced.
   */
  Dataset<Row> table(StudySearch.Result ended, int winner) {
    int folds = rows.sizes().size();
    Configuration best = ended.study().trials().get(winner).configuration();
    FinalistScores finalists =
        new FinalistScores(kept, ended.study(), ended.contenders(), winner, folds);
    Column label = when(not(isnan(col("label"))), col("label")).cast(labelType());
    return rows.read(
        () ->
            finalists
                .table(fold -> refitted(winner, best, fold))
                .select(
                    col("key"),
                    FinalistScores.repeat(col("fold"), folds).as("repeat"),
                    col("fold"),
                    col("trial"),
                    label.as("label"),
                    col("weight"),
                    col("prediction"),
                    col("scores"))
                .orderBy("trial", "fold", "key")
                .localCheckpoint());
  }

  private DataType labelType() {
    String label = TunerChains.columns(tuner.getEvaluator(), tuner.getEvaluator()).label();
    Dataset<Row> all = rows.all();
    return has(all, label)
            && all.select(ColumnNames.column(label)).schema().apply(0).dataType()
                instanceof NumericType type
        ? type
        : DataTypes.DoubleType;
  }

  private Dataset<Row> refitted(int winner, Configuration best, int fold) {
    Model<?> model = cells.refit(best, fold, rows.training(rows.all(), fold));
    return kept.predicted(winner, fold, model::transform, chains.columns(best));
  }
}
