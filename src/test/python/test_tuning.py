"""Tuners in the place of PySpark's own classes.

Run by PythonTest, once for each line of Spark, and by remote.sh as a client of Spark Connect.
"""

import importlib.util
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
import unittest
import warnings

import numpy as np
from pyspark import cloudpickle
from pyspark.errors import IllegalArgumentException
from pyspark.ml import Pipeline, PipelineModel, Transformer
from pyspark.ml.classification import (
    Classifier,
    DecisionTreeClassifier,
    LogisticRegression,
    OneVsRest,
)
from pyspark.ml.evaluation import (
    BinaryClassificationEvaluator,
    Evaluator,
    MulticlassClassificationEvaluator,
)
from pyspark.ml.feature import StandardScaler, VectorAssembler
from pyspark.ml.param.shared import HasMaxIter
from pyspark.ml.tuning import (
    CrossValidator,
    CrossValidatorModel,
    ParamGridBuilder,
    TrainValidationSplit,
    TrainValidationSplitModel,
)
from pyspark.ml.util import DefaultParamsReadable, DefaultParamsWritable
from pyspark.sql import SparkSession
from pyspark.sql.functions import col, lit, when

JAR = os.environ["ESPALIER_JAR"]
REMOTE = os.environ.get("ESPALIER_REMOTE")
if REMOTE:
    sys.path.insert(0, JAR)  # the package, without a SparkContext to add it to

cloudpickle.register_pickle_by_value(sys.modules[__name__])  # as functions of a script or a notebook are


class PredictedShare(Evaluator, DefaultParamsReadable, DefaultParamsWritable):
    """Python alone: the share of positive predictions."""

    def _evaluate(self, dataset):
        return dataset.where("prediction > 0").count() / float(dataset.count())


class PythonRegression(Classifier, HasMaxIter, DefaultParamsReadable, DefaultParamsWritable):
    """Python alone: a logistic regression."""

    def _createModel(self, java_model):
        raise NotImplementedError

    def _fit(self, dataset):
        return LogisticRegression(labelCol=self.getLabelCol(), maxIter=2).fit(dataset)


LOADING = """
import sys
from pyspark.ml import Pipeline
from pyspark.sql import SparkSession

spark = SparkSession.builder.master("local[1]").config("spark.jars", sys.argv[1]).getOrCreate()
assert "espalier" not in sys.modules
print(type(Pipeline.load(sys.argv[2]).getStages()[0]).__module__)
spark.stop()
"""


def loaded_elsewhere(folder):
    """The module of the first stage of a pipeline, loaded in a process that does not import espalier itself."""
    environment = dict(os.environ, PYTHONPATH=JAR)
    command = [sys.executable, "-c", LOADING, JAR, folder]
    return subprocess.run(command, env=environment, stdout=subprocess.PIPE, text=True, check=True).stdout.strip()


def classic(why):
    """Leaves a test out where the session is one of Spark Connect."""
    return unittest.skipIf(REMOTE, why)


