package org.espalier.spark.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.Transformer;
import org.apache.spark.ml.classification.LogisticRegression;
import org.apache.spark.ml.classification.OneVsRest;
import org.apache.spark.ml.classification.RandomForestClassifier;
import org.apache.spark.ml.feature.Bucketizer;
import org.apache.spark.ml.feature.Centred;
import org.apache.spark.ml.feature.ElementwiseProduct;
import org.apache.spark.ml.feature.IDFModel;
import org.apache.spark.ml.feature.SQLTransformer;
import org.apache.spark.ml.feature.StringIndexerModel;
import org.apache.spark.ml.feature.Tokenizer;
import org.apache.spark.ml.feature.VectorAssembler;
import org.apache.spark.ml.linalg.Matrices;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.ml.recommendation.ALS;
import org.espalier.testing.OddClassifier;
import org.espalier.xgboost.XGBoostClassifier;
import org.junit.jupiter.api.Test;

/** Needs no session. */
final class PySparkCodeTest {

  private static String code(PipelineStage stage) {
    return PySparkCode.of(Map.of("stage", stage));
  }

  private static String pipeline(PipelineStage... stages) {
    return PySparkCode.of(Map.of("pipeline", new Pipeline().setStages(stages)));
  }

  @Test
  void stages_are_called_with_the_params_that_are_set_and_imported_by_module() {
    assertThat(
            pipeline(
                new VectorAssembler()
                    .setInputCols(new String[] {"age", "hours"})
                    .setOutputCol("numbers"),
                new LogisticRegression()
                    .setFeaturesCol("numbers")
                    .setRegParam(0.1)
                    .setMaxIter(50)
                    .setFitIntercept(false)))
        .isEqualTo(
            """
            from pyspark.ml import Pipeline
            from pyspark.ml.classification import LogisticRegression
            from pyspark.ml.feature import VectorAssembler

            pipeline = Pipeline(
                stages=[
                    VectorAssembler(inputCols=["age", "hours"], outputCol="numbers"),
                    LogisticRegression(
                        featuresCol="numbers",
                        fitIntercept=False,
                        maxIter=50,
                        regParam=0.1,
                    ),
                ],
            )
            """);
  }

  @Test
  void numbers_keep_all_of_their_digits() {
    assertThat(code(new LogisticRegression().setTol(0.1 + 0.2).setRegParam(1e-5)))
        .contains("LogisticRegression(regParam=1.0e-5, tol=0.30000000000000004)");
    assertThat(code(new ALS().setSeed(Long.MIN_VALUE).setAlpha(3)))
        .contains("ALS(alpha=3.0, seed=-9223372036854775808)");
    double[] splits = {Double.NEGATIVE_INFINITY, -0.0, 1e300, Double.POSITIVE_INFINITY};
    assertThat(code(new Bucketizer().setSplitsArray(new double[][] {splits})))
        .contains("splitsArray=[[float(\"-inf\"), -0.0, 1.0e300, float(\"inf\")]]");
    assertThat(code(new Bucketizer().setSplitsArray(new double[][] {})))
        .contains("Bucketizer(splitsArray=[])");
  }

  @Test
  void vectors_and_matrices_are_those_of_pyspark() {
    assertThat(code(new ElementwiseProduct().setScalingVec(Vectors.dense(1, 0.5))))
        .contains("from pyspark.ml.linalg import DenseVector\n")
        .contains("ElementwiseProduct(scalingVec=DenseVector([1.0, 0.5]))");
    assertThat(
            code(
                new ElementwiseProduct()
                    .setScalingVec(Vectors.sparse(3, new int[] {1}, new double[] {2}))))
        .contains("SparseVector(3, [1], [2.0])");
    assertThat(
            code(
                new LogisticRegression()
                    .setLowerBoundsOnCoefficients(Matrices.dense(1, 2, new double[] {0, 1}))
                    .setUpperBoundsOnCoefficients(
                        Matrices.sparse(
                            1, 2, new int[] {0, 0, 1}, new int[] {0}, new double[] {4}))))
        .contains("from pyspark.ml.linalg import DenseMatrix, SparseMatrix\n")
        .contains("lowerBoundsOnCoefficients=DenseMatrix(1, 2, [0.0, 1.0], False),")
        .contains("upperBoundsOnCoefficients=SparseMatrix(1, 2, [0, 0, 1], [0], [4.0], False),");
  }

  @Test
  void texts_are_one_line_on_which_everything_is_seen() {
    assertThat(PySparkCode.quoted("a \"quoted\" `name`, it's a \\path"))
        .isEqualTo("\"a \\\"quoted\\\" `name`, it's a \\\\path\"");
    assertThat(PySparkCode.quoted("größe 模型 😀")).isEqualTo("\"größe 模型 😀\"");
    assertThat(PySparkCode.quoted("one\ntwo\tthree\r")).isEqualTo("\"one\\ntwo\\tthree\\u000d\"");
    assertThat(PySparkCode.quoted("\u202eegA\u00a0\u2028\u001b[31m\ud800"))
        .isEqualTo("\"\\u202eegA\\u00a0\\u2028\\u001b[31m\\ud800\"");
    assertThat(PySparkCode.quoted("{name} %s")).isEqualTo("\"{name} %s\"");
  }

