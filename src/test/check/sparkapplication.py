"""Validates a manifest with the models that the Spark operator of Kubeflow publishes: types, and only known fields.

    sparkapplication.py FILE
"""

import sys

import yaml
from kubeflow_spark_api.models import SparkV1beta2SparkApplication as SparkApplication


def compare(given, kept, at: str) -> None:
    """Ends the program where the model drops a field, or keeps another value."""
    if isinstance(given, dict):
        for key, value in given.items():
            if not isinstance(kept, dict) or key not in kept:
                sys.exit(f"{at}: the operator has no field {key}")
            compare(value, kept[key], f"{at}.{key}")
    elif isinstance(given, list):
        for number, (one, other) in enumerate(zip(given, kept, strict=True)):
            compare(one, other, f"{at}[{number}]")
    elif given != kept:
        sys.exit(f"{at}: {given!r} is read as {kept!r}")


with open(sys.argv[1]) as file:
    manifest = yaml.safe_load(file)
compare(manifest, SparkApplication.model_validate(manifest).to_dict(), "SparkApplication")
