"""Requests of the clouds and the DAGs, without Airflow: there are stand-ins for it and for its providers."""

from __future__ import annotations

import importlib
import importlib.util
import json
import os
import re
import sys
import types
import unittest
from pathlib import Path
from unittest import mock

ROOT = Path(__file__).resolve().parents[3]
CLOUD, AIRFLOW = ROOT / "submit/cloud", ROOT / "submit/airflow"
sys.path[:0] = [str(CLOUD), str(AIRFLOW)]

import espalier_request  # noqa: E402

VALUES = {
    "ESPALIER_BUCKET": "s3://tuning",
    "ESPALIER_CLUSTER": "j-1",
    "ESPALIER_APPLICATION": "a",
    "ESPALIER_ROLE": "arn:aws:iam::123456789012:role/espalier",
    "ESPALIER_PROJECT": "p",
    "ESPALIER_REGION": "europe-west1",
    "ESPALIER_WORKSPACE": "w",
}
XGBOOST = "s3://tuning/jars/espalier-xgboost.jar"
OPERATORS = {
    "espalier_emr": ("airflow.providers.amazon.aws.operators.emr", "EmrAddStepsOperator"),
    "espalier_emr_serverless": ("airflow.providers.amazon.aws.operators.emr", "EmrServerlessStartJobOperator"),
    "espalier_databricks": ("airflow.providers.databricks.operators.databricks", "DatabricksRunNowOperator"),
    "espalier_dataproc": ("airflow.providers.google.cloud.operators.dataproc", "DataprocSubmitJobOperator"),
}


class RequestTest(unittest.TestCase):
    def test_every_place_is_a_template_of_json_and_every_template_a_place(self):
        files = {file.stem for file in CLOUD.glob("*.json")} - {"policy"}
        self.assertEqual(files, set(espalier_request.PLACES))

    def test_a_request_names_everything_that_it_was_given_and_no_variable(self):
        for place in espalier_request.PLACES:
            text = json.dumps(espalier_request.request(place, {**VALUES, "STUDY": "churn"}))
            self.assertIn("churn.conf", text)
            self.assertIn("s3://tuning/output", text)
            self.assertNotIn("${", text)
            self.assertNotIn("xgboost", text)
            self.assertNotIn('""', text)
            with_xgboost = {**VALUES, "STUDY": "churn", "ESPALIER_XGBOOST": XGBOOST}
            text = json.dumps(espalier_request.request(place, with_xgboost))
            self.assertEqual(text.count(XGBOOST), 1, place)

    def test_all_that_is_missing_or_wrong_is_told_at_once(self):
        given = {"ESPALIER_BUCKET": 's3://"', "ESPALIER_CLUSTER": "a,--class", "STUDY": "churn"}
        with self.assertRaises(ValueError) as raised:
            espalier_request.request("dataproc", given)
        lines = str(raised.exception).splitlines()
        names = ["ESPALIER_BUCKET", "ESPALIER_CLUSTER", "ESPALIER_PROJECT", "ESPALIER_REGION"]
        self.assertEqual([line.split(":")[0] for line in lines], names)
        with self.assertRaisesRegex(ValueError, "there is no place 'policy'; emr, "):
            espalier_request.request("policy", given)


    def test_a_value_of_another_form_is_refused(self):
        wrong = {
            "STUDY": ("customers.conf", "--dry-run", "../x", ""),
            "ESPALIER_BUCKET": ("tuning", "s3://tuning/", "s3://", "s3://a/../b", "s3://a//b", "s3://a?b"),
            "ESPALIER_XGBOOST": ("yes", "s3://tuning/jars", "s3://a b.jar"),
            "ESPALIER_CLUSTER": ("pool/x", "a?b", "--class x"),
            "ESPALIER_PROJECT": ("p/q", "p#", "p?q", "u@p"),
            "ESPALIER_REGION": ("europe/west", "r@x"),
            "ESPALIER_WORKSPACE": ("evil.example/#", "evil.example/#{{", "a@b", "w?"),
        }
        for name, values in wrong.items():
            for value in values:
                place = "synapse" if name in ("ESPALIER_WORKSPACE", "STUDY") else "dataproc"
                with self.assertRaisesRegex(ValueError, f"^{name}: is .*; .*$", msg=value):
                    espalier_request.request(place, {**VALUES, "STUDY": "churn", name: value})

    def test_the_clients_of_aws_get_the_forms_of_their_calls(self):
        values = {**VALUES, "STUDY": "churn"}
        emr = espalier_request.request("emr", values)
        (step,) = espalier_request.steps(emr)
        self.assertEqual(set(step), {"Type", "Name", "ActionOnFailure", "Jar", "Args"})
        self.assertEqual(step["Args"], emr["Steps"][0]["HadoopJarStep"]["Args"])
        update = espalier_request.update(espalier_request.request("glue", values))
        self.assertEqual(update["JobName"], "espalier-churn")
        self.assertFalse({"Name", "Tags"} & set(update["JobUpdate"]))


