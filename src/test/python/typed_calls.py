"""Calls as a type checker sees them: typed.py checks that those marked WRONG are flagged, and no others."""

from pyspark.ml.classification import LogisticRegression
from pyspark.ml.evaluation import BinaryClassificationEvaluator
from pyspark.sql import SparkSession

import espalier

spark: SparkSession = espalier.session({"spark.master": "local[2]"})
training = spark.read.parquet("training")
lr = LogisticRegression()
space = espalier.ParamSpaceBuilder().addRange(lr.regParam, 1e-4, 1.0, "log").build()
tuner = espalier.Tuner(
    estimator=lr, evaluator=BinaryClassificationEvaluator(), space=space, trials=20, timeout="5m", scheduler="asha"
)
by_seconds = espalier.Tuner(timeout=300, maxTaskTime=3600.0, gap="1d").setTimeout("2 hours").setTrials(30)
model = tuner.fit(training)
score: float = model.heldOutMetric
importance: float = model.study.importance()[0].fanova
rows: int = model.study.trials(spark=True).count()
metrics: "list[float]" = model.avgMetrics
split = espalier.SplitTuner(estimator=lr, trainRatio=0.8, sampler="tpe").fit(training)
split.study.explain(0)


def objective(config: "dict[str, float]", trial: "espalier.Trial") -> float:
    for step in trial.steps():
        trial.report(step, loss=config["x"])
    return config["x"]


study = espalier.tune(
    objective,
    {"x": espalier.uniform(0, 1), "n": espalier.randint(1, 9, log=True), "kind": espalier.choice("a", "b")},
    timeout=60,
    scheduler="hyperband",
    settings={"cell_timeout": "30s", "max_resource": 27, "start_points": [{"x": 0.5}]},
)
best: float = study.best.score
text: str = espalier.plan({"x": espalier.uniform(0, 1)}, trials=20, timeout="5m")
found = espalier.auto(training, "label", timeout=60, settings={"search.trials": 20})
learner: str = found.leaderboard[0].learner


def wrong(trial: "espalier.Trial") -> None:
    espalier.Tuner(trails=20)  # WRONG: no such param
    espalier.Tuner(trials="many")  # WRONG: a number
    espalier.Tuner(scheduler="havling")  # WRONG: no such scheduler
    espalier.Tuner(timeout=["5m"])  # WRONG: neither seconds nor a text
    espalier.Tuner().setSampler("tbe")  # WRONG: no such sampler
    espalier.Tuner().setTrials(30).fitt(training)  # WRONG: no such method
    espalier.tune(objective, {}, trials="20")  # WRONG: a number
    espalier.tune(objective, {}, direction="up")  # WRONG: minimize or maximize
    espalier.tune(objective, {}, settings={"max_ressource": 27})  # WRONG: no such setting
    espalier.tune(objective, {}, settings={"gpus": "one"})  # WRONG: a number
    espalier.plan({}, trails=20)  # WRONG: no such argument
    espalier.ParamSpaceBuilder().addRange(lr.regParam, 0.0, 1.0, "lag")  # WRONG: no such scale
    espalier.uniform("0", 1)  # WRONG: a number
    trial.should_prune()  # WRONG: trials are pruned between two calls
    trial.report(1, loss="low")  # WRONG: a number
    print(study.best.value)  # WRONG: no such field
    print(model.studdy)  # WRONG: no such attribute
