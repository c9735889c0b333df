package org.espalier.spark.data.fold;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import org.apache.spark.ml.feature.VectorAssembler;
import org.apache.spark.mllib.util.MLUtils;
import org.apache.spark.rdd.RDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.espalier.testing.SparkTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import scala.Tuple2;

final class SparkFoldsTest extends SparkTest {

  @Test
  @Tag("smoke")
  void are_those_of_kFold_bit_for_bit() {
    Dataset<Row> rows =
        new VectorAssembler()
            .setInputCols(new String[] {"id"})
            .setOutputCol("features")
            .transform(spark().range(0, 2_000, 1, 5).toDF());
    for (int folds : new int[] {2, 3, 7}) {
      long seed = 11L * folds;
      Dataset<Row> folded = SparkFolds.withFold(rows, folds, seed, "fold");
      Tuple2<RDD<Row>, RDD<Row>>[] expected =
          MLUtils.kFold(rows.rdd(), folds, seed, scala.reflect.ClassTag$.MODULE$.apply(Row.class));
      for (int fold = 0; fold < folds; fold++) {
        List<Row> validation = Arrays.asList((Row[]) expected[fold]._2().collect());
        assertThat(folded.where("fold = " + fold).drop("fold").collectAsList())
            .isEqualTo(validation);
        assertThat(validation).isNotEmpty();
      }
    }
  }
}
