"""Imports the DAG file that tunes, and says whether it has the tasks of one table: dag.py FILE."""

import sys

try:
    from airflow.dag_processing.dagbag import DagBag
except ImportError:
    from airflow.models import DagBag

bag = DagBag(dag_folder=sys.argv[1])
assert not bag.import_errors, bag.import_errors
tasks = set(bag.dags["espalier"].task_ids)
assert tasks == {f"wine.{name}" for name in ("plan", "tune", "decide", "publish", "keep")}, tasks