class Recorded:
    """What a DAG file makes, in place of DAG, Param and the operators."""

    made: list = []

    def __init__(self, *values, **fields):
        self.values, self.fields = values, fields
        Recorded.made.append(self)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        return None


def stand_ins(modules: dict) -> dict:
    """Modules with these members, and the packages above them."""
    there = {}
    for path, members in modules.items():
        parts = path.split(".")
        for end in range(1, len(parts)):
            there.setdefault(".".join(parts[:end]), types.ModuleType(parts[end - 1]))
        there[path] = types.ModuleType(path)
        vars(there[path]).update(members)
    return there


class DagTest(unittest.TestCase):
    def imported(self, name: str, **environment: str):
        """The operators of a DAG file, where of all providers its own alone is installed."""
        Recorded.made = []
        provider, operator = OPERATORS[name]
        modules = {
            "airflow.providers.common.compat.sdk": {"DAG": Recorded, "Param": Recorded},
            provider: {operator: type(operator, (Recorded,), {})},
        }
        for module in (name, "espalier_cloud"):
            sys.modules.pop(module, None)
        with mock.patch.dict(sys.modules, stand_ins(modules)), mock.patch.dict(os.environ, environment, clear=True):
            importlib.import_module(name)
        return [made for made in Recorded.made if type(made).__name__ == operator]

    def test_a_file_needs_its_own_provider_alone_and_starts_one_job(self):
        for name in OPERATORS:
            (one,) = self.imported(name, ESPALIER_STUDY="churn,sales", ESPALIER_JOB="espalier", **VALUES)
            self.assertTrue(one.fields["deferrable"])
            if name != "espalier_databricks":
                text = str(one.fields)
                self.assertIn("s3://tuning/output/{{ run_id", text)
                self.assertIn("{{ params.study }}.conf", text)
                (param,) = [made for made in Recorded.made if "enum" in made.fields]
                self.assertEqual(param.fields["enum"], ["churn", "sales"])

    @unittest.skipUnless(importlib.util.find_spec("jinja2"), "no jinja2, which comes with Airflow")
    def test_the_id_of_a_run_leaves_no_folder(self):
        import jinja2

        (one,) = self.imported("espalier_emr", ESPALIER_STUDY="churn", ESPALIER_JOB="espalier", **VALUES)
        run = jinja2.Template(re.search(r"{{ run_id.*?}}", str(one.fields).replace("\\'", "'")).group())
        self.assertEqual(run.render(run_id="manual__2026-01-01T00:00:00+00:00"), "manual__2026-01-01T00-00-00-00-00")
        self.assertEqual([run.render(run_id=name) for name in ("..", "a..b", "...")], ["-", "a-b", "-."])

    def test_a_missing_variable_fails_the_import_and_is_named(self):
        needed = {
            "espalier_emr": "ESPALIER_CLUSTER",
            "espalier_emr_serverless": "ESPALIER_APPLICATION",
            "espalier_dataproc": "ESPALIER_REGION",
            "espalier_databricks": "ESPALIER_JOB",
        }
        for name, variable in needed.items():
            given = {"ESPALIER_STUDY": "churn", "ESPALIER_JOB": "espalier", **VALUES}
            del given[variable]
            with self.assertRaisesRegex(ValueError, f"{variable}: is not set"):
                self.imported(name, **given)
        with self.assertRaisesRegex(ValueError, "ESPALIER_STUDY: is not set"):
            self.imported("espalier_emr", **VALUES)
        with self.assertRaisesRegex(ValueError, "ESPALIER_STUDY: is '../x'; "):
            self.imported("espalier_emr", ESPALIER_STUDY="churn,../x", **VALUES)

    def test_all_that_is_wrong_is_in_one_error(self):
        with self.assertRaises(ValueError) as raised:
            self.imported("espalier_dataproc", ESPALIER_BUCKET="tuning", ESPALIER_TIMEOUT_HOURS="12h")
        names = [line.split(":")[0] for line in str(raised.exception).splitlines()]
        needed = ["ESPALIER_BUCKET", "ESPALIER_CLUSTER", "ESPALIER_PROJECT", "ESPALIER_REGION"]
        self.assertEqual(names, [*needed, "ESPALIER_STUDY", "ESPALIER_TIMEOUT_HOURS"])
        with self.assertRaisesRegex(ValueError, "^ESPALIER_REQUESTS: '/nosuch' has no espalier_request.py; "):
            self.imported("espalier_emr", ESPALIER_REQUESTS="/nosuch", ESPALIER_STUDY="churn", **VALUES)
        with self.assertRaisesRegex(ValueError, "^ESPALIER_JOB: is not set; .*\nESPALIER_TIMEOUT_HOURS: is 'nan'; "):
            self.imported("espalier_databricks", ESPALIER_TIMEOUT_HOURS="nan")


