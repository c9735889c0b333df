"""Imports the DAG that tunes, of study files of any name, and tries its tasks without a driver: dag.py FILE."""

import json
import os
import sys
import tempfile
from collections import defaultdict
from pathlib import Path
from types import SimpleNamespace
from unittest import mock

from airflow.providers.apache.spark.operators.spark_submit import SparkSubmitOperator
from airflow.providers.common.compat.sdk import AirflowException, AirflowFailException, AirflowSkipException

try:
    from airflow.dag_processing.dagbag import DagBag
except ImportError:
    from airflow.models import DagBag

FILES = ("wine", "wine.v2", "wine_v2", "wine v2", "größe", "Große", "日本語", "_x", "-x", "x" * 150)
LEFT_OUT = ("a{{ ds }}", "a,b", "a\nb", ".hidden", "folder", "link", os.fsdecode(b"latin\xe9"))

KUBERNETES = "Cannot execute: spark-submit. Error code is: %s. Kubernetes spark exit code is: %s"
STANDALONE = "ERROR : Driver driver-1 badly exited with status %s"
# How the operator failed, the summary before and after, whether the journal was written to, and what follows.
ENDS = [
    (None, None, 0, True, 0),
    (None, None, 4, True, 4),
    (None, None, None, False, "left nothing"),
    (KUBERNETES % (0, 2), None, None, False, "invalid"),
    (KUBERNETES % (2, 2), None, None, False, "invalid"),
    (KUBERNETES % (0, 3), None, 3, True, 3),
    (KUBERNETES % (0, 137), None, None, True, "retried"),
    (KUBERNETES % (1, None), None, None, False, "retried"),
    ("Spark application a failed (phase=Failed exit_code=2 reason=Error)", None, None, False, "invalid"),
    (STANDALONE % "FAILED", None, None, False, "invalid"),
    ("Driver driver-1 exited with status FAILED", None, None, False, "invalid"),
    (STANDALONE % "FAILED", 143, 143, False, "invalid"),
    (STANDALONE % "FAILED", None, None, True, "retried"),
    (STANDALONE % "FAILED", None, 4, True, 4),
    (STANDALONE % "FAILED", 3, 3, False, 3),
    (STANDALONE % "KILLED", None, None, False, "retried"),
    (STANDALONE % "UNKNOWN", None, 0, True, 0),
    ("Error code is: 1.\nUser application exited with status 2", None, None, False, "invalid"),
    ("Error code is: 1.", 143, 4, True, 4),
    ("Error code is: 1.", None, "{", True, "retried"),
    ("Error code is: 2.", 143, 143, False, "invalid"),
    ("Error code is: 143.", None, 143, True, "retried"),
    ("Error code is: -9.", None, None, True, "retried"),
]


def write_summary(study: Path, code) -> None:
    if code is not None:
        study.mkdir(parents=True, exist_ok=True)
        (study / "summary.json").write_text(code if isinstance(code, str) else json.dumps({"exitCode": code}))


def ends(task, study: Path, said, before, after, written):
    """What follows when the operator fails so, or does not."""

    def driver(self, context):
        write_summary(study, after)
        if written:
            (study / "journal").mkdir(parents=True, exist_ok=True)
            (study / "journal" / "0").write_text("begun")
        if said:
            raise AirflowException(said)

    write_summary(study, before)
    task.study = str(study)
    with mock.patch.object(SparkSubmitOperator, "execute", driver):
        try:
            return type(task).execute(task, {})["exitCode"]
        except AirflowFailException as failure:
            return "left nothing" if "summary.json" in str(failure) else "invalid"
        except AirflowException:
            return "retried"


def main(dag_file: str, folder: Path) -> None:
    studies = folder / "studies"
    studies.mkdir()
    for name in (*FILES, *LEFT_OUT[:4], LEFT_OUT[-1]):
        (studies / f"{name}.conf").write_text("study = x\n")
    (studies / "folder.conf").mkdir()
    (studies / "link.conf").symlink_to("nowhere")
    (studies / "wine.conf").chmod(0)
    output = folder / "output"
    os.environ.update(ESPALIER_STUDIES=str(studies), ESPALIER_OUTPUT=str(output), ESPALIER_POOL="spark")
    os.environ.update(ESPALIER_TIMEOUT_HOURS="3", ESPALIER_SUBMIT='{"deploy_mode": "cluster", "files": "more.conf"}')
    bag = DagBag(dag_folder=dag_file)
    assert not bag.import_errors, bag.import_errors
    dag = bag.dags["espalier"]
    tables = {name.rpartition(".")[0] for name in dag.task_ids}
    assert len(tables) == len(FILES) and {"wine", "wine_v2"} < tables, tables
    assert set(dag.task_ids) == {f"{t}.{n}" for t in tables for n in ("plan", "tune", "decide", "publish", "keep")}
    assert dag.doc_md.count("- left out: ") == len(LEFT_OUT), dag.doc_md
    assert set(dag.params) == {"tables", "settings"}, dag.params
    assert all(one.execution_timeout for one in dag.tasks)
    tune = dag.get_task("wine.tune")
    assert (tune.pool, tune.execution_timeout.total_seconds()) == ("spark", 3 * 3600), tune
    assert tune.files == f"{studies}/wine.conf,more.conf", tune.files

    for number, (said, before, after, written, follows) in enumerate(ENDS):
        found = ends(tune, folder / f"end-{number}", said, before, after, written)
        assert found == follows, (said, before, after, written, found)

    def planned(run: str, **params) -> dict:
        given = {"tables": [], "settings": [], **params}
        plan = dag.get_task("wine.plan").python_callable
        return plan("wine", "wine.conf", dag_run=SimpleNamespace(run_id=run), params=given)

    first, second = (planned(f"manual__2026-11-01T0{hour}:00:00+00:00") for hour in (1, 2))
    assert first["study"] != second["study"], first
    assert ":" not in first["study"] and "+" not in first["study"], first
    assert planned("a", settings=["search.trials = 9"])["arguments"][-2:] == ["--set", "search.trials=9"]
    assert planned("a", settings=["budget.timeout=2 h"])["arguments"][-1] == "budget.timeout=2 h"
    for refused in ("data.source=/etc/passwd", "search.trials=${HOME}", "search.trials=[9]", "search.trials", "=9"):
        try:
            raise AssertionError(planned("a", settings=[refused]))
        except AirflowFailException:
            pass
        try:
            dag.params.get_param("settings").resolve([refused])
            raise AssertionError(f"{refused}: the form takes it")
        except (ValueError, AirflowException):
            pass
    assert dag.params.get_param("settings").resolve(["search.trials=9"]) == ["search.trials=9"]
    assert planned("a", tables=["wine"])
    try:
        raise AssertionError(planned("a", tables=["wine_v2"]))
    except AirflowSkipException:
        pass

    current = output / "wine" / "current.json"
    current.parent.mkdir(parents=True)
    current.write_text("{}")
    reader = current.open()
    publish = dag.get_task("wine.publish").python_callable
    publish(first, {}, dag_run=SimpleNamespace(run_id="a"), outlet_events=defaultdict(SimpleNamespace))
    assert json.loads(current.read_text())["study"] == first["study"]
    assert reader.read() == "{}", "who read the pointer saw another one"
    assert os.listdir(current.parent) == ["current.json"], os.listdir(current.parent)
    assert planned("b")["arguments"][-1] == f'search.prior="{first["study"]}"', planned("b")


with tempfile.TemporaryDirectory() as made:
    main(sys.argv[1], Path(made))
