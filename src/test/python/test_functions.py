"""Any function as the objective. Run by PythonTest, once for each line of Spark."""

import contextlib
import importlib.util
import io
import os
import pathlib
import runpy
import signal
import sys
import tempfile
import threading
import time
import unittest
from unittest import mock

import numpy as np
from pyspark import cloudpickle
from pyspark.errors import IllegalArgumentException
from pyspark.sql import SparkSession

JAR = os.environ["ESPALIER_JAR"]

cloudpickle.register_pickle_by_value(sys.modules[__name__])  # as functions of a script or a notebook are


class Lock:
    def __init__(self):
        self.lock = threading.Lock()


class Marked:
    """Leaves a file each time that it is unpickled."""

    def __init__(self, folder):
        self.folder = folder

    def __setstate__(self, state):
        self.__dict__.update(state)
        handle, _ = tempfile.mkstemp(prefix="%d-" % os.getpid(), dir=self.folder)
        os.close(handle)


def parabola(config, trial):
    return (config["x"] - 0.5) ** 2


def counted(config, trial):
    """Counts in its state how many steps it did over all rungs."""
    path = os.path.join(trial.state, "deep", "steps.txt")
    done = int((trial.state / "deep" / "steps.txt").read_text()) if trial.state else 0
    if done != trial.start:
        raise RuntimeError("it did %d of %d" % (done, trial.start))
    for step in trial.steps():
        done += 1
        trial.report(step, loss=1.0 / done)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w") as state:
        state.write(str(done))
    return {"loss": config["x"], "done": done, "prune": hasattr(trial, "should_prune")}


def faulty(config, trial):
    fault = config["fault"]
    if fault == "raises":
        raise ValueError("no such thing as 17")
    if fault == "exits":
        raise SystemExit(3)
    if fault == "dies":
        os._exit(7)
    if fault == "long":
        raise ValueError("x" * 10_000_000)
    if fault == "many":
        return {str(i): i for i in range(100_000)}
    if fault == "absent":
        import nosuch  # noqa: F401
    if fault == "huge":
        return 10**400
    if fault == "broken":
        os.symlink("nowhere", trial.state / "link")
    if fault == "old":  # which is none, nor is a pipe
        os.mkfifo(trial.state / "pipe")
        (trial.state / "weights").write_text("1")
        os.utime(trial.state / "weights", (0, 0))
    others = {"nan": float("nan"), "missing": {"lost": 1}, "text": "good", "truth": True, "numpy": np.bool_(False)}
    return others.get(fault, 1)


class FunctionTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.spark = (
            SparkSession.builder.master("local[2]")
            .config("spark.jars", JAR)
            .config("spark.ui.enabled", "false")
            .config("spark.ui.showConsoleProgress", "false")
            .config("spark.driver.host", "127.0.0.1")
            .config("spark.driver.bindAddress", "127.0.0.1")
            .config("spark.sql.shuffle.partitions", "2")
            .config("spark.sql.warehouse.dir", tempfile.mkdtemp())
            .getOrCreate()
        )
        cls.spark.sparkContext.setLogLevel("OFF")
        cls.spark.sparkContext.addPyFile(JAR)
        global espalier
        import espalier

    @classmethod
    def tearDownClass(cls):
        cls.spark.stop()

    def setUp(self):
        self.folder = tempfile.mkdtemp()

    def rows(self, table):
        return [row.asDict() for row in table.collect()]

    def test_a_function_is_tuned_as_the_jvm_would(self):
        space = {"x": espalier.uniform(0, 1), "kind": espalier.choice("a", "b")}
        study = espalier.tune(parabola, space, trials=12, sampler="random", seed=5)
        trials = self.rows(study.trials(spark=True))
        self.assertEqual([row["trial"] for row in trials], list(range(12)))
        self.assertEqual({row["state"] for row in trials}, {"COMPLETED"})
        self.assertEqual(study.best.score, min(row["score"] for row in trials))
        self.assertEqual(study.best.score, (study.best.config["x"] - 0.5) ** 2)
        self.assertIn(study.best.config["kind"], ("a", "b"))
        self.assertIn("State   completed", study.explain(study.best.trial))
        with self.assertRaisesRegex(IllegalArgumentException, "^trial 12: is not in the study; the study has trials"):
            study.explain(12)
        important = study.importance()
        self.assertEqual({one.parameter for one in important}, {"x", "kind"})
        self.assertEqual(important[0].parameter, "x")
        self.assertIn("sandbox=\"allow-scripts\"", study._repr_html_())
        self.assertIn("&lt;!DOCTYPE html&gt;", study._repr_html_())
        again = espalier.tune(parabola, space, trials=12, sampler="random", seed=5, parallelism=1)
        for name in ("configuration", "score"):
            self.assertEqual([row[name] for row in self.rows(again.trials(spark=True))], [row[name] for row in trials])

    def test_choices_are_objects_and_conditions_hold(self):
        space = {
            "scale": espalier.uniform(0.1, 1, when={"how": np.tanh}),
            "how": espalier.choice(np.tanh, Lock, None, 3),
            "sign": [lambda x: x, lambda x: -x],
            "depth": np.arange(1, 3),
            "large": [2**70],
        }
        point = {"how": np.tanh, "sign": space["sign"][1], "scale": np.float32(0.5), "depth": np.int64(2)}
        point["large"] = 2**70

        def objective(config, trial):
            self = config["how"]
            assert (self is np.tanh) == ("scale" in config), config
            assert config["large"] == 2**70, config
            of = {"depth": config["depth"], "sign": config["sign"](1), "name": str(self)}
            return {"loss": 0 if self is None else 1, "of": of, "status": "ok"}

        study = espalier.tune(objective, space, trials=20, sampler="random", settings={"start_points": [point]})
        self.assertIsNone(study.best.config["how"])
        self.assertEqual({row["state"] for row in self.rows(study.trials(spark=True))}, {"COMPLETED"})
        first = self.rows(study.cells(spark=True))[0]["metrics"]
        self.assertEqual(first, {"loss": 1, "of.depth": 2, "of.sign": -1})
        sign = self.rows(study.trials(spark=True))[0]["configuration"]["sign"]
        self.assertTrue(sign.endswith(" 2"), sign)

    def test_a_promoted_trial_goes_on_and_the_study_from_its_journal(self):
        more = dict(scheduler="asha", trials=9, sampler="random", settings={"min_resource": 1, "max_resource": 9})
        more.update(journal=pathlib.Path(self.folder, "study"), output=os.path.join(self.folder, "out"))
        space = {"x": espalier.uniform(0, 1)}
        study = espalier.tune(counted, space, **more)
        self.assertEqual(study.best.metrics, {"loss": study.best.score, "done": 9.0, "prune": 0.0})
        steps = [point["step"] for point in study.curves() if point["trial"] == study.best.trial]
        self.assertEqual(steps, list(range(9)))
        self.assertEqual(os.listdir(os.path.join(self.folder, "study", "state")), [str(study.best.trial)])
        self.assertIn("asha", open(os.path.join(self.folder, "out", "report.html")).read())
        again = espalier.tune(faulty, space, **more)  # which is asked nothing
        self.assertEqual(again.best, study.best)
        self.assertEqual(again.curves(), study.curves())
        with self.assertRaisesRegex(IllegalArgumentException, "espalier.tune: eta: was 3 when"):
            espalier.tune(counted, space, **dict(more, settings=dict(more["settings"], eta=4)))

    def test_data_reaches_the_function_cut_into_folds(self):
        x = np.arange(20.0)
        data = {"x": x, "y": list(range(20))}

        def objective(config, trial):
            train, validation = trial.train, trial.validation
            assert sorted(list(train["x"]) + list(validation["x"])) == list(range(20))
            assert list(validation["x"]) == validation["y"]
            return {"loss": config["c"], "rows": len(validation["y"]), "all": len(trial.data["y"])}

        study = espalier.tune(
            objective, {"c": [1, 2]}, data=data, folds=3, sampler="grid", scheduler="racing"
        )
        self.assertEqual(study.best.config, {"c": 1})
        self.assertAlmostEqual(study.best.metrics["rows"], 20 / 3)
        self.assertEqual(study.best.metrics["all"], 20)

    def test_a_search_begins_with_points_is_refined_and_its_winner_judged_again(self):
        rows = list(range(8))

        def objective(config, trial):
            assert sorted(trial.train + trial.validation) == rows and len(trial.validation) == 4
            return abs(config["x"] - 0.4) + 0.001 * trial.fold

        study = espalier.tune(
            objective, {"x": espalier.uniform(0, 2)}, data=rows, folds=2, trials=2, sampler="random",
            settings={
                "start_points": [{"x": 1}, {"x": 0.5}], "then": [{"around": {"x": 0.1}}],
                "winner_rule": "one-standard-error", "simplicity": ["-x"], "winner_repeats": 1, "min_improvement": 0.9,
            },
        )
        origins = [row["origin"] for row in self.rows(study.trials(spark=True))]
        self.assertEqual(origins, ["default", "user", "grid", "grid", "grid"])
        self.assertAlmostEqual(study.best.config["x"], 0.4)
        self.assertEqual(study.status, "gate-failed")

    def test_tables_are_pandas_and_so_is_a_dataframe(self):
        try:
            import pandas
        except ImportError:
            self.skipTest("no pandas")
        table = self.spark.range(10).selectExpr("id", "id % 3 AS label")

        def objective(config, trial):
            return {"loss": config["c"] * trial.train["label"].mean(), "rows": len(trial.validation)}

        study = espalier.tune(objective, {"c": [1, 2]}, data=table, folds=2, sampler="grid")
        self.assertIsInstance(study.trials(), pandas.DataFrame)
        self.assertEqual(list(study.trials()["trial"]), [0, 1])
        self.assertEqual(len(study.cells()), 4)
        self.assertEqual(study.best.config, {"c": 1})
        self.assertEqual(study.best.metrics["rows"], 5)

    def test_a_dataframe_is_sent_as_arrow_and_is_what_spark_makes_of_it(self):
        try:
            import pandas
            import pyarrow  # noqa: F401
        except ImportError:
            self.skipTest("no pandas, or no pyarrow")
        from espalier.data import ArrowTable, local

        table = self.spark.sql(
            "SELECT id, CAST(id AS float) AS f, IF(id = 1, NULL, id) AS some, id > 1 AS b, CAST(id AS string) AS s,"
            " TIMESTAMP '2026-03-29 01:30:00' AS t, DATE '2026-01-02' AS d, CAST(id AS decimal(9, 2)) AS m"
            " FROM range(3)"
        )
        sent = local({"rows": table, "more": [1]})
        self.assertEqual(sent["more"], [1])
        if isinstance(sent["rows"], ArrowTable):  # since Spark 4.0
            self.assertEqual(len(sent["rows"]), 3)
            pandas.testing.assert_frame_equal(sent["rows"].pandas(), table.toPandas())

        def hours(trial):  # of the trial alone, as Optuna's
            return {"loss": trial.config["c"], "t": trial.data["rows"]["t"].dt.hour.sum()}

        study = espalier.tune(hours, {"c": [1, 2]}, data={"rows": table}, sampler="grid")
        self.assertEqual(study.best.metrics["t"], 3)

    def test_a_worker_unpickles_the_data_once(self):
        def objective(config, trial):
            return config["x"] + len(trial.data.folder)

        espalier.tune(objective, {"x": espalier.uniform(0, 1)}, data=Marked(self.folder), trials=12, sampler="random")
        workers = [name.split("-")[0] for name in os.listdir(self.folder)]
        self.assertTrue(workers)
        self.assertEqual(sorted(set(workers)), sorted(workers))

    def test_listeners_hear_of_a_study_and_neither_end_nor_slow_it(self):
        past, heard = [], []

        class Display:
            def past(self, events):
                past.extend(events)

            def happened(self, event):
                heard.append(event)

        def broken(event):
            raise ValueError("no such display")

        space = {"x": espalier.uniform(0, 1)}
        more = dict(sampler="random", journal=os.path.join(self.folder, "study"))
        with self.assertLogs("espalier", "WARNING") as logged:
            study = espalier.tune(
                parabola, space, trials=4, listeners=[Display(), broken, lambda event: time.sleep(3600)], **more
            )
        self.assertEqual(len(logged.output), 1, logged.output)
        self.assertRegex(
            logged.output[0],
            r"broken: ValueError: no such display; at test_functions.py:\d+ in broken; the study continues",
        )
        types = [event["type"] for event in heard]
        self.assertEqual((types[0], types[-1], types.count("told")), ("opened", "closed", 4))
        scores = [event["outcome"]["score"] for event in heard if event["type"] == "told"]
        self.assertEqual(min(scores), study.best.score)
        self.assertEqual(past, [])
        espalier.tune(parabola, space, trials=5, listeners=Display(), **more)
        self.assertEqual([event["type"] for event in past].count("told"), 4)
        self.assertEqual([event["type"] for event in heard].count("told"), 5)

    def test_a_notebook_shows_a_view_of_the_running_study(self):
        shown = []
        with mock.patch("espalier.watching._display", lambda: shown.append):
            espalier.tune(parabola, {"x": espalier.uniform(0, 1)}, sampler="random", trials=4)
        self.assertIn("100 %  4 of 4 trials started", shown[-1])
        self.assertIn("best    loss ", shown[-1])
        self.assertEqual(len(set(shown)), len(shown))

    def test_whatever_goes_wrong_is_the_trials_fault(self):
        faults = ["none", "raises", "exits", "dies", "long", "nan", "missing", "text", "many", "old", "huge", "broken"]
        faults += ["truth", "numpy", "absent"]
        study = espalier.tune(faulty, {"fault": faults}, sampler="grid")
        rows = self.rows(study.trials(spark=True))
        good = ("none", "old")
        states = ["COMPLETED" if fault in good else "FAILED" for fault in faults]
        self.assertEqual([row["state"] for row in rows], states)
        reasons = [row["reason"] for row in rows]
        self.assertRegex(reasons[1], r"ValueError: no such thing as 17; at test_functions.py:\d+ in faulty")
        self.assertIn("SystemExit: 3", reasons[2])
        self.assertIn("its worker or executor was lost three times", reasons[3])
        self.assertLess(len(reasons[4]), 1100)
        self.assertIn("loss is NaN", reasons[5])
        self.assertIn("'loss' is not among the returned numbers: [lost]", reasons[6])
        self.assertIn("it returned no number: 'loss' is a str", reasons[7])
        self.assertIn("it returned 100000 numbers; return at most 1000", reasons[8])
        self.assertIn("it returned no number: 'loss' is a int", reasons[10])
        self.assertIn("trial.state cannot be read: FileNotFoundError", reasons[11])
        self.assertIn("it returned no number: 'loss' must be a number, but is True", reasons[12])
        self.assertIn("it returned no number: 'loss' must be a number, but is False", reasons[13])
        self.assertIn("ModuleNotFoundError: No module named 'nosuch'", reasons[14])
        self.assertIn("; the worker's Python is %s, which PYSPARK_PYTHON" % sys.executable, reasons[14])
        with self.assertRaisesRegex(RuntimeError, "^espalier.tune: No trial completed; all failed with: Value"):
            espalier.tune(faulty, {"fault": ["raises"]}, sampler="grid")
        with self.assertRaisesRegex(RuntimeError, "trial.state takes 1 MiB; keep it to 100 B, or raise state_limit"):
            space = {"x": espalier.uniform(0, 1)}
            espalier.tune(counted, space, trials=1, settings={"max_resource": 3, "state_limit": "100 B"})

    def test_the_call_that_lasts_too_long_has_failed(self):
        def slow(config, trial):
            time.sleep(60 * config["slow"])
            return 1.0

        study = espalier.tune(slow, {"slow": [0, 1]}, sampler="grid", settings={"cell_timeout": 5})
        rows = self.rows(study.trials(spark=True))
        self.assertEqual([row["state"] for row in rows], ["COMPLETED", "FAILED"])
        self.assertIn("timed out after 5.0 s", rows[1]["reason"])

    def test_a_function_of_one_parameter_gets_the_trial_or_the_configuration_by_its_name(self):
        space = {"x": espalier.uniform(0, 1)}
        point = {"start_points": [{"x": 0.25}]}
        by_config = espalier.tune(lambda params: params["x"], space, trials=1, settings=point)
        by_trial = espalier.tune(lambda trial: trial.config["x"] + trial.number, space, trials=1, settings=point)
        self.assertEqual([by_config.best.score, by_trial.best.score], [0.25, 0.25])
        with self.assertRaisesRegex(
            IllegalArgumentException,
            r"objective: takes \(a, b, c\); "
            r"define objective\(config, trial\), objective\(config\) or objective\(trial\)",
        ):
            espalier.tune(lambda a, b, c: 0, {"x": espalier.uniform(0, 1)})

    def test_all_that_is_wrong_is_told_at_once(self):
        lock = Lock()

        def locked(config, trial):
            return lock.lock

        space = {
            "x": espalier.uniform(1, 0),
            "n": espalier.randint(0.5, 2),
            "c": espalier.choice(),
        }
        with self.assertRaises(IllegalArgumentException) as caught:
            more = dict(min_resource=5, cores=-1, patience=0, target_score="x", state_limit=0, winner_rule="simplest")
            more.update(then=[{"arround": {}}], start_points=[1], min_improvement="much", folds=3, patiense=1)
            wrong = dict(direction="up", sampler="randm", trials="many", data=[1], folds=2)
            espalier.tune(locked, space, listeners=[3], settings=more, **wrong)
        lines = str(caught.exception).splitlines()
        self.assertTrue(all(line.startswith("espalier.tune: ") for line in lines), lines)
        for wrong in (
            "objective: cannot be pickled: 'lock' is a Lock",
            "space: n: is espalier.randint(0.5, 2); give whole numbers",
            "space: c: is a choice of nothing; give at least one value",
            "direction: must be minimize or maximize, but is 'up'",
            "but is 'randm'; did you mean 'random'?",
            "trials: is 'many'; give a number",
            "data: has 1 row for 2 folds",
            "cores: must be 0 or a whole number of at least 1, but is -1",
            "listeners: is a int; give a function of an event",
            "settings: 'patiense' is not a setting; did you mean 'patience'?",
            "settings: 'folds' is an argument, too; give one of the two",
            "patience: is 0; give at least 1",
            "target_score: is 'x'; give a number",
            "state_limit: must be a size above zero with its unit, but is 0; for example 512 MiB or 2 GiB",
            "winner_rule: must be best or one-standard-error, but is 'simplest'",
            "then[0]: is 'arround'; give sampler, trials or around",
            "start_points: is [1]; give a list of dicts",
            "min_improvement: is 'much'; give a number",
        ):
            self.assertTrue(any(wrong in line for line in lines), (wrong, lines))
        with self.assertRaisesRegex(IllegalArgumentException, "direction: is missing, and more val_accuracy may be"):
            espalier.tune(parabola, {"x": espalier.uniform(0, 1)}, metric="val_accuracy")
        with self.assertRaisesRegex(IllegalArgumentException, "space: x: from .1.0. must be below to .0.0."):
            espalier.tune(parabola, {"x": espalier.uniform(1, 0)})
        with self.assertRaisesRegex(IllegalArgumentException, "start_points.0..y: is not searched; did you mean"):
            espalier.tune(parabola, {"x": espalier.uniform(0, 1)}, settings={"start_points": [{"x": 1, "y": 1}]})
        with self.assertRaisesRegex(IllegalArgumentException, "timeout: is 0; give a number above 0"):
            espalier.tune(parabola, {"x": [1]}, timeout=0)
        with self.assertRaisesRegex(IllegalArgumentException, "journal: '/proc/none' cannot be written to: "):
            espalier.tune(parabola, {"x": [1]}, journal="/proc/none")
        with self.assertRaisesRegex(IllegalArgumentException, "settings: is 3; give a dict by name"):
            espalier.tune(parabola, {"x": [1]}, settings=3)
        with self.assertRaisesRegex(IllegalArgumentException, "spark: is a int; give a SparkSession"):
            espalier.tune(parabola, {"x": [1]}, spark=3)

    def test_a_plan_is_read_from_its_text_as_it_was(self):
        space = {
            "lr": espalier.loguniform(1e-5, 0.1, reverse=True, points=3),
            "layers": espalier.randint(1, 9, step=2),
            "kind": espalier.choice("sgd", 2, 0.5, True),
            "momentum": espalier.uniform(0, 0.99, when={"kind": ["sgd", 2]}),
        }
        more = dict(start_points=[{"lr": 0.01, "layers": 3, "kind": True}], simplicity=["layers", "-lr"])
        more.update(target_score=0.9)
        more.update(then=[{"around": {"layers": 2}}, {"sampler": "random", "trials": 4, "around": {"lr": 0.5}}])
        more.update(winner_rule="one-standard-error")
        given = dict(metric="val_auc", direction="maximize", seed=2**40, trials=7, timeout="1m", folds=3, settings=more)
        text = espalier.plan(space, data=[1, 2], journal=pathlib.Path(self.folder, "study"), **given)
        self.assertEqual(espalier.plan(text), text)
        self.assertIn("  target-score = 0.9\n", text)
        self.assertIn("direction = maximize\n", text)
        self.assertNotIn("eta", text)
        self.assertIn("  trials = 8\n", espalier.plan(text, trials=8))
        with self.assertRaisesRegex(IllegalArgumentException, "espalier.plan: space: how: has choices that have"):
            espalier.plan({"how": [np.tanh, None]})
        with self.assertRaisesRegex(IllegalArgumentException, "espalier.plan: trials: must be 0 or a whole number"):
            espalier.plan(space, trials=-1)
        with self.assertRaisesRegex(TypeError, "'trails'"):
            espalier.plan(space, trails=1)
        with self.assertRaisesRegex(IllegalArgumentException, "search.trails: is not a setting of this section; did"):
            espalier.plan(text.replace("trials =", "trails ="))
        again = espalier.plan({"x": espalier.uniform(0, 1)}, trials=3, sampler="random")
        best = espalier.tune(lambda config: config["x"], again).best
        self.assertEqual(best.score, best.config["x"])
        self.assertRegex(espalier.tune.__doc__, ":param scheduler: Scheduler, which decides .*: full | .* racing")
        self.assertRegex(espalier.tune.__doc__, "- ``min_resource``: Resource of the lowest rung")

    def test_a_local_session_runs_the_interpreter_that_called(self):
        context = self.spark.sparkContext
        for set_by_user, expected in (({}, sys.executable), ({"PYSPARK_PYTHON": "other"}, "python3")):
            with mock.patch.dict(os.environ), mock.patch.object(context, "pythonExec", "python3"):
                os.environ.pop("PYSPARK_PYTHON", None)
                os.environ.update(set_by_user)
                self.assertIs(espalier.session().sparkContext, context)
                self.assertEqual(context.pythonExec, expected)

    @unittest.skipUnless(importlib.util.find_spec("sklearn"), "no scikit-learn")
    def test_the_guides_population_runs_as_it_stands(self):
        shown = io.StringIO()
        with contextlib.redirect_stdout(shown):
            runpy.run_path(str(pathlib.Path(__file__).parents[3] / "conf/guide/pbt.py"), run_name="__main__")
        self.assertRegex(shown.getvalue(), r"^accuracy 0\.9\d+ of trial \d+")
        self.assertIn("parent", shown.getvalue())

    def test_an_interrupt_ends_the_study(self):
        timer = threading.Timer(3, lambda: os.kill(os.getpid(), signal.SIGINT))
        timer.start()
        started = time.time()
        with self.assertRaisesRegex(KeyboardInterrupt, "^espalier.tune: interrupted, and nothing is kept; with"):
            espalier.tune(lambda config, trial: time.sleep(60), {"x": [0, 1]}, sampler="grid")
        self.assertLess(time.time() - started, 30)
        self.assertEqual(self.spark.sparkContext.parallelize([1, 2]).sum(), 3)

    def test_an_interrupt_at_the_start_leaves_nothing_that_goes_on(self):
        from espalier.running import inheriting_thread

        def interrupted(session, work):
            thread = inheriting_thread(session, work)
            start = thread.start

            def begin():
                start()
                raise KeyboardInterrupt

            thread.start = begin
            return thread

        more = dict(space={"x": [0, 1]}, sampler="grid", journal=os.path.join(self.folder, "study"))
        with mock.patch("espalier.running.inheriting_thread", interrupted):
            word = "^espalier.tune: interrupted; the same call continues from its journal, %s$" % more["journal"]
            with self.assertRaisesRegex(KeyboardInterrupt, word):
                espalier.tune(lambda config, trial: time.sleep(60), **more)
        study = espalier.tune(lambda config: config["x"], **more)  # or: the folder is written to
        self.assertEqual(study.best.config, {"x": 0})
