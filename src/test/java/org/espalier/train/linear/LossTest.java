package org.espalier.train.linear;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.ml.feature.Instance;
import org.apache.spark.ml.feature.InstanceBlock;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.ml.optim.aggregator.BinaryLogisticBlockAggregator;
import org.apache.spark.ml.optim.aggregator.DifferentiableLossAggregator;
import org.apache.spark.ml.optim.aggregator.HingeBlockAggregator;
import org.apache.spark.ml.optim.aggregator.LeastSquaresBlockAggregator;
import org.apache.spark.ml.optim.aggregator.MultinomialLogisticBlockAggregator;
import org.espalier.numeric.QuasiNewton;
import org.espalier.train.Moments;
import org.espalier.train.Rows;
import org.junit.jupiter.api.Test;
import scala.collection.immutable.Nil$;
import scala.reflect.ClassTag$;

/** Losses and gradients against those of Spark's own aggregators, which run here without Spark. */
final class LossTest {

  private static final Table TABLE = Table.difficult(51, 70);

  /** A value that is where it is used. */
  private static final class Local<T> extends Broadcast<T> {

    private static final long serialVersionUID = 1;

    private final transient T value;

    Local(T value) {
      super(-1L, ClassTag$.MODULE$.<T>apply(Object.class));
      this.value = value;
    }

    @Override
    public T getValue() {
      return value;
    }

    @Override
    public void doUnpersist(boolean blocking) {}

    @Override
    public void doDestroy(boolean blocking) {}
  }

  /** Makes Spark's aggregator of standardised columns at a point. */
  @FunctionalInterface
  private interface Aggregators {
    DifferentiableLossAggregator<InstanceBlock, ?> at(
        Broadcast<double[]> inverse, Broadcast<double[]> centre, Broadcast<Vector> point);
  }

  private static InstanceBlock block(Table table, Scales scales, boolean sparse) {
    scala.collection.immutable.List<Instance> instances = none();
    for (int r = table.size() - 1; r >= 0; r--) {
      double[] values = table.features(r);
      for (int j = 0; j < values.length; j++) {
        values[j] *= scales.inverse(j);
      }
      Vector dense = Vectors.dense(values);
      Vector features = sparse ? dense.toSparse() : dense;
      instances = instances.$colon$colon(new Instance(table.label(r), table.weight(r), features));
    }
    return InstanceBlock.fromInstances(instances);
  }

  @SuppressWarnings("unchecked")
  private static scala.collection.immutable.List<Instance> none() {
    return (scala.collection.immutable.List<Instance>) (Object) Nil$.MODULE$;
  }

  private static void assertSame(
      Table table, Loss loss, boolean intercept, boolean centred, Aggregators aggregators)
      throws InterruptedException {
    int columns = table.features(0).length;
    int linear = columns * loss.outputs();
    int unknowns = linear + (intercept ? loss.outputs() : 0);
    double[] point = new Random(unknowns).doubles(unknowns, -1, 1).toArray();
    for (boolean sparse : new boolean[] {true, false}) {
      Rows rows = sparse ? table.sparse() : table.dense();
      Scales scales = new Scales(Moments.of(rows));
      double[] inverse = new double[columns];
      double[] centre = new double[columns];
      Arrays.setAll(inverse, scales::inverse);
      Arrays.setAll(centre, scales::centre);
      DifferentiableLossAggregator<InstanceBlock, ?> theirs =
          aggregators.at(
              new Local<>(inverse), new Local<>(centre), new Local<>(Vectors.dense(point)));
      theirs.add(block(table, scales, sparse));

      LockStep.CandidateSearch member =
          new LockStep.CandidateSearch(
              QuasiNewton.smooth(point, 1, 0), new Penalty(0, 0, true), intercept, centred);
      List<LockStep.CandidateSearch> place = List.of(member);
      CandidateBlock block = new CandidateBlock(scales, loss, List.of(place, place, place));
      Panel panel = block.panel();
      PanelSums sums = panel.zero();
      Panel.add(List.of(panel), List.of(sums), rows);
      double[] gradient = new double[unknowns];
      assertThat(block.mean(sums, 2, member, gradient)).isCloseTo(theirs.loss(), within(1e-12));
      assertThat(gradient).containsExactly(theirs.gradient().toArray(), within(1e-12));
    }
  }

  @Test
  void the_logistic_loss_is_Sparks() throws InterruptedException {
    for (boolean intercept : new boolean[] {true, false}) {
      assertSame(
          TABLE,
          new Loss.Binomial(),
          intercept,
          intercept,
          (inverse, centre, point) ->
              new BinaryLogisticBlockAggregator(inverse, centre, intercept, intercept, point));
      assertSame(
          TABLE.withWeights(1).classes(4),
          new Loss.Multinomial(4),
          intercept,
          intercept,
          (inverse, centre, point) ->
              new MultinomialLogisticBlockAggregator(inverse, centre, intercept, intercept, point));
    }
  }

  @Test
  void the_logistic_loss_of_rows_of_weight_1_is_Sparks() throws InterruptedException {
    assertSame(
        TABLE.withWeights(1),
        new Loss.Binomial(),
        true,
        true,
        (inverse, centre, point) ->
            new BinaryLogisticBlockAggregator(inverse, centre, true, true, point));
  }

  @Test
  void the_hinge_loss_is_Sparks() throws InterruptedException {
    for (boolean intercept : new boolean[] {true, false}) {
      assertSame(
          TABLE,
          new Loss.Hinge(),
          intercept,
          intercept,
          (inverse, centre, point) -> new HingeBlockAggregator(inverse, centre, intercept, point));
    }
  }

  @Test
  void the_squared_loss_is_Sparks() throws InterruptedException {
    Table table = TABLE.linear(52, 3);
    Moments label = Moments.of(table.dense().labelsAlone());
    double scale = label.deviation(0);
    for (boolean intercept : new boolean[] {true, false}) {
      double mean = intercept ? label.mean(0) : 0;
      assertSame(
          table,
          new Loss.Squared(mean, scale),
          false,
          intercept,
          (inverse, centre, point) ->
              new LeastSquaresBlockAggregator(
                  inverse, centre, intercept, scale, label.mean(0), point));
    }
  }
}
