"""Examples in the docstrings of the public classes and functions: each has one, and it runs.

Run by PythonTest, and all but the slow ones by the smoke tests. ESPALIER_EXAMPLES=all runs the slow ones.
"""

import doctest
import inspect
import os
import sys
import tempfile
import unittest

from pyspark import cloudpickle
from pyspark.ml.classification import LogisticRegression, RandomForestClassifier
from pyspark.ml.evaluation import BinaryClassificationEvaluator
from pyspark.ml.linalg import Vectors
from pyspark.sql import SparkSession

JAR = os.environ["ESPALIER_JAR"]
XGBOOST = os.path.join(os.path.dirname(JAR), "espalier-xgboost.jar")

# Left out of the smoke tests: half a minute of auto, and what is as of another class.
SLOW = ("AutoModel", "auto", "AutoModel.transform", "SplitTuner.read", "SplitTuner.write", "Tuner.write")

cloudpickle.register_pickle_by_value(sys.modules[__name__])  # as functions of a script are


def reported(config, trial):
    for step in trial.steps():
        trial.report(step, loss=config["x"])
    return config["x"]


def is_ours(value):
    return getattr(value, "__module__", "").startswith("espalier.")


def documented(name, value):
    """Public members of a class, of its bases that are ours too, and itself; inherited docstrings are the base's."""
    yield name, value
    if not inspect.isclass(value):
        return
    for owner in value.__mro__:
        if is_ours(owner) and not owner.__module__.endswith(".saved"):
            for member, found in vars(owner).items():
                function = getattr(found, "__func__", getattr(found, "fget", found))
                if not member.startswith("_") and inspect.isfunction(function):
                    yield f"{owner.__name__}.{member}", function


class ExampleTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        os.chdir(tempfile.mkdtemp())  # before the JVM starts: its relative paths are those of its start
        jars = [jar for jar in (JAR, XGBOOST) if os.path.exists(jar)]
        cls.spark = (
            SparkSession.builder.master("local[2]")
            .config("spark.jars", ",".join(jars))
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

    @classmethod
    def tearDownClass(cls):
        cls.spark.stop()

    def names(self):
        """What an example may use without defining it."""
        import espalier
        from espalier import xgboost
        from espalier.sound import SoundFeatures

        rows = [(float(i % 3 > i % 2), Vectors.dense(i % 3, i % 7)) for i in range(120)]
        training = self.spark.createDataFrame(rows, ["label", "features"]).cache()
        lr = LogisticRegression(maxIter=3)
        names = {name: getattr(espalier, name) for name in espalier.__all__}
        names.update({name: getattr(xgboost, name) for name in xgboost.__all__})
        names.update(
            SparkSession=SparkSession,
            RandomForestClassifier=RandomForestClassifier,
            SoundFeatures=SoundFeatures,
            lr=lr,
            evaluator=BinaryClassificationEvaluator(),
            space=espalier.ParamSpaceBuilder().addRange(lr.regParam, 1e-4, 1.0, "log").build(),
            training=training,
            study=espalier.tune(reported, {"x": espalier.uniform(0, 1)}, trials=12, sampler="random", seed=1),
            __name__="__main__",  # functions of which are pickled by value
        )
        return names

    def public(self, names):
        """Public classes and functions, and those that they return or take, by name."""
        from espalier.automatic import Standing
        from espalier.functions import Best
        from espalier.record import Importance, Recorded
        from espalier.spaces import Parameter
        from espalier.trial import Trial
        from espalier.tuning import Space

        names.update({one.__name__: one for one in (Standing, Importance, Recorded, Parameter, Trial, Space, Best)})
        found = {}
        for name, value in names.items():
            if is_ours(value) and (inspect.isclass(value) or inspect.isfunction(value)):
                found.update(documented(name, value))
        return found

    def test_each_public_docstring_has_an_example_that_runs(self):
        names = self.names()
        public = self.public(names)
        self.assertGreater(len(public), 200)
        parser = doctest.DocTestParser()
        runner = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS)
        slow = () if os.environ.get("ESPALIER_EXAMPLES") == "all" else SLOW
        if not slow:
            rows = [(i % 7, i % 3, int(i % 7 > 3)) for i in range(200)]
            names["table"] = self.spark.createDataFrame(rows, ["a", "b", "label"])
            names["found"] = names["auto"](names["table"], label="label", name="first", settings={"search.trials": 3})
        failed = []
        for name, value in public.items():
            docstring = inspect.getdoc(value) or ""
            self.assertIn(">>>", docstring, name)
            if name not in slow:
                output = []
                test = parser.get_doctest(docstring, dict(names), name, None, 0)
                if runner.run(test, out=output.append).failed:
                    failed.append("".join(output))
        self.assertEqual(failed, [], "\n".join(failed))

    def test_the_documentation_of_tune_has_all_settings(self):
        import espalier

        text = espalier.tune.__doc__
        for name in ("timeout", "cell_timeout", "max_resource", "start_points"):
            self.assertIn(name, text)
        self.assertNotIn("{", text.split(":param objective")[1])


if __name__ == "__main__":
    unittest.main()
