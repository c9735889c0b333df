"""Spaces of functions: parameters by name, as ``tune`` takes them."""

from __future__ import annotations

import re
from typing import Any, Iterable, Mapping, Sequence

_PLAIN = (bool, int, float, str)

# Of an object's text: it differs from one driver to the next.
_ADDRESS = re.compile(" at 0x[0-9a-fA-F]+")

# Longest label of a choice that is no number, text or truth value.
_LABEL = 60


class Parameter:
    """Parameter of a space. ``uniform``, ``loguniform``, ``randint`` and ``choice`` return one.

    >>> uniform(0, 1).values
    [0, 1]

    :param kind: float, int or choice
    :param values: low and high, or the choices
    :param scale: linear, log or reverse-log
    :param step: distance between neighbouring values
    :param points: number of values in a grid
    :param when: values of other parameters, by name, under which this parameter exists
    """

    def __init__(
        self,
        kind: str,
        values: Iterable[Any],
        scale: str = "linear",
        step: float | None = None,
        points: int | None = None,
        when: Mapping[str, Any] | None = None,
    ) -> None:
        self.kind = kind
        self.values = [plain(value) for value in values]
        self.scale = scale
        self.step = step
        self.points = points
        self.when = dict(when or {})

    def __repr__(self) -> str:
        made = "choice" if self.kind == "choice" else "randint" if self.kind == "int" else "uniform"
        log = "log" if self.kind == "float" and self.scale != "linear" else ""
        return "espalier.{}{}({})".format(log, made, ", ".join(repr(value) for value in self.values))


def uniform(
    low: float,
    high: float,
    step: float | None = None,
    points: int | None = None,
    when: Mapping[str, Any] | None = None,
) -> Parameter:
    """Real numbers from low to high, both included.

    >>> uniform(0, 0.99, when={"optimizer": "sgd"})
    espalier.uniform(0, 0.99)

    :param step: distance between neighbouring values
    :param points: number of values in a grid
    :param when: condition: with ``{"opt": "sgd"}`` the parameter exists only if ``opt`` is ``sgd``. A list stands for
        any of its values
    """
    return Parameter("float", [low, high], "linear", step, points, when)


def loguniform(
    low: float,
    high: float,
    reverse: bool = False,
    points: int | None = None,
    when: Mapping[str, Any] | None = None,
) -> Parameter:
    """Real numbers from low to high, both included, on a logarithmic scale.

    >>> loguniform(1e-5, 1e-1)
    espalier.loguniform(1e-05, 0.1)

    :param reverse: True if values are dense at the high end instead of the low end
    :param points: number of values in a grid
    :param when: condition, see ``uniform``
    """
    return Parameter("float", [low, high], "reverse-log" if reverse else "log", None, points, when)


def randint(
    low: int,
    high: int,
    log: bool = False,
    step: int | None = None,
    points: int | None = None,
    when: Mapping[str, Any] | None = None,
) -> Parameter:
    """Whole numbers from low to high, both included.

    >>> randint(1, 5)
    espalier.randint(1, 5)

    :param log: True for a logarithmic scale
    :param step: distance between neighbouring values
    :param points: number of values in a grid
    :param when: condition, see ``uniform``
    """
    return Parameter("int", [low, high], "log" if log else "linear", step, points, when)


def choice(*values: Any, when: Mapping[str, Any] | None = None) -> Parameter:
    """One of several values of any type that can be pickled. A single list or array stands for its elements.

    >>> choice("sgd", "adam")
    espalier.choice('sgd', 'adam')

    :param when: condition, see ``uniform``
    """
    one: Any = values[0] if len(values) == 1 else None
    listed = isinstance(one, (list, tuple, range)) or getattr(one, "ndim", None) == 1
    return Parameter("choice", one if listed else values, when=when)


def plain(value: Any) -> Any:
    """A scalar of NumPy as Python's own."""
    return value.item() if hasattr(value, "dtype") and getattr(value, "ndim", None) == 0 else value


