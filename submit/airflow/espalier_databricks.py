"""DAG that runs the job of submit/databricks/databricks.yml, which names its study itself and resumes it on a retry.

ESPALIER_JOB names the job. Development targets of a bundle put a prefix before the name that databricks.yml gives.
"""

import espalier_cloud
from airflow.providers.databricks.operators.databricks import DatabricksRunNowOperator

with espalier_cloud.dag("espalier_databricks"):
    DatabricksRunNowOperator(
        task_id="study",
        job_name=espalier_cloud.variable("ESPALIER_JOB"),
        deferrable=True,
    )
