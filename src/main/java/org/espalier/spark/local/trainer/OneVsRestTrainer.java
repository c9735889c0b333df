package org.espalier.spark.local.trainer;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.spark.ml.Estimator;
import org.apache.spark.ml.Model;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.attribute.Attribute;
import org.apache.spark.ml.attribute.AttributeType;
import org.apache.spark.ml.attribute.NominalAttribute;
import org.apache.spark.ml.classification.ClassificationModel;
import org.apache.spark.ml.classification.Classifier;
import org.apache.spark.ml.classification.OneVsRest;
import org.apache.spark.ml.classification.OneVsRestModel;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.Metadata;
import org.apache.spark.sql.types.StructField;
import org.espalier.evaluate.FoldScores;
import org.espalier.metric.PredictedRows;
import org.espalier.spark.collected.FoldRows;
import org.espalier.spark.collected.TableSize;
import org.espalier.spark.collected.TaskScorer;

/**
 * Trainer of one binary classifier for each class, against the rest, by the trainer of that
 * classifier: class after class, and the candidates of a class as that trainer takes them.
 */
public final class OneVsRestTrainer implements TaskTrainer<OneVsRestTrainer.Classes> {

  private static final String WEIGHT = "weightCol";

  private final List<TaskTrainer<Serializable>> binary;

  /**
   * @param binary trainers of classifiers
   */
  @SuppressWarnings("unchecked") // each trainer is given results of its own alone
  public OneVsRestTrainer(List<TaskTrainer<?>> binary) {
    this.binary = (List<TaskTrainer<Serializable>>) (List<?>) List.copyOf(binary);
  }

  /**
   * Results of the classifiers.
   *
   * @param byClass a result each, in the order of the classes
   * @param label metadata of the label's column
   */
  record Classes(ArrayList<Serializable> byClass, String label) implements Serializable {}

  @Override
  public boolean takes(PipelineStage estimator) {
    return estimator.getClass() == OneVsRest.class
        && ((OneVsRest) estimator).isDefined(((OneVsRest) estimator).classifier())
        && readsNoWeightOfItsOwn(estimator)
        && inner(estimator).isPresent();
  }

  /** False if only the classifier has weights: MLlib gives it those of the wrapper alone. */
  private static boolean readsNoWeightOfItsOwn(PipelineStage estimator) {
    return !TaskScorer.text(estimator, WEIGHT).isEmpty()
        || TaskScorer.text(classifier(estimator), WEIGHT).isEmpty();
  }

  private static Classifier<?, ?, ?> classifier(PipelineStage estimator) {
    return (Classifier<?, ?, ?>) ((OneVsRest) estimator).getClassifier();
  }

  private Optional<TaskTrainer<Serializable>> inner(PipelineStage estimator) {
    PipelineStage classifier = classifier(estimator);
    return binary.stream().filter(trainer -> trainer.takes(classifier)).findFirst();
  }

  private TaskTrainer<Serializable> trainer(PipelineStage estimator) {
    return inner(estimator).orElseThrow();
  }

  @Override
  public boolean takes(PipelineStage estimator, FoldRows rows) {
    int classes = rows.classes();
    return rows.labels().all() > 0
        && rows.labels().all() <= classes
        && rows.labels().weighs()
        && trainer(estimator).takes(classifier(estimator), rows.against(0));
  }

  @Override
  public long nanos(PipelineStage estimator, TableSize rows) {
    return Math.max(1, rows.classes())
        * trainer(estimator).nanos(classifier(estimator), rows.ofTwo());
  }

  @Override
  public long added(PipelineStage estimator, TableSize rows) {
    return Math.max(1, rows.classes())
        * trainer(estimator).added(classifier(estimator), rows.ofTwo());
  }

  @Override
  public FormSize form(PipelineStage estimator, TableSize rows) {
    FormSize ofTwo = trainer(estimator).form(classifier(estimator), rows.ofTwo());
    return new FormSize(
        ofTwo.shared(), ofTwo.ofFold(), ofTwo.ofTask() + FormSize.predictions(estimator, rows));
  }

  @Override
  public long ofCandidate(PipelineStage estimator, TableSize rows) {
    return trainer(estimator).ofCandidate(classifier(estimator), rows.ofTwo());
  }

  @Override
  public boolean isTogether(PipelineStage one, PipelineStage other) {
    TaskTrainer<Serializable> trainer = trainer(one);
    return trainer.equals(trainer(other)) && trainer.isTogether(classifier(one), classifier(other));
  }

  @Override
  public Training<Classes> training(List<PipelineStage> estimators) {
    List<PipelineStage> classifiers = new ArrayList<>();
    estimators.forEach(estimator -> classifiers.add(classifier(estimator)));
    return new ByClass(trainer(estimators.get(0)).training(classifiers), classifiers.size());
  }

