"""DAG that runs a study on EMR Serverless; espalier_cloud.py says what it reads."""

import espalier_cloud
from airflow.providers.amazon.aws.operators.emr import EmrServerlessStartJobOperator

serverless = espalier_cloud.request("emr-serverless")

with espalier_cloud.dag("espalier_emr_serverless", espalier_cloud.studies()):
    EmrServerlessStartJobOperator(
        task_id="study",
        application_id=serverless["applicationId"],
        execution_role_arn=serverless["executionRoleArn"],
        job_driver=serverless["jobDriver"],
        configuration_overrides=serverless["configurationOverrides"],
        name=serverless["name"],
        deferrable=True,
    )
