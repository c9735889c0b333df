"""Imports the DAGs of a folder, and renders the operators of those of the clouds: operators.py FOLDER."""

import sys

try:
    from airflow.dag_processing.dagbag import DagBag
except ImportError:
    from airflow.models import DagBag

bag = DagBag(dag_folder=sys.argv[1])
assert not bag.import_errors, bag.import_errors
clouds = ("espalier_emr", "espalier_emr_serverless", "espalier_databricks", "espalier_dataproc")
for dag in clouds:
    (operator,) = bag.dags[dag].tasks
    operator.render_template_fields({"run_id": "manual__2026-11-01T02:00:00+00:00", "params": {"study": "churn"}})
    rendered = {name: getattr(operator, name) for name in operator.template_fields}
    assert "${" not in str(rendered) and "{{" not in str(rendered), rendered
    if dag != "espalier_databricks":
        assert "/output/manual__2026-11-01T02-00-00-00-00'" in str(rendered), rendered
        assert "churn.conf" in str(rendered), rendered
        assert "espalier-xgboost.jar" in str(rendered), rendered
    assert operator.deferrable and operator.execution_timeout and operator.pool and not operator.retries, operator
    print(dag, rendered)
