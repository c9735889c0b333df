"""Code of pipelines that the jar prints, run in PySpark. Run by PythonTest, once for each line of Spark."""

import inspect
import os
import tempfile
import unittest

import numpy as np
from pyspark.ml import (
    Estimator,
    Pipeline,
    PipelineModel,
    Transformer,
    classification,
    clustering,
    feature,
    recommendation,
    regression,
)
from pyspark.ml.classification import LinearSVC, LogisticRegression, OneVsRest, RandomForestClassifier
from pyspark.ml.feature import Bucketizer, ElementwiseProduct, Imputer, StringIndexer, Tokenizer, VectorAssembler
from pyspark.ml.linalg import DenseMatrix, Vectors
from pyspark.ml.wrapper import JavaWrapper
from pyspark.sql import DataFrame, SparkSession


class PipelineCodeTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.spark = (
            SparkSession.builder.master("local[1]")
            .config("spark.jars", os.environ["ESPALIER_JAR"])
            .config("spark.ui.enabled", "false")
            .config("spark.ui.showConsoleProgress", "false")
            .config("spark.driver.host", "127.0.0.1")
            .config("spark.driver.bindAddress", "127.0.0.1")
            .config("spark.sql.shuffle.partitions", "1")
            .config("spark.sql.codegen.wholeStage", "false")
            .config("spark.sql.codegen.factoryMode", "NO_CODEGEN")
            .config("spark.sql.warehouse.dir", tempfile.mkdtemp())
            .getOrCreate()
        )
        cls.spark.sparkContext.setLogLevel("ERROR")
        draw = np.random.RandomState(3).rand(120, 3)
        rows = [(float(a), float(b), "yes" if a + b > 1 else "no", float(int(3 * c))) for a, b, c in draw]
        cls.rows = cls.spark.createDataFrame(rows, ["größe", 'b "b"\\n', "text", "kind"]).coalesce(1).cache()

    @classmethod
    def tearDownClass(cls):
        cls.spark.stop()

    def code(self, java):
        stages = self.spark._jvm.java.util.LinkedHashMap()
        stages.put("stage", java)
        return self.spark._jvm.org.espalier.spark.pipeline.PySparkCode.of(stages)

    def made(self, java):
        variables = {}
        exec(self.code(java), variables)
        return variables["stage"]

    def assert_same(self, *stages):
        """The code makes a pipeline that predicts as that of Java does."""
        java = Pipeline(stages=list(stages))._to_java()
        printed = self.made(java)
        ours = printed.fit(self.rows).transform(self.rows)
        theirs = DataFrame(java.fit(self.rows._jdf).transform(self.rows._jdf), self.spark)
        self.assertEqual(ours.select("prediction").collect(), theirs.select("prediction").collect())

    def test_a_model_that_auto_made_of_out_of_fold_scores_is_loaded_by_pyspark(self):
        self.spark.sparkContext.addPyFile(os.environ["ESPALIER_JAR"])
        import espalier

        settings = {"search.trials": 4, "model.costs": "[[0, 1], [20, 0]]", "run.pre-flight": False}
        rows = self.rows.toDF("a", "b", "text", "kind").selectExpr("a", "b", "if(kind = 0, 'no', text) text").cache()
        found = espalier.auto(rows, "text", "10m", output=tempfile.mkdtemp(), settings=settings)
        loaded = PipelineModel.load(found.folder + "/model")
        learner = next(stage for stage in loaded.stages if stage.hasParam("thresholds"))
        self.assertLess(learner.getThresholds()[1], learner.getThresholds()[0], "a missed yes is dear")
        columns = ["prediction", "probability"]
        ours = found.transform(rows).select(columns).collect()
        self.assertEqual(ours, loaded.transform(rows).select(columns).collect())
        dear = sum(row.prediction != "no" for row in ours)
        self.assertGreater(dear, rows.where("text = 'yes'").count())
        scores = [one.score for one in found.leaderboard]
        self.assertEqual(scores, sorted(scores, reverse=True))

    def test_a_time_that_auto_cannot_take_is_refused_in_a_line(self):
        self.spark.sparkContext.addPyFile(os.environ["ESPALIER_JAR"])
        import espalier

        for wrong in (float("nan"), float("inf"), -5, "soon", 3):
            with self.assertRaisesRegex(Exception, "^[^\n]*timeout: [^\n]*$"):
                espalier.auto(self.rows, "label", wrong, output=tempfile.mkdtemp())

    def test_pipelines_of_printed_code_predict_as_those_of_java_do(self):
        label = StringIndexer(inputCol="text", outputCol="label", stringOrderType="alphabetAsc")
        filled = Imputer(inputCols=["größe", 'b "b"\\n'], outputCols=["a", "b"], strategy="median")
        features = VectorAssembler(inputCols=["a", "b"], outputCol="features")
        inner = Pipeline(stages=[filled, features])
        self.assert_same(label, inner, RandomForestClassifier(numTrees=3, maxDepth=3))  # its seed is a default
        splits = [-float("inf"), 0.5, float("inf")]
        cut = Bucketizer(splitsArray=[splits, splits], inputCols=["a", "b"], outputCols=["c", "d"])
        pair = VectorAssembler(inputCols=["a", "d"], outputCol="features")
        weighed = ElementwiseProduct(scalingVec=Vectors.dense(2, 0.1), inputCol="features", outputCol="weighed")
        bounds = DenseMatrix(1, 2, [0.0, 0.5])
        bounded = LogisticRegression(featuresCol="weighed", lowerBoundsOnCoefficients=bounds, maxIter=5)
        self.assert_same(label, filled, cut, pair, weighed, bounded)

    def test_the_code_of_a_study_is_run_on_its_table(self):
        variables = {}
        with open("src/test/resources/org/espalier/job/golden/pipeline-wine.txt", encoding="utf-8") as code:
            exec(code.read(), variables)
        embedded = "src/main/resources/org/espalier/spark/data/wine.csv.gz"
        table = self.spark.read.csv(embedded, header=True, inferSchema=True)
        model = variables["pipeline"].fit(variables["training_rows"].transform(table))
        predicted = model.transform(table.drop("label")).select("predicted_label").collect()
        right = [row.predicted_label == known.label for row, known in zip(predicted, table.select("label").collect())]
        self.assertGreater(sum(right), 0.95 * len(right))

    def test_a_default_output_is_that_which_another_stage_reads(self):
        words = Tokenizer(inputCol="text")
        java = Pipeline(stages=[words, feature.HashingTF(inputCol=words.getOutputCol(), outputCol="tf")])._to_java()
        self.assertIn("tf", self.made(java).fit(self.rows).transform(self.rows).columns)

    def test_a_stage_within_a_stage_is_in_the_code_of_both(self):
        java = OneVsRest(labelCol="kind", classifier=LinearSVC(maxIter=2))._to_java()
        self.assertEqual(self.code(self.made(java)._to_java()), self.code(java))

    def test_every_class_takes_the_params_that_its_java_class_has(self):
        thresholds = self.spark.sparkContext._gateway.new_array(self.spark._jvm.double, 2)
        thresholds[0] = thresholds[1] = 0.5
        without_default = {
            "weightCol": "w",
            "thresholds": thresholds,
            "featureType": "categorical",
            "labelType": "categorical",
            "selectionThreshold": 3.0,
        }
        tried = 0
        for module in (classification, clustering, feature, recommendation, regression):
            for name, stage in inspect.getmembers(module, inspect.isclass):
                known = issubclass(stage, (Estimator, Transformer)) and issubclass(stage, JavaWrapper)
                if not known or stage.__module__ != module.__name__ or inspect.isabstract(stage) or name[0] == "_":
                    continue
                if name.endswith("Model"):
                    continue
                plain = stage()  # which holds its object in Java
                java = plain._to_java()
                for param in java.params():
                    if java.isDefined(param):
                        java.set(param, java.getOrDefault(param))
                    elif param.name() in without_default:
                        java.set(param, without_default[param.name()])
                made = self.made(java)
                ours = made._to_java()
                for param in java.params():
                    if name[:2] == "FM" and param.name() == "weightCol":
                        continue  # which no fit reads
                    what = name + "." + param.name()
                    self.assertEqual(java.isSet(param), ours.isSet(ours.getParam(param.name())), what)
                tried += 1
        self.assertGreater(tried, 50)
