"""Settings of a study of a function: arguments of ``tune``, as the JVM's tuner takes them."""

from __future__ import annotations

import difflib
import os
import re
from typing import Any, Iterable, Mapping

from pyspark.errors import IllegalArgumentException

from espalier.gateway import new_array
from espalier.maps import no_size, seconds
from espalier.spaces import JavaSpace
from espalier.table import SETTINGS, SIZES, TIMES

# Arguments by all of the JVM's settings whose names differ.
_ARGUMENTS = {java: name for name, (java, *_) in SETTINGS.items() if java != name}
_ARGUMENTS["startPoints"] = "start_points"

_FOLDERS = ("journal", "output", "prior")

# Names of metrics of which more is better, in most studies.
_MORE_MAY_BE_BETTER = re.compile(r"(^|[^a-z])(acc|accuracy|auc|f1|precision|recall|r2|score)([^a-z]|$)")


def in_python(text: str) -> str:
    """A message of the JVM with the names of arguments in place of those of its settings."""
    return re.sub(r"\b({})\b".format("|".join(_ARGUMENTS)), lambda name: _ARGUMENTS[name.group(1)], text)


# Settings that have more than a single value.
_LISTS = ("start_points", "then", "simplicity")


class Arguments:
    """Arguments of ``tune``: ``settings`` by name, with those of its dict, and ``problems``, a line each."""

    def __init__(self, given: Mapping[str, Any]) -> None:
        self.settings = {name: value for name, value in given.items() if name in SETTINGS}
        self.problems: list[str] = []
        more = given["settings"] if given["settings"] is not None else {}
        if not isinstance(more, Mapping):
            self.problems.append(f"settings: is {more!r}; give a dict by name")
            return
        known = [*SETTINGS, *_LISTS]
        for name, value in more.items():
            near = difflib.get_close_matches(str(name), known, 1)
            if name not in known:
                right = f"did you mean '{near[0]}'?" if near else "one of " + ", ".join(sorted(known))
                self.problems.append(f"settings: '{name}' is not a setting; {right}")
            elif self.settings.get(name) is not None:
                self.problems.append(f"settings: '{name}' is an argument, too; give one of the two")
            else:
                self.settings[name] = value


