package org.espalier.train.linear;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Locale;
import org.apache.spark.ml.classification.NaiveBayes;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.espalier.testing.Sample;
import org.espalier.testing.SparkTest;
import org.espalier.train.Rows;
import org.espalier.train.linear.NaiveBayesModel.ModelType;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Our models against those of Spark's {@code NaiveBayes}, on the same rows. */
final class NaiveBayesContractTest extends SparkTest {

  @Test
  @Tag(Sample.TAG)
  void models_and_predictions_are_Sparks() throws InterruptedException {
    Table counts = Table.counts(31, 60, 8).withWeights(1.5).classes(3);
    for (ModelType kind : Sample.rows(List.of(ModelType.values())).toList()) {
      Table table = kind == ModelType.BERNOULLI ? counts.bits() : counts;
      Rows rows = table.sparse();
      NaiveBayesModel ours = NaiveBayesModel.of(ClassSums.of(rows), kind, 0.7);
      Dataset<Row> spread = SparkFits.rows(table, true, 2);
      var theirs =
          new NaiveBayes()
              .setWeightCol("weight")
              .setModelType(kind.name().toLowerCase(Locale.ROOT))
              .setSmoothing(0.7)
              .fit(spread);
      assertThat(ours.pi()).containsExactly(theirs.pi().toArray(), within(1e-12));
      assertThat(ours.theta()).containsExactly(theirs.theta().transpose().toArray(), within(1e-12));
      assertThat(ours.sigma()).containsExactly(theirs.sigma().transpose().toArray(), within(1e-12));
      double[] raw = ours.raw(rows);
      double[] probabilities = ours.probabilities(raw);
      List<Row> predicted =
          theirs.transform(spread).select("rawPrediction", "probability").collectAsList();
      for (int i = 0; i < raw.length; i++) {
        Row row = predicted.get(i / 3);
        assertThat(raw[i]).isCloseTo(row.<Vector>getAs(0).apply(i % 3), within(1e-9));
        assertThat(probabilities[i]).isCloseTo(row.<Vector>getAs(1).apply(i % 3), within(1e-9));
      }
    }
  }
}
