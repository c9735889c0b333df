"""DAG that tunes a model for each study file of a folder every night, with Airflow 3.3 or 2.11.

For each table there is a task group:

    plan ---> tune ---> decide ---> publish    exit code 0: the new model is in use; its asset is updated
                               \\--> keep       exit codes 3 and 4: yesterday's model stays in use

Exit code 2 (wrong settings or data) fails the task at once and calls. Everything else that ends a driver is retried,
and the retry resumes the study where its journal ends. Each night is warm-started from the study whose model is in use.

Environment, read when the file is parsed:

    ESPALIER_JAR      the jar; /opt/espalier/espalier.jar unless set
    ESPALIER_STUDIES  folder of study files, one for each table; /opt/espalier/studies unless set
    ESPALIER_OUTPUT   folder of the results, which driver and Airflow see; /var/lib/espalier unless set
    ESPALIER_SUBMIT   more arguments of SparkSubmitOperator, as JSON: {"driver_memory": "4g", "deploy_mode": "cluster"}

The master is that of the connection spark_default.
"""

from __future__ import annotations

import json
import logging
import os
import re
from datetime import datetime, timedelta, timezone
from pathlib import Path

from airflow.providers.apache.spark.operators.spark_submit import SparkSubmitOperator
from airflow.providers.common.compat.sdk import (
    DAG,
    AirflowException,
    AirflowFailException,
    Asset,
    ObjectStoragePath,
    TaskGroup,
    task,
)

JAR = os.environ.get("ESPALIER_JAR", "/opt/espalier/espalier.jar")
STUDIES = Path(os.environ.get("ESPALIER_STUDIES", "/opt/espalier/studies"))
OUTPUT = os.environ.get("ESPALIER_OUTPUT", "/var/lib/espalier").rstrip("/")
SUBMIT = json.loads(os.environ.get("ESPALIER_SUBMIT", "{}"))

# Exit codes: src/site/markdown/reference/commands.md
FINISHED, INVALID, GAVE_UP, REQUIREMENT_MISSED = 0, 2, 3, 4

# What the operator says of a process that failed, and what YARN says of a driver in cluster mode.
EXIT_CODES = (re.compile(r"User application exited with status (\d+)"), re.compile(r"Error code is: (\d+)"))

log = logging.getLogger(__name__)


def call(context) -> None:
    """Told of every task that failed for good; put a notifier of your own here."""
    log.error("espalier: %s failed: %s", context["task_instance"].task_id, context.get("exception"))


def quoted(text: str) -> str:
    """A text as HOCON takes it."""
    return json.dumps(text)


def exit_code(failure: BaseException) -> int | None:
    """Exit code of the driver that a failed operator names, if it names one."""
    for pattern in EXIT_CODES:
        if found := pattern.search(str(failure)):
            return int(found.group(1))
    return None


class TuneOperator(SparkSubmitOperator):
    """Submits a study, and pushes its summary as XCom if it ended with a model or without a better one."""

    template_fields = (*SparkSubmitOperator.template_fields, "study")

    def __init__(self, *, study: str, **kwargs) -> None:
        super().__init__(**kwargs)
        self.study = study

    def execute(self, context):
        code = FINISHED
        try:
            super().execute(context)
        except (AirflowException, RuntimeError) as failure:
            code = exit_code(failure)
            if code == INVALID:
                raise AirflowFailException(f"settings or data are wrong, see the log above: {failure}") from failure
            # A cluster's spark-submit returns 1 for every failure: the summary has the driver's own code.
            summary = self.summary()
            if code not in (GAVE_UP, REQUIREMENT_MISSED):
                code = summary.get("exitCode")
            if code not in (GAVE_UP, REQUIREMENT_MISSED):
                raise  # a retry resumes
        return {**self.summary(), "exitCode": code}

    def summary(self) -> dict:
        """The summary of the study; empty if it wrote none."""
        file = ObjectStoragePath(self.study) / "summary.json"
        return json.loads(file.read_text()) if file.exists() else {}


def pointer(table: str) -> ObjectStoragePath:
    """File that names the study whose model is in use."""
    return ObjectStoragePath(OUTPUT) / table / "current.json"


@task
def plan(table: str, study_file: str, dag_run=None) -> dict:
    """Where this night's study goes, and the arguments of its driver."""
    night = (dag_run.logical_date or dag_run.run_after).strftime("%Y-%m-%d")
    folder = f"{OUTPUT}/{table}/{night}"
    arguments = ["tune", study_file, "--output", folder]
    arguments += ["--set", f"study={quoted(table)}", "--set", "output.resume=auto"]
    current = pointer(table)
    if current.exists():
        earlier = json.loads(current.read_text())["study"]
        if earlier != f"{folder}/{table}":
            arguments += ["--set", f"search.prior={quoted(earlier)}"]
    return {"study": f"{folder}/{table}", "arguments": arguments}


@task.branch
def decide(group: str, summary: dict) -> str:
    """What follows from how the study ended."""
    return f"{group}.publish" if summary["exitCode"] == FINISHED else f"{group}.keep"


def publishing(table: str, asset: Asset):
    """The task that puts a new model into use, and the asset that other DAGs wait for."""

    @task(task_id="publish", outlets=[asset])
    def publish(planned: dict, summary: dict, outlet_events=None) -> str:
        model = f"{planned['study']}/model"
        current = pointer(table)
        current.write_text(json.dumps({"study": planned["study"], "model": model}))
        outlet_events[asset].extra = {"model": model, "winner": summary.get("winner")}
        return model

    return publish


@task
def keep(table: str, summary: dict) -> None:
    """Says why yesterday's model stays in use."""
    log.warning("espalier: %s keeps its model: exit code %d: %s", table, summary["exitCode"], summary.get("reason"))


def tuned(table: str, study_file: Path) -> None:
    """The tasks of one table."""
    in_cluster = SUBMIT.get("deploy_mode") == "cluster"
    with TaskGroup(group_id=table) as group:
        planned = plan(table, study_file.name if in_cluster else str(study_file))
        summary = TuneOperator(
            task_id="tune",
            name=f"espalier-{table}",
            application=JAR,
            java_class="org.espalier.job.Main",
            application_args=planned["arguments"],
            study=planned["study"],
            files=str(study_file) if in_cluster else None,
            **SUBMIT,
        ).output
        publish = publishing(table, Asset(f"espalier://{table}/model"))
        decide(group.group_id, summary) >> [publish(planned, summary), keep(table, summary)]


with DAG(
    dag_id="espalier",
    schedule="0 2 * * *",
    start_date=datetime(2026, 1, 1, tzinfo=timezone.utc),
    catchup=False,
    max_active_runs=1,
    default_args={
        "retries": 3,
        "retry_delay": timedelta(seconds=float(os.environ.get("ESPALIER_RETRY_SECONDS", "60"))),
        "on_failure_callback": call,
    },
    tags=["espalier"],
    doc_md=__doc__,
):
    for file in sorted(STUDIES.glob("*.conf")):
        tuned(file.stem, file)
