"""Spaces of Hyperopt, Optuna and Keras Tuner, read by what their objects say, without importing these libraries.

What means the same becomes a parameter; all else is refused by name, so that nothing is searched that was not meant.
"""

from __future__ import annotations

import math
from typing import Any, Mapping

from espalier.spaces import Parameter, choice

# What to write in place of those of Hyperopt's draws that are no range here.
_INSTEAD = {
    "quniform": "use hp.uniform, or espalier.uniform with a step",
    "qloguniform": "use hp.loguniform",
    "normal": "use hp.uniform between two bounds",
    "qnormal": "use hp.uniform between two bounds",
    "lognormal": "use hp.loguniform between two bounds",
    "qlognormal": "use hp.loguniform between two bounds",
}


def parameters(space: Any) -> tuple[dict[str, Parameter], list[str]]:
    """The parameters by name of what ``tune`` was given, and what is wrong, a line each.

    :param space: parameters of ours or distributions of Optuna by name; an expression of Hyperopt, alone or as the
        values of a dict; ``HyperParameters`` of Keras Tuner
    """
    reader = _Reader()
    if _is(space, "keras_tuner", "HyperParameters"):
        reader.keras(space)
    elif _is(space, "hyperopt", "Apply"):
        reader.hyperopt(space)
    elif isinstance(space, dict) and space:
        for name, value in space.items():
            reader.add(name, value)
    else:
        reader.problems.append(
            f'space: is {space!r}; give parameters by name, such as {{"lr": espalier.loguniform(1e-5, 1e-1)}}'
        )
    return reader.found, reader.problems


def _is(value: Any, package: str, *names: str) -> bool:
    """Whether one of the classes of a value is of a package and has one of the names."""
    return any(
        kind.__name__ in names and kind.__module__.split(".")[0] == package for kind in type(value).__mro__
    )


