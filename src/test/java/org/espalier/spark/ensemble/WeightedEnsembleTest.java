package org.espalier.spark.ensemble;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.expr;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.espalier.testing.SparkTest.spark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.Predictor;
import org.apache.spark.ml.Transformer;
import org.apache.spark.ml.classification.DecisionTreeClassifier;
import org.apache.spark.ml.classification.LogisticRegression;
import org.apache.spark.ml.classification.NaiveBayes;
import org.apache.spark.ml.feature.Imputer;
import org.apache.spark.ml.feature.SQLTransformer;
import org.apache.spark.ml.feature.StandardScaler;
import org.apache.spark.ml.feature.VectorAssembler;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.regression.DecisionTreeRegressor;
import org.apache.spark.ml.regression.LinearRegression;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.espalier.outoffold.Calibrator;
import org.espalier.spark.ensemble.WeightedEnsemble.Member;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class WeightedEnsembleTest {

  /** Rows of two numbers, three classes and a number to predict. */
  private final Dataset<Row> rows =
      spark()
          .range(0, 60, 1, 2)
          .select(
              col("id"),
              expr("CAST((id * 37) % 23 AS DOUBLE) AS a"),
              expr("CAST((id * 11) % 17 AS DOUBLE) AS b"),
              expr("CAST(CASE WHEN id % 7 < 3 THEN 0 WHEN id % 7 < 6 THEN 1 ELSE 2 END AS DOUBLE)")
                  .as("class"),
              expr("(id * 37) % 23 + 0.5 * ((id * 11) % 17) AS amount"));

  private static List<Transformer> fitted(
      Dataset<Row> rows, boolean scaled, Predictor<?, ?, ?> learner, String label) {
    learner.set(learner.getParam("labelCol"), label);
    PipelineStage doubled = new SQLTransformer().setStatement("SELECT *, a * 2 AS c FROM __THIS__");
    PipelineStage numbers =
        new VectorAssembler()
            .setInputCols(new String[] {scaled ? "filled" : "a", "b", "c"})
            .setOutputCol(scaled ? "numbers" : "features");
    PipelineStage filled = // outputCol has a default, which may not be set beside outputCols
        new Imputer().setInputCols(new String[] {"a"}).setOutputCols(new String[] {"filled"});
    PipelineStage scaler = new StandardScaler().setInputCol("numbers").setOutputCol("features");
    PipelineStage[] stages =
        scaled
            ? new PipelineStage[] {doubled, filled, numbers, scaler, learner}
            : new PipelineStage[] {doubled, numbers, learner};
    return List.of(new Pipeline().setStages(stages).fit(rows).stages());
  }

  private static DecisionStages argmax(int classes) {
    return new DecisionStages(Collections.nCopies(classes, 1.0), Optional.empty());
  }

  private static List<double[]> probabilities(List<Transformer> stages, Dataset<Row> rows) {
    return model(stages).transform(rows).select("probability").collectAsList().stream()
        .map(row -> ((Vector) row.get(0)).toArray())
        .toList();
  }

  private static PipelineModel model(List<Transformer> stages) {
    return new PipelineModel("ensemble", stages.toArray(Transformer[]::new));
  }

  @Test
  void probabilities_are_the_weighted_mean_of_the_members_and_each_stage_is_there_once() {
    assertWeighted(model -> model);
  }

  @Test
  @Tag("slow")
  void probabilities_are_the_weighted_mean_after_an_ensemble_was_saved(@TempDir Path folder) {
    assertWeighted(model -> saved(model, folder));
  }

  private static PipelineModel saved(PipelineModel model, Path folder) {
    String path = folder.resolve("model").toString();
    try {
      model.write().save(path);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return PipelineModel.load(path);
  }

  private void assertWeighted(UnaryOperator<PipelineModel> loaded) {
    List<Transformer> logistic =
        fitted(rows, true, new LogisticRegression().setMaxIter(3), "class");
    List<Transformer> other =
        fitted(rows, true, new LogisticRegression().setMaxIter(3).setRegParam(0.3), "class");
    List<Transformer> tree = fitted(rows, false, new DecisionTreeClassifier(), "class");
    List<Transformer> joined =
        new WeightedEnsemble(
                List.of(new Member(logistic, 0.5), new Member(other, 0.2), new Member(tree, 0.3)))
            .classifier(rows.schema(), argmax(3));
    // SQL, imputer, assembler of each, scaler; three predictors; scores, mean and decision.
    assertThat(joined).hasSize(5 + 3 + 3);
    Dataset<Row> predicted = loaded.apply(model(joined)).transform(rows);
    List<Row> found =
        predicted.select("probability", "prediction", "rawPrediction").collectAsList();
    List<double[]> first = probabilities(logistic, rows);
    List<double[]> second = probabilities(other, rows);
    List<double[]> third = probabilities(tree, rows);
    for (int row = 0; row < found.size(); row++) {
      double[] mean = new double[3];
      for (int of = 0; of < 3; of++) {
        mean[of] = 0.5 * first.get(row)[of] + 0.2 * second.get(row)[of] + 0.3 * third.get(row)[of];
      }
      assertThat(((Vector) found.get(row).get(0)).toArray()).containsExactly(mean, within(1e-12));
      double largest = Arrays.stream(mean).max().orElseThrow();
      assertThat(mean[(int) found.get(row).getDouble(1)]).isEqualTo(largest);
    }
    assertThat(predicted.columns()).startsWith(rows.columns());
  }

  @Test
  void predictions_of_regressors_are_averaged() {
    List<Transformer> linear = fitted(rows, true, new LinearRegression(), "amount");
    List<Transformer> tree = fitted(rows, false, new DecisionTreeRegressor(), "amount");
    List<Transformer> joined =
        new WeightedEnsemble(List.of(new Member(linear, 0.25), new Member(tree, 0.75)))
            .regressor(rows.schema());
    List<Row> first = model(linear).transform(rows).select("prediction").collectAsList();
    List<Row> second = model(tree).transform(rows).select("prediction").collectAsList();
    List<Row> mean = model(joined).transform(rows).select("prediction").collectAsList();
    for (int row = 0; row < mean.size(); row++) {
      assertThat(mean.get(row).getDouble(0))
          .isCloseTo(
              0.25 * first.get(row).getDouble(0) + 0.75 * second.get(row).getDouble(0),
              within(1e-9));
    }
  }

  @Test
  void a_threshold_is_that_of_mllib_in_a_single_pipeline_and_in_an_ensemble_of_it() {
    Dataset<Row> two = rows.withColumn("class", expr("CAST(class > 0 AS DOUBLE)"));
    List<Transformer> bayes = fitted(two, false, new NaiveBayes(), "class");
    DecisionStages decision = new DecisionStages(List.of(0.7, 0.3), Optional.empty());
    List<Row> single =
        model(decision.after(bayes)).transform(two).select("prediction").collectAsList();
    List<Row> joined =
        model(
                new WeightedEnsemble(List.of(new Member(bayes, 1)))
                    .classifier(two.schema(), decision))
            .transform(two)
            .select("prediction")
            .collectAsList();
    List<double[]> probabilities = probabilities(bayes, two);
    assertThat(joined).isEqualTo(single);
    for (int row = 0; row < single.size(); row++) {
      assertThat(single.get(row).getDouble(0)).isEqualTo(probabilities.get(row)[1] > 0.3 ? 1 : 0);
    }
    assertThat(single.stream().map(row -> row.getDouble(0)).distinct()).hasSize(2);
  }

  @Test
  void calibrated_probabilities_are_those_of_the_map(@TempDir Path folder) {
    Dataset<Row> two = rows.withColumn("class", expr("CAST(class > 0 AS DOUBLE)"));
    List<Transformer> logistic =
        fitted(two, false, new LogisticRegression().setMaxIter(3), "class");
    List<double[]> before = probabilities(logistic, two);
    DecisionStages platt =
        new DecisionStages(List.of(1.0, 1.0), Optional.of(new Calibrator.Platt(0.5, 0.1)));
    DecisionStages isotonic =
        new DecisionStages(
            List.of(1.0, 1.0),
            Optional.of(new Calibrator.Isotonic(List.of(0.2, 0.5, 0.9), List.of(0.1, 0.45, 0.95))));
    List<Row> found =
        saved(model(platt.after(logistic)), folder)
            .transform(two)
            .select("probability", "prediction")
            .collectAsList();
    List<double[]> mapped = probabilities(isotonic.after(logistic), two);
    for (int row = 0; row < found.size(); row++) {
      double p = before.get(row)[1];
      double calibrated = 1 / (1 + Math.exp(-(0.5 * Math.log(p / (1 - p)) + 0.1)));
      assertThat(((Vector) found.get(row).get(0)).toArray())
          .containsExactly(new double[] {1 - calibrated, calibrated}, within(1e-9));
      assertThat(found.get(row).getDouble(1)).isEqualTo(calibrated > 0.5 ? 1 : 0);
      double linear =
          p <= 0.2
              ? 0.1
              : p >= 0.9
                  ? 0.95
                  : p <= 0.5 ? 0.1 + (p - 0.2) / 0.3 * 0.35 : 0.45 + (p - 0.5) / 0.4 * 0.5;
      assertThat(mapped.get(row)[1]).isCloseTo(linear, within(1e-9));
    }
  }

  @Test
  void weights_have_the_sum_1_and_thresholds_are_positive() {
    List<Transformer> bayes = fitted(rows, false, new NaiveBayes(), "class");
    assertThatThrownBy(() -> new WeightedEnsemble(List.of(new Member(bayes, 0.5))))
        .hasMessage("The weights have the sum 0.5, not 1.");
    assertThatThrownBy(() -> new DecisionStages(List.of(1.0, 0.0), Optional.empty()))
        .hasMessageContaining("threshold above 0");
  }
}
