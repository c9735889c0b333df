"""Imports the DAGs of a folder, and renders the operators of espalier_clouds: operators.py FOLDER."""

import sys
from datetime import datetime, timezone

try:
    from airflow.dag_processing.dagbag import DagBag
except ImportError:
    from airflow.models import DagBag

bag = DagBag(dag_folder=sys.argv[1])
assert not bag.import_errors, bag.import_errors
for operator in bag.dags["espalier_clouds"].tasks:
    operator.render_template_fields({"ds": "2026-11-01", "ts": datetime(2026, 11, 1, tzinfo=timezone.utc)})
    rendered = {name: getattr(operator, name) for name in operator.template_fields}
    assert "${" not in str(rendered), rendered
    assert "set-" not in str(rendered), rendered
    assert operator.deferrable, operator
    print(operator.task_id, rendered)
