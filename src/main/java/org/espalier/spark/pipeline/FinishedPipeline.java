package org.espalier.spark.pipeline;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.spark.ml.Estimator;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.Transformer;
import org.apache.spark.ml.classification.Classifier;
import org.apache.spark.ml.classification.MultilayerPerceptronClassificationModel;
import org.apache.spark.ml.classification.OneVsRest;
import org.apache.spark.ml.classification.OneVsRestModel;
import org.apache.spark.ml.feature.IndexToString;
import org.apache.spark.ml.feature.SQLTransformer;
import org.apache.spark.ml.feature.StringIndexerModel;
import org.apache.spark.sql.types.DataTypes;
import org.espalier.spark.ColumnNames;
import org.espalier.spark.chain.PipelineSteps;
import org.espalier.spark.data.StudyData;
import org.espalier.spark.data.table.ReservedColumns;
import org.espalier.spark.stage.FeatureStages;
import org.espalier.spec.learners.StudyPlan;
import org.espalier.spec.rows.ColumnRoles;

/**
 * Stages around the features and the learner of a study: the pipeline that it saves, and its code.
 */
record FinishedPipeline(StudyPlan plan, StudyData data) {

  /** Variables of the code. */
  static final String ROWS = "training_rows";

  static final String PIPELINE = "pipeline";

  /** Label as text, of a classification. */
  private static final String LABEL_TEXT = ReservedColumns.LABEL + "_text";

  /**
   * Saved pipeline: features, learner and, for a classification, a column {@code predicted_LABEL}
   * with the original label in its original type. Plain Spark loads it.
   */
  PipelineModel finished(List<Transformer> fitted) {
    return new PipelineModel("espalier_" + plan.name(), around(fitted).toArray(Transformer[]::new));
  }

  /** Features and learner of such a pipeline. */
  List<Transformer> own(PipelineModel finished) {
    int before = data.shaping().isPresent() ? 1 : 0;
    int all = finished.stages().length;
    return List.of(finished.stages()).subList(before, before + all - around(List.of()).size());
  }

  private List<PipelineStage> around(List<? extends PipelineStage> own) {
    List<PipelineStage> stages = new ArrayList<>();
    data.shaping().ifPresent(sql -> stages.add(new SQLTransformer().setStatement(sql)));
    stages.addAll(own);
    if (data.task().isClassification()) {
      String predicted = "predicted_" + plan.data().target().label().orElseThrow();
      boolean text = data.labelType().equals(DataTypes.StringType);
      String asText = text ? predicted : FeatureStages.FEATURES + "_predicted";
      stages.add(
          new IndexToString()
              .setInputCol("prediction")
              .setOutputCol(asText)
              .setLabels(data.labels().toArray(String[]::new)));
      if (!text) {
        stages.add(
            new SQLTransformer()
                .setStatement(
                    "SELECT *, CAST(%s AS %s) AS %s FROM __THIS__"
                        .formatted(asText, data.labelType().sql(), ColumnNames.quoted(predicted))));
      }
    }
    return stages;
  }

  /**
   * PySpark code of the pipeline before its fit, with the stages that make the rows to fit it on.
   *
   * @param chain features and learner
   * @param model result of a fit
   */
  String code(PipelineSteps chain, PipelineModel model) {
    Map<String, PipelineStage> variables = unfitted(chain, model);
    return header(variables.containsKey(ROWS)) + "\n" + PySparkCode.of(variables);
  }

  /**
   * The pipeline before its fit, after stages that make the rows to fit it on; without a label
   * there may be none.
   *
   * @param model result of a fit, which knows the sizes of a perceptron's layers
   */
  Map<String, PipelineStage> unfitted(PipelineSteps chain, PipelineModel model) {
    List<PipelineStage> own = new ArrayList<>(chain.stages());
    own.set(own.size() - 1, plain(chain.learner(), model));
    Map<String, PipelineStage> variables = new LinkedHashMap<>();
    List<Transformer> rows = rows(chain.learner());
    if (!rows.isEmpty()) {
      variables.put(ROWS, new PipelineModel(ROWS, rows.toArray(Transformer[]::new)));
    }
    PipelineStage[] stages = around(own).toArray(PipelineStage[]::new);
    variables.put(PIPELINE, new Pipeline().setStages(stages));
    return variables;
  }

