package org.espalier.spark.local.trainer;

import org.apache.spark.ml.PipelineStage;
import org.espalier.spark.SparkLine;
import org.espalier.spark.collected.CollectedRows;
import org.espalier.spark.collected.FoldRows;
import org.espalier.spark.collected.TableSize;
import org.espalier.train.StopRequest;
import org.espalier.train.tree.Binning;
import org.espalier.train.tree.RankedTable;
import org.espalier.train.tree.ScalaTreeOrder;
import org.espalier.train.tree.ScoringRows;
import org.espalier.train.tree.TrainingRows;
import org.espalier.train.tree.TreeParams;

/**
 * Rows of a fold in the forms that tree learners read, each made once.
 *
 * @param classes number of classes; 0 for regression
 */
record TreeRows(FoldRows fold, int classes, StopRequest stop) {

  private record Ranks() {}

  private record Labelled(int classes) {}

  private record Bins(int classes, int maxBins, long seed) {}

  private record Scored() {}

  /** True if a table has columns, and in every column its categories. */
  static boolean takes(CollectedRows table) {
    return table.columns() > 0 && table.hasItsCategories();
  }

  /**
   * Size of the forms: the ranks are of the table, bins and rows to score are of a fold.
   *
   * @param classes number of classes; 0 for regression
   * @param ofTask bytes of a task that trains
   */
  static FormSize form(
      PipelineStage estimator, TableSize rows, TreeParams params, int classes, long ofTask) {
    int width = rows.ranked().width();
    long places = Integer.BYTES * rows.rows(); // of the rows of a fold in the table
    return new FormSize(
        rows.ranked().bytes(),
        Binning.bytes(rows.learned(), rows.columns(), params.maxBins(), classes)
            + ScoringRows.bytes(rows.validated(), rows.columns(), width)
            + places,
        ofTask + FormSize.predictions(estimator, rows));
  }

  /** Order in which this Spark line's trees draw. */
  static ScalaTreeOrder order() {
    return SparkLine.scalaVersion().startsWith("2.12")
        ? ScalaTreeOrder.SCALA_2_12
        : ScalaTreeOrder.SCALA_2_13;
  }

  private RankedTable ranks() throws Exception {
    CollectedRows table = fold.table();
    return table.derivedOfFeatures(
        new Ranks(),
        () ->
            RankedTable.of(
                table.size(), table.columns(), table.features().columnReader(stop), stop));
  }

  private TrainingRows training() throws Exception {
    return fold.derived(
        new Labelled(classes),
        () -> {
          CollectedRows table = fold.table();
          return new TrainingRows(
              ranks(),
              fold.training(),
              fold.starts(),
              table.labels(),
              table.isWeighted() ? table.weights() : null,
              table.arities(),
              classes,
              stop);
        });
  }

  /**
   * Bins of the training rows.
   *
   * @throws IllegalArgumentException if a column has more categories than there are bins
   */
  Binning bins(TreeParams params) throws Exception {
    TrainingRows rows = training();
    return fold.derived(
        new Bins(classes, params.maxBins(), params.seed()),
        () -> new Binning(rows, params.maxBins(), params.seed(), stop));
  }

  /** The validation rows. */
  ScoringRows scoring() throws Exception {
    return fold.derived(new Scored(), () -> new ScoringRows(ranks(), fold.validation(), stop));
  }

  /** Labels of the validation rows. */
  double[] scoredLabels() {
    return fold.labels(fold.validation());
  }
}
