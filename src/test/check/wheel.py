"""Uses the wheel as a user does who has installed nothing else: a session, and a fit."""

import os
import sys

from pyspark.ml.classification import LogisticRegression
from pyspark.ml.evaluation import BinaryClassificationEvaluator
from pyspark.ml.linalg import Vectors

import espalier
from espalier.xgboost import XGBoostClassifier

assert "site-packages" in espalier.__file__, espalier.__file__
assert os.path.basename(espalier.jar_path()) == "espalier-spark-4.jar", espalier.jar_path()
spark = espalier.session({"spark.master": "local[2]", "spark.ui.enabled": "false"})
rows = [(float(i % 2), Vectors.dense([i % 2 + (i * 7 % 5) / 3.0, i % 3])) for i in range(60)]
table = spark.createDataFrame(rows, ["label", "features"])
assert XGBoostClassifier(numRound=2).fit(table).numFeatures == 2
regression = LogisticRegression()
space = espalier.ParamSpaceBuilder().addRange(regression.regParam, 1e-4, 1.0, "log").build()
tuner = espalier.Tuner(
    estimator=regression, evaluator=BinaryClassificationEvaluator(), space=space, trials=2, numFolds=2
)
assert len(tuner.fit(table).avgMetrics) == 2
assert espalier.session() is not None


def interpreter(config, trial):
    import numpy  # which the python3 of PATH need not have

    return {"loss": numpy.abs(config["x"]), "other": sys.executable != config["python"]}


space = {"x": espalier.uniform(0, 1), "python": espalier.choice(sys.executable)}
best = espalier.tune(interpreter, space, trials=2, sampler="random").best
assert best.metrics["other"] == 0, best
spark.stop()
