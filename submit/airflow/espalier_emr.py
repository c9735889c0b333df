"""DAG that runs a study as a step of a running EMR cluster; espalier_cloud.py says what it reads."""

import espalier_cloud
from airflow.providers.amazon.aws.operators.emr import EmrAddStepsOperator

emr = espalier_cloud.request("emr")

with espalier_cloud.dag("espalier_emr", espalier_cloud.studies()):
    EmrAddStepsOperator(
        task_id="study",
        job_flow_id=emr["JobFlowId"],
        steps=emr["Steps"],
        wait_for_completion=True,
        deferrable=True,
    )