def _is_plain(value: Any) -> bool:
    """Whether the JVM has the like of it: a truth value, a text, a real number or a whole one of 64 bits."""
    return type(value) in _PLAIN and not (type(value) is int and not -(2**63) <= value < 2**63)


def _label(value: Any) -> Any:
    """What the study calls a choice: itself if it is a number, text or truth value."""
    if _is_plain(value):
        return value
    name = getattr(value, "__qualname__", None) or _ADDRESS.sub("", repr(value))
    return name if len(name) <= _LABEL else name[: _LABEL - 1] + "…"


def _equal(one: Any, other: Any) -> bool:
    try:
        return bool(one == other)
    except Exception:  # as of two arrays
        return False


class JavaSpace:
    """Space as the JVM builds it.

    ``java`` is the space there, ``objects`` are the choices behind labels, by parameter,
    ``problems`` is what is wrong, a line each, and ``text`` is the plan that the space came with,
    or None.
    """

    def __init__(
        self, jvm: Any, found: Mapping[str, Parameter], problems: Iterable[str], text: str | None = None
    ) -> None:
        """
        :param found: parameters by name
        :param problems: what was wrong with them before
        :param text: a plan in its written form, in place of parameters
        """
        self.text = text
        self.java = jvm.org.espalier.function.FunctionSpace()
        self.objects: dict[str, dict[str, Any]] = {}
        self.problems = list(problems)
        self._jvm = jvm
        choices = {name: one.values for name, one in found.items() if one.kind == "choice"}
        labels = {name: self._labels(name, values) for name, values in choices.items()}
        for name, parameter in found.items():
            self._add(name, parameter, labels.get(name))

    def label(self, name: str, value: Any) -> Any:
        """What the study calls a value of a parameter."""
        value = plain(value)
        for known, choice_of in self.objects.get(name, {}).items():
            if choice_of is value or _equal(choice_of, value):
                return known
        return _label(value)

    def _labels(self, name: str, values: Sequence[Any]) -> list[Any]:
        """Labels of choices, each of its own; also of what looks alike, such as two lambdas."""
        labels: list[Any] = []
        others: dict[str, Any] = {}
        plains = [value for value in values if _is_plain(value)]
        for value in values:
            short = known = _label(value)
            if not _is_plain(value):
                same = 1
                while known in labels or known in plains:
                    same += 1
                    known = f"{short} {same}"
                others[known] = value
            labels.append(known)
        if others:
            self.objects[name] = others
        return labels

    def _wrong(self, name: str, wrong: str, right: str) -> None:
        self.problems.append(f"space: {name}: {wrong}; {right}")

    def _add(self, name: str, parameter: Parameter, labels: Sequence[Any] | None) -> None:
        if parameter.kind == "choice":
            if not labels:
                self._wrong(name, "is a choice of nothing", "give at least one value")
                return
            self.java.addChoice(name, self._list(labels))
        elif not self._add_range(name, parameter):
            return
        for parent, values in parameter.when.items():
            if not isinstance(values, (list, tuple, set)):
                values = [values]
            self.java.when(str(parent), self._list(self.label(parent, value) for value in values))

    def _add_range(self, name: str, parameter: Parameter) -> bool:
        number: Any = int if parameter.kind == "int" else float
        try:
            low, high = (number(value) for value in parameter.values if not isinstance(value, str))
            step = number(parameter.step or 0)
            points = int(parameter.points or 0)
        except (TypeError, ValueError):
            self._wrong(name, f"is {parameter!r}", "give numbers from low to high")
            return False
        if [low, high] != list(parameter.values) or (step or None) != (parameter.step or None):
            self._wrong(name, f"is {parameter!r}", "give whole numbers, or use espalier.uniform")
            return False
        if number is int and not all(-(2**31) <= value < 2**31 for value in (low, high, step)):
            self._wrong(name, "exceeds 32 bits", "use espalier.uniform, rounded in the function")
            return False
        add = self.java.addInt if number is int else self.java.addFloat
        add(name, low, high, str(parameter.scale), step, points)
        return True

    def _list(self, values: Iterable[Any]) -> Any:
        java = self._jvm.java.util.ArrayList()
        for value in values:
            java.add(value)
        return java