class SettingsTest(unittest.TestCase):
    """What whoever starts a run of espalier_dag.py may set."""

    def dag(self, **environment: str):
        names = (
            "DAG", "AirflowException", "AirflowFailException", "AirflowSkipException", "Asset", "ObjectStoragePath",
            "Param", "TaskGroup",
        )  # fmt: skip
        sdk = {name: type(name, (Recorded,) if name in ("DAG", "Param") else (Exception,), {}) for name in names}
        sdk["task"] = lambda function=None, **_: function or (lambda inner: inner)
        sdk["task"].branch = lambda function: function
        operator = "airflow.providers.apache.spark.operators.spark_submit"
        modules = {"airflow.providers.common.compat.sdk": sdk}
        modules[operator] = {"SparkSubmitOperator": type("SparkSubmitOperator", (Recorded,), {"template_fields": ()})}
        sys.modules.pop("espalier_dag", None)
        Recorded.made = []
        with mock.patch.dict(sys.modules, stand_ins(modules)), mock.patch.dict(os.environ, environment, clear=True):
            return importlib.import_module("espalier_dag")

    def test_a_run_sets_what_is_allowed_to_plain_values(self):
        dag = self.dag(ESPALIER_STUDIES=str(ROOT / "nosuch"))
        items = [made.fields.get("items", {}) for made in Recorded.made]
        (pattern,) = [item["pattern"] for item in items if "pattern" in item]
        dag.pointer = lambda table: mock.Mock(exists=lambda: False)
        run = types.SimpleNamespace(run_id="manual")

        def planned(setting: str) -> list:
            return dag.plan("t", "t.conf", dag_run=run, params={"tables": [], "settings": [setting]})["arguments"]

        for setting in ("search.trials=9", "search.trials = 9", "budget.timeout=2 h", "budget.timeout=90m"):
            self.assertRegex(setting, pattern)
            self.assertEqual(planned(setting)[-1].split("=")[0], setting.split("=")[0].strip())
        for setting in (
            "data.source=/etc/passwd", "search.trials=${HOME}", "search.trials=[9]", "search.trials={x=1}",
            "search.trials", "=9", "search.trials=9\ndata.source=x", "searchxtrials=9", "include=x",
        ):  # fmt: skip
            self.assertNotRegex(setting, pattern)
            with self.assertRaises(dag.AirflowFailException):
                planned(setting)
        self.assertIn("run.parallelism", self.dag(ESPALIER_SETTINGS="search.trials, run.parallelism").SETTINGS)
        none = self.dag(ESPALIER_SETTINGS=" ,")
        self.assertEqual(none.SETTINGS, [])
        none.pointer = dag.pointer
        with self.assertRaises(none.AirflowFailException):
            none.plan("t", "t.conf", dag_run=run, params={"tables": [], "settings": ["=9"]})

    def test_variables_that_are_wrong_are_named_at_once(self):
        for submit in ("[]", "{", "1"):
            with self.assertRaises(ValueError) as raised:
                self.dag(ESPALIER_SUBMIT=submit, ESPALIER_TIMEOUT_HOURS="12h", ESPALIER_OUTPUT="/")
            lines = str(raised.exception).splitlines()
            names = ["ESPALIER_OUTPUT", "ESPALIER_SUBMIT", "ESPALIER_TIMEOUT_HOURS"]
            self.assertEqual([line.split(":")[0] for line in lines], names)
        dag = self.dag(ESPALIER_SUBMIT="", ESPALIER_OUTPUT="", ESPALIER_TIMEOUT_HOURS="")
        self.assertEqual((dag.SUBMIT, dag.OUTPUT), ({}, "/var/lib/espalier"))


if __name__ == "__main__":
    unittest.main()
