"""DAG that runs one study on managed Spark: EMR, EMR Serverless, Databricks or Dataproc; keep the task you need.

The requests are those of submit/cloud, filled from the same variables as submit/cloud.sh; STUDY is the name of the
study file. Each operator waits in the triggerer (deferrable) and not in a worker. A retry sends the same request again,
which resumes the study. What follows from the exit code is in espalier_dag.py.
"""

from __future__ import annotations

import json
import os
import re
from datetime import datetime, timedelta, timezone
from pathlib import Path

from airflow.providers.amazon.aws.operators.emr import EmrAddStepsOperator, EmrServerlessStartJobOperator
from airflow.providers.common.compat.sdk import DAG
from airflow.providers.databricks.operators.databricks import DatabricksRunNowOperator
from airflow.providers.google.cloud.operators.dataproc import DataprocSubmitJobOperator

REQUESTS = Path(os.environ.get("ESPALIER_REQUESTS", Path(__file__).resolve().parent.parent / "cloud"))
STUDY = os.environ.get("STUDY", "customers")


def request(place: str) -> dict:
    """The request of a place, with each ${NAME} as the environment has it."""
    text = (REQUESTS / f"{place}.json").read_text()
    values = {**os.environ, "STUDY": STUDY}
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
    default_args={"retries": 2, "retry_delay": timedelta(minutes=1)},
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
