"""What the DAGs of the clouds share: the DAG around one task, and its request. No provider is imported here.

Each of espalier_emr.py, espalier_emr_serverless.py, espalier_databricks.py and espalier_dataproc.py is a DAG of its own
with one task, which starts one job on managed Spark and waits for it in the triggerer, not in a worker. Copy the file
of your provider, this one, and the folder submit/cloud into the DAG folder.

The requests are those of submit/cloud, filled from the same variables as by submit/cloud.sh. A variable that is missing
is an error of the import, which names it. Further variables:

    ESPALIER_STUDY          names of study files in the bucket, "customers,churn": what the param study may be
    ESPALIER_REQUESTS       folder of the requests; submit/cloud, or the folder cloud beside this file, unless set
    ESPALIER_POOL           pool of the task; default_pool unless set
    ESPALIER_TIMEOUT_HOURS  after which the task fails; 12 unless set

A run has a study of its own, in a folder of the run's id below the bucket's output. Nothing is retried, as no operator
of a cloud tells wrong settings from a driver that died. A task that is cleared sends the same request again, which
resumes the study. What follows from an exit code is in espalier_dag.py.
"""

from __future__ import annotations

import os
import re
import sys
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

from airflow.providers.common.compat.sdk import DAG, Param

HERE = Path(__file__).resolve().parent
OUTPUT = "/output"
RUN = "{{ run_id | replace(':', '-') | replace('+', '-') | replace('..', '-') }}"  # as paths of Hadoop may have it


def variable(name: str) -> str:
    """A variable of the environment; an error of the import if there is none."""
    if not os.environ.get(name):
        raise ValueError(f"{name}: is not set; the text of espalier_cloud.py and submit/cloud.sh say what it is")
    return os.environ[name]


def studies() -> list[str]:
    names = [name.strip() for name in variable("ESPALIER_STUDY").split(",")]
    wrong = [name for name in names if not re.fullmatch(r"[A-Za-z0-9_-][A-Za-z0-9._-]*", name)]
    if wrong:
        raise ValueError(f"ESPALIER_STUDY: letters, digits, '.', '_' and '-', but there is '{wrong[0]}'")
    return names


def request(place: str) -> Any:
    """The request of a place; what is known at the time of a run is a template of Airflow's.

    :raises ValueError: if a variable is missing
    """
    folder = os.environ.get("ESPALIER_REQUESTS") or next(
        (str(at) for at in (HERE / "cloud", HERE.parent / "cloud") if at.is_dir()), str(HERE)
    )
    if folder not in sys.path:
        sys.path.insert(0, folder)
    import espalier_request

    filled = espalier_request.request(place, {**os.environ, "STUDY": "{{ params.study }}"})
    return _of_run(filled, variable("ESPALIER_BUCKET") + OUTPUT)


def _of_run(part: Any, output: str) -> Any:
    """The request with a folder of the run below the output."""
    if isinstance(part, dict):
        return {name: _of_run(value, output) for name, value in part.items()}
    if isinstance(part, list):
        return [_of_run(value, output) for value in part]
    return f"{output}/{RUN}" if part == output else part


def dag(dag_id: str, names: list[str] | None = None) -> DAG:
    """A DAG that is started by hand or by another one, one run at a time.

    :param names: values of the param study; without them there is no such param
    """
    description = "Name of the study file."
    study = {"study": Param(names[0], type="string", enum=names, description=description)} if names else {}
    return DAG(
        dag_id=dag_id,
        schedule=None,
        start_date=datetime(2026, 1, 1, tzinfo=timezone.utc),
        catchup=False,
        max_active_runs=1,
        params=study,
        default_args={
            "retries": 0,
            "execution_timeout": timedelta(hours=float(os.environ.get("ESPALIER_TIMEOUT_HOURS", "12"))),
            "pool": os.environ.get("ESPALIER_POOL", "default_pool"),
        },
        tags=["espalier"],
        doc_md=__doc__,
    )