class _Reader:
    def __init__(self) -> None:
        self.found: dict[str, Parameter] = {}
        self.problems: list[str] = []

    def wrong(self, name: Any, wrong: str, right: str) -> None:
        self.problems.append(f"space: {name}: {wrong}; {right}")

    def put(self, name: str, parameter: Parameter) -> None:
        if name in self.found:
            self.wrong(name, "is given twice", "give each parameter a name of its own")
        else:
            self.found[name] = parameter

    def add(self, name: Any, value: Any) -> None:
        if not isinstance(name, str):
            self.wrong(name, "is not a text", "give a name")
        elif isinstance(value, tuple) and len(value) == 2 and all(type(end) in (int, float) for end in value):
            right = "use espalier.uniform, espalier.randint, or a list to choose from"
            self.wrong(name, f"is {value!r}, a range or a choice", right)
        elif isinstance(value, (list, tuple, range)) or getattr(value, "ndim", None) == 1:
            self.put(name, choice(value))
        elif isinstance(value, Parameter):
            self.put(name, value)
        elif _is(value, "optuna", "BaseDistribution"):
            self.optuna(name, value)
        elif _is(value, "hyperopt", "Apply"):
            self.hyperopt(value, name)
        else:
            self.wrong(
                name,
                f"is {value!r}",
                f"use espalier.uniform, loguniform, randint or choice; [{value!r}] to fix it",
            )

    # Optuna: distributions

    def optuna(self, name: str, given: Any) -> None:
        kind = type(given).__name__
        if kind == "CategoricalDistribution":
            self.put(name, choice(list(given.choices)))
        elif kind == "FloatDistribution":
            self.range(name, "float", given.low, given.high, given.log, given.step)
        elif kind == "IntDistribution":
            step = None if given.log or given.step == 1 else given.step
            self.range(name, "int", given.low, given.high, given.log, step)
        else:
            self.wrong(name, f"is a {kind}", "use FloatDistribution, IntDistribution or CategoricalDistribution")

    def range(self, name: str, kind: str, low: Any, high: Any, log: bool, step: Any) -> None:
        """A range, or the single value of one."""
        if low == high:
            self.put(name, choice([low]))
        else:
            self.put(name, Parameter(kind, [low, high], "log" if log else "linear", step))

    # Keras Tuner: what build_model declared

    def keras(self, given: Any) -> None:
        for one in given.space:
            kind = type(one).__name__
            when = {}
            for condition in one.conditions:
                if hasattr(condition, "values"):
                    when[condition.name] = list(condition.values)
                else:
                    self.wrong(one.name, f"has a {type(condition).__name__}", "use hp.conditional_scope")
            if kind == "Choice":
                self.put(one.name, Parameter("choice", one.values, when=when))
            elif kind == "Boolean":
                self.put(one.name, Parameter("choice", [False, True], when=when))
            elif kind == "Fixed":
                self.put(one.name, Parameter("choice", [one.value], when=when))
            elif kind in ("Int", "Float"):
                self.keras_range(one, kind, when)
            else:
                self.wrong(one.name, f"is a {kind} of Keras Tuner", "use Int, Float, Choice, Boolean or Fixed")

    def keras_range(self, one: Any, kind: str, when: Mapping[str, Any]) -> None:
        scale = {"linear": "linear", None: "linear", "log": "log", "reverse_log": "reverse-log"}.get(one.sampling)
        step = None if kind == "Int" and one.step == 1 else one.step
        if scale is None or (step and scale != "linear"):
            self.wrong(
                one.name, f"has sampling '{one.sampling}' and step {step}", "set a step, or sampling log"
            )
        elif one.min_value == one.max_value:
            self.put(one.name, Parameter("choice", [one.min_value], when=when))
        else:
            values = [one.min_value, one.max_value]
            self.put(one.name, Parameter(kind.lower(), values, scale, step, when=when))

    # Hyperopt: expressions of pyll, a tree of nodes with name, pos_args and named_args

    def hyperopt(self, node: Any, key: Any = None) -> None:
        """
        :param key: under which the expression is in a dict; Hyperopt gives the function its value by that name
        """
        if node.name == "dict" and key is None:
            for inner, value in node.named_args:
                self.hyperopt(value, inner)
        elif node.name == "switch":
            self.hyperopt_choice(node, key)
        elif node.name in ("float", "int"):
            self.hyperopt_range(node, key)
        elif node.name == "literal" and key is not None:
            self.put(key, choice([node.obj]))
        else:
            self.wrong(key or "space", f"is hyperopt's '{node.name}'", "give a dict of hp expressions, not nested")

    def hyperopt_choice(self, node: Any, key: Any) -> None:
        label, drawn = node.pos_args[0].pos_args
        name = key or label.obj
        options = node.pos_args[1:]
        if drawn.name == "categorical":
            self.wrong(name, "is hp.pchoice, whose probabilities would be lost", "use hp.choice")
        elif all(option.name == "literal" for option in options):
            self.put(name, choice([option.obj for option in options]))
        else:
            self.wrong(
                name,
                "is hp.choice of expressions",
                f'use espalier.choice of names, and parameters with when={{"{name}": …}}',
            )

    def hyperopt_range(self, node: Any, key: Any) -> None:
        param = node
        while param.name in ("float", "int"):
            param = param.pos_args[0]
        label, drawn = param.pos_args
        name = key or label.obj
        kind = drawn.name
        bounds = [part.obj for part in drawn.pos_args]
        bounds += [part.obj for _, part in drawn.named_args]
        if kind == "uniform":
            self.range(name, "float", bounds[0], bounds[1], False, None)
        elif kind == "loguniform":
            self.range(name, "float", math.exp(bounds[0]), math.exp(bounds[1]), True, None)
        elif kind == "randint":
            low, high = (0, bounds[0]) if len(bounds) == 1 else bounds[:2]
            self.range(name, "int", int(low), int(high) - 1, False, None)
        elif kind == "quniform" and node.name == "int" and bounds[2] == 1:  # hp.uniformint
            self.range(name, "int", int(bounds[0]), int(bounds[1]), False, None)
        else:
            right = _INSTEAD.get(kind, "use hp.uniform, hp.loguniform, hp.randint or hp.choice")
            self.wrong(name, f"is hp.{kind}", right)
