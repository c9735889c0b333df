"""DAG that runs a study on a Dataproc cluster; espalier_cloud.py says what it reads."""

import os

import espalier_cloud
from airflow.providers.google.cloud.operators.dataproc import DataprocSubmitJobOperator

dataproc = espalier_cloud.request("dataproc")

with espalier_cloud.dag("espalier_dataproc", espalier_cloud.studies()):
    DataprocSubmitJobOperator(
        task_id="study",
        project_id=dataproc["reference"]["projectId"],
        region=os.environ["ESPALIER_REGION"],
        job={name: part for name, part in dataproc.items() if name != "scheduling"},
        deferrable=True,
    )
