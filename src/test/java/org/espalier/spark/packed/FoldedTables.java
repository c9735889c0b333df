package org.espalier.spark.packed;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.ml.Estimator;
import org.apache.spark.ml.Model;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.storage.StorageLevel;
import org.espalier.spark.collected.RowColumns;
import org.espalier.testing.SparkTest;
import org.espalier.train.tree.MllibTrees;
import org.espalier.train.tree.RandomTable;

/** Tables with a column of folds, packed and as MLlib's own fits read them. */
final class FoldedTables {

  /** Folds that rows validate; some rows validate none. */
  static final int FOLDS = 3;

  private FoldedTables() {}

  /** The rows of a table, in so many partitions. */
  static Dataset<Row> rows(RandomTable table, int partitions) {
    Dataset<Row> frame = MllibTrees.frame(table, SparkTest.spark());
    Random random = new Random(1);
    List<Row> folded = new ArrayList<>();
    for (Row row : frame.collectAsList()) {
      int fold = random.nextInt(FOLDS + 1);
      folded.add(RowFactory.create(row.get(0), row.get(1), row.get(2), fold));
    }
    JavaSparkContext context = JavaSparkContext.fromSparkContext(SparkTest.spark().sparkContext());
    return SparkTest.spark()
        .createDataFrame(
            context.parallelize(folded, partitions),
            frame.schema().add("fold", DataTypes.IntegerType));
  }

  static PackedCodes packed(Dataset<Row> rows, Estimator<?> estimator) {
    return PackedCodes.of(
        rows,
        functions.col("fold"),
        FOLDS,
        RowColumns.of(estimator),
        PackedCodes.Cuts.of(estimator),
        StorageLevel.MEMORY_AND_DISK());
  }

  /**
   * MLlib's own model.
   *
   * @param fold that it is not trained on; below 0 for all rows
   */
  static Model<?> mllibs(Dataset<Row> rows, Estimator<?> estimator, int fold) {
    return (Model<?>) estimator.fit(fold < 0 ? rows : rows.where("fold <> " + fold));
  }

  /** The nodes of a model's trees. */
  static List<List<String>> nodes(Model<?> model) {
    return Arrays.stream(MllibTrees.roots(model))
        .map(root -> MllibTrees.describe(root).toList())
        .toList();
  }
}
