"""Program that fills the request of a cloud: a template beside it, which is JSON, with variables of the environment.

    espalier_request.py PLACE STUDY          prints the request of PLACE.json

A template has ${NAME} for a variable that must be set, and ${NAME:+TEXT} for a text that is there if the variable is
set, as in a shell. An element or a member that is nothing but such a text is left out where it is empty.
submit/cloud.sh and the DAGs of submit/airflow take the requests from here.
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
# What is no bucket, id, region or role, but the end of an argument, a path upwards or a line of its own.
_WRONG = re.compile(r"""["'\\\s,]|(^|/)\.\.(/|$)""")


def request(place: str, values: Mapping[str, str]) -> Any:
    """The request of a place.

    :param values: variables by name, as of ``os.environ``, and STUDY
    :raises ValueError: with a line for each variable that is missing or cannot be a part of a request
    """
    if place not in PLACES:
        raise ValueError(f"there is no place '{place}'; {', '.join(PLACES[:-1])} or {PLACES[-1]}")
    template = json.loads((TEMPLATES / f"{place}.json").read_text())
    wrong: dict[str, str] = {}
    for name in BESIDE.get(place, ()):
        _value(name, values, wrong)
    filled = _filled(template, values, wrong)
    if wrong:
        raise ValueError("\n".join(f"{name}: {why}" for name, why in sorted(wrong.items())))
    return filled


def _value(name: str, values: Mapping[str, str], wrong: dict[str, str]) -> str:
    value = values.get(name, "")
    if not value:
        wrong[name] = "is not set; see submit/cloud.sh"
    elif _WRONG.search(value) and "{{" not in value:  # a template of Airflow's, whose params are checked there
        wrong[name] = f"has a quote, a backslash, a comma, a space or '..': {value!r}; an id, an address or a path"
    return value


def _filled(part: Any, values: Mapping[str, str], wrong: dict[str, str]) -> Any:
    """A part of a template with its variables replaced; None for what is left out."""
    if isinstance(part, dict):
        members = {name: _filled(value, values, wrong) for name, value in part.items()}
        return {name: value for name, value in members.items() if value is not None}
    if isinstance(part, list):
        elements = [value for value in (_filled(one, values, wrong) for one in part) if value is not None]
        return elements or None
    if not isinstance(part, str):
        return part
    text = _OPTIONAL.sub(lambda found: found[2] if values.get(found[1]) else "", part)
    if not text and part:
        return None
    return _VARIABLE.sub(lambda found: _value(found[1], values, wrong), text)


def main(words: list[str]) -> None:
    if len(words) != 2:
        sys.exit("espalier_request.py: PLACE and STUDY are needed")
    try:
        print(json.dumps(request(words[0], {**os.environ, "STUDY": words[1]}), indent=2))
    except ValueError as wrong:
        for line in str(wrong).splitlines():
            print(f"cloud.sh: {line}", file=sys.stderr)
        sys.exit(2)


if __name__ == "__main__":
    main(sys.argv[1:])
