package org.espalier.spark.task.linear;

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
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.espalier.metric.PredictedRows;
import org.espalier.spark.task.rows.FoldRows;
import org.espalier.spark.task.rows.TableSize;
import org.espalier.spark.task.trainer.TaskTrainer;
import org.espalier.spark.task.trainer.Thresholds;
import org.espalier.train.network.PerceptronLayers;
import org.espalier.train.network.PerceptronModel;
import org.espalier.train.network.PerceptronParams;
import org.espalier.train.network.PerceptronTraining;
import org.espalier.train.network.Samples;
import scala.Option;
import scala.Tuple3;

/** Trainer of multilayer perceptrons by L-BFGS, a candidate a task. */
public final class PerceptronTrainer implements TaskTrainer<PerceptronModel> {

  /** Maximum values of a table, zeros included: they are one array. */
  private static final long MOST_VALUES = Integer.MAX_VALUE - 8L;

  private record Dense(boolean training) {}

  @Override
  public boolean takes(PipelineStage estimator) {
    return (estimator.getClass() == MultilayerPerceptronClassifier.class
            || estimator instanceof SizedLayers)
        && ((MultilayerPerceptronClassifier) estimator).getSolver().equalsIgnoreCase("l-bfgs");
  }

  @Override
  public String except() {
    return "solver = gd";
  }

  @Override
  public boolean takes(PipelineStage estimator, FoldRows rows) {
    int columns = rows.table().columns();
    int[] sizes = Plan.of(estimator).sizes(columns, classes(rows));
    int classes = sizes[sizes.length - 1];
    return rows.labels().all() > 0
        && rows.labels().all() <= classes
        && sizes[0] == columns
        && columns > 0
        && rows.training().length > 0
        && (long) columns * rows.table().size() <= MOST_VALUES
        && Thresholds.of(estimator).fits(classes);
  }

  /** Classes of the last layer if the params do not set it. */
  private static int classes(FoldRows rows) {
    int declared = rows.table().declaredClasses();
    return declared > 0 ? declared : Math.max(1, rows.labels().all());
  }

  @Override
  public long nanos(PipelineStage estimator, TableSize rows) {
    Plan plan = Plan.of(estimator);
    int[] sizes = plan.sizes(rows.columns(), Math.max(1, rows.classes()));
    return PerceptronTraining.nanos(rows.learned(), sizes, plan.maxIter());
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

  @Override
  public Training<PerceptronModel> training(List<PipelineStage> estimators) {
    return new Candidates(
        estimators.stream().map(Plan::of).toList(),
        estimators.stream().map(Thresholds::of).toList());
  }

  /**
   * Params of an estimator.
   *
   * @param layers all of them, or the hidden ones alone
   * @param whole true for all
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Plan(
      int[] layers,
      boolean whole,
      int maxIter,
      double tol,
      int blockSize,
      long seed,
      double[] start)
      implements Serializable {

    private static final long serialVersionUID = 1;

    static Plan of(PipelineStage estimator) {
      MultilayerPerceptronClassifier perceptron = (MultilayerPerceptronClassifier) estimator;
      boolean starts = perceptron.isDefined(perceptron.initialWeights());
      return new Plan(
          estimator instanceof SizedLayers sized ? sized.hidden() : perceptron.getLayers(),
          !(estimator instanceof SizedLayers),
          perceptron.getMaxIter(),
          perceptron.getTol(),
          perceptron.getBlockSize(),
          perceptron.getSeed(),
          starts ? perceptron.getInitialWeights().toArray() : new double[0]);
    }

    int[] sizes(int columns, int classes) {
      return whole
          ? layers
          : IntStream.concat(
                  IntStream.concat(IntStream.of(columns), Arrays.stream(layers)),
                  IntStream.of(classes))
              .toArray();
    }

    PerceptronParams params(FoldRows rows) {
      return new PerceptronParams(
          new PerceptronLayers(sizes(rows.table().columns(), PerceptronTrainer.classes(rows))),
          maxIter,
          tol,
          blockSize,
          seed,
          start);
    }
  }

  private record Candidates(List<Plan> plans, List<Thresholds> thresholds)
      implements Training<PerceptronModel> {

    @Override
    public void on(FoldRows fold, Trained<PerceptronModel> trained) throws Exception {
      Samples rows = samples(fold, true);
      for (int i = 0; i < plans.size(); i++) {
        PerceptronModel model = PerceptronTraining.train(rows, plans.get(i).params(fold));
        Thresholds rule = thresholds.get(i);
        trained.accept(i, model, () -> predicted(fold, model, rule));
      }
    }

    private static PredictedRows predicted(
        FoldRows fold, PerceptronModel model, Thresholds thresholds) throws Exception {
      double[][] raw = model.raw(samples(fold, false));
      double[][] probabilities =
          Arrays.stream(raw).map(PerceptronModel::probabilities).toArray(double[][]::new);
      return thresholds.predicted(fold.labels(fold.validation()), raw, probabilities);
    }
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
  public Model<?> model(Estimator<?> estimator, PerceptronModel result) {
    MultilayerPerceptronClassificationModel model =
        new MultilayerPerceptronClassificationModel(
            estimator.uid(), Vectors.dense(result.weights()));
    MultilayerPerceptronClassifier sized =
        ((MultilayerPerceptronClassifier) estimator).copy(ParamMap.empty());
    sized.setLayers(result.layers().sizes());
    sized.copyValues(model, ParamMap.empty());
    return model;
  }

  @Override
  public void summarise(
      Model<?> model, Estimator<?> estimator, PerceptronModel result, Dataset<?> training) {
    MultilayerPerceptronClassificationModel fitted =
        (MultilayerPerceptronClassificationModel) model;
    Tuple3<? extends Model<?>, String, String> columns = fitted.findSummaryModel();
    Dataset<Row> predictions = columns._1().transform(training);
    fitted.setSummary(
        Option.apply(
            new MultilayerPerceptronClassificationTrainingSummaryImpl(
                predictions, columns._3(), fitted.getLabelCol(), "", result.objectiveHistory())));
  }
}
