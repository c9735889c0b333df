package org.espalier.spark.local.trainer;

import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.ml.Estimator;
import org.apache.spark.ml.Model;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.classification.MultilayerPerceptronClassificationModel;
import org.apache.spark.ml.classification.MultilayerPerceptronClassificationTrainingSummaryImpl;
import org.apache.spark.ml.classification.MultilayerPerceptronClassifier;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Dataset;
import org.espalier.metric.PredictedRows;
import org.espalier.spark.local.rows.FoldRows;
import org.espalier.spark.local.rows.TableSize;
import org.espalier.train.PerceptronLayers;
import org.espalier.train.PerceptronModel;
import org.espalier.train.PerceptronTraining;
import org.espalier.train.Samples;
import scala.Option;

/** Trainer of multilayer perceptrons by L-BFGS, a candidate a task. */
public final class PerceptronTrainer
    extends CandidateTrainer<PerceptronTrainer.Plan, PerceptronModel> {

  private static final long serialVersionUID = 1;

  /** Maximum values of a table, zeros included: they are one array. */
  private static final long MOST_VALUES = Integer.MAX_VALUE - 8L;

  private record Dense(boolean training) {}

  public PerceptronTrainer() {
    super(MultilayerPerceptronClassifier.class);
  }

  @Override
  public boolean takes(PipelineStage estimator) {
    return (super.takes(estimator) || estimator instanceof SizedLayers)
        && ((MultilayerPerceptronClassifier) estimator).getSolver().equalsIgnoreCase("l-bfgs");
  }

  @Override
  public String except() {
    return "solver = gd";
  }

  @Override
  public boolean takes(PipelineStage estimator, FoldRows rows) {
    int columns = rows.table().columns();
    int[] sizes = params(estimator).sizes(columns, Math.max(1, rows.classes()));
    int classes = sizes[sizes.length - 1];
    return rows.labels().all() > 0
        && rows.labels().all() <= classes
        && sizes[0] == columns
        && columns > 0
        && rows.training().length > 0
        && (long) columns * rows.table().size() <= MOST_VALUES
        && Thresholds.of(estimator).fits(classes);
  }

  @Override
  public long nanos(PipelineStage estimator, TableSize rows) {
    Plan plan = params(estimator);
    int[] sizes = plan.sizes(rows.columns(), Math.max(1, rows.classes()));
    return PerceptronTraining.nanos(rows.learned(), sizes, plan.params().maxIter());
  }

  @Override
  public long bytes(PipelineStage estimator, TableSize rows) {
    return Double.BYTES * rows.values();
  }

  /** False, as each candidate fills a task. */
  @Override
  public boolean isTogether(PipelineStage one, PipelineStage other) {
    return false;
  }

  /**
   * Params of an estimator.
   *
   * @param layers all of them, or the hidden ones alone
   * @param whole true for all
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Plan(int[] layers, boolean whole, PerceptronTraining.Params params, Thresholds thresholds)
      implements Serializable {

    private static final long serialVersionUID = 1;

    int[] sizes(int columns, int classes) {
      return whole
          ? layers
          : IntStream.concat(
                  IntStream.concat(IntStream.of(columns), Arrays.stream(layers)),
                  IntStream.of(classes))
              .toArray();
    }
  }

  @Override
  Plan params(PipelineStage estimator) {
    MultilayerPerceptronClassifier perceptron = (MultilayerPerceptronClassifier) estimator;
    boolean starts = perceptron.isDefined(perceptron.initialWeights());
    return new Plan(
        estimator instanceof SizedLayers sized ? sized.hidden() : perceptron.getLayers(),
        !(estimator instanceof SizedLayers),
        new PerceptronTraining.Params(
            perceptron.getMaxIter(),
            perceptron.getTol(),
            perceptron.getBlockSize(),
            perceptron.getSeed(),
            starts ? perceptron.getInitialWeights().toArray() : new double[0]),
        Thresholds.of(estimator));
  }

  @Override
  Results<PerceptronModel> results(FoldRows fold, List<Plan> candidates) throws Exception {
    Samples rows = samples(fold, true);
    return i -> {
      Plan plan = candidates.get(i);
      int[] sizes = plan.sizes(fold.table().columns(), Math.max(1, fold.classes()));
      return PerceptronTraining.train(rows, new PerceptronLayers(sizes), plan.params());
    };
  }

  @Override
  PredictedRows predicted(FoldRows fold, Plan plan, PerceptronModel result) throws Exception {
    double[][] raw = result.raw(samples(fold, false));
    double[][] probabilities =
        Arrays.stream(raw).map(PerceptronModel::probabilities).toArray(double[][]::new);
    return plan.thresholds().predicted(fold.labels(fold.validation()), raw, probabilities);
  }

  private static Samples samples(FoldRows fold, boolean training) throws Exception {
    int[] rows = training ? fold.training() : fold.validation();
    return fold.derived(
        new Dense(training),
        () ->
            new Samples(
                fold.table().columns(),
                LinearRows.dense(fold.table(), rows),
                Arrays.stream(fold.labels(rows)).mapToInt(label -> (int) label).toArray(),
                training ? fold.starts() : new int[] {0, rows.length}));
  }

  @Override
  public Model<?> bare(Estimator<?> estimator, PerceptronModel result) {
    MultilayerPerceptronClassificationModel model =
        new MultilayerPerceptronClassificationModel(
            estimator.uid(), Vectors.dense(result.weights()));
    model.set(model.layers(), result.layers().sizes());
    return model;
  }

  @Override
  public void summarise(
      Model<?> model, Estimator<?> estimator, PerceptronModel result, Dataset<?> training) {
    SummaryColumns columns = SummaryColumns.of(model, estimator, training);
    ((MultilayerPerceptronClassificationModel) model)
        .setSummary(
            Option.apply(
                new MultilayerPerceptronClassificationTrainingSummaryImpl(
                    columns.predictions(),
                    columns.prediction(),
                    columns.label(),
                    "",
                    result.objectiveHistory())));
  }
}
