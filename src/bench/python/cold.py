"""The first ``Tuner.fit`` of a PySpark session, and later calls: the Python lines of ``submit/bench.sh cold``.

``cold.py JAR DATA LINE [sklearn]`` makes the line's table, starts a session and searches; with the last word
scikit-learn searches the same grid. Prints a line of JSON for each search: its seconds, the CPU seconds of its process
meanwhile, and those that Spark's tasks took. DATA is the folder of the real tables, which the line ``classes`` reads.
"""

import json
import os
import sys
import time
from pathlib import Path

# Rows and columns of the generated tables.
SHAPES = {
    "linear": (40_000, 30),
    "boosting": (60_000, 40),
    "forest": (40_000, 30),
    "elastic": (48_000, 40),
    "second": (4_000, 10),
}
CLASSIFIES = ("boosting", "elastic", "classes", "second")
FOLDS = {"linear": 5, "elastic": 5}
CALLS = {"elastic": 3, "second": 2}
POKER_ROWS = 25_000
SEED = 42


def table(line, data):
    """Features and label of a line, as arrays."""
    import numpy as np

    if line == "classes":
        import pandas as pd

        file = next(iter(sorted(Path(data).glob("poker*/*.csv*"))))
        rows = pd.read_csv(file, nrows=POKER_ROWS).to_numpy(dtype=float)
        return rows[:, :-1], rows[:, -1] - rows[:, -1].min()
    rows, columns = SHAPES[line]
    random = np.random.RandomState(SEED)
    features = random.normal(size=(rows, columns))
    score = features[:, :5].sum(axis=1) + np.sin(3 * features[:, 5]) + random.normal(size=rows)
    return features, (score > 0).astype(float) if line in CLASSIFIES else score


def search_of(line):
    """Estimator, evaluator and param maps of a line."""
    from pyspark.ml.classification import GBTClassifier, LogisticRegression, RandomForestClassifier
    from pyspark.ml.evaluation import (
        BinaryClassificationEvaluator,
        MulticlassClassificationEvaluator,
        RegressionEvaluator,
    )
    from pyspark.ml.regression import LinearRegression, RandomForestRegressor
    from pyspark.ml.tuning import ParamGridBuilder

    grid = ParamGridBuilder()
    if line == "linear":
        learner = LinearRegression()
        grid.addGrid(learner.regParam, [0.001, 0.01, 0.1, 1.0]).addGrid(learner.elasticNetParam, [0.0, 0.5, 1.0])
    elif line in ("elastic", "second"):
        learner = LogisticRegression()
        grid.addGrid(learner.regParam, [0.0001, 0.001, 0.01, 0.1]).addGrid(learner.elasticNetParam, [0.0, 0.5, 1.0])
    elif line == "boosting":
        learner = GBTClassifier(maxIter=20, seed=1)
        grid.addGrid(learner.maxDepth, [2, 3, 5]).addGrid(learner.stepSize, [0.1, 0.3])
    elif line == "forest":
        learner = RandomForestRegressor(seed=1)
        grid.addGrid(learner.maxDepth, [5, 10]).addGrid(learner.numTrees, [20, 50])
    else:
        learner = RandomForestClassifier(seed=1)
        grid.addGrid(learner.maxDepth, [5, 10, 20]).addGrid(learner.numTrees, [10, 50])
    if line == "classes":
        evaluator = MulticlassClassificationEvaluator(metricName="accuracy")
    else:
        evaluator = BinaryClassificationEvaluator() if line in CLASSIFIES else RegressionEvaluator()
    return learner, evaluator, grid.build()