class TunerTest(unittest.TestCase):
    @staticmethod
    def session():
        spark = (
            SparkSession.builder.master("local[2]")
            .config("spark.jars", JAR)
            .config("spark.ui.enabled", "false")
            .config("spark.ui.showConsoleProgress", "false")
            .config("spark.driver.host", "127.0.0.1")
            .config("spark.driver.bindAddress", "127.0.0.1")
            .config("spark.sql.shuffle.partitions", "4")
            .config("spark.sql.warehouse.dir", tempfile.mkdtemp())
            .getOrCreate()
        )
        spark.sparkContext.setLogLevel("ERROR")
        spark.sparkContext.addPyFile(JAR)
        return spark

    @classmethod
    def setUpClass(cls):
        cls.spark = SparkSession.builder.remote(REMOTE).getOrCreate() if REMOTE else cls.session()
        global MetricEvaluator, ParamSpaceBuilder, SplitTuner, Tuner
        from espalier import MetricEvaluator, ParamSpaceBuilder, SplitTuner, Tuner

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

    def test_a_metric_evaluator_judges_in_both_and_is_saved(self):
        brier = MetricEvaluator(metricName="brier", weightCol="a")
        self.assertFalse(brier.isLargerBetter())
        cv, tuner = self.both(evaluator=brier, numFolds=2)
        self.assert_same(tuner.fit(self.rows).avgMetrics, cv.fit(self.rows).avgMetrics)
        tuner.save(os.path.join(self.folder, "judged"))
        loaded = Tuner.load(os.path.join(self.folder, "judged")).getEvaluator()
        self.assertIs(type(loaded), MetricEvaluator)
        self.assertEqual(loaded.getMetricName(), "brier")
        self.assertEqual(loaded.getWeightCol(), "a")
        with self.assertRaisesRegex(Exception, "did you mean 'area-under-roc'"):
            MetricEvaluator(metricName="auc").evaluate(self.rows)

    def test_it_fits_as_a_cross_validator_does(self):
        cv, tuner = self.both(numFolds=3)
        theirs, ours = cv.fit(self.rows), tuner.fit(self.rows)
        self.assertIs(type(ours), CrossValidatorModel)
        self.assert_same(ours.avgMetrics, theirs.avgMetrics)
        self.assert_same(ours.stdMetrics, theirs.stdMetrics)
        self.assertEqual(ours.bestModel.uid, theirs.bestModel.uid)
        self.assertEqual(ours.bestModel.getRegParam(), theirs.bestModel.getRegParam())
        self.assertEqual(ours.bestModel.hasSummary, not REMOTE)  # a model that was read has none
        self.assertEqual(ours.getEstimatorParamMaps(), self.grid)
        self.assertEqual(ours.getNumFolds(), 3)
        self.assertIsNone(ours.subModels)
        self.assertEqual(ours.transform(self.rows).count(), 200)

    @classic("the server keeps only the best model")
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

    @classic("a client of Spark Connect saves no tuner")
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
        self.assertEqual(loaded_elsewhere(self.folder + "/outer"), "espalier.tuning")
        model.save(self.folder + "/model")
        stage = PipelineModel.load(self.folder + "/model").stages[0]
        self.assertIs(type(stage), CrossValidatorModel)
        self.assert_same(stage.avgMetrics, theirs.avgMetrics)

    def test_set_params_copy_and_explain(self):
        tuner = Tuner().setParams(estimator=self.lr, evaluator=self.auc, numFolds=4, trials=9)
        self.assertEqual(tuner.getNumFolds(), 4)
        self.assertEqual(tuner.getOrDefault(tuner.trials), 9)
        tuner.setParams(scheduler="halving", trials=None)  # None leaves a param without a value
        self.assertEqual(tuner.getNumFolds(), 4)
        self.assertFalse(tuner.isSet(tuner.trials))
        copy = tuner.copy({tuner.numFolds: 5, self.lr.maxIter: 8})
        self.assertIs(type(copy), Tuner)
        self.assertEqual(copy.getNumFolds(), 5)
        self.assertEqual(copy.getEstimator().getMaxIter(), 8)
        self.assertEqual(self.lr.getMaxIter(), 3)
        self.assertIn("scheduler: Scheduler, which decides how much", tuner.explainParams())
        self.assertEqual(CrossValidator().getSeed(), Tuner().getSeed())

    @classic("it compares with the JVM")
    def test_the_stage_of_sound_has_the_params_and_defaults_of_the_jvm(self):
        from espalier.sound import SoundFeatures

        stage = SoundFeatures()
        java = {param.name(): param for param in stage._java_obj.params()}
        self.assertEqual(sorted(java), [param.name for param in stage.params])
        for name, param in java.items():
            usual = stage._java_obj.getDefault(param)
            self.assertEqual(usual.isDefined(), stage.hasDefault(name), name)
            if usual.isDefined():
                self.assertEqual(usual.get(), stage.getOrDefault(name), name)
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "sound")
            SoundFeatures(inputCol="content", numParts=4).save(path)
            self.assertEqual(SoundFeatures.load(path).getOrDefault("numParts"), 4)

    @classic("a client of Spark Connect saves no tuner")
    def test_a_tuner_is_saved_with_all_that_is_set(self):
        space = ParamSpaceBuilder().addRange(self.lr.regParam, 1e-3, 1, "log").addChoice(
            self.lr.maxIter, 2, 4).build()
        tuner = Tuner(estimator=self.lr, evaluator=self.auc, space=space, sampler="sobol",
                      trials=7, scheduler="asha", minResource=20, minFolds=1, timeout=60.0, maxUnits=5000,
                      targetScore=0.99, patience=9, window=3, seed=5)
        tuner.save(self.folder + "/tuner")
        text = tuner.plan()
        self.assertIn("  scheduler = asha\n", text)
        self.assertIn('  "logistic-regression.regParam" = { from = 0.001, scale = log, to = 1.0 }\n', text)
        planned = Tuner(estimator=self.lr, evaluator=self.auc).setPlan(text)
        for loaded in (Tuner.load(self.folder + "/tuner"), planned):
            self.assertFalse(loaded.isSet(loaded.estimatorParamMaps))
            self.assertFalse(loaded.isSet(loaded.parallelism))
            for name in ("sampler", "trials", "scheduler", "minResource", "minFolds", "timeout", "maxUnits",
                         "targetScore", "patience", "window", "seed"):
                param = tuner.getParam(name)
                self.assertEqual(loaded.getOrDefault(name), tuner.getOrDefault(param), name)
            self.assertEqual(loaded.getEstimator().getMaxIter(), 3)
            self.assertIn('"logistic-regression.regParam" = {', loaded.plan())
            self.assertIn(text[text.index("search {"):].rstrip(), loaded.plan())
        self.assertEqual(planned.plan(), text)
        for plain in (Tuner(estimator=self.lr, evaluator=self.auc), SplitTuner(estimator=self.lr, evaluator=self.auc)):
            plain.setSpace(space).setSeed(3).write().overwrite().save(self.folder + "/plain")
            self.assertEqual(type(plain).load(self.folder + "/plain").plan(), plain.plan())

    def test_a_param_is_searched_only_beside_values_of_another(self):
        space = (
            ParamSpaceBuilder().addChoice(self.lr.regParam, 0.0, 0.1)
            .addRange(self.lr.elasticNetParam, 0, 1, when={self.lr.regParam: 0.1}).build()
        )
        tuner = Tuner(estimator=self.lr, evaluator=self.auc, numFolds=2, space=space, trials=5, seed=3)
        for one in tuner.fit(self.rows).getEstimatorParamMaps():
            self.assertEqual(self.lr.elasticNetParam in one, one[self.lr.regParam] == 0.1)

    @classic("a client of Spark Connect saves no tuner")
    def test_a_tuner_chooses_an_estimator(self):
        tree = DecisionTreeClassifier(maxDepth=2)
        space = ParamSpaceBuilder().addRange(self.lr.regParam, 1e-3, 1, "log").addRange(tree.maxDepth, 1, 4)
        tuner = Tuner(
            estimators=[self.lr, tree], evaluator=self.auc, numFolds=2, space=space.build(), trials=6, seed=3
        )
        model = tuner.fit(self.rows)
        best = model.getEstimator()
        self.assertIn(best, (self.lr, tree))
        self.assertEqual(best.uid, model.bestModel.uid)
        self.assertTrue(all(param.parent == best.uid for one in model.getEstimatorParamMaps() for param in one))
        self.assertEqual(len(model.getEstimatorParamMaps()), len(model.avgMetrics))
        built = space.addEstimators(self.lr, tree).build()
        same = Tuner(evaluator=self.auc, numFolds=2, space=built, trials=6, seed=3)
        self.assertEqual(list(same.fit(self.rows).avgMetrics), list(model.avgMetrics))
        model.save(self.folder + "/chosen")
        self.assertEqual(list(CrossValidatorModel.load(self.folder + "/chosen").avgMetrics), list(model.avgMetrics))
        tuner.save(self.folder + "/choosing")
        loaded = Tuner.load(self.folder + "/choosing")
        self.assertEqual([one.uid for one in loaded.getEstimators()], [self.lr.uid, tree.uid])
        self.assertEqual(list(loaded.fit(self.rows).avgMetrics), list(model.avgMetrics))
        copied = tuner.copy({self.lr.maxIter: 1})
        self.assertEqual([one.uid for one in copied.getEstimators()], [self.lr.uid, tree.uid])
        self.assertEqual(copied.getEstimators()[0].getMaxIter(), 1)
        split = SplitTuner(estimators=[self.lr, tree], evaluator=self.auc, space=space.build(), trials=3, seed=3)
        self.assertIn(split.fit(self.rows).getEstimator(), (self.lr, tree))

    @classic("the server runs stages of the JVM alone")
    def test_what_cannot_be_chosen_from_is_refused(self):
        wrong = {
            "estimators: is empty": [],
            "estimators: has LogisticRegression twice": [self.lr, self.lr],
            "estimators: has a str; set an Estimator": [self.lr, "tree"],
            "estimators cannot be used: some stage or the evaluator is Python alone": [self.lr, PythonRegression()],
        }
        for message, estimators in wrong.items():
            with self.assertRaisesRegex((IllegalArgumentException, ValueError), message):
                Tuner(estimator=self.lr, evaluator=self.auc).setEstimators(estimators).fit(self.rows)

    def test_a_space_is_also_the_text_of_a_study_file(self):
        text = "space { logistic-regression.regParam { from = 1e-3, to = 1, scale = log } }"
        tuner = Tuner(estimator=self.lr, evaluator=self.auc, numFolds=2, space=text, trials=2, seed=3)
        model = tuner.fit(self.rows)
        built = ParamSpaceBuilder().addRange(self.lr.regParam, 1e-3, 1, "log").build()
        self.assertEqual(list(tuner.copy().setSpace(built).fit(self.rows).avgMetrics), list(model.avgMetrics))
        with self.assertRaisesRegex(IllegalArgumentException, "plan: space.a.b: must be a range"):
            tuner.copy().setSpace("space { a.b = 1 }").fit(self.rows)

    @classic("a client of Spark Connect has no plan")
    def test_a_plan_that_is_none_is_refused(self):
        with self.assertRaisesRegex(IllegalArgumentException, "plan: is not HOCON"):
            Tuner().setPlan("{")
        with self.assertRaisesRegex(IllegalArgumentException, "plan: schedule.eta: must be a whole number of at least"):
            Tuner().setPlan("schedule.eta = 1")

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
        states = [row["state"] for row in fewer.study.trials(spark=True).collect()]
        self.assertEqual(states.count("COMPLETED"), len(fewer.avgMetrics))
        self.assertEqual(states.count("PRUNED"), 5 - len(fewer.avgMetrics))

    def test_what_a_search_begins_and_ends_with_is_done_in_both_tuners(self):
        space = ParamSpaceBuilder().addRange(self.lr.regParam, 1e-3, 1, "log").build()
        more = dict(estimator=self.lr, evaluator=self.auc, space=space, trials=3, sampler="random", seed=3,
                    startPoints=[{self.lr.regParam: 0.05}], heldOut=0.2, minImprovement=-1.0,
                    winnerRule="one-standard-error", winnerRepeats=1, training="tasks", taskMemory="64 MiB")
        around = [{"sampler": "grid", "around": {self.lr.regParam: 0.01}}]
        journal = self.folder + "/first"
        tuner = Tuner(numFolds=2, then=around, requiredScore=0.1, journal=journal, collectPredictions=True, **more)
        model = tuner.fit(self.rows)
        tried = [one[self.lr.regParam] for one in model.getEstimatorParamMaps()]
        self.assertEqual(len(tried), 6)
        self.assertEqual(tried[:2], [0.0, 0.05])
        self.assertGreater(model.heldOutMetric, 0.5)
        self.assertRegex("\n".join(model.study.explain(1)), "Origin +user\n")
        self.assertEqual(model.study.importance(), [])
        self.assertIn("<iframe srcdoc=", model._repr_html_())
        self.assertIn(model.bestModel.getRegParam(), tried)
        predictions = model.predictions
        self.assertEqual(
            predictions.columns, ["key", "repeat", "fold", "trial", "label", "weight", "prediction", "scores"]
        )
        self.assertEqual({row.fold for row in predictions.where("repeat = 0").collect()}, {0, 1})
        same = tuner.copy() if REMOTE else Tuner.load(self.saved(tuner))
        again = same.fit(self.rows)  # answered from the journal
        self.assertEqual(list(again.avgMetrics), list(model.avgMetrics))
        split = SplitTuner(trainRatio=0.6, prior=journal, requiredScore=2.0, **more).fit(self.rows)
        after = [one[self.lr.regParam] for one in split.getEstimatorParamMaps()]
        self.assertEqual(after[:2], [0.0, 0.05])
        self.assertIn(after[2], tried)
        self.assertGreater(split.heldOutMetric, 0.5)
        self.assertFalse(hasattr(split, "predictions"))

    @classic("a client of Spark Connect saves no tuner")
    def test_rows_of_another_table_are_held_out_and_not_saved(self):
        training, others = self.rows.where("b < 0.7"), self.rows.where("b >= 0.7").drop("part")
        space = ParamSpaceBuilder().addRange(self.lr.regParam, 1e-3, 1, "log").build()
        tuner = Tuner(estimator=self.lr, evaluator=self.auc, space=space, trials=3, heldOutSource=others)
        tuner.setFoldCol("part")
        training = training.withColumn("part", (col("a") * 3).cast("int"))
        model = tuner.fit(training)
        self.assertAlmostEqual(model.heldOutMetric, self.auc.evaluate(model.bestModel.transform(others)), places=3)
        loaded = Tuner.load(self.saved(tuner))
        self.assertFalse(loaded.isSet(loaded.heldOutSource))
        wrong = {
            "heldOutSource: has no column 'kind'; give the same columns as the dataset": others.drop("kind"),
            "heldOutSource: is a list; give a DataFrame of Spark": [1.0],
        }
        for message, table in wrong.items():
            with self.assertRaisesRegex(Exception, message):
                tuner.copy().setHeldOutSource(table).fit(training)
        alone = Tuner(estimator=PythonRegression(), estimatorParamMaps=[{}], evaluator=self.auc, heldOutSource=others)
        with self.assertRaisesRegex(ValueError, "heldOutSource cannot be used: some stage or the evaluator is Python"):
            alone.fit(training)

    def test_folds_of_time_have_a_window_and_a_gap(self):
        tuner = self.both(numFolds=2)[1].setFoldRule("time").setTime("a").setFoldWindow("sliding").setGap(0.05)
        self.assertEqual((tuner.getFoldWindow(), tuner.getGap()), ("sliding", 0.05))
        self.assertEqual(len(tuner.fit(self.rows).avgMetrics), 3)
        if not REMOTE:  # which has no plan
            self.assertIn("gap = 0.05", tuner.plan())
        with self.assertRaisesRegex(Exception, "numFolds: fold 1 of 2 has no rows to train on; use a shorter gap"):
            tuner.copy().setGap(2).fit(self.rows)

    def saved(self, tuner):
        tuner.save(self.folder + "/saved")
        return self.folder + "/saved"

    def test_a_second_fit_goes_on_from_the_journal(self):
        tuner = self.both(numFolds=2)[1].setJournal(self.folder + "/journal")
        first, second = tuner.fit(self.rows), tuner.fit(self.rows)
        self.assertEqual(list(second.avgMetrics), list(first.avgMetrics))
        self.assertEqual(second.getEstimatorParamMaps(), self.grid)
        with self.assertRaisesRegex(Exception, "numFolds: was 2 when the study started"):
            tuner.copy({tuner.numFolds: 3}).fit(self.rows)

    @classic("the server keeps only the best model")
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

    @classic("the server runs stages of the JVM alone")
    def test_what_is_python_alone_is_run_by_pyspark(self):
        cv, tuner = self.both(evaluator=PredictedShare(), numFolds=2)
        with warnings.catch_warnings(record=True) as said:
            warnings.simplefilter("always")
            ours = tuner.fit(self.rows)
        self.assertTrue(any("Python alone" in str(one.message) for one in said))
        self.assert_same(ours.avgMetrics, cv.fit(self.rows).avgMetrics)
        with self.assertRaisesRegex(ValueError, "scheduler cannot be used"):
            tuner.setScheduler("asha").fit(self.rows)

    @classic("the server runs stages of the JVM alone")
    def test_a_transformer_of_python_alone_is_a_stage(self):
        assembler = VectorAssembler(inputCols=["b", "twice"], outputCol="both")
        self.lr.setFeaturesCol("both")
        cv, tuner = self.both(estimator=Pipeline(stages=[Doubled(), assembler, self.lr]), numFolds=2)
        with self.assertWarnsRegex(UserWarning, "^Tuner is run by PySpark itself: some stage .* Python alone"):
            ours = tuner.fit(self.rows)
        self.assert_same(ours.avgMetrics, cv.fit(self.rows).avgMetrics)
        self.assertIn("twice", ours.transform(self.rows).columns)

    @unittest.skipIf(importlib.util.find_spec("xgboost") is None, "xgboost is not installed")
    def test_a_learner_of_xgboost_is_tuned_by_pysparks_loop(self):
        import xgboost
        from xgboost.spark import SparkXGBClassifier

        print("xgboost %s" % xgboost.__version__)
        learner = SparkXGBClassifier(num_workers=1, n_estimators=3, random_state=1)
        grid = ParamGridBuilder().addGrid(learner.max_depth, [1, 3]).build()
        for estimator in (learner, Pipeline(stages=[learner])):
            cv, tuner = self.both(estimator=estimator, estimatorParamMaps=grid, numFolds=2)
            with self.assertWarnsRegex(UserWarning, "^Tuner is run by PySpark itself: some stage .* Python alone"):
                ours = tuner.fit(self.rows)
            self.assert_same(ours.avgMetrics, cv.fit(self.rows).avgMetrics)
        with self.assertRaisesRegex(ValueError, "^Tuner: scheduler cannot be used"):
            tuner.setScheduler("asha").fit(self.rows)

    @classic("a client of Spark Connect saves no tuner")
    def test_around_python_alone_it_is_saved_and_loaded_as_pysparks_own_class_is(self):
        one_rest = OneVsRest(classifier=PythonRegression())
        held = [PythonRegression()._set(maxIter=one) for one in (3, 4)]
        kinds = ParamGridBuilder().addGrid(one_rest.classifier, held).build()
        cases = [
            (Tuner, CrossValidator, dict(estimator=self.lr, estimatorParamMaps=self.grid,
                                         evaluator=PredictedShare(), numFolds=2, seed=7)),
            (SplitTuner, TrainValidationSplit, dict(estimator=one_rest, estimatorParamMaps=kinds,
                                                    evaluator=self.auc, trainRatio=0.6)),
        ]
        for ours, theirs, args in cases:
            path = "%s/%s" % (self.folder, ours.__name__)
            tuner = ours(**args)
            with warnings.catch_warnings():
                warnings.simplefilter("error", UserWarning)
                tuner.save(path)
            Pipeline(stages=[tuner]).save(path + "-pipeline")
            within = Pipeline.load(path + "-pipeline").getStages()[0]
            self.assertIs(type(within), ours)
            loads = [ours.load(path), within]
            if not self.spark.version.startswith("3."):  # there, by the JVM, and of its own alone
                loads.append(theirs.load(path))
                self.assertIs(type(loads[-1]), theirs)
            for loaded in loads:
                self.assertEqual(loaded.uid, tuner.uid)
                self.assertEqual(loaded.getEstimator().uid, tuner.getEstimator().uid)
                self.assertEqual(loaded.getEvaluator().uid, tuner.getEvaluator().uid)
                self.assertEqual(loaded.getSeed(), tuner.getSeed())
                for one, saved in zip(loaded.getEstimatorParamMaps(), tuner.getEstimatorParamMaps()):
                    self.assertEqual(
                        [(param, getattr(value, "uid", value)) for param, value in one.items()],
                        [(param, getattr(value, "uid", value)) for param, value in saved.items()])
            self.assertFalse(ours.load(path).isSet(tuner.parallelism))
            theirs(**args).save(path + "-theirs")
            with self.assertRaisesRegex(IllegalArgumentException, "is a saved pyspark.ml.tuning"):
                ours.load(path + "-theirs")

    @classic("the server runs stages of the JVM alone")
    def test_a_python_stage_in_a_map_is_run_by_pyspark(self):
        one_rest = OneVsRest(classifier=self.lr)
        grid = ParamGridBuilder().addGrid(one_rest.classifier, [PythonRegression()]).build()
        _, tuner = self.both(estimator=one_rest, estimatorParamMaps=grid, numFolds=2)
        with self.assertWarnsRegex(UserWarning, "Python alone"):
            self.assertEqual(len(tuner.fit(self.rows).avgMetrics), 1)

    def test_several_learners_in_one_grid(self):
        assembler = VectorAssembler(inputCols=["a", "b"], outputCol="both")
        self.lr.setFeaturesCol("both")
        tree = DecisionTreeClassifier(featuresCol="both")
        for pipeline in (Pipeline(stages=[]), Pipeline(stages=[assembler, self.lr])):
            grid = ParamGridBuilder().baseOn({pipeline.stages: [assembler, self.lr]}).addGrid(
                self.lr.regParam, [0.1, 10.0]).build() + ParamGridBuilder().baseOn(
                {pipeline.stages: [assembler, tree]}).addGrid(tree.maxDepth, [1, 3]).build()
            rows = self.rows.drop("features")
            cv, tuner = self.both(estimator=pipeline, estimatorParamMaps=grid, numFolds=2)
            theirs, ours = cv.fit(rows), tuner.fit(rows)
            self.assert_same(ours.avgMetrics, theirs.avgMetrics)
            self.assertEqual([type(stage) for stage in ours.bestModel.stages],
                             [type(stage) for stage in theirs.bestModel.stages])
            self.assertEqual(ours.getEstimatorParamMaps(), grid)
        some = tuner.setScheduler("halving").setResource("folds").fit(rows)
        self.assertTrue(all(one in grid for one in some.getEstimatorParamMaps()))

    def test_values_of_maps_become_those_of_their_params(self):
        cv, tuner = self.both(estimatorParamMaps=[{self.lr.regParam: 1, self.lr.maxIter: 2.0},
                                                  {self.lr.regParam: np.float64(0.5)}], numFolds=2)
        self.assert_same(tuner.fit(self.rows).avgMetrics, cv.fit(self.rows).avgMetrics)
        with self.assertRaisesRegex(IllegalArgumentException if REMOTE else TypeError, 'param "regParam"'):
            tuner.setEstimatorParamMaps([{self.lr.regParam: "much"}]).fit(self.rows)

    def test_folds_are_numbered_by_any_numbers_that_are_whole(self):
        cv, tuner = self.both(foldCol="part")
        theirs = cv.fit(self.rows)
        for kind in ("bigint", "double"):
            ours = tuner.fit(self.rows.withColumn("part", col("part").cast(kind)))
            self.assert_same(ours.avgMetrics, theirs.avgMetrics)
        for wrong in (col("part") + 0.5, col("part") + 1, lit(1e12)):
            with self.assertRaisesRegex(IllegalArgumentException, "part"):
                tuner.fit(self.rows.withColumn("part", wrong))

    def test_what_is_missing_is_an_illegal_argument(self):
        args = dict(estimator=self.lr, estimatorParamMaps=self.grid, evaluator=self.auc)
        for kind in (Tuner, SplitTuner):
            for name in args:
                tuner = kind(**{one: args[one] for one in args if one != name})
                for act, argument in ((tuner.fit, self.rows), (tuner.save, self.folder)):
                    with self.assertRaisesRegex(IllegalArgumentException, name):
                        act(argument)
            wrong = [
                dict(estimator=self.auc),
                dict(evaluator=self.lr),
                dict(estimatorParamMaps=[]),
                dict(estimatorParamMaps=ParamGridBuilder().addGrid(self.lr.regParam, [0.1])),
                dict(estimatorParamMaps=[{DecisionTreeClassifier().maxDepth: 3}]),
            ]
            for one in wrong:
                with self.assertRaisesRegex(IllegalArgumentException, list(one)[0]):
                    kind(**dict(args, **one)).fit(self.rows)
            with self.assertRaisesRegex(IllegalArgumentException, "(?s)estimator:.*evaluator:"):
                kind().fit(self.rows)

    @classic("RemoteTest has a test of its errors")
    def test_a_search_in_which_all_trials_fail_is_a_line_without_a_trace(self):
        rows = self.rows.withColumn("gap", when(col("a") < 0.9, col("a")))
        assembler = VectorAssembler(inputCols=["gap"], outputCol="x")
        pipeline = Pipeline(stages=[assembler, self.lr.copy().setFeaturesCol("x")])
        tuner = Tuner(estimator=pipeline, estimatorParamMaps=self.grid, evaluator=self.auc, numFolds=2)
        with self.assertRaisesRegex(RuntimeError, "^Tuner_.*all failed with: .*null") as caught:
            tuner.fit(rows)
        self.assertNotIn("\n", str(caught.exception))

    @classic("RemoteTest has a test of its interrupts")
    def test_ctrl_c_ends_a_fit_and_its_jobs(self):
        grid = ParamGridBuilder().addGrid(self.lr.regParam, list(np.linspace(0.01, 1, 1500))).build()
        own = signal.getsignal(signal.SIGINT)  # PySpark's; a notebook's kernel puts another there
        try:
            for handler in (own, signal.default_int_handler):
                signal.signal(signal.SIGINT, handler)
                sender = threading.Thread(target=self.interrupt_at_a_job, daemon=True)
                sender.start()
                with self.assertRaisesRegex(KeyboardInterrupt, "[.]fit: interrupted, and nothing is kept; with"):
                    self.both(estimatorParamMaps=grid)[1].fit(self.rows)
                sender.join()
                self.assert_no_job_begins()
        finally:
            signal.signal(signal.SIGINT, own)
        self.assertEqual(len(self.both(numFolds=2)[1].fit(self.rows).avgMetrics), 3)

    def active_jobs(self):
        return self.spark.sparkContext.statusTracker().getActiveJobsIds()

    def interrupt_at_a_job(self):
        while not self.active_jobs():
            time.sleep(0.01)
        os.kill(os.getpid(), signal.SIGINT)

    def assert_no_job_begins(self):
        last = time.monotonic() + 30
        while self.active_jobs() and time.monotonic() < last:  # those cancelled take a moment
            time.sleep(0.1)
        for _ in range(10):
            self.assertEqual(list(self.active_jobs()), [])
            time.sleep(0.1)

    @classic("a client of Spark Connect has no plan")
    def test_a_wrong_value_is_refused_by_name(self):
        _, tuner = self.both()
        with self.assertRaisesRegex(Exception, "scheduler: must be auto, full, .* but is 'havling'; did you mean"):
            tuner.setScheduler("havling").fit(self.rows)
        with self.assertRaises(TypeError):
            Tuner(trials="many")
        for name in ("timeout", "maxTaskTime", "gap"):
            with self.assertRaisesRegex(TypeError, f'param "{name}". It is .5 parsecs.; give a number of seconds'):
                Tuner(**{name: "5 parsecs"})
        unit = 'param "taskMemory". It must be a size above zero with its unit, but is 1300; for example 1300 MiB'
        for act in (lambda: Tuner(taskMemory=1300), lambda: tuner.setTaskMemory(1300)):
            with self.assertRaisesRegex(TypeError, unit):
                act()
        with self.assertRaisesRegex(Exception, "taskMemory: must be auto or a size above zero with its unit, but"):
            Tuner().setTaskMemory("1300").plan()
        with self.assertRaises(TypeError):
            ParamSpaceBuilder().addRange("regParam", 0, 1)
        at = r"^plan: space\.LogisticRegression\."
        for build, wrong in [
            (lambda to: to.addRange(self.lr.regParam, 1.0, 0.1), at + r"regParam\.from: must be below to = 0.1"),
            (lambda to: to.addRange(self.lr.maxIter, 5, 5), at + r"maxIter\.from: must be below"),
            (lambda to: to.addRange(self.lr.regParam, 0, 1, "log"), at + r"regParam\.from: must be above 0 on a"),
            (lambda to: to.addRange(self.lr.regParam, 0, 1, "lag"), "did you mean 'log'"),
            (lambda to: to.addRange(self.lr.regParam, 0, 1, points=1), at + r"regParam\.points: must be"),
            (lambda to: to.addChoice(self.lr.family), at + r"family\.values: has no choices"),
            (lambda to: to.addChoice(self.lr.maxIter, 1, 1), at + r"maxIter\.values\[1\]: .*occurs twice"),
        ]:
            with self.assertRaisesRegex(IllegalArgumentException, wrong):
                build(ParamSpaceBuilder())
        for odd in (float("nan"), float("inf")):
            with self.assertRaisesRegex(TypeError, r"LogisticRegression\.regParam: does not take"):
                ParamSpaceBuilder().addChoice(self.lr.regParam, odd)
        with self.assertRaisesRegex(IllegalArgumentException, "^Tuner: trials: is set, but maps"):
            self.both()[1].setTrials(3).fit(self.rows)
        with self.assertRaisesRegex(IllegalArgumentException, "dataset: is a list; give a DataFrame of Spark"):
            tuner.fit([(1.0, 2.0)])
        space = {self.lr.regParam: [0.1, 1.0]}
        with self.assertRaisesRegex(TypeError, '"space". It is a dict; give the result of ParamSpaceBuilder.build'):
            Tuner(space=space)
        with self.assertRaisesRegex(TypeError, '"startPoints". It is .*; give a list of maps of params'):
            tuner.setStartPoints([{"regParam": 0.1}])
        with self.assertRaisesRegex(TypeError, '"then". It is .*; give a list of dicts of sampler, trials and around'):
            tuner.setThen([{"sampler": "grid"}])


class Doubled(Transformer, DefaultParamsReadable, DefaultParamsWritable):
    """Python alone: a stage that adds a column."""

    def _transform(self, dataset):
        return dataset.withColumn("twice", col("a") * 2)
