"""Reads a study back from an MLflow server by MLflow's own client: read_mlflow.py URI EXPERIMENT TRIALS MODEL TABLE"""

import math
import sys

import mlflow
import mlflow.spark
from mlflow import MlflowClient
from pyspark.sql import SparkSession

uri, experiment, trials, model, table = sys.argv[1:]
mlflow.set_tracking_uri(uri)
client = MlflowClient()
runs = client.search_runs([client.get_experiment_by_name(experiment).experiment_id], max_results=1000)
study = next(run for run in runs if "mlflow.parentRunId" not in run.data.tags)
nested = [run for run in runs if run.data.tags.get("mlflow.parentRunId") == study.info.run_id]
assert len(runs) == int(trials) + 1 == len(nested) + 1, runs
assert study.info.status == "FINISHED", study.info
assert study.data.params["metric"] == "accuracy", study.data.params
best = max(run.data.metrics["accuracy"] for run in nested)
assert math.isclose(study.data.metrics["accuracy"], best), (study.data.metrics, best)
for run in nested:
    assert run.info.status == "FINISHED", run.info
    assert run.info.run_name == "trial " + run.data.tags["espalier.run"]
    assert run.data.params["learner"] == "logistic-regression", run.data.params
    folds = client.get_metric_history(run.info.run_id, "accuracy/folds")
    assert sorted(point.step for point in folds) == [0, 1], folds
    assert math.isclose(sum(point.value for point in folds) / 2, run.data.metrics["accuracy"])
    assert run.info.start_time <= run.info.end_time
artefacts = {file.path for file in client.list_artifacts(study.info.run_id)}
assert {"report.html", "summary.json", "settings.conf", "model"} <= artefacts, artefacts
assert mlflow.artifacts.load_text(study.info.artifact_uri + "/report.html").startswith("<!DOCTYPE html>")

versions = client.search_model_versions(f"name = '{model}'")
assert [version.run_id for version in versions] == [study.info.run_id], versions
spark = SparkSession.builder.master("local[1]").config("spark.ui.enabled", "false").getOrCreate()
loaded = mlflow.spark.load_model(f"models:/{model}/1")
rows = loaded.transform(spark.read.csv(table, header=True, inferSchema=True))
assert rows.count() == 80 and "prediction" in rows.columns, rows.columns
print("read back:", len(nested), "trials and the model", versions[0].source)
