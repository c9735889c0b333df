package org.espalier.connect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.classification.LogisticRegression;
import org.apache.spark.ml.classification.OneVsRest;
import org.apache.spark.ml.evaluation.BinaryClassificationEvaluator;
import org.apache.spark.ml.feature.ElementwiseProduct;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.param.Params;
import org.junit.jupiter.api.Test;

final class StageReaderTest {

  private static final AtomicBoolean INITIALISED = new AtomicBoolean();

  private final StageReader reader = new StageReader("Tuner");

  /** Class that is no stage, and says when it is initialised. */
  static final class Trap {
    static {
      INITIALISED.set(true);
    }

    private Trap() {}
  }

  private static JsonNode json(String text) {
    try {
      return new ObjectMapper().readTree(text.replace('\'', '"'));
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(e);
    }
  }

  private static String learner(String params) {
    return "{'class': '%s', 'uid': 'lr', 'params': %s}"
        .formatted(LogisticRegression.class.getName(), params);
  }

  @Test
  void stages_are_read_with_the_stages_that_they_hold() {
    String one =
        "{'class': '%s', 'uid': 'each', 'stages': {'classifier': %s}}"
            .formatted(OneVsRest.class.getName(), learner("{'regParam': 0.5, 'maxIter': 7}"));
    String scale =
        "{'class': '%s', 'uid': 'scale', 'params': {'scalingVec': {'type': 1, 'values': [2.0, 3.0]}}}"
            .formatted(ElementwiseProduct.class.getName());
    Pipeline pipeline =
        (Pipeline)
            reader
                .estimator(
                    json(
                        "{'class': '%s', 'uid': 'all', 'stages': {'stages': [%s, %s]}}"
                            .formatted(Pipeline.class.getName(), scale, one)))
                .orElseThrow();
    reader.check();
    assertThat(pipeline.uid()).isEqualTo("all");
    ElementwiseProduct product = (ElementwiseProduct) pipeline.getStages()[0];
    assertThat(product.getScalingVec()).isEqualTo(Vectors.dense(2, 3));
    OneVsRest each = (OneVsRest) pipeline.getStages()[1];
    LogisticRegression regression = (LogisticRegression) (Params) each.getClassifier();
    assertThat(regression.uid()).isEqualTo("lr");
    assertThat(regression.getRegParam()).isEqualTo(0.5);
    assertThat(regression.getMaxIter()).isEqualTo(7);
  }

  @Test
  void a_default_of_python_is_a_default() {
    LogisticRegression read =
        (LogisticRegression)
            reader
                .estimator(
                    json(
                        "{'class': '%s', 'uid': 'lr', 'defaults': {'maxIter': 3}}"
                            .formatted(LogisticRegression.class.getName())))
                .orElseThrow();
    assertThat(read.getMaxIter()).isEqualTo(3);
    assertThat(read.isSet(read.maxIter())).isFalse();
  }

  @Test
  void maps_have_params_of_the_stages_themselves() {
    LogisticRegression read =
        (LogisticRegression) reader.estimator(json(learner("{}"))).orElseThrow();
    ParamMap map =
        reader.map(
            json(
                "[{'parent': 'lr', 'name': 'regParam', 'value': 0.25}, {'parent': 'lr', 'name': 'thresholds', 'value': [0.5, 0.5]}]"));
    reader.check();
    assertThat(map.apply(read.regParam())).isEqualTo(0.25);
    assertThat(map.apply(read.thresholds())).containsExactly(0.5, 0.5);
  }

  @Test
  void all_that_is_wrong_is_said_at_once_and_no_other_class_is_initialised() {
    reader.estimator(json("{'class': 'org.espalier.connect.StageReaderTest$Trap', 'uid': 'trap'}"));
    reader.estimator(json("{'class': 'com.example.Nowhere', 'uid': 'nowhere'}"));
    reader.estimator(
        json(
            "{'class': '%s', 'uid': 'e'}"
                .formatted(BinaryClassificationEvaluator.class.getName())));
    reader.estimator(json(learner("{'regParam': -1.0, 'depth': 3}")));
    reader.map(json("[{'parent': 'gone', 'name': 'x', 'value': 1}]"));
    assertThatThrownBy(reader::check)
        .isInstanceOf(ClientException.class)
        .satisfies(
            thrown ->
                assertThat(String.valueOf(thrown.getMessage()).lines())
                    .satisfiesExactly(
                        line ->
                            assertThat(line)
                                .startsWith(
                                    "Tuner: class 'org.espalier.connect.StageReaderTest$Trap' is not a"
                                        + " Spark ML Estimator; "),
                        line ->
                            assertThat(line).contains("there is no class 'com.example.Nowhere'"),
                        line ->
                            assertThat(line)
                                .contains(
                                    "BinaryClassificationEvaluator' is not a Spark ML Estimator"),
                        line -> assertThat(line).startsWith("Tuner: ").contains("regParam"),
                        line -> assertThat(line).contains("depth"),
                        line -> assertThat(line).contains("no stage has the uid 'gone'")));
    assertThat(INITIALISED).isFalse();
  }
}