class JavaTuner:
    """Tuner of the JVM, with all that is wrong so far."""

    def __init__(self, jvm: Any, space: JavaSpace, problems: Iterable[str]) -> None:
        """
        :param space: see ``JavaSpace``
        :param problems: what was wrong before, a line each
        """
        self.java = jvm.org.espalier.function.FunctionTuner()
        self.problems = list(space.problems) + list(problems)
        self._jvm = jvm
        self._space = space
        if space.text is not None:
            try:
                self.java.setPlan(space.text)
            except IllegalArgumentException as error:
                space.problems += str(error).splitlines()
                self.problems += space.problems
        elif not space.problems:
            self.java.setSpace(space.java)

    def set(self, settings: Mapping[str, Any]) -> None:
        """
        :param settings: settings by name
        """
        for name, (java, kind, above_0, *_) in SETTINGS.items():
            if settings.get(name) is not None:
                self._set(name, java, kind, above_0, settings[name])
        metric = self.java.get("metric")
        named = self._space.text is None or settings.get("metric") is not None
        if settings.get("direction") is None and named and _MORE_MAY_BE_BETTER.search(str(metric).lower()):
            self.problems.append(f"direction: is missing, and more {metric} may be better; set maximize or minimize")
        self._set_start_points(settings.get("start_points"), self._space)
        self._set_then(settings.get("then"))
        self._set_simplicity(settings.get("simplicity"))

    def _set(self, name: str, java: str, kind: Any, above_0: bool, value: Any) -> None:
        if name in _FOLDERS and isinstance(value, (str, os.PathLike)):
            value = os.path.expanduser(os.fspath(value))
        if name in SIZES and not isinstance(value, str):
            self.problems.append(f"{name}: {no_size(value)}")
            return
        if name in TIMES:
            try:
                value = seconds(value)
            except ValueError as error:
                self.problems.append(f"{name}: {error}")
                return
        if isinstance(value, bool) or (kind is str) != isinstance(value, str):
            self._wrong(name, value, "a text" if kind is str else "a number")
            return
        try:
            converted = kind(value)
        except (OverflowError, TypeError, ValueError):  # Overflow: an infinite one as int
            self._wrong(name, value, "a number")
            return
        if kind is int and (converted != value or not -(2**63) <= converted < 2**63):
            self._wrong(name, value, "a whole number")
        elif converted == 0 and above_0:
            self._wrong(name, value, "at least 1" if kind is int else "a number above 0")
        elif kind is int and name != "seed" and not -(2**31) <= converted < 2**31:
            self._wrong(name, value, "a whole number of 32 bits")
        else:
            getattr(self.java, "set" + java[0].upper() + java[1:])(converted)

    def _wrong(self, name: str, value: Any, right: str) -> None:
        self.problems.append(f"{name}: is {value!r}; give {right}")

    def _set_start_points(self, points: Any, space: JavaSpace) -> None:
        if points is None:
            return
        if not isinstance(points, (list, tuple)) or not all(isinstance(point, dict) for point in points):
            self._wrong("start_points", points, "a list of dicts")
            return
        labelled = ({str(name): space.label(name, value) for name, value in point.items()} for point in points)
        self.java.setStartPoints(self._list(self._map(point) for point in labelled))

    def _set_then(self, then: Any) -> None:
        if then is None:
            return
        if not isinstance(then, (list, tuple)) or not all(isinstance(one, dict) for one in then):
            self._wrong("then", then, "a list of dicts")
            return
        kind = self._jvm.org.espalier.search.Refinement
        refinements: list[Any] = [None] * len(then)
        for index, one in enumerate(then):
            place = f"then[{index}]"
            unknown = sorted(set(one) - {"sampler", "trials", "around"}, key=str)
            trials = one.get("trials", 0)
            around = one.get("around")
            if unknown:
                self._wrong(place, unknown[0], "sampler, trials or around")
            elif isinstance(trials, bool) or not isinstance(trials, int):
                self._wrong(place + ".trials", trials, "a whole number")
            elif not isinstance(around, dict) or not all(_is_number(distance) for distance in around.values()):
                self._wrong(place + ".around", around, "a dict of distances by parameter")
            else:
                distances = self._map({str(name): float(distance) for name, distance in around.items()})
                refinements[index] = kind(str(one.get("sampler", "grid")), trials, distances)
        if all(refinement is not None for refinement in refinements):
            self.java.setThen(new_array(kind, refinements))

    def _set_simplicity(self, simplicity: Any) -> None:
        if simplicity is None:
            return
        if not isinstance(simplicity, (list, tuple)) or not all(isinstance(name, str) for name in simplicity):
            self._wrong("simplicity", simplicity, "a list of names of parameters")
            return
        self.java.setSimplicity(new_array(self._jvm.java.lang.String, simplicity))

    def _map(self, values: Mapping[str, Any]) -> Any:
        java = self._jvm.java.util.LinkedHashMap()
        for name, value in values.items():
            java[name] = value
        return java

    def _list(self, values: Iterable[Any]) -> Any:
        java = self._jvm.java.util.ArrayList()
        for value in values:
            java.add(value)
        return java

    def require(self, where: str) -> None:
        """
        :param where: what the lines begin with
        :raises IllegalArgumentException: with all problems, those that the JVM finds among them
        """
        for line in self.java.problems():
            if not (self._space.problems and line.startswith("space: ")):
                self.problems.append(in_python(line))
        if self.problems:
            raise IllegalArgumentException("\n".join(f"{where}: {line}" for line in self.problems))


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def written(tuner: JavaTuner, objects: Iterable[str]) -> str:
    """The plan of a tuner without problems, in its written form.

    :param objects: choices that are not numbers, texts or truth values, by parameter
    :raises IllegalArgumentException: if there are any, which have no text
    """
    if objects:
        raise IllegalArgumentException(
            "\n".join(
                f"espalier.plan: space: {name}: has choices that have no text; use numbers, texts or truth values"
                for name in objects
            )
        )
    plan: str = tuner.java.plan()
    return plan
