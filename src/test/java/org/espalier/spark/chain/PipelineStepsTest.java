package org.espalier.spark.chain;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.Transformer;
import org.apache.spark.ml.classification.LogisticRegression;
import org.apache.spark.ml.evaluation.BinaryClassificationEvaluator;
import org.apache.spark.ml.feature.Binarizer;
import org.apache.spark.ml.feature.Centred;
import org.apache.spark.ml.feature.SQLTransformer;
import org.apache.spark.ml.feature.Tokenizer;
import org.apache.spark.ml.feature.VectorAssembler;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.espalier.testing.SparkTest;
import org.junit.jupiter.api.Test;

/** What is taken for Spark's own, and for row-wise; and which columns are taken for unread. */
final class PipelineStepsTest extends SparkTest {

  /** A subclass, which may do anything. */
  public static final class Odd extends Tokenizer {
    public Odd(String uid) {
      super(uid);
    }
  }

  private static int rowWise(Transformer second) {
    PipelineStage[] stages = {new VectorAssembler(), second, new LogisticRegression()};
    Pipeline pipeline = new Pipeline().setStages(stages);
    return new StageChains(List.of(pipeline), new BinaryClassificationEvaluator())
        .chainOf(pipeline, ParamMap.empty())
        .leading();
  }

  @Test
  void a_stage_is_row_wise_by_its_class_and_not_by_its_package() {
    assertThat(rowWise(new Binarizer())).isEqualTo(2);
    assertThat(rowWise(new Centred())).isEqualTo(1);
    assertThat(rowWise(new SQLTransformer())).isEqualTo(1);
    assertThat(rowWise(new Odd("odd"))).as("a subclass").isEqualTo(1);
  }

  @Test
  void a_class_in_sparks_package_is_not_sparks_own() {
    assertThat(StepKey.isMllib(new Binarizer())).isTrue();
    assertThat(StepKey.isMllib(new Centred())).isFalse();
    assertThat(ColumnNeeds.of(List.of(new Centred()))).isEqualTo(ColumnNeeds.all());
  }

  @Test
  void columns_are_read_by_the_names_that_the_session_takes_for_theirs() {
    ColumnNeeds needs =
        ColumnNeeds.of(List.of(new Binarizer().setInputCol("F2").setOutputCol("o")));
    Dataset<Row> rows = spark().range(2).selectExpr("id AS f2", "id AS f3");
    assertThat(needs.select(rows).columns()).containsExactly("f2");
    SparkSession exact = spark().newSession();
    exact.conf().set("spark.sql.caseSensitive", "true");
    Dataset<Row> both = exact.range(2).selectExpr("id AS f2", "id AS F2");
    assertThat(needs.select(both).columns()).containsExactly("F2");
  }
}
