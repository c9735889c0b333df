"""DAG that runs the job of submit/databricks/databricks.yml, which names its study itself and resumes it on a retry.

ESPALIER_JOB names the job: espalier, or "[dev USER] espalier" of the target dev, whose names get a prefix.
"""

import espalier_cloud
from airflow.providers.databricks.operators.databricks import DatabricksRunNowOperator

job, _ = espalier_cloud.read(
    lambda: espalier_cloud.variable("ESPALIER_JOB", "the name of the job, which is espalier in databricks.yml"),
    espalier_cloud.timeout,
)

with espalier_cloud.dag("espalier_databricks"):
    DatabricksRunNowOperator(
        task_id="study",
        job_name=job,
        deferrable=True,
    )
