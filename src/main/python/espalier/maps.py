"""Param maps of Python as those of the JVM."""

from __future__ import annotations

import json
import re
from typing import Any, Iterable, Mapping, Sequence

from pyspark.errors import IllegalArgumentException
from pyspark.ml import Pipeline
from pyspark.ml.param import Param, Params, TypeConverters
from pyspark.ml.util import MetaAlgorithmReadWrite

from espalier.gateway import ValidatorParams, jvm, new_array, new_object, to_java

# Names of the units of a time, as in a study file, and their seconds.
_UNITS = {
    "ms milli millis millisecond milliseconds": 0.001,
    "s second seconds": 1,
    "m minute minutes": 60,
    "h hour hours": 3600,
    "d day days": 86400,
}
_SECONDS = {name: size for names, size in _UNITS.items() for name in names.split()}

_TIME = re.compile(r"\s*(\d+(?:\.\d+)?)\s*([a-z]+)\s*")


def seconds(time: Any) -> Any:
    """Seconds of a time that is given as a text with its unit; other values are returned as they are.

    >>> seconds("5m"), seconds("2 hours"), seconds(90)
    (300.0, 7200.0, 90)

    :raises ValueError: if a text is not a time with its unit
    """
    if not isinstance(time, str):
        return time
    found = _TIME.fullmatch(time)
    if found is None or found.group(2) not in _SECONDS:
        raise ValueError(f"is {time!r}; give a number of seconds, or a text with its unit, such as '90s', '5m' or '2h'")
    return float(found.group(1)) * _SECONDS[found.group(2)]


def to_seconds(time: Any) -> float:
    """Converter of a param that is a time: a number of seconds, or a text with its unit.

    :raises TypeError: if it is neither
    """
    try:
        return TypeConverters.toFloat(seconds(time))
    except ValueError as error:
        raise TypeError(f"It {error}") from None


def stages_of(value: Any) -> list[Any]:
    """The stages that a value holds: itself, and those of a pipeline, a list or a classifier."""
    if isinstance(value, (list, tuple)):
        return [stage for one in value for stage in stages_of(one)]
    if not isinstance(value, Params):
        return []
    if isinstance(value, ValidatorParams):
        return [value]
    if isinstance(value, Pipeline):
        return [value] + stages_of(value.getStages())
    return MetaAlgorithmReadWrite.getAllNestedStages(value)


def all_stages(estimator: Any, maps: Iterable[Mapping[Param[Any], Any]]) -> list[Any]:
    """The stages of an estimator and those that maps put in their place."""
    values = [value for one in maps for value in one.values()]
    return stages_of(estimator) + stages_of(values)


def param_name(param: Param[Any]) -> str:
    """Name of a param in a space, start points and refinements."""
    return f"{param.parent}.{param.name}"


def space_text(space: Any) -> str:
    """Text of a space: that of a study file, which is also what ``ParamSpaceBuilder`` builds.

    :raises TypeError: if it is none
    """
    if not isinstance(space, str):
        raise TypeError(f"It is a {type(space).__name__}; give the result of ParamSpaceBuilder.build()")
    return space


def points_text(points: Any) -> str:
    """Text of start points: given as maps of params, as ``ParamGridBuilder`` makes them, or so.

    :raises TypeError: if they are none
    """
    if isinstance(points, str):
        return points
    if not _are_dicts(points) or not all(_is_map(point) for point in points):
        raise TypeError(f"It is {points!r}; give a list of maps of params")
    named = [{param_name(param): param.typeConverter(value) for param, value in point.items()} for point in points]
    return json.dumps({"search": {"start-points": named}})


def refinements_text(refinements: Any) -> str:
    """Text of refinements: given as dicts with sampler, trials and around, a map, or so.

    :raises TypeError: if they are none
    """
    if isinstance(refinements, str):
        return refinements
    if not _are_dicts(refinements) or not all(_is_map(one.get("around")) for one in refinements):
        raise TypeError(
            f"It is {refinements!r}; give a list of dicts of sampler, trials and around, a map of params to distances"
        )
    named = [
        dict(one, around={param_name(param): float(distance) for param, distance in one["around"].items()})
        for one in refinements
    ]
    return json.dumps({"search": {"then": named}})


def size_text(size: Any) -> str:
    """Text of a size, as in a study file: a number with its unit.

    :raises TypeError: if it is none, as a plain number has no unit
    """
    if not isinstance(size, str):
        raise TypeError("It " + no_size(size))
    return size


def no_size(value: Any) -> str:
    """What is wrong with a value that is not a text of a size; a whole number was one of MiB in earlier versions."""
    is_number = isinstance(value, int) and not isinstance(value, bool) and value > 0
    right = f"{value} MiB" if is_number else "512 MiB or 2 GiB"
    return f"must be a size above zero with its unit, but is {value!r}; for example {right}"


def _are_dicts(values: Any) -> bool:
    return isinstance(values, (list, tuple)) and all(isinstance(one, dict) for one in values)


def _is_map(value: Any) -> bool:
    return isinstance(value, dict) and all(isinstance(param, Param) for param in value)


def maps_to_java(estimator: Any, maps: Sequence[Mapping[Param[Any], Any]]) -> Any:
    """An array of the JVM with a map for each of those given.

    :raises IllegalArgumentException: if no stage has a param of a map
    """
    owners = {stage.uid: stage for stage in all_stages(estimator, maps)}
    java_owners: dict[str, Any] = {}
    java_maps = [new_object("org.apache.spark.ml.param.ParamMap") for _ in maps]
    for java_map, one in zip(java_maps, maps):
        for param, value in one.items():
            owner = owners.get(param.parent)
            if owner is None or not owner.hasParam(param.name):
                raise IllegalArgumentException(
                    f"estimatorParamMaps: {param}: no stage of {estimator.uid} has it"
                )
            if owner.uid not in java_owners:
                java_owners[owner.uid] = owner._to_java()
            java_param = java_owners[owner.uid].getParam(param.name)
            pair = java_param.w(_value(owner, owner.getParam(param.name), value))
            java_map.put([pair])
    return new_array(jvm().org.apache.spark.ml.param.ParamMap, java_maps)


def _value(owner: Any, param: Param[Any], value: Any) -> Any:
    if isinstance(owner, Pipeline) and param.name == "stages":
        return new_array(jvm().org.apache.spark.ml.PipelineStage, [stage._to_java() for stage in value])
    if isinstance(value, Params):
        return value._to_java()  # type: ignore[attr-defined]
    try:
        value = param.typeConverter(value)
    except (TypeError, ValueError) as error:
        raise TypeError(f'Invalid param value given for param "{param.name}". {error}') from None
    return to_java(value)