def ours(jar, line, features, label):
    import pandas as pd
    from pyspark.ml.feature import VectorAssembler
    from pyspark.sql import SparkSession

    spark = (
        SparkSession.builder.master(os.environ.get("ESPALIER_MASTER", "local[*]"))
        .config("spark.jars", jar)
        .config("spark.driver.extraClassPath", jar)
        .config("spark.driver.memory", os.environ.get("ESPALIER_DRIVER_MEMORY", "4g"))
        .config("spark.sql.execution.arrow.pyspark.enabled", "false")
        .config("spark.ui.enabled", "false")
        .config("spark.ui.showConsoleProgress", "false")
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .getOrCreate()
    )
    spark.sparkContext.setLogLevel("ERROR")
    sys.path.insert(0, jar)
    from espalier import Tuner

    names = [f"c{column}" for column in range(features.shape[1])]
    frame = pd.DataFrame(features, columns=names)
    frame["label"] = label
    file = Path(os.environ.get("TMPDIR", "/tmp")) / f"espalier-cold-{os.getpid()}.csv"
    frame.to_csv(file, index=False)
    try:
        plain = spark.read.csv(str(file), header=True, inferSchema=True)
        rows = VectorAssembler(inputCols=names, outputCol="features").transform(plain).select("features", "label")
        rows = rows.repartition(spark.sparkContext.defaultParallelism).cache()
        rows.count()
    finally:
        file.unlink()
    jvm = spark.sparkContext._jvm
    process = jvm.java.lang.ProcessHandle.current()
    learner, evaluator, maps = search_of(line)
    for _ in range(CALLS.get(line, 1)):
        tuner = Tuner(
            estimator=learner, estimatorParamMaps=maps, evaluator=evaluator, numFolds=FOLDS.get(line, 3), seed=SEED
        )
        tasks, cpu, began = task_seconds(jvm), cpu_seconds(process), time.perf_counter()
        model = tuner.fit(rows)
        seconds = time.perf_counter() - began
        cpu = cpu_seconds(process) - cpu
        print(
            json.dumps(
                {
                    "seconds": seconds,
                    "cpu": cpu,
                    "tasks": task_seconds(jvm) - tasks,
                    "maps": len(maps),
                    "best": max(model.avgMetrics) if line in CLASSIFIES else min(model.avgMetrics),
                }
            ),
            flush=True,
        )
    spark.stop()


def cpu_seconds(process):
    """CPU seconds of a JVM so far."""
    return process.info().totalCpuDuration().get().toMillis() / 1e3


def task_seconds(jvm):
    """Seconds of all tasks so far."""
    store = jvm.org.apache.spark.SparkContext.getOrCreate().statusStore()
    time.sleep(0.5)  # the store hears of a task a little after its job has ended
    executors = store.executorList(False)
    return sum(executors.apply(i).totalDuration() for i in range(executors.size())) / 1e3


def rival(line, features, label):
    from sklearn.ensemble import HistGradientBoostingClassifier, RandomForestClassifier, RandomForestRegressor
    from sklearn.linear_model import ElasticNet, LogisticRegression, Ridge
    from sklearn.model_selection import GridSearchCV

    folds = FOLDS.get(line, 3)
    if line == "linear":
        searches = [
            (Ridge(), {"alpha": [penalty * len(label) for penalty in (0.001, 0.01, 0.1, 1.0)]}),
            (ElasticNet(), {"alpha": [0.001, 0.01, 0.1, 1.0], "l1_ratio": [0.5, 1.0]}),
        ]
    elif line == "boosting":
        learner = HistGradientBoostingClassifier(max_iter=20, early_stopping=False, max_bins=32)
        searches = [(learner, {"max_depth": [2, 3, 5], "learning_rate": [0.1, 0.3]})]
    elif line == "forest":
        learner = RandomForestRegressor(max_features=1 / 3)
        searches = [(learner, {"max_depth": [5, 10], "n_estimators": [20, 50]})]
    elif line == "classes":
        searches = [(RandomForestClassifier(), {"max_depth": [5, 10, 20], "n_estimators": [10, 50]})]
    else:
        learner = LogisticRegression(max_iter=100)
        searches = [(learner, {"C": [1 / (penalty * len(label)) for penalty in (0.0001, 0.001, 0.01, 0.1)]})]
    began = time.perf_counter()
    for learner, grid in searches:
        GridSearchCV(learner, grid, cv=folds, n_jobs=os.cpu_count()).fit(features, label)
    print(json.dumps({"seconds": time.perf_counter() - began}), flush=True)


def main(jar, data, line, *words):
    features, label = table(line, data)
    if words:
        rival(line, features, label)
    else:
        ours(jar, line, features, label)


if __name__ == "__main__":
    main(*sys.argv[1:])