  @Test
  void estimators_of_xgboost_are_those_of_the_python_package() {
    assertThat(
            code(
                new XGBoostClassifier()
                    .setNumRound(9)
                    .setLambda(2)
                    .setMissing(0.1f)
                    .setMonotoneConstraints(1, 0)))
        .isEqualTo(
            """
            from espalier.xgboost import XGBoostClassifier

            stage = XGBoostClassifier(
                lambda_=2.0,
                missing=0.1,
                monotoneConstraints=[1, 0],
                numRound=9,
                seed=0,
            )
            """);
  }

  @Test
  void stages_hold_stages() {
    RandomForestClassifier forest = new RandomForestClassifier().setNumTrees(7).setSeed(3);
    assertThat(
            pipeline(
                new Pipeline()
                    .setStages(new PipelineStage[] {new OneVsRest().setClassifier(forest)})))
        .endsWith(
            """
            from pyspark.ml.classification import OneVsRest, RandomForestClassifier

            pipeline = Pipeline(
                stages=[
                    Pipeline(
                        stages=[OneVsRest(classifier=RandomForestClassifier(numTrees=7, seed=3))],
                    ),
                ],
            )
            """);
    assertThat(pipeline()).endsWith("\npipeline = Pipeline(stages=[])\n");
  }

  @Test
  void a_seed_is_there_though_it_is_a_default_as_pythons_is_another() {
    RandomForestClassifier forest = new RandomForestClassifier();
    assertThat(code(forest)).contains("RandomForestClassifier(seed=" + forest.getSeed() + ")");
  }

  @Test
  void an_output_named_after_its_stage_is_there_if_another_stage_reads_it() {
    Tokenizer words = new Tokenizer("tok_1").setInputCol("text");
    assertThat(code(words)).contains("stage = Tokenizer(inputCol=\"text\")\n");
    SQLTransformer read = new SQLTransformer().setStatement("SELECT tok_1__output FROM __THIS__");
    assertThat(pipeline(words, read))
        .contains("Tokenizer(inputCol=\"text\", outputCol=\"tok_1__output\"),\n");
  }

  @Test
  void labels_that_were_indexed_are_code() {
    StringIndexerModel one =
        new StringIndexerModel(new String[] {"no", "yes"}).setInputCol("text").setOutputCol("y");
    String[][] labels = {{"a"}, {"b", "c"}};
    StringIndexerModel two =
        new StringIndexerModel(labels)
            .setInputCols(new String[] {"f", "g"})
            .setOutputCols(new String[] {"i", "j"})
            .setHandleInvalid("keep");
    assertThat(PySparkCode.of(Map.of("rows", new PipelineModel("m", new Transformer[] {one, two}))))
        .isEqualTo(
            """
            from pyspark.ml import PipelineModel
            from pyspark.ml.feature import StringIndexerModel

            rows = PipelineModel(
                stages=[
                    StringIndexerModel.from_labels(["no", "yes"], inputCol="text", outputCol="y"),
                    StringIndexerModel.from_arrays_of_labels(
                        [["a"], ["b", "c"]],
                        handleInvalid="keep",
                        inputCols=["f", "g"],
                        outputCols=["i", "j"],
                    ),
                ],
            )
            """);
  }

  @Test
  void without_a_class_of_pyspark_the_code_says_what_belongs_there() {
    LayeredPerceptron own = new LayeredPerceptron();
    own.setMaxIter(5);
    assertThat(
            pipeline(
                new Centred(),
                new IDFModel("idf", null).setInputCol("a\nb"),
                own,
                new OneVsRest().setClassifier(new OddClassifier())))
        .contains(
            """
                    # In place of the dots: a stage that does the same as \
            org.apache.spark.ml.feature.Centred(), for which PySpark has no class
                    ...,
                    # In place of the dots: the fitted stage \
            org.apache.spark.ml.feature.IDFModel(inputCol="a\\nb"), loaded from where it was saved
                    ...,
                    # In place of the dots: a stage that does the same as \
            org.espalier.spark.pipeline.LayeredPerceptron(maxIter=5, seed=""")
        .contains(
            """
                    OneVsRest(
                        # In place of the dots: a stage that does the same as \
            org.espalier.testing.OddClassifier(""")
        .contains("\n            classifier=...,\n");
  }

  @Test
  void several_variables_share_the_imports() {
    Map<String, PipelineStage> variables = new LinkedHashMap<>();
    variables.put("second", new Tokenizer().setInputCol("a"));
    variables.put("first", new Tokenizer().setInputCol("b"));
    assertThat(PySparkCode.of(variables).lines().toList())
        .isEqualTo(
            List.of(
                "from pyspark.ml.feature import Tokenizer",
                "",
                "second = Tokenizer(inputCol=\"a\")",
                "",
                "first = Tokenizer(inputCol=\"b\")"));
  }
}
