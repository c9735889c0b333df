"""Validates the requests of submit/cloud and the bundle of submit/databricks against the vendors' own models.

    clouds.py REQUESTS BUNDLE

REQUESTS is a folder with PLACE.json as submit/cloud.sh --dry-run prints it. The models are those of the vendors'
clients: botocore (EMR, EMR Serverless, EMR on EKS, Glue), google-cloud-dataproc, azure-synapse-spark and
databricks-bundles.
"""

import copy
import json
import sys
from pathlib import Path

import botocore.session
import yaml
from azure.synapse.spark.models import SparkBatchJobOptions
from botocore.validate import ParamValidator
from databricks.bundles.jobs import Job
from databricks.bundles.schemas import Schema
from databricks.bundles.volumes import Volume
from google.cloud.dataproc_v1 import types as dataproc
from google.protobuf import json_format

AWS = {
    "emr": ("emr", "AddJobFlowSteps"),
    "emr-serverless": ("emr-serverless", "StartJobRun"),
    "emr-eks": ("emr-containers", "StartJobRun"),
    "glue": ("glue", "CreateJob"),
}
GENERATED_BY_THE_CLIENT = {"clientToken": "0"}
GOOGLE = {"dataproc": dataproc.Job, "dataproc-serverless": dataproc.Batch}
# https://docs.databricks.com/dev-tools/bundles/settings
BUNDLE = {
    "artifacts", "bundle", "experimental", "include", "permissions", "presets", "python", "resources", "run_as",
    "scripts", "sync", "targets", "variables", "workspace",
}  # fmt: skip
RESOURCES = {"jobs": Job, "schemas": Schema, "volumes": Volume}


def aws(place: str, request: dict) -> str:
    """What botocore says of the types, the required members and the patterns of a request."""
    service, operation = AWS[place]
    shape = botocore.session.get_session().get_service_model(service).operation_model(operation).input_shape
    if "clientToken" in shape.members:
        request = {**GENERATED_BY_THE_CLIENT, **request}
    return ParamValidator().validate(request, shape).generate_report()


def google(place: str, request: dict) -> str:
    """What protobuf says of a request's fields; an unknown one is an error."""
    try:
        json_format.ParseDict(request, GOOGLE[place].pb()())
    except json_format.ParseError as wrong:
        return str(wrong)
    return ""


def synapse(request: dict) -> str:
    """Fields that the client does not know, and what it says of the others."""
    known = {attribute["key"] for attribute in SparkBatchJobOptions._attribute_map.values()}
    wrong = [f"unknown field {name}" for name in request if name not in known]
    wrong += [str(error) for error in SparkBatchJobOptions.from_dict(request).validate()]
    return "; ".join(wrong)


def databricks(bundle: dict) -> str:
    """What the vendor's classes say of each resource; an unknown field is an error."""
    wrong = [f"unknown section {name}" for name in bundle if name not in BUNDLE]
    for kind, resources in bundle["resources"].items():
        for name, resource in resources.items():
            try:
                RESOURCES[kind].from_dict(resource)
            except (KeyError, TypeError, ValueError) as error:
                wrong.append(f"{kind}.{name}: {error!r}")
    text = str(bundle["resources"])
    if text.count("/Volumes/") != text.count("/Volumes/${var.catalog}/${resources.schemas.espalier.name}/"):
        wrong.append("a path does not follow the name of the schema, which a target in development mode changes")
    for name, job in bundle["resources"]["jobs"].items():
        clusters = {cluster["job_cluster_key"] for cluster in job["job_clusters"]}
        wrong += [
            f"jobs.{name}: no cluster {t['job_cluster_key']}"
            for t in job["tasks"]
            if t["job_cluster_key"] not in clusters
        ]
    return "; ".join(wrong)


def says(place: str, request: dict) -> str:
    if place in AWS:
        return aws(place, request)
    if place in GOOGLE:
        return google(place, request)
    return synapse(request) if place == "synapse" else databricks(request)


def damaged(request: dict) -> dict:
    """The same with a field that no model has."""
    worse = copy.deepcopy(request)
    at = worse["resources"]["jobs"]["tune"] if "resources" in worse else worse
    at["noSuchField"] = 1
    return worse


def main(requests: Path, bundle: Path) -> int:
    every = {file.stem: json.loads(file.read_text()) for file in sorted(requests.glob("*.json"))}
    every["databricks"] = yaml.safe_load(bundle.read_text())
    failures = 0
    for place, request in every.items():
        wrong = says(place, request)
        if not says(place, damaged(request)):
            wrong = wrong or "a field that nobody knows is not found"
        failures += bool(wrong)
        print(f"clouds.py: {place}: {wrong or 'passed'}")
    return min(failures, 1)


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), Path(sys.argv[2])))
