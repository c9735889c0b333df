"""Program that fills the request of a cloud: a template beside it, which is JSON, with variables of the environment.

    espalier_request.py [--for CALL] PLACE STUDY          prints the request of PLACE.json

A template has ${NAME} for a variable that must be set, and ${NAME:+TEXT} for a text that is there if the variable is
set, as in a shell. An element or a member that is nothing but such a text is left out where it is empty.
submit/cloud.sh and the DAGs of submit/airflow take the requests from here. --for changes a request into the input of
another call: add-steps of emr, whose command line has a form of its own, or update-job of glue.
"""

from __future__ import annotations

import json
import os
import re
import sys
from pathlib import Path
from typing import Any, Mapping

TEMPLATES = Path(__file__).resolve().parent
PLACES = ("emr", "emr-serverless", "emr-eks", "glue", "dataproc", "dataproc-serverless", "synapse")

# Variables that a client wants beside its request: those of an address.
BESIDE = {
    "dataproc": ("ESPALIER_PROJECT", "ESPALIER_REGION"),
    "dataproc-serverless": ("ESPALIER_PROJECT", "ESPALIER_REGION"),
    "synapse": ("ESPALIER_WORKSPACE", "ESPALIER_CLUSTER"),
}

_OPTIONAL = re.compile(r"\$\{(\w+):\+((?:[^{}]|\$\{\w+\})*)\}")
_VARIABLE = re.compile(r"\$\{(\w+)\}")
# What ends an argument or leads out of a folder, which nothing in a request may do.
_WRONG = re.compile(r"""["'\\\s,]|(^|/)\.\.(/|$)""")
# The form of each variable, and the form in words. Some become a part of a URL that gets a token, so no variable may
# hold a character that ends a host or a path.
_FORMS = {
    "STUDY": (
        r"(?!.*\.conf$)[A-Za-z0-9_][A-Za-z0-9._-]*",
        "the name of a study file without .conf: letters, digits, '.', '_' and '-', a letter, a digit or '_' first",
    ),
    "ESPALIER_BUCKET": (
        r"(s3|gs|abfss)://[^/?#]+(/[^/?#]+)*",
        "s3://BUCKET, gs://BUCKET or abfss://CONTAINER@ACCOUNT.dfs.core.windows.net, without / at the end",
    ),
    "ESPALIER_XGBOOST": (
        r"[a-z][a-z0-9]*://[^?#]+\.jar",
        "the address of espalier-xgboost.jar, for example s3://BUCKET/jars/espalier-xgboost.jar",
    ),
    "ESPALIER_CLUSTER": (r"[A-Za-z0-9_-]+", "the id or the name of a cluster or a pool: letters, digits, '_' and '-'"),
    "ESPALIER_APPLICATION": (r"[A-Za-z0-9_-]+", "the id of an application: letters, digits, '_' and '-'"),
    "ESPALIER_ROLE": (r"[A-Za-z0-9_.@:/+=-]+", "the ARN of a role, or a service account"),
    "ESPALIER_PROJECT": (r"[A-Za-z0-9.:_-]+", "the id of a project: letters, digits, '.', ':', '_' and '-'"),
    "ESPALIER_REGION": (r"[A-Za-z0-9-]+", "the name of a region: letters, digits and '-'"),
    "ESPALIER_WORKSPACE": (r"[A-Za-z0-9-]+", "the name of a workspace: letters, digits and '-'"),
}


def request(place: str, values: Mapping[str, str], templated: bool = False) -> Any:
    """The request of a place.

    :param values: variables by name, as of ``os.environ``, and STUDY
    :param templated: whether a value may be a template of Airflow, which is rendered later
    :raises ValueError: with a line for each variable that is missing or cannot be a part of a request
    """
    wrong: dict[str, str] = {}
    filled = None
    if place in PLACES:
        known = {name: value for name, value in values.items() if not (templated and "{{" in value)}
        for name in ("STUDY", *BESIDE.get(place, ())):
            _check(name, values, known, wrong)
        filled = _filled(json.loads((TEMPLATES / f"{place}.json").read_text()), values, known, wrong)
    else:
        wrong["PLACE"] = f"there is no place '{place}'; {', '.join(PLACES[:-1])} or {PLACES[-1]}"
        if problem := study_problem(values.get("STUDY", "")):
            wrong["STUDY"] = problem
    if wrong:
        raise ValueError("\n".join(f"{name}: {why}" for name, why in sorted(wrong.items())))
    return filled


def study_problem(name: str) -> str | None:
    """Why a name cannot be that of a study file; None if it can."""
    return _problem("STUDY", name)


def _problem(name: str, value: str) -> str | None:
    form, words = _FORMS[name]
    if not value:
        return f"is not set; {words}"
    if _WRONG.search(value) or not re.fullmatch(form, value):
        return f"is {value!r}; {words}"
    return None


def _check(name: str, values: Mapping[str, str], known: Mapping[str, str], wrong: dict[str, str]) -> str:
    value = values.get(name, "")
    if not value or name in known:
        if problem := _problem(name, value):
            wrong[name] = problem
    return value


def _filled(part: Any, values: Mapping[str, str], known: Mapping[str, str], wrong: dict[str, str]) -> Any:
    """A part of a template with its variables replaced; None for what is left out."""
    if isinstance(part, dict):
        members = {name: _filled(value, values, known, wrong) for name, value in part.items()}
        return {name: value for name, value in members.items() if value is not None}
    if isinstance(part, list):
        elements = [one for one in (_filled(each, values, known, wrong) for each in part) if one is not None]
        return elements or None
    if not isinstance(part, str):
        return part
    text = _OPTIONAL.sub(lambda found: found[2] if values.get(found[1]) else "", part)
    if not text and part:
        return None
    return _VARIABLE.sub(lambda found: _check(found[1], values, known, wrong), text)


def steps(request: Any) -> Any:
    """Steps of EMR as ``aws emr add-steps --steps`` reads them: with flat members."""
    return [
        {
            "Type": "CUSTOM_JAR",
            **{name: value for name, value in step.items() if name != "HadoopJarStep"},
            **step["HadoopJarStep"],
        }
        for step in request["Steps"]
    ]


def update(request: Any) -> Any:
    """Input of ``aws glue update-job``, whose job has neither name nor tags."""
    job = {name: value for name, value in request.items() if name not in ("Name", "Tags")}
    return {"JobName": request["Name"], "JobUpdate": job}


CALLS = {"add-steps": ("emr", steps), "update-job": ("glue", update)}


def main(words: list[str]) -> None:
    place, call = "", None
    if words[:1] == ["--for"] and len(words) > 1:
        place, call = CALLS.get(words[1], ("", None))
        words = words[2:] if call else []
    if len(words) != 2 or (call and words[0] != place):
        sys.exit("espalier_request.py: PLACE and STUDY are needed; --for add-steps (emr) or update-job (glue)")
    try:
        filled = request(words[0], {**os.environ, "STUDY": words[1]})
    except ValueError as wrong:
        for line in str(wrong).splitlines():
            print(f"cloud.sh: {line}", file=sys.stderr)
        sys.exit(2)
    print(json.dumps(call(filled) if call else filled, indent=2))


if __name__ == "__main__":
    main(sys.argv[1:])
