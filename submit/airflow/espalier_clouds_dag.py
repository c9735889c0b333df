"""DAG that runs one study on managed Spark: EMR, EMR Serverless, Databricks or Dataproc; keep the task you need.

The requests are those of submit/cloud, filled from the same variables as submit/cloud.sh. The param study is the name
of the study file; its default is STUDY. A run has a study of its own, in a folder of the run's id below the bucket's
output; on Databricks the job of submit/databricks sees to that. Each operator waits in the triggerer, not in a worker.

Nothing is retried, as no operator here tells wrong settings from a driver that died. A task that is cleared sends the
same request again, which resumes the study. What follows from an exit code is in espalier_dag.py, whose ESPALIER_POOL
and ESPALIER_TIMEOUT_HOURS are read here, too.
"""

from __future__ import annotations

import json
import os
import re
from datetime import datetime, timedelta, timezone
from pathlib import Path

from airflow.providers.amazon.aws.operators.emr import EmrAddStepsOperator, EmrServerlessStartJobOperator
from airflow.providers.common.compat.sdk import DAG, Param
from airflow.providers.databricks.operators.databricks import DatabricksRunNowOperator
from airflow.providers.google.cloud.operators.dataproc import DataprocSubmitJobOperator

REQUESTS = Path(os.environ.get("ESPALIER_REQUESTS", Path(__file__).resolve().parent.parent / "cloud"))
OUTPUT = "${ESPALIER_BUCKET}/output"
RUN = "{{ run_id | replace(':', '-') | replace('+', '-') }}"  # as paths of Hadoop may have it


def request(place: str) -> dict:
    """The request of a place, with each ${NAME} as the environment has it, and what is known at the time of a run.

    What is in <NAME:...> is left out where the environment has no such variable.
    """
    text = (REQUESTS / f"{place}.json").read_text().replace(OUTPUT, f"{OUTPUT}/{RUN}")
    text = re.sub(r"<(\w+):([^>]*)>", lambda part: part[2] if os.environ.get(part[1]) else "", text)
    values = {**os.environ, "STUDY": "{{ params.study }}"}
    return json.loads(re.sub(r"\$\{(\w+)\}", lambda name: values.get(name[1], f"set-{name[1]}"), text))


emr = request("emr")
serverless = request("emr-serverless")
dataproc = request("dataproc")

with DAG(
    dag_id="espalier_clouds",
    schedule=None,
    start_date=datetime(2026, 1, 1, tzinfo=timezone.utc),
    catchup=False,
    max_active_runs=1,
    params={"study": Param(os.environ.get("STUDY", "customers"), type="string", pattern=r"^[A-Za-z0-9._-]+$")},
    default_args={
        "retries": 0,
        "execution_timeout": timedelta(hours=float(os.environ.get("ESPALIER_TIMEOUT_HOURS", "12"))),
        "pool": os.environ.get("ESPALIER_POOL", "default_pool"),
    },
    tags=["espalier"],
    doc_md=__doc__,
):
    EmrAddStepsOperator(
        task_id="emr",
        job_flow_id=emr["JobFlowId"],
        steps=emr["Steps"],
        wait_for_completion=True,
        deferrable=True,
    )
    EmrServerlessStartJobOperator(
        task_id="emr_serverless",
        application_id=serverless["applicationId"],
        execution_role_arn=serverless["executionRoleArn"],
        job_driver=serverless["jobDriver"],
        configuration_overrides=serverless["configurationOverrides"],
        name=serverless["name"],
        deferrable=True,
    )
    DatabricksRunNowOperator(
        task_id="databricks",
        job_name="espalier",  # of submit/databricks/databricks.yml
        deferrable=True,
    )
    DataprocSubmitJobOperator(
        task_id="dataproc",
        project_id=dataproc["reference"]["projectId"],
        region=os.environ.get("ESPALIER_REGION", "europe-west1"),
        job={name: part for name, part in dataproc.items() if name != "scheduling"},
        deferrable=True,
    )
