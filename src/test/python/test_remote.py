"""A client of Spark Connect, whose server is a process of its own. Run by remote.sh."""

import contextlib
import gc
import io
import json
import math
import os
import random
import signal
import struct
import subprocess
import sys
import tempfile
import threading
import time
import unittest
import wave

JAR = os.environ["ESPALIER_JAR"]
sys.path.insert(0, JAR)  # the package, without a SparkContext to add it to

from pyspark.errors import IllegalArgumentException, ParseException, PySparkException  # noqa: E402
from pyspark.ml import Pipeline, PipelineModel  # noqa: E402
from pyspark.ml.base import Transformer  # noqa: E402
from pyspark.ml.classification import LogisticRegression, OneVsRest, RandomForestClassifier  # noqa: E402
from pyspark.ml.evaluation import BinaryClassificationEvaluator, MulticlassClassificationEvaluator  # noqa: E402
from pyspark.ml.feature import StandardScaler, StopWordsRemover, Tokenizer, VectorAssembler  # noqa: E402
from pyspark.ml.linalg import DenseMatrix  # noqa: E402
from pyspark.ml.tuning import CrossValidatorModel, ParamGridBuilder  # noqa: E402
from pyspark.sql import SparkSession  # noqa: E402

FOLDER = os.environ["ESPALIER_FOLDER"]
ROWS = os.path.join(FOLDER, "rows")


def rows():
    """Rows of a and b in [0, 1], words, and a label of 0 or 1."""
    draw = random.Random(3)
    made = [(draw.random(), draw.random(), draw.random()) for _ in range(400)]
    return [(a, b, "good day" if a > 0.4 else "bad day", 1.0 if a + b / 2 + c / 2 > 1 else 0.0) for a, b, c in made]


COLUMNS = ["a", "b", "words", "label"]


def fitted(df, spread):
    """What three tuners find, as JSON: grids over a pipeline by both rules of folds, and a space over OneVsRest.

    :param df: rows of a file
    :param spread: the same rows, not of a file, in any order and any number of partitions
    """
    from espalier import MetricEvaluator, ParamSpaceBuilder, SplitTuner, Tuner

    assembler = VectorAssembler(inputCols=["a", "b"], outputCol="raw")
    scaler = StandardScaler(inputCol="raw", outputCol="features")
    lr = LogisticRegression(maxIter=5)
    forest = RandomForestClassifier(numTrees=4)  # whose default seed is PySpark's own
    pipeline = Pipeline(stages=[assembler, scaler, lr])
    grid = ParamGridBuilder().addGrid(lr.regParam, [0.01, 1.0]).addGrid(scaler.withMean, [True, False]).build()
    found = {}
    for name, rule, table in (("hash", "hash", df), ("spark", "spark", df), ("hash, spread", "hash", spread)):
        model = Tuner(
            estimator=pipeline,
            estimatorParamMaps=grid,
            evaluator=BinaryClassificationEvaluator(numBins=0),
            foldRule=rule,
            seed=7,
        ).fit(table)
        found[name] = [model.avgMetrics, model.stdMetrics, list(model.bestModel.stages[-1].coefficients)]
        trials = model.study.trials(spark=True).select("trial", "scores").orderBy("trial")
        found[name + " trials"] = [list(row["scores"]) for row in trials.collect()]
    trees = Pipeline(stages=[assembler, scaler, forest])
    space = ParamSpaceBuilder().addRange(forest.maxDepth, 2, 6).build()
    model = Tuner(
        estimator=trees, evaluator=MetricEvaluator(metricName="brier"), space=space, trials=4, heldOut=0.25, seed=3
    ).fit(df)
    maps = [sorted(one.values()) for one in model.getEstimatorParamMaps()]
    found["space"] = [model.avgMetrics, model.heldOutMetric, maps, model.study.explain(0)[0]]
    each = Pipeline(stages=[assembler, scaler, OneVsRest(classifier=lr)])
    split = SplitTuner(
        estimator=each,
        estimatorParamMaps=ParamGridBuilder().addGrid(lr.regParam, [0.01, 1.0]).build(),
        evaluator=MulticlassClassificationEvaluator(),
        seed=7,
    ).fit(df)
    found["split"] = split.validationMetrics
    return found