  private String header(boolean prepared) {
    String label =
        plan.data()
            .target()
            .label()
            .map(name -> "%s is the label".formatted(PySparkCode.quoted(name)))
            .orElse("no column is a label");
    String nan =
        data.hasNan() && !plan.features().isChosen()
            ? "# The study took NaN in a feature for null, which the stages below do not.\n"
            : "";
    return """
    # The pipeline of the study %s before it is fitted.
    #
    #     model = pipeline.fit(%s)
    #     predictions = model.transform(table)
    #
    # The table has the columns of the study's table, in which %s.
    %s# Not in this code: the folds, and which rows are held out. The study scored a model that
    # it fitted on %,d rows in an order of its own, on which random choices of a fit depend.
    """
        .formatted(
            PySparkCode.quoted(plan.name()),
            prepared ? ROWS + ".transform(table)" : "table",
            label,
            nan,
            data.folds().trainingRows());
  }

  /** Stages that make the rows to fit on: those with a label, and the columns of each role. */
  private List<Transformer> rows(Estimator<?> learner) {
    Optional<String> label = plan.data().target().label().map(data::expression);
    ColumnRoles roles = plan.data().roles();
    boolean classes = data.task().isClassification();
    List<String> columns = new ArrayList<>();
    label.ifPresent(
        sql ->
            columns.add(
                classes
                    ? "CAST(%s AS STRING) AS %s".formatted(sql, LABEL_TEXT)
                    : number(sql, ReservedColumns.LABEL)));
    roles
        .weight()
        .ifPresent(name -> columns.add(number(data.expression(name), ReservedColumns.WEIGHT)));
    roles
        .censor()
        .map(data::expression)
        .or(() -> learner.hasParam("censorCol") ? Optional.of("1") : Optional.empty())
        .ifPresent(sql -> columns.add(number(sql, ReservedColumns.CENSOR)));
    List<Transformer> stages = new ArrayList<>();
    if (!columns.isEmpty()) {
      String where = label.map(sql -> " WHERE %s IS NOT NULL".formatted(sql)).orElse("");
      String made = String.join(", ", columns);
      stages.add(
          new SQLTransformer().setStatement("SELECT *, %s FROM __THIS__%s".formatted(made, where)));
    }
    if (classes) {
      stages.add(
          new StringIndexerModel(data.labels().toArray(String[]::new))
              .setInputCol(LABEL_TEXT)
              .setOutputCol(ReservedColumns.LABEL));
    }
    return stages;
  }

  private static String number(String sql, String column) {
    return "CAST(%s AS DOUBLE) AS %s".formatted(sql, column);
  }

  /** The learner as MLlib has it: layers are of the sizes that a perceptron's fit has found. */
  private static PipelineStage plain(PipelineStage learner, PipelineModel model) {
    if (learner instanceof OneVsRest several) {
      return several.setClassifier((Classifier<?, ?, ?>) plain(several.getClassifier(), model));
    }
    return learner instanceof LayeredPerceptron perceptron
        ? perceptron.sized(layers(model))
        : learner;
  }

  private static int[] layers(PipelineModel model) {
    return Arrays.stream(model.stages())
        .flatMap(
            stage ->
                stage instanceof OneVsRestModel several
                    ? Arrays.stream(several.models())
                    : Stream.of(stage))
        .filter(MultilayerPerceptronClassificationModel.class::isInstance)
        .map(MultilayerPerceptronClassificationModel.class::cast)
        .findFirst()
        .orElseThrow()
        .getLayers();
  }
}