  private record ByClass(Training<Serializable> training, int size) implements Training<Classes> {

    private static final long serialVersionUID = 1;

    @Override
    public void on(FoldRows rows, Trained<Classes> trained) throws Exception {
      int classes = rows.classes();
      List<ArrayList<Serializable>> results = new ArrayList<>();
      for (int i = 0; i < size; i++) {
        results.add(new ArrayList<>());
      }
      double[][][] raw = new double[size][rows.validation().length][classes];
      for (int label = 0; label < classes; label++) {
        int of = label;
        training.on(
            rows.against(label),
            (candidate, result, predictor) -> {
              results.get(candidate).add(result.call());
              double[] scores = predictor.predicted().scores();
              for (int row = 0; row < scores.length; row++) {
                raw[candidate][row][of] = scores[row];
              }
            });
      }
      for (int i = 0; i < size; i++) {
        double[][] own = raw[i];
        ArrayList<Serializable> all = results.get(i);
        if (all.size() == classes) {
          trained.accept(i, () -> new Classes(all, rows.table().label()), new ByLargest(rows, own));
        }
      }
    }
  }

  /** Predictions by the largest raw prediction, by row and class. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record ByLargest(FoldRows rows, double[][] raw) implements Predictor {

    @Override
    public PredictedRows predicted() {
      Thresholds largest = new Thresholds(new double[0]);
      double[] predictions = new double[raw.length];
      Arrays.setAll(predictions, row -> largest.prediction(raw[row], raw[row]));
      return Thresholds.rows(rows.labels(rows.validation()), predictions, raw, new double[0][]);
    }

    @Override
    public FoldScores scores(PredictedRows predicted) {
      return FoldScores.of(predicted.labels(), predicted.predictions(), raw);
    }
  }

  @Override
  public Model<?> bare(Estimator<?> estimator, Classes result) {
    ClassificationModel<?, ?>[] models = new ClassificationModel<?, ?>[result.byClass().size()];
    for (int label = 0; label < models.length; label++) {
      Estimator<?> classifier = against((OneVsRest) estimator, label);
      Model<?> model = trainer(estimator).model(classifier, result.byClass().get(label));
      models[label] = (ClassificationModel<?, ?>) parented(model, classifier);
    }
    Metadata classes = metadata((OneVsRest) estimator, result, models.length);
    return new OneVsRestModel(estimator.uid(), classes, models);
  }

  @Override
  public void summarise(
      Model<?> model, Estimator<?> estimator, Classes result, Dataset<?> training) {
    OneVsRest wrapper = (OneVsRest) estimator;
    ClassificationModel<?, ?>[] models = ((OneVsRestModel) model).models();
    for (int label = 0; label < models.length; label++) {
      Column isClass = functions.col(wrapper.getLabelCol()).equalTo((double) label);
      Dataset<?> against =
          training.withColumn(column(label), functions.when(isClass, 1.0).otherwise(0.0));
      Serializable own = result.byClass().get(label);
      trainer(estimator).summarise(models[label], against(wrapper, label), own, against);
    }
  }

  @SuppressWarnings({"unchecked", "rawtypes"}) // a model's own type is its estimator's
  private static Model<?> parented(Model model, Estimator classifier) {
    return model.setParent(classifier);
  }

  /** The classifier as MLlib fits it for a class. */
  private static Estimator<?> against(OneVsRest wrapper, int label) {
    Classifier<?, ?, ?> classifier = classifier(wrapper);
    ParamMap params = new ParamMap();
    params.put(classifier.labelCol(), column(label));
    params.put(classifier.featuresCol(), wrapper.getFeaturesCol());
    params.put(classifier.predictionCol(), wrapper.getPredictionCol());
    String weight = TaskScorer.text(wrapper, WEIGHT);
    if (!weight.isEmpty()) {
      params.put(classifier.getParam(WEIGHT), weight);
    }
    return classifier.copy(params);
  }

  /** MLlib's name of the label column of a class against the rest. */
  private static String column(int label) {
    return "mc2b$" + label;
  }

  /** Classes by the metadata of the label's column, or else by their number. */
  private static Metadata metadata(OneVsRest wrapper, Classes result, int classes) {
    Metadata label = Metadata.fromJson(result.label());
    Attribute attribute =
        Attribute.fromStructField(
            new StructField(wrapper.getLabelCol(), DataTypes.DoubleType, false, label));
    boolean known =
        !attribute.attrType().equals(AttributeType.Numeric())
            && !attribute.attrType().equals(AttributeType.Unresolved());
    return known
        ? attribute.toMetadata()
        : NominalAttribute.defaultAttr().withName("label").withNumValues(classes).toMetadata();
  }
}