CLASSIC = """
import json, os, sys
sys.path.insert(0, sys.argv[1])
from pyspark.sql import SparkSession
spark = SparkSession.builder.master("local[2]").config("spark.jars", os.environ["ESPALIER_JAR"]).config(
    "spark.ui.enabled", "false").config("spark.driver.host", "127.0.0.1").config(
    "spark.driver.bindAddress", "127.0.0.1").config("spark.sql.shuffle.partitions", "4").getOrCreate()
import test_remote
spread = spark.createDataFrame(test_remote.rows(), test_remote.COLUMNS).repartition(5)
print("found " + json.dumps(test_remote.fitted(spark.read.parquet(test_remote.ROWS), spread)))
spark.stop()
"""

STUDY = """
study = {name}
output.path = "{folder}"
data.label = label
learners = [{{ type = logistic-regression, space = auto }}]
features = [{{ type = vector-assembler, params {{ inputCols = [a, b], outputCol = features }} }}]
search.trials = {trials}
folds = 2
"""

KILLED = """
import sys
from pyspark.sql import SparkSession
spark = SparkSession.builder.remote(sys.argv[1]).getOrCreate()
spark.read.parquet(sys.argv[2]).write.format("espalier").option("study", sys.argv[3]).option("id", "killed").save()
"""


class PythonScaler(Transformer):
    """Stage of Python alone."""

    def _transform(self, dataset):
        return dataset


class RemoteTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        # PySpark before 4.2 deadlocks if a model is collected in the middle of another call (SPARK-55020).
        gc.disable()
        cls.addClassCleanup(gc.enable)
        cls.spark = SparkSession.builder.remote(os.environ["ESPALIER_REMOTE"]).getOrCreate()
        if not os.path.exists(ROWS):
            made = cls.spark.createDataFrame(rows(), COLUMNS)
            made.repartition(3).write.parquet(ROWS)
        cls.df = cls.spark.read.parquet(ROWS)

    def setUp(self):
        self.folder = tempfile.mkdtemp(dir=FOLDER)
        self.lr = LogisticRegression(maxIter=5)
        self.pipeline = Pipeline(stages=[VectorAssembler(inputCols=["a", "b"], outputCol="features"), self.lr])
        self.grid = ParamGridBuilder().addGrid(self.lr.regParam, [0.01, 1.0]).build()
        self.auc = BinaryClassificationEvaluator()

    def tuner(self, **more):
        from espalier import Tuner

        return Tuner(**{**dict(estimator=self.pipeline, estimatorParamMaps=self.grid, evaluator=self.auc), **more})

    def study(self, name, trials):
        return STUDY.format(name=name, folder=self.folder, trials=trials)

    def write(self, text, **options):
        self.df.write.format("espalier").options(study=text, **options).save()

    def assert_close(self, ours, theirs):
        if isinstance(theirs, list):
            self.assertEqual(len(ours), len(theirs))
            for one, other in zip(ours, theirs):
                self.assert_close(one, other)
        elif isinstance(theirs, float):
            self.assertAlmostEqual(ours, theirs, delta=1e-9)
        else:
            self.assertEqual(ours, theirs)

    def test_tuners_find_what_they_find_in_a_classic_session(self):
        process = subprocess.run(
            [sys.executable, "-c", CLASSIC, os.path.dirname(os.path.abspath(__file__))],
            env={name: value for name, value in os.environ.items() if "REMOTE" not in name and "CONNECT" not in name},
            stdout=subprocess.PIPE,
            text=True,
            check=True,
        )
        classic = next(line for line in process.stdout.splitlines() if line.startswith("found "))
        theirs = json.loads(classic[len("found ") :])
        ours = json.loads(json.dumps(fitted(self.df, self.spark.createDataFrame(rows()[::-1], COLUMNS))))
        self.assertEqual(list(ours), list(theirs))
        for name in theirs:
            with self.subTest(name):
                self.assert_close(ours[name], theirs[name])

    def test_a_model_is_a_model_of_pyspark_with_its_study(self):
        model = self.tuner(numFolds=2, collectPredictions=True).fit(self.df)
        self.assertIs(type(model), CrossValidatorModel)
        self.assertIs(type(model.bestModel), PipelineModel)
        self.assertEqual(model.getEstimatorParamMaps(), self.grid)
        self.assertEqual(model.bestModel.transform(self.df).where("prediction >= 0").count(), 400)
        self.assertEqual(len(model.study.trials()), 2)
        self.assertEqual(model.study.cells(spark=True).count(), 4)
        self.assertEqual(model.study.decisions(spark=True).count(), len(model.study.decisions()))
        self.assertEqual(model.study.status, "finished")
        self.assertIn("<iframe", model._repr_html_())
        self.assertGreaterEqual(model.predictions.count(), 400)
        with self.assertRaisesRegex(IllegalArgumentException, "no trial 99"):
            model.study.explain(99)
        models = os.path.join(FOLDER, "server", "models")
        self.assertEqual(os.listdir(models), [])
        views = [one.name for one in self.spark.catalog.listTables() if one.name.endswith("_rows")]
        self.assertEqual(views, [])

    def test_a_tuner_fits_in_a_thread(self):
        scores = []

        def client():
            scores.append(self.tuner(numFolds=2).fit(self.df).avgMetrics)

        thread = threading.Thread(target=client)
        thread.start()
        thread.join()
        self.assertEqual(scores, [self.tuner(numFolds=2).fit(self.df).avgMetrics])

    def test_a_journal_goes_on_and_belongs_to_its_settings(self):
        journal = os.path.join(self.folder, "journal")
        first = self.tuner(journal=journal, foldRule="hash").fit(self.df)
        again = self.tuner(journal=journal, foldRule="hash").fit(self.df)
        self.assertEqual(first.avgMetrics, again.avgMetrics)
        with self.assertRaisesRegex(IllegalArgumentException, "numFolds|num-folds"):
            self.tuner(journal=journal, foldRule="hash", numFolds=5).fit(self.df)

    def test_auto_composes_a_study_and_loads_its_pipeline(self):
        import espalier

        found = espalier.auto(
            self.df.select("a", "b", self.df["label"].cast("int").alias("label")),
            "label",
            "60s",
            output=self.folder,
            settings={"search.trials": 6},
        )
        self.assertGreater(len(found.leaderboard), 1)
        self.assertEqual(found.transform(self.df).where("prediction >= 0").count(), 400)
        self.assertEqual(found.study.status, "finished")

    def test_xgboost_is_fitted_and_loaded(self):
        from espalier.xgboost import XGBoostClassificationModel, XGBoostClassifier

        xgboost = XGBoostClassifier(numRound=5)
        pipeline = Pipeline(stages=[self.pipeline.getStages()[0], xgboost])
        grid = ParamGridBuilder().addGrid(xgboost.maxDepth, [2, 4]).build()
        model = self.tuner(estimator=pipeline, estimatorParamMaps=grid, numFolds=2).fit(self.df)
        self.assertIs(type(model.bestModel.stages[-1]), XGBoostClassificationModel)
        self.assertEqual(model.bestModel.stages[-1].numFeatures, 2)
        self.assertEqual(model.transform(self.df).where("prediction >= 0").count(), 400)
        path = os.path.join(self.folder, "saved")
        model.bestModel.save(path)
        self.assertIs(type(PipelineModel.load(path).stages[-1]), XGBoostClassificationModel)
        with self.assertRaisesRegex(IllegalArgumentException, "did you mean 'maxDepth'"):
            XGBoostClassifier(maxDepht=3)

    def test_a_study_of_an_id_runs_once(self):
        text = self.study("once", 3)
        self.write(text, id="once")
        summary = os.path.join(self.folder, "once", "summary.json")
        first = os.stat(summary).st_mtime_ns
        self.write(text, id="once")
        self.assertEqual(os.stat(summary).st_mtime_ns, first)
        model = PipelineModel.load(os.path.join(self.folder, "once", "model"))
        self.assertEqual(model.transform(self.df).where("prediction >= 0").count(), 400)
        other = SparkSession.builder.remote(os.environ["ESPALIER_REMOTE"] + "/;user_id=bob").create()
        with self.assertRaisesRegex(PySparkException, "'once' belongs to another user; use another id"):
            other.read.parquet(ROWS).write.format("espalier").options(study=text, id="once").save()
        other.stop()

    def refused(self, call):
        with self.assertRaises(PySparkException) as caught:
            call()
        said, _, trace = str(caught.exception).partition("\n\nJVM stacktrace:")  # a title that PySpark may add
        self.assertEqual(trace.strip(), "")
        return said

    def test_each_error_is_a_line_without_a_trace(self):
        said = self.refused(lambda: self.write(self.study("wrong", 3) + "search.trails = 3"))
        self.assertEqual(
            said, "study: 9: search.trails: is not a setting of this section; did you mean 'trials'?"
        )
        said = self.refused(lambda: self.write(self.study("wrong", 3) + "seed = ${ESPALIER_SECRET}"))
        self.assertIn("no environment variables are read here", said)
        self.assertEqual(len(said.splitlines()), 1)
        said = self.refused(lambda: self.write("study = [", idd="x"))
        self.assertEqual(said, "espalier: idd: is not an option; did you mean 'id'?")
        lines = self.refused(
            lambda: self.tuner(estimator=Pipeline(stages=[PythonScaler(), self.lr]), collectSubModels=True).fit(self.df)
        ).splitlines()
        self.assertEqual(len(lines), 2)
        self.assertIn("PythonScaler exists in Python alone", lines[0])
        self.assertIn("collectSubModels: is True", lines[1])
        fitted_stage = StandardScaler(inputCol="features", outputCol="f").fit(
            VectorAssembler(inputCols=["a", "b"], outputCol="features").transform(self.df)
        )
        said = self.refused(lambda: self.tuner(estimator=Pipeline(stages=[fitted_stage, self.lr])).fit(self.df))
        self.assertIn("is a fitted StandardScalerModel", said)
        bounded = LogisticRegression(lowerBoundsOnCoefficients=DenseMatrix(1, 2, [float("-inf"), 0.0]))
        said = self.refused(lambda: self.tuner(estimator=bounded).fit(self.df))
        self.assertRegex(said, r"^Tuner: LogisticRegression_\w+\.lowerBoundsOnCoefficients: is a DenseMatrix with -inf")
        self.assertEqual(len(said.splitlines()), 1)
        said = self.refused(lambda: self.tuner(trials=3).fit(self.df))
        self.assertIn("trials", said)
        self.assertNotIn("\n\tat ", said)
        import espalier

        said = self.refused(lambda: espalier.tune(lambda config: 0, {"x": espalier.uniform(0, 1)}))
        self.assertIn("espalier.Tuner or espalier.auto there", said)

    def test_a_param_is_in_no_plan(self):
        words = Tokenizer(inputCol="words", outputCol="split")
        remover = StopWordsRemover(inputCol="split", outputCol="kept", stopWords=["hunter2secret"])
        pipeline = Pipeline(stages=[words, remover, *self.pipeline.getStages()])
        self.tuner(estimator=pipeline, numFolds=2).fit(self.df)
        for folder, _, files in os.walk(os.path.join(FOLDER, "events")):
            for file in files:
                with open(os.path.join(folder, file), errors="replace") as events:
                    self.assertNotIn("hunter2secret", events.read())

    def journal(self, name):
        """Lines of the journal of a study."""
        lines = 0
        for folder, _, files in os.walk(os.path.join(self.folder, name, "journal")):
            for file in files:
                # The lease is written aside and renamed.
                with contextlib.suppress(FileNotFoundError):
                    with open(os.path.join(folder, file), errors="replace") as journal:
                        lines += sum(1 for _ in journal)
        return lines

    def await_trials(self, name, lines=30):
        end = time.monotonic() + 90
        while self.journal(name) < lines and time.monotonic() < end:
            time.sleep(0.05)
        self.assertGreaterEqual(self.journal(name), lines)

    def test_an_interrupt_by_tag_or_of_all_ends_a_study_which_its_id_resumes(self):
        text = self.study("long", 3000)
        for interrupt in (lambda: self.spark.interruptTag("mine"), self.spark.interruptAll):
            ended = []

            def client(ended=ended):
                self.spark.addTag("mine")
                try:
                    self.write(text, id="long")
                except PySparkException as error:
                    ended.append((time.monotonic(), str(error)))
                finally:
                    self.spark.clearTags()

            before = self.journal("long")
            thread = threading.Thread(target=client)
            thread.start()
            self.await_trials("long", before + 20)  # in the search: the first line is the resumption
            interrupted = time.monotonic()
            interrupt()
            thread.join(30)
            self.assertFalse(thread.is_alive())
            self.assertLess(ended[0][0] - interrupted, 2)
            with open(os.path.join(self.folder, "long", "summary.json")) as summary:
                self.assertEqual(json.load(summary)["status"], "interrupted")
            quiet = self.journal("long")
            time.sleep(1)
            self.assertEqual(self.journal("long"), quiet)

    def test_an_interrupted_tuner_says_how_it_goes_on(self):
        from espalier import ParamSpaceBuilder

        space = ParamSpaceBuilder().addRange(self.lr.regParam, 1e-4, 1.0, "log").build()
        journal = os.path.join(self.folder, "tuned", "journal")
        tuner = self.tuner(estimatorParamMaps=None, space=space, trials=3000, numFolds=2, journal=journal)
        said = []

        def client():
            self.spark.addTag("tuned")
            try:
                said.append(self.refused(lambda: tuner.fit(self.df)))
            finally:
                self.spark.clearTags()

        thread = threading.Thread(target=client)
        thread.start()
        self.await_trials("tuned")
        self.spark.interruptTag("tuned")
        thread.join(30)
        self.assertFalse(thread.is_alive())
        self.assertEqual(said, ["Tuner: interrupted; the same call continues from its journal, if it has one"])

    def views(self):
        for _ in range(10):
            # Spark fails if a view is dropped while it lists them, as models drop theirs in another thread.
            with contextlib.suppress(ParseException):
                return {one.name for one in self.spark.catalog.listTables() if one.name.startswith("espalier_")}
        self.fail("the views cannot be listed")

    def test_views_are_dropped_once_nothing_uses_them(self):
        gc.collect()
        before = self.views()
        cells = self.tuner(numFolds=2).fit(self.df).study.cells(spark=True).where("fold >= 0")
        gc.collect()
        self.assertEqual(cells.count(), 4)
        of_model = self.views() - before
        self.assertGreater(len(of_model), 3)
        del cells
        gc.collect()
        end = time.monotonic() + 30
        while self.views() & of_model and time.monotonic() < end:
            time.sleep(0.1)
        self.assertFalse(self.views() & of_model)

    def test_sound_is_a_feature_of_a_tuned_pipeline(self):
        from espalier.sound import SoundFeatures

        def wav(hertz):
            samples = [int(9000 * math.sin(2 * math.pi * hertz * at / 8000)) for at in range(2000)]
            with io.BytesIO() as file:
                with wave.open(file, "wb") as recording:
                    recording.setparams((1, 2, 8000, 0, "NONE", ""))
                    recording.writeframes(struct.pack(f"<{len(samples)}h", *samples))
                return file.getvalue()

        made = [(wav(200 + 40 * at), float(at >= 10)) for at in range(20)]
        df = self.spark.createDataFrame(made, "content binary, label double")
        stages = [SoundFeatures(inputCol="content", outputCol="features", numParts=2, maxFrequency=4000.0), self.lr]
        model = self.tuner(estimator=Pipeline(stages=stages), numFolds=2).fit(df)
        self.assertIs(type(model.bestModel.stages[0]), SoundFeatures)
        self.assertEqual(model.bestModel.stages[0].getOrDefault("numParts"), 2)
        self.assertEqual(model.transform(df).where("prediction = label").count(), 20)

    def test_the_study_of_a_killed_client_stops_and_its_id_resumes_it(self):
        text = self.study("killed", 10000)  # more than end in the 30 s after which the server ends it
        client = subprocess.Popen([sys.executable, "-c", KILLED, os.environ["ESPALIER_REMOTE"], ROWS, text])
        self.await_trials("killed")
        client.send_signal(signal.SIGKILL)
        client.wait()
        end = time.monotonic() + 60  # the server waits for the stream, 10 s, and then for 20 s
        before = -1
        while before != self.journal("killed") and time.monotonic() < end:
            before = self.journal("killed")
            time.sleep(3)
        self.assertEqual(self.journal("killed"), before)
        again = threading.Thread(target=lambda: self.refused(lambda: self.write(text, id="killed")))
        again.start()
        while self.journal("killed") <= before + 5 and time.monotonic() < end + 60:
            time.sleep(0.05)
        self.assertGreater(self.journal("killed"), before + 5)
        self.spark.interruptAll()
        again.join(30)
        self.assertFalse(again.is_alive())


if __name__ == "__main__":
    unittest.main()
