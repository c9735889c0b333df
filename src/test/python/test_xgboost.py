"""XGBoost's estimators in PySpark. Run by PythonTest, once for each line of Spark."""

import importlib.util
import inspect
import os
import subprocess
import sys
import tempfile
import unittest

import numpy as np
from pyspark.errors import IllegalArgumentException
from pyspark.ml import Pipeline, PipelineModel
from pyspark.ml.evaluation import BinaryClassificationEvaluator, RegressionEvaluator
from pyspark.ml.feature import VectorAssembler
from pyspark.ml.tuning import CrossValidator, CrossValidatorModel, ParamGridBuilder
from pyspark.sql import SparkSession

JAR = os.environ["ESPALIER_JAR"]
XGBOOST = os.path.join(os.path.dirname(JAR), "espalier-xgboost.jar")

WITHOUT = """
import sys
from pyspark.ml.linalg import Vectors
from pyspark.sql import SparkSession
from espalier.xgboost import XGBoostClassifier

def told(call):
    try:
        call()
    except Exception as error:
        print(type(error).__name__, str(error).replace("\\n", " / "), sep=": ")

told(XGBoostClassifier)
spark = SparkSession.builder.master("local[1]").config("spark.ui.enabled", "false").config(
    "spark.jars", sys.argv[1]).getOrCreate()
rows = spark.createDataFrame([(float(i), Vectors.dense([i])) for i in (0, 1)], ["label", "features"])
told(lambda: XGBoostClassifier().fit(rows))
spark.stop()
"""


class XGBoostTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.spark = (
            SparkSession.builder.master("local[2]")
            .config("spark.jars", f"{JAR},{XGBOOST}")
            .config("spark.ui.enabled", "false")
            .config("spark.ui.showConsoleProgress", "false")
            .config("spark.driver.host", "127.0.0.1")
            .config("spark.driver.bindAddress", "127.0.0.1")
            .config("spark.sql.shuffle.partitions", "4")
            .config("spark.sql.warehouse.dir", tempfile.mkdtemp())
            .getOrCreate()
        )
        cls.spark.sparkContext.setLogLevel("ERROR")
        cls.spark.sparkContext.addPyFile(JAR)
        global Tuner, XGBoostClassificationModel, XGBoostClassifier, XGBoostRegressionModel, XGBoostRegressor
        from espalier import Tuner
        from espalier.xgboost import (
            XGBoostClassificationModel,
            XGBoostClassifier,
            XGBoostRegressionModel,
            XGBoostRegressor,
        )

        draw = np.random.RandomState(3).rand(200, 3)
        rows = [(float(a), float(b), 1.0 if a + 0.5 * b + c > 1.25 else 0.0) for a, b, c in draw]
        cls.plain = cls.spark.createDataFrame(rows, ["a", "b", "label"]).repartition(2).cache()
        cls.assembler = VectorAssembler(inputCols=["a", "b"], outputCol="features")
        cls.rows = cls.assembler.transform(cls.plain).cache()

    @classmethod
    def tearDownClass(cls):
        cls.spark.stop()

    def setUp(self):
        self.xgb = XGBoostClassifier(numRound=5, maxDepth=2)
        self.grid = ParamGridBuilder().addGrid(self.xgb.eta, [0.1, 0.5]).addGrid(self.xgb.lambda_, [1.0, 50.0]).build()
        self.auc = BinaryClassificationEvaluator()
        self.folder = tempfile.mkdtemp()

    def predicted(self, model, rows=None):
        found = model.transform(self.rows if rows is None else rows).select("prediction", "probability").collect()
        return [(row.prediction, *row.probability) for row in found]

    def test_a_pipeline_is_fitted_saved_and_loaded(self):
        pipeline = Pipeline(stages=[self.assembler, self.xgb.setThresholds([0.4, 0.6])])
        model = pipeline.fit(self.plain)
        expected = self.predicted(model, self.plain)
        self.assertEqual({one for one, *_ in expected}, {0.0, 1.0})
        pipeline.save(self.folder + "/pipeline")
        loaded = Pipeline.load(self.folder + "/pipeline").getStages()[1]
        self.assertIs(type(loaded), XGBoostClassifier)
        self.assertEqual((loaded.uid, loaded.getNumRound(), loaded.isSet("eta")), (self.xgb.uid, 5, False))
        model.save(self.folder + "/model")
        stage = PipelineModel.load(self.folder + "/model").stages[1]
        self.assertIs(type(stage), XGBoostClassificationModel)
        self.assertEqual(stage.getThresholds(), [0.4, 0.6])
        self.assertEqual(self.predicted(stage), expected)
        stage.save(self.folder + "/stage")
        self.assertEqual(self.predicted(XGBoostClassificationModel.load(self.folder + "/stage")), expected)
        with open(self.folder + "/stage/model.ubj", "rb") as file:
            self.assertEqual(file.read(), stage.nativeBytes())

    def test_a_model_has_pysparks_attributes_and_importances_by_type(self):
        model = self.xgb.fit(self.rows)
        self.assertEqual((model.numFeatures, model.numClasses), (2, 2))
        self.assertEqual(model.getMaxDepth(), 2)
        self.assertEqual(model.predict(self.rows.first().features), self.predicted(model)[0][0])
        self.assertAlmostEqual(sum(model.featureImportances.toArray()), 1)
        self.assertEqual(model.featureImportances, model.getFeatureImportances("gain"))
        self.assertNotEqual(model.featureImportances, model.getFeatureImportances("weight"))
        with self.assertRaisesRegex(IllegalArgumentException, "did you mean 'cover'"):
            model.getFeatureImportances("covre")

    def test_leaves_and_contributions_are_columns_on_request(self):
        params = dict(numRound=5, maxDepth=2, leafPredictionCol="leaves", contribPredictionCol="shap")
        model = Pipeline(stages=[self.assembler, XGBoostClassifier(**params)]).fit(self.plain)
        model.save(self.folder + "/model")
        rows = PipelineModel.load(self.folder + "/model").transform(self.plain).collect()
        self.assertEqual({(len(row.leaves), len(row.shap)) for row in rows}, {(5, 3)})
        margins = [row.rawPrediction[1] for row in rows]
        np.testing.assert_allclose([sum(row.shap) for row in rows], margins, atol=1e-4)
        stage = model.stages[1].setLeafPredictionCol("").setContribPredictionCol("label")
        with self.assertRaisesRegex(IllegalArgumentException, "label already exists"):
            stage.transform(self.rows)
        self.assertNotIn("leaves", stage.setContribPredictionCol("other").transform(self.rows).columns)

    @unittest.skipUnless(importlib.util.find_spec("xgboost"), "no xgboost")
    def test_xgboosts_own_library_predicts_the_same(self):
        import xgboost

        model = self.xgb.fit(self.rows)
        rows = np.array([row.features.toArray() for row in self.rows.collect()], dtype=np.float32)
        booster = xgboost.Booster(model_file=bytearray(model.nativeBytes()))
        theirs = booster.predict(xgboost.DMatrix(rows))
        np.testing.assert_allclose([one for _, _, one in self.predicted(model)], theirs, rtol=1e-6)
        classes = self.rows.selectExpr("features", "label + int(a > 0.5) AS label")
        params = dict(numRound=5, maxDepth=2, leafPredictionCol="leaves", contribPredictionCol="shap")
        model = XGBoostClassifier(**params).fit(classes)
        booster = xgboost.Booster(model_file=bytearray(model.nativeBytes()))
        ours = model.transform(classes).collect()
        theirs = booster.predict(xgboost.DMatrix(rows), pred_contribs=True)
        np.testing.assert_allclose([row.shap for row in ours], theirs.reshape(len(rows), -1), atol=1e-6)
        theirs = booster.predict(xgboost.DMatrix(rows), pred_leaf=True)
        np.testing.assert_array_equal([row.leaves for row in ours], theirs.reshape(len(rows), -1))

    def test_a_tuner_and_a_cross_validator_agree(self):
        args = dict(estimator=self.xgb, estimatorParamMaps=self.grid, evaluator=self.auc, numFolds=2, seed=1)
        theirs = CrossValidator(**args).fit(self.rows)
        ours = Tuner(**args).fit(self.rows)
        np.testing.assert_allclose(ours.avgMetrics, theirs.avgMetrics, rtol=1e-9)
        self.assertGreater(len(set(ours.avgMetrics)), 1)
        self.assertIs(type(ours.bestModel), XGBoostClassificationModel)
        self.assertEqual(ours.bestModel.getLambda(), theirs.bestModel.getLambda())
        self.assertEqual(self.predicted(ours.bestModel), self.predicted(theirs.bestModel))
        ours.save(self.folder + "/tuned")
        best = CrossValidatorModel.load(self.folder + "/tuned").bestModel
        self.assertEqual(self.predicted(best), self.predicted(ours.bestModel))
        Tuner(**args).save(self.folder + "/tuner")
        loaded = Tuner.load(self.folder + "/tuner")
        self.assertIs(type(loaded.getEstimator()), XGBoostClassifier)
        self.assertEqual(loaded.getEstimatorParamMaps(), self.grid)

    def test_a_regression_of_each_type_of_param(self):
        values = dict(
            numRound=4,
            missing=-1.0,
            seed=2**40,
            subsample=0.9,
            seedPerIteration=True,
            treeMethod="hist",
            monotoneConstraints=[1, 0],
            featureTypes=["q", "q"],
            labelCol="a",
        )
        regressor = XGBoostRegressor(**values)
        model = regressor.fit(self.rows)
        self.assertIs(type(model), XGBoostRegressionModel)
        self.assertEqual(model.getObjective(), "reg:squarederror")
        rmse = RegressionEvaluator(labelCol="a").evaluate(model.transform(self.rows))
        self.assertLess(rmse, 0.2)
        regressor.save(self.folder + "/regressor")
        loaded = XGBoostRegressor.load(self.folder + "/regressor")
        self.assertEqual({name: loaded.getOrDefault(name) for name in values}, values)
        model.save(self.folder + "/regression")
        again = XGBoostRegressionModel.load(self.folder + "/regression")
        self.assertEqual(RegressionEvaluator(labelCol="a").evaluate(again.transform(self.rows)), rmse)
        self.assertEqual(again.featureImportances, model.featureImportances)
        self.assertEqual(regressor.setCensorCol("c").copy().getCensorCol(), "c")

    def test_params_have_the_names_of_either_and_the_defaults_of_the_jvm(self):
        for stage in (self.xgb, XGBoostRegressor()):
            java = stage._java_obj
            names = {param.name() for param in java.params()}
            self.assertEqual({param.name for param in stage.params}, names)
            for param in stage.params:
                default = java.getDefault(java.getParam(param.name))
                self.assertEqual(stage.hasDefault(param), default.isDefined(), param)
                if param.name not in ("missing", "thresholds") and default.isDefined():
                    self.assertEqual(stage._defaultParamMap[param], default.get(), param)
        named = XGBoostClassifier(max_depth=3, num_round=7, lambda_=2.0, eta=None, **{"max_bin": 16})
        self.assertEqual(
            {param.name: value for param, value in named._paramMap.items()},
            {"maxDepth": 3, "numRound": 7, "lambda": 2.0, "maxBins": 16},
        )
        self.assertEqual(named.setParams(**{"lambda": 3.0}).getLambda(), 3.0)
        self.assertIn("colsampleBytree", inspect.signature(XGBoostClassifier).parameters)

    def test_a_tuner_stops_all_folds_at_the_best_mean_and_refits_with_that_count(self):
        early = XGBoostClassifier(num_round=300, early_stopping_rounds=5)
        grid = ParamGridBuilder().addGrid(early.eta, [0.3]).build()
        evaluator = BinaryClassificationEvaluator()
        tuned = Tuner(estimator=early, estimatorParamMaps=grid, evaluator=evaluator, numFolds=2).fit(self.rows)
        count = tuned.bestModel.getNumRound()
        self.assertLess(count, 300)
        fixed = XGBoostClassifier(num_round=count)
        again = Tuner(
            estimator=fixed,
            estimatorParamMaps=ParamGridBuilder().addGrid(fixed.eta, [0.3]).build(),
            evaluator=evaluator,
            numFolds=2,
        ).fit(self.rows)
        self.assertEqual(again.avgMetrics, tuned.avgMetrics)

    def test_printed_code_makes_the_same_estimator(self):
        given = dict(missing=-1.0, alpha=1e-5, featureTypes=["q", "c"], monotoneConstraints=[1, -1], seed=2**40)
        stages = self.spark._jvm.java.util.LinkedHashMap()
        stages.put("stage", XGBoostRegressor(lambda_=2.0, **given)._to_java())
        made = {}
        exec(self.spark._jvm.org.espalier.spark.pipeline.PySparkCode.of(stages), made)
        self.assertEqual(
            {param.name: value for param, value in made["stage"]._paramMap.items()}, {"lambda": 2.0, **given}
        )

    def test_what_is_wrong_is_told_in_a_line(self):
        with self.assertRaises(IllegalArgumentException) as told:
            XGBoostClassifier(maxDept=3, labelcol="y", max_depth=3, maxDepth=4)
        self.assertEqual(
            str(told.exception).splitlines(),
            [
                "XGBoostClassifier: 'maxDept' is not a param of XGBoost's; did you mean 'maxDepth'?",
                "XGBoostClassifier: 'labelcol' is not a param of XGBoost's; did you mean 'labelCol'?",
                "XGBoostClassifier: maxDepth: is given by two names; give one of them",
            ],
        )
        line = r"^XGBoostClassifier: eta: is 2.0; use a number in \[0, 1\]$"
        with self.assertRaisesRegex(IllegalArgumentException, line):
            self.xgb.setEta(2).fit(self.rows)
        with self.assertRaisesRegex(TypeError, "maxDepth"):
            XGBoostClassifier(maxDepth="deep")

    def test_without_a_session_or_the_library_a_line_says_what_is_missing(self):
        environment = dict(os.environ, PYTHONPATH=JAR)
        command = [sys.executable, "-c", WITHOUT, JAR]
        told = subprocess.run(command, env=environment, stdout=subprocess.PIPE, text=True, check=True).stdout
        without_session, without_library = told.splitlines()
        self.assertEqual(
            without_session,
            "IllegalArgumentException: XGBoostClassifier: there is no session with Espalier; espalier.session(), or "
            "spark.jars",
        )
        start = "IllegalArgumentException: XGBoostClassifier: XGBoost is not on the class path; put espalier-xgboost"
        self.assertTrue(without_library.startswith(start), without_library)


if __name__ == "__main__":
    unittest.main()
