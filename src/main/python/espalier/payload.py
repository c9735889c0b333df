"""What goes to each executor once: the function of a study, its data, and which rows are in which fold."""

from __future__ import annotations

import inspect
import random
from typing import Any, Callable

# mypy: untyped-calls-exclude=pyspark.cloudpickle
from pyspark import cloudpickle

from espalier import trial as worker_side
from espalier.data import code_digest, digest, local
from espalier.trial import row_count

# A fold is a byte of the table that says which rows are in it.
_MOST_FOLDS = 255

# Executors need no package of ours.
cloudpickle.register_pickle_by_value(worker_side)


class Payload:
    """What goes to each executor once: the function, its data, and which rows are in which fold.

    ``problems`` is what is wrong with them, a line each; ``digest`` tells data apart, and ``code`` functions; they are
    None where they cannot.
    """

    def __init__(
        self, objective: Any, data: Any, folds: Any, repeats: Any, seed: Any, metric: Any, objects: Any
    ) -> None:
        self.problems: list[str] = []
        self.digest: str | None = None
        self.code = code_digest(objective)
        fold_of = None
        pickled = None
        if not callable(objective):
            self.problems.append(f"objective: is a {type(objective).__name__}; give a function of config and trial")
            arguments = None
        else:
            arguments = _arguments(objective)
            if arguments is None:
                taken = _signature(objective)
                self.problems.append(
                    f"objective: takes {taken}; define objective(config, trial), objective(config) or objective(trial)"
                )
        function = self._pickled("objective", objective)
        if data is not None:
            data = local(data)
            pickled = self._pickled("data", data)
            if isinstance(folds, int) and folds > 1:
                fold_of = self._folds(data, folds, repeats if isinstance(repeats, int) else 0, seed)
            self.digest = digest(data)
        self.value = {
            "objective": function,
            "arguments": arguments,
            "data": pickled,
            "fold_of": fold_of,
            "metric": metric,
            "objects": self._pickled("space", objects) if objects else None,
        }

    def _pickled(self, name: str, value: Any) -> Any:
        try:
            return cloudpickle.dumps(value)
        except Exception as error:
            self.problems.append(
                f"{name}: cannot be pickled{_culprit(value, error)}; create it inside the function instead"
            )
            return None

    def _folds(self, data: Any, folds: int, repeats: int, seed: Any) -> list[bytes] | None:
        """Partitions of the rows into folds, that of the search first: a byte a row each."""
        if folds > _MOST_FOLDS:
            self.problems.append(f"folds: are {folds}; set at most {_MOST_FOLDS}")
            return None
        try:
            rows = row_count(data)
        except TypeError as error:
            self.problems.append(
                f"data: {error}; give a table, an array, a list, or a tuple or dict of these, for folds"
            )
            return None
        if rows < folds:
            held = "1 row" if rows == 1 else f"{rows} rows"
            self.problems.append(f"data: has {held} for {folds} folds; give at least as many")
            return None
        partitions = []
        for repeat in range(1 + max(0, repeats)):
            fold_of = [row % folds for row in range(rows)]
            random.Random((seed if isinstance(seed, int) else 0) + repeat).shuffle(fold_of)
            partitions.append(bytes(fold_of))
        return partitions


def _arguments(objective: Callable[..., Any]) -> list[str] | None:
    """Arguments that a function takes, of ``config`` and ``trial``; None if it needs others.

    A function of one parameter takes the trial if the parameter is called ``trial``, as Optuna's do, else the
    configuration, as Hyperopt's do. A second parameter that has a default is the trial only if it is called so. Of two
    parameters the configuration is the first one, unless that is called ``trial``.
    """
    both = ["config", "trial"]
    try:
        parameters = list(inspect.signature(objective).parameters.values())
    except ValueError:
        return both  # a builtin without a signature: the first call shows it
    positional = [each for each in parameters if each.kind in (each.POSITIONAL_ONLY, each.POSITIONAL_OR_KEYWORD)]
    required = [each for each in positional if each.default is each.empty]
    unnamed = any(each.kind == each.VAR_POSITIONAL for each in parameters)
    if len(required) > 2 or any(each.kind == each.KEYWORD_ONLY and each.default is each.empty for each in parameters):
        return None
    second = len(positional) > 1 and (len(required) == 2 or positional[1].name == "trial")
    if second or (unnamed and len(positional) < 2):
        return both[::-1] if positional and positional[0].name == "trial" else both
    if not positional:
        return None
    return ["trial"] if positional[0].name == "trial" else ["config"]


def _signature(objective: Callable[..., Any]) -> str:
    return str(inspect.signature(objective)).split(" -> ")[0]


def _culprit(value: Any, error: Exception) -> str:
    """Which name that a function refers to cannot be pickled."""
    if inspect.isfunction(value):
        try:
            names = inspect.getclosurevars(value)
            found = list(names.nonlocals.items()) + list(names.globals.items())
        except (TypeError, ValueError):
            found = []
        for name, part in found:
            try:
                cloudpickle.dumps(part)
            except Exception:
                return f": '{name}' is a {type(part).__name__}"
    return f": {(str(error).splitlines() or [type(error).__name__])[-1][:200]}"
