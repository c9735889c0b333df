package org.espalier.spark.fit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.Transformer;
import org.apache.spark.ml.feature.OneHotEncoder;
import org.apache.spark.ml.feature.StringIndexer;
import org.apache.spark.ml.feature.StringIndexerModel;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.espalier.testing.SparkTest;
import org.junit.jupiter.api.Test;

/** Indexers that are fitted in one pass, beside their own fits. */
final class IndexerRunTest extends SparkTest {

  private static StringIndexer indexer(String column) {
    return new StringIndexer().setInputCol(column).setOutputCol(column + "Index");
  }

  private static int run(PipelineStage... stages) {
    return IndexerRun.of(List.of(stages)).size();
  }

  @Test
  void models_are_those_of_the_indexers_own_fits() {
    Dataset<Row> rows =
        spark()
            .sql(
                "SELECT string(id % 3) a, IF(id % 4 = 0, NULL, string(id % 5)) b, id % 2 c"
                    + " FROM range(40)");
    List<StringIndexer> indexers =
        List.of(
            indexer("a"),
            new StringIndexer()
                .setInputCols(new String[] {"b", "c"})
                .setOutputCols(new String[] {"bIndex", "cIndex"})
                .setHandleInvalid("keep"));
    List<Transformer> models = IndexerRun.of(List.copyOf(indexers)).fit(rows);
    for (int i = 0; i < indexers.size(); i++) {
      StringIndexerModel own = indexers.get(i).fit(rows);
      StringIndexerModel ours = (StringIndexerModel) models.get(i);
      assertThat(ours.labelsArray()).isDeepEqualTo(own.labelsArray());
      assertThat(ours.uid()).isEqualTo(own.uid());
      assertThat(ours.parent()).isSameAs(own.parent());
      assertThat(ours.extractParamMap().toString()).isEqualTo(own.extractParamMap().toString());
    }
  }

  @Test
  void a_run_ends_before_an_indexer_that_depends_on_those_before() {
    StringIndexer chained = new StringIndexer().setInputCol("aIndex").setOutputCol("again");
    StringIndexer unset = new StringIndexer().setInputCol("a");
    unset.setInputCols(new String[] {"b"});
    assertThat(run(indexer("a"), indexer("b"), chained)).isEqualTo(2);
    assertThat(run(indexer("a").setHandleInvalid("skip"), indexer("b"))).isEqualTo(1);
    assertThat(run(indexer("a"), indexer("b").setStringOrderType("alphabetAsc"))).isEqualTo(1);
    assertThat(run(indexer("a"), unset)).isEqualTo(1);
    assertThat(run(new OneHotEncoder(), indexer("a"))).isZero();
  }
}
