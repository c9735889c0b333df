"""Tuners in the place of PySpark's own classes. Run by PythonTest, once for each line of Spark."""

import os
import sys
import tempfile
import unittest
import warnings

import numpy as np
from pyspark.ml import Pipeline, PipelineModel
from pyspark.ml.classification import LogisticRegression, OneVsRest
from pyspark.ml.evaluation import (
    BinaryClassificationEvaluator,
    Evaluator,
    MulticlassClassificationEvaluator,
)
from pyspark.ml.feature import StandardScaler, VectorAssembler
from pyspark.ml.tuning import (
    CrossValidator,
    CrossValidatorModel,
    ParamGridBuilder,
    TrainValidationSplit,
    TrainValidationSplitModel,
)
from pyspark.sql import SparkSession
from pyspark.sql.functions import col, when

JAR = os.environ["ESPALIER_JAR"]


class PredictedShare(Evaluator):
    """Python alone: the share of positive predictions."""

    def _evaluate(self, dataset):
        return dataset.where("prediction > 0").count() / float(dataset.count())


class TunerTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.spark = (
            SparkSession.builder.master("local[2]")
            .config("spark.jars", JAR)
            .config("spark.ui.enabled", "false")
            .config("spark.driver.host", "127.0.0.1")
            .config("spark.driver.bindAddress", "127.0.0.1")
            .config("spark.sql.shuffle.partitions", "4")
            .config("spark.sql.warehouse.dir", tempfile.mkdtemp())
            .getOrCreate()
        )
        cls.spark.sparkContext.setLogLevel("ERROR")
        cls.spark.sparkContext.addPyFile(JAR)
        global ParamSpaceBuilder, SplitTuner, Tuner
        from espalier import ParamSpaceBuilder, SplitTuner, Tuner

        draw = np.random.RandomState(3).rand(200, 3)
        rows = [
            (float(a), float(b), 1.0 if a + 0.5 * b + c > 1.25 else 0.0) for a, b, c in draw
        ]
        table = cls.spark.createDataFrame(rows, ["a", "b", "label"]).repartition(4)
        table = VectorAssembler(inputCols=["a", "b"], outputCol="features").transform(table)
        cls.rows = table.withColumn("kind", when(col("a") > 0.5, 2.0).otherwise(col("label")))
        cls.rows = cls.rows.withColumn("part", (col("b") * 3).cast("int")).cache()
        cls.rows.count()

    @classmethod
    def tearDownClass(cls):
        cls.spark.stop()

    def setUp(self):
        self.lr = LogisticRegression(maxIter=3)
        self.grid = ParamGridBuilder().addGrid(self.lr.regParam, [0.01, 0.1, 10.0]).build()
        self.auc = BinaryClassificationEvaluator(numBins=0)
        self.folder = tempfile.mkdtemp()

    def both(self, **more):
        args = dict(estimator=self.lr, estimatorParamMaps=self.grid, evaluator=self.auc)
        args.update(more)
        return CrossValidator(**args), Tuner(**args)

    def assert_same(self, ours, theirs):
        np.testing.assert_allclose(ours, theirs, rtol=1e-9)

    def test_it_fits_as_a_cross_validator_does(self):
        cv, tuner = self.both(numFolds=3)
        theirs, ours = cv.fit(self.rows), tuner.fit(self.rows)
        self.assertIs(type(ours), CrossValidatorModel)
        self.assert_same(ours.avgMetrics, theirs.avgMetrics)
        self.assert_same(ours.stdMetrics, theirs.stdMetrics)
        self.assertEqual(ours.bestModel.uid, theirs.bestModel.uid)
        self.assertEqual(ours.bestModel.getRegParam(), theirs.bestModel.getRegParam())
        self.assertTrue(ours.bestModel.hasSummary)
        self.assertEqual(ours.getEstimatorParamMaps(), self.grid)
        self.assertEqual(ours.getNumFolds(), 3)
        self.assertIsNone(ours.subModels)
        self.assertEqual(ours.transform(self.rows).count(), 200)

    def test_seed_fold_column_and_sub_models(self):
        for more in ({"seed": 7}, {"foldCol": "part"}):
            cv, tuner = self.both(collectSubModels=True, parallelism=2, **more)
            theirs, ours = cv.fit(self.rows), tuner.fit(self.rows)
            self.assert_same(ours.avgMetrics, theirs.avgMetrics)
            self.assertEqual(len(ours.subModels), 3)
            self.assert_same(
                ours.subModels[1][2].coefficients.toArray(),
                theirs.subModels[1][2].coefficients.toArray(),
            )

    def test_a_pipeline_within_and_around(self):
        scaler = StandardScaler(inputCol="features", outputCol="scaled")
        self.lr.setFeaturesCol("scaled")
        inner = Pipeline(stages=[scaler, self.lr])
        grid = ParamGridBuilder().baseOn({scaler.withMean: True}).addGrid(
            self.lr.regParam, [0.1, 1.0]).build()
        cv, tuner = self.both(estimator=inner, estimatorParamMaps=grid, numFolds=2)
        theirs = Pipeline(stages=[cv]).fit(self.rows).stages[0]
        outer = Pipeline(stages=[tuner])
        model = outer.fit(self.rows)
        self.assert_same(model.stages[0].avgMetrics, theirs.avgMetrics)
        self.assertIs(type(model.stages[0].bestModel), PipelineModel)
        outer.save(self.folder + "/outer")
        loaded = Pipeline.load(self.folder + "/outer").getStages()[0]
        self.assertIs(type(loaded), Tuner)
        self.assertEqual(loaded.uid, tuner.uid)
        self.assertEqual(loaded.getNumFolds(), 2)
        self.assertEqual(len(loaded.getEstimatorParamMaps()), 2)
        model.save(self.folder + "/model")
        stage = PipelineModel.load(self.folder + "/model").stages[0]
        self.assertIs(type(stage), CrossValidatorModel)
        self.assert_same(stage.avgMetrics, theirs.avgMetrics)

    def test_set_params_copy_and_explain(self):
        tuner = Tuner().setParams(estimator=self.lr, evaluator=self.auc, numFolds=4, trials=9)
        self.assertEqual(tuner.getNumFolds(), 4)
        self.assertEqual(tuner.getOrDefault(tuner.trials), 9)
        tuner.setParams(scheduler="halving")
        self.assertEqual(tuner.getNumFolds(), 4)
        copy = tuner.copy({tuner.numFolds: 5, self.lr.maxIter: 8})
        self.assertIs(type(copy), Tuner)
        self.assertEqual(copy.getNumFolds(), 5)
        self.assertEqual(copy.getEstimator().getMaxIter(), 8)
        self.assertEqual(self.lr.getMaxIter(), 3)
        self.assertIn("scheduler: how much each configuration gets", tuner.explainParams())
        self.assertEqual(CrossValidator().getSeed(), Tuner().getSeed())

    def test_a_tuner_is_saved_with_all_that_is_set(self):
        space = ParamSpaceBuilder().addRange(self.lr.regParam, 1e-3, 1, "log").addChoice(
            self.lr.maxIter, 2, 4).build()
        tuner = Tuner(estimator=self.lr, evaluator=self.auc, space=space, sampler="sobol",
                      trials=7, scheduler="asha", minResource=20, minFolds=1, timeout=60.0, maxUnits=5000,
                      targetScore=0.99, patience=9, window=3, seed=5)
        tuner.save(self.folder + "/tuner")
        loaded = Tuner.load(self.folder + "/tuner")
        self.assertEqual(loaded.uid, tuner.uid)
        self.assertFalse(loaded.isSet(loaded.estimatorParamMaps))
        self.assertFalse(loaded.isSet(loaded.parallelism))
        for name in ("sampler", "trials", "scheduler", "minResource", "minFolds", "timeout", "maxUnits",
                     "targetScore", "patience", "window", "seed"):
            param = tuner.getParam(name)
            self.assertEqual(loaded.getOrDefault(name), tuner.getOrDefault(param), name)
        self.assertEqual(loaded.getEstimator().getMaxIter(), 3)
        self.assertIn(self.lr.uid, loaded.getOrDefault("space"))

    def test_a_space_is_searched_under_a_scheduler(self):
        space = ParamSpaceBuilder().addRange(self.lr.regParam, 1e-3, 1, "log").addRange(
            self.lr.maxIter, 1, 4).build()
        tuner = Tuner(estimator=self.lr, evaluator=self.auc, numFolds=2, space=space, trials=5)
        model = tuner.fit(self.rows)
        maps = model.getEstimatorParamMaps()
        self.assertEqual(len(maps), 5)
        self.assertEqual(len(model.avgMetrics), 5)
        self.assertEqual(maps[0][self.lr.maxIter], 3)
        best = maps[int(np.argmax(model.avgMetrics))]
        self.assertEqual(model.bestModel.getRegParam(), best[self.lr.regParam])
        fewer = tuner.copy().setScheduler("halving").setMinResource(30).fit(self.rows)
        self.assertLess(len(fewer.avgMetrics), 5)
        self.assertEqual(len(fewer.avgMetrics), len(fewer.getEstimatorParamMaps()))

    def test_a_second_fit_goes_on_from_the_journal(self):
        tuner = self.both(numFolds=2)[1].setJournal(self.folder + "/journal")
        first, second = tuner.fit(self.rows), tuner.fit(self.rows)
        self.assertEqual(list(second.avgMetrics), list(first.avgMetrics))
        self.assertEqual(second.getEstimatorParamMaps(), self.grid)
        with self.assertRaisesRegex(Exception, "numFolds was 2 when it was begun"):
            tuner.copy({tuner.numFolds: 3}).fit(self.rows)

    def test_a_split_tuner_fits_as_a_train_validation_split_does(self):
        args = dict(estimator=self.lr, estimatorParamMaps=self.grid, evaluator=self.auc,
                    trainRatio=0.6, collectSubModels=True)
        theirs = TrainValidationSplit(**args).fit(self.rows)
        tuner = SplitTuner(**args)
        ours = tuner.fit(self.rows)
        self.assertIs(type(ours), TrainValidationSplitModel)
        self.assert_same(ours.validationMetrics, theirs.validationMetrics)
        self.assertEqual(len(ours.subModels), 3)
        tuner.save(self.folder + "/split")
        self.assertEqual(SplitTuner.load(self.folder + "/split").getTrainRatio(), 0.6)

    def test_one_versus_rest_is_tuned(self):
        ovr = OneVsRest(classifier=self.lr, labelCol="kind")
        accuracy = MulticlassClassificationEvaluator(labelCol="kind", metricName="accuracy")
        cv, tuner = self.both(estimator=ovr, evaluator=accuracy, numFolds=2)
        self.assert_same(tuner.fit(self.rows).avgMetrics, cv.fit(self.rows).avgMetrics)

    def test_what_is_python_alone_is_run_by_pyspark(self):
        cv, tuner = self.both(evaluator=PredictedShare(), numFolds=2)
        with warnings.catch_warnings(record=True) as said:
            warnings.simplefilter("always")
            ours = tuner.fit(self.rows)
        self.assertTrue(any("Python alone" in str(one.message) for one in said))
        self.assert_same(ours.avgMetrics, cv.fit(self.rows).avgMetrics)
        with self.assertRaisesRegex(ValueError, "scheduler cannot be used"):
            tuner.setScheduler("asha").fit(self.rows)

    def test_a_wrong_value_is_refused_by_name(self):
        _, tuner = self.both()
        with self.assertRaisesRegex(Exception, "scheduler: 'havling' is not known; did you mean"):
            tuner.setScheduler("havling").fit(self.rows)
        with self.assertRaises(TypeError):
            Tuner(trials="many")
        with self.assertRaises(TypeError):
            ParamSpaceBuilder().addRange("regParam", 0, 1)


if __name__ == "__main__":
    unittest.main(argv=[sys.argv[0]], verbosity=2)
