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

import importlib
import os
import sys
from datetime import datetime, timedelta, timezone
from pathlib import Path
from types import ModuleType
from typing import Any, Callable

from airflow.providers.common.compat.sdk import DAG, Param

HERE = Path(__file__).resolve().parent
OUTPUT = "/output"
RUN = "{{ run_id | replace(':', '-') | replace('+', '-') | replace('..', '-') }}"  # as paths of Hadoop may have it


def read(*readers: Callable[[], Any]) -> list[Any]:
    """What each reader returns.

    :raises ValueError: with the lines of all readers that fail, which Airflow shows as an error of the import
    """
    found, wrong = [], []
    for reader in readers:
        try:
            found.append(reader())
        except ValueError as problem:
            wrong.append(str(problem))
    if wrong:
        raise ValueError("\n".join(wrong))
    return found


def variable(name: str, meaning: str) -> str:
    """A variable of the environment."""
    if not os.environ.get(name):
        raise ValueError(f"{name}: is not set; {meaning}")
    return os.environ[name]


def timeout() -> timedelta:
    """The time after which the task fails."""
    text = os.environ.get("ESPALIER_TIMEOUT_HOURS") or "12"
    try:
        hours = float(text)
    except ValueError:
        hours = 0
    if not 0 < hours <= 8760:
        raise ValueError(f"ESPALIER_TIMEOUT_HOURS: is {text!r}; a number of hours above 0, at most 8760, such as 12")
    return timedelta(hours=hours)


def studies() -> list[str]:
    """Names of study files that a run may choose from."""
    text = variable("ESPALIER_STUDY", "names of study files without .conf, separated by commas")
    names = [name.strip() for name in text.split(",")]
    wrong = [problem for name in names if (problem := _requests().study_problem(name))]
    if wrong:
        raise ValueError("\n".join(f"ESPALIER_STUDY: {problem}" for problem in wrong))
    return names


def _requests() -> ModuleType:
    """The module that fills requests."""
    beside = next((at for at in (HERE / "cloud", HERE.parent / "cloud") if at.is_dir()), HERE / "cloud")
    folder = os.environ.get("ESPALIER_REQUESTS") or str(beside)
    if not (Path(folder) / "espalier_request.py").is_file():
        raise ValueError(
            f"ESPALIER_REQUESTS: {folder!r} has no espalier_request.py; the folder submit/cloud, which lies as cloud"
            " beside espalier_cloud.py unless ESPALIER_REQUESTS names it"
        )
    if folder not in sys.path:
        sys.path.insert(0, folder)
    return importlib.import_module("espalier_request")


def request(place: str) -> Any:
    """The request of a place; what is known at the time of a run is a template of Airflow's.

    :raises ValueError: with a line for each variable that is missing or wrong, of the request and of the DAG
    """
    _requests()  # without which nothing else can be read
    values = {**os.environ, "STUDY": "{{ params.study }}"}
    filled, *_ = read(lambda: _requests().request(place, values, templated=True), studies, timeout)
    return _of_run(filled, os.environ["ESPALIER_BUCKET"] + OUTPUT)


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
            "execution_timeout": timeout(),
            "pool": os.environ.get("ESPALIER_POOL") or "default_pool",
        },
        tags=["espalier"],
        doc_md=__doc__,
    )
