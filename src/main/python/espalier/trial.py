"""Cell of a function in a Python worker: what the function sees, and what becomes of it.

This module is pickled by value: executors need no package of ours, and it imports nothing but Python's own modules and
PySpark. Each task has a copy of its own, so that what outlives a task is in the payload.
"""

from __future__ import annotations

import json
import math
import os
import shutil
import stat
import sys
import tempfile
import traceback
import zipfile
import zipimport
from pathlib import Path
from typing import Any, Iterable, Iterator, Mapping, Sequence, SupportsFloat

# mypy: allow-any-generics, untyped-calls-exclude=pyspark.serializers
from pyspark import TaskContext
from pyspark.serializers import CloudPickleSerializer

# Bytes of a row at most; as the JVM's side has it.
_CHUNK = 16 << 20

# Property of a task: how many runs Spark gives it. The JVM's side sets it.
_RUNS = "espalier.runs"

# Of a failure: characters of its message, and frames.
_MESSAGE = 500
_FRAMES = 3

# Numbers that a cell may return.
_METRICS = 1_000

# Reports that are kept of a cell, and numbers in all of them; later ones are dropped.
_REPORTS = 10_000
_REPORTED = 100_000


class StateFolder(os.PathLike):
    """Path of a local folder; true if there is something in it.

    No text: ``os.path.join`` takes one that is false for an empty one.
    """

    def __init__(self, path: str) -> None:
        self._path = path

    def __fspath__(self) -> str:
        return self._path

    def __str__(self) -> str:
        return self._path

    def __repr__(self) -> str:
        return f"StateFolder({self._path!r})"

    def __truediv__(self, name: str | os.PathLike[str]) -> Path:
        return Path(self._path) / name

    def __bool__(self) -> bool:
        return bool(os.listdir(self._path))


class Trial:
    """Trial at one rung and on one fold, the second argument of the function.

    A scheduler prunes a trial between two calls of the function, never during one: loop over ``steps()``, and return
    the value at the end.

    >>> def objective(config, trial):
    ...     loss = 1.0
    ...     for step in trial.steps():
    ...         loss *= config["rate"]
    ...         trial.report(step, loss=loss)
    ...     return loss
    >>> study = tune(objective, {"rate": uniform(0.1, 0.9)}, trials=4, settings={"max_resource": 3})
    >>> study.best.steps
    3

    :ivar config: values by parameter; a parameter whose condition does not hold is missing
    :ivar number: number of the trial, from 0
    :ivar seed: seed of the trial and fold, from 0 to 2**31 - 1; the same on every rung
    :ivar rung: number of the rung, from 0
    :ivar fold: number of the fold, from 0; the folds of ``winner_repeats`` follow those of the search
    :ivar start: steps that the trial has trained on the rungs below
    :ivar resource: steps that the trial has trained after this call
    :ivar state: local folder with the files that the trial left on the rung below. Files that are in it at the end are
        there on the next rung
    """

    def __init__(
        self, request: Mapping[str, Any], config: dict[str, Any], state: StateFolder, parts: Parts, reports: list[Any]
    ) -> None:
        self.config = config
        self.number: int = request["trial"]
        self.seed: int = request["seed"]
        self.rung: int = request["rung"]
        self.fold: int = request["fold"]
        self.start: int = request["start"]
        self.resource: int = request["resource"]
        self.state = state
        self._parts = parts
        self._reports = reports
        self._reported = 0

    @property
    def data(self) -> Any:
        """Data that ``tune`` was given. The trials of a worker share it; do not change it.

        >>> tune(lambda trial: len(trial.data), {"x": [1]}, data=[1, 2, 3], trials=1).best.score
        3.0
        """
        return self._parts.data()

    @property
    def train(self) -> Any:
        """Rows of the other folds; all data if there are no folds.

        >>> tune(lambda trial: len(trial.train), {"x": [1]}, data=[1, 2, 3, 4], folds=2, trials=1).best.score
        2.0
        """
        return self._parts.cut(self.fold, False)

    @property
    def validation(self) -> Any:
        """Rows of this fold; None if there are no folds.

        >>> tune(lambda trial: max(trial.validation), {"x": [1]}, data=[3, 3], folds=2, trials=1).best.score
        3.0
        """
        return self._parts.cut(self.fold, True)

    def steps(self) -> range:
        """Steps to train in this call: from ``start``, where the trial stopped, to the ``resource`` of this rung.

        >>> tune(lambda trial: len(trial.steps()), {"x": [1]}, trials=1, settings={"max_resource": 9}).best.score
        9.0
        """
        return range(self.start, self.resource)

    def report(self, step: int, **metrics: SupportsFloat) -> None:
        """Adds a point to the learning curve of the trial. The scheduler does not read it.

        >>> study = tune(lambda trial: trial.report(0, loss=0.5) or 0.5, {"x": [1]}, trials=1)
        >>> study.curves()[0]["loss"]
        0.5

        :param step: number of the step, from 0
        :param metrics: numbers by name
        """
        self._reported += len(metrics)
        if len(self._reports) < _REPORTS and self._reported <= _REPORTED:
            values = {str(name)[:_MESSAGE]: _json_number(value) for name, value in metrics.items()}
            self._reports.append([int(step), values])


class Parts:
    """Parts of a study in a worker: its data, whole or cut into folds, unpickled at first use."""

    def __init__(self, payload: dict[str, Any]) -> None:
        self.payload = payload
        self._data: Any = None
        self._cuts: dict[tuple[int, bool], Any] = {}
        self._objects: Any = None

    def objects(self) -> Any:
        if self._objects is None:
            pickled = self.payload["objects"]
            self._objects = CloudPickleSerializer().loads(pickled) if pickled else {}
        return self._objects

    def data(self) -> Any:
        if self._data is None and self.payload["data"] is not None:
            self._data = CloudPickleSerializer().loads(self.payload["data"])
            self.payload["data"] = None  # not twice in memory
        return self._data

    def cut(self, fold: int, within: bool) -> Any:
        partitions = self.payload["fold_of"]
        if partitions is None:
            return None if within else self.data()
        if (fold, within) not in self._cuts:
            folds = max(partitions[0]) + 1
            fold_of = partitions[fold // folds]
            indices = [at for at, of in enumerate(fold_of) if (of == fold % folds) == within]
            self._cuts[(fold, within)] = taken(self.data(), indices)
        return self._cuts[(fold, within)]


def named(config: Mapping[str, Any], objects: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    """The configuration, with the choices that labels stand for, by parameter."""
    values = dict(config)
    for name, labels in objects.items():
        if isinstance(values.get(name), str):
            values[name] = labels.get(values[name], values[name])
    return values


def row_count(data: Any) -> int:
    """Rows of a table, an array or a list; of a tuple or a dict of such those of each.

    :raises TypeError: if there are none to count, or the parts differ
    """
    if isinstance(data, (tuple, dict)):
        counts = {row_count(part) for part in (data.values() if isinstance(data, dict) else data)}
        if len(counts) != 1:
            raise TypeError(f"has parts of {sorted(counts)} rows")
        return counts.pop()
    shape = getattr(data, "shape", None)
    if shape is not None and len(shape) > 0:
        return int(shape[0])
    if isinstance(data, (str, bytes)) or not hasattr(data, "__len__"):
        raise TypeError(f"is a {type(data).__name__}, which has no rows")
    return len(data)


def taken(data: Any, indices: Sequence[int]) -> Any:
    """Rows of a table, an array or a list, or of all parts of a tuple or dict of such."""
    if isinstance(data, dict):
        return {name: taken(part, indices) for name, part in data.items()}
    if isinstance(data, tuple):
        return tuple(taken(part, indices) for part in data)
    if hasattr(data, "iloc"):
        return data.iloc[indices]
    if isinstance(data, list):
        return [data[at] for at in indices]
    return data.take(indices) if hasattr(data, "column_names") else data[indices]


def from_arrow(stream: Any) -> Any:
    """A stream of Arrow as a DataFrame of pandas."""
    import pyarrow  # type: ignore[import, unused-ignore]

    with pyarrow.ipc.open_stream(stream) as reader:
        return as_pandas(reader.read_all())


def as_pandas(table: Any) -> Any:
    """A table of Arrow as Spark's ``toPandas`` has it: timestamps are of nanoseconds and name no time zone."""
    frame = table.to_pandas(coerce_temporal_nanoseconds=True)
    for at, kind in enumerate(frame.dtypes):
        if getattr(kind, "tz", None) is not None:
            frame.isetitem(at, frame.iloc[:, at].dt.tz_localize(None))
    return frame


class CellTask:
    """Function over the rows of a cell: a request and files in, a reply and files out."""

    def __init__(self, payload: Any) -> None:
        """
        :param payload: broadcast; see ``functions.Payload``
        """
        self._payload = payload

    def __call__(self, rows: Iterator[Any]) -> Iterator[bytes]:
        context: Any = TaskContext.get()
        if context.attemptNumber() >= int(context.getLocalProperty(_RUNS)):
            return  # without a reply: it is lost
        request = json.loads(bytes(next(rows)).decode("utf-8"))
        scratch = tempfile.mkdtemp(prefix="espalier-cell-")
        try:
            state = os.path.join(scratch, "state")
            os.mkdir(state)
            _unpack(rows, scratch, state)
            reply = self._call(request, state)
            archive = None if reply["failed"] else _packed(state, scratch, reply)
            if archive and os.path.getsize(archive) > request["stateLimit"]:
                held, most = (os.path.getsize(archive) >> 20) + 1, _size(request["stateLimit"])
                wrong = f"trial.state takes {held} MiB; keep it to {most}, or raise state_limit"
                reply["failed"] = wrong
                archive = None
            yield json.dumps(reply).encode("utf-8")
            if archive:
                with open(archive, "rb") as packed:
                    for chunk in iter(lambda: packed.read(_CHUNK), b""):
                        yield chunk
        finally:
            shutil.rmtree(scratch, ignore_errors=True)
            _forget_archives()

    def _call(self, request: Mapping[str, Any], state: str) -> dict[str, Any]:
        reports: list[Any] = []
        try:
            parts = self._parts()
            payload = parts.payload
            config = named(request["config"], parts.objects())
            trial = Trial(request, config, StateFolder(state), parts, reports)
            # Anew for each cell: what one leaves in a global is not there for the next.
            objective = CloudPickleSerializer().loads(payload["objective"])
            given = {"config": config, "trial": trial}
            result = objective(*(given[name] for name in payload["arguments"]))
            return _result(result, payload["metric"], reports)
        except BaseException as error:  # whatever it is, the study goes on; a killed worker gets no further
            failed = last_lines(error)
            if isinstance(error, ImportError):
                failed += f"; the worker's Python is {sys.executable}, which PYSPARK_PYTHON of the driver names"
            return {"metrics": {}, "reports": reports, "failed": failed}

    def _parts(self) -> Any:
        """The parts, which this worker keeps in the payload for the next cell."""
        payload = self._payload.value
        if "parts" not in payload:
            payload["parts"] = Parts(payload)
        return payload["parts"]


def _forget_archives() -> None:
    """Drops the finders of archives on the path, such as our jar given as a file of Python.

    Before each task, a worker makes all finders read their folders again, which for an archive of thousands of files
    takes as long as a hundred of our cells. A finder that is made anew has the list that Python keeps.
    """
    for path, finder in list(sys.path_importer_cache.items()):
        if isinstance(finder, zipimport.zipimporter):
            sys.path_importer_cache.pop(path, None)


def _json_number(value: Any) -> float | str:
    """A number as JSON has it: those that are not finite are texts.

    :raises TypeError: if it is none
    """
    if isinstance(value, (str, bytes)):
        raise TypeError("is a text")
    number = float(value)
    if math.isfinite(number):
        return number
    return "NaN" if math.isnan(number) else ("Infinity" if number > 0 else "-Infinity")


def _result(result: Any, metric: str, reports: list[Any]) -> dict[str, Any]:
    metrics: dict[str, float | str] = {}
    others: dict[str, str] = {}
    values = result if isinstance(result, dict) else {metric: result}
    _sort(values, "", metrics, others)
    failed = ""
    if str(values.get("status")) == "fail":  # as Hyperopt has it
        failed = "it returned status fail"
    elif len(metrics) > _METRICS:
        failed = f"it returned {len(metrics)} numbers; return at most {_METRICS}"
    elif metric in others:
        failed = f"it returned no number: '{metric}' {others[metric]}"
    return {"metrics": {} if failed else metrics, "reports": reports, "failed": failed}


def _sort(values: Mapping[Any, Any], prefix: str, metrics: dict[str, float | str], others: dict[str, str]) -> None:
    """Sorts values into numbers and, with what is wrong, others; names of dicts within are ``outer.inner``.

    A truth value is both: as a flag beside the metric it is 0 or 1, but it decides nothing.
    """
    for key, value in values.items():
        name = prefix + str(key)[:_MESSAGE]
        if isinstance(value, dict):
            _sort(value, name + ".", metrics, others)
            continue
        if isinstance(value, bool) or "bool" in str(getattr(value, "dtype", "")):  # also NumPy's and a tensor's
            others[name] = f"must be a number, but is {value}"
        try:
            metrics[name] = _json_number(value)
        except (OverflowError, TypeError, ValueError):  # Overflow: a whole number beyond those of a double
            others[name] = f"is a {type(value).__name__}"


def last_lines(error: BaseException) -> str:
    """An exception, and where in the function that was called it was raised."""
    try:
        message = str(error)[:_MESSAGE]
    except Exception:
        message = ""
    frames = traceback.extract_tb(error.__traceback__)[1:][-_FRAMES:]
    lines = [f"{type(error).__name__}: {message}" if message else type(error).__name__]
    lines += [f"at {os.path.basename(at.filename)}:{at.lineno or 0} in {at.name}" for at in reversed(frames)]
    return "; ".join(lines)


def _size(size: int) -> str:
    """Text of a number of bytes, as the JVM writes it."""
    if size % 2**20 == 0:
        return f"{size >> 20} MiB"
    return f"{size >> 10} KiB" if size % 2**10 == 0 else f"{size} B"


def _unpack(rows: Iterable[Any], scratch: str, state: str) -> None:
    archive = os.path.join(scratch, "below.zip")
    with open(archive, "wb") as packed:
        for row in rows:
            packed.write(row)
    if os.path.getsize(archive):
        with zipfile.ZipFile(archive) as files:
            files.extractall(state)
    os.remove(archive)


def _packed(state: str, scratch: str, reply: dict[str, Any]) -> str | None:
    """The files of the state as an archive; None if there are none, or if they cannot be read: the trial's fault."""
    try:
        return _pack(state, scratch)
    except Exception as error:
        reply["failed"] = f"trial.state cannot be read: {last_lines(error)}"
        return None


def _pack(state: str, scratch: str) -> str | None:
    """The files of the state as an archive without compression, as weights hardly shrink; None if there are none.

    Pipes and sockets are left out: to read one is to wait for who writes to it.
    """
    found = sorted(os.path.join(folder, name) for folder, _, names in os.walk(state) for name in names)
    files = [path for path in found if stat.S_ISREG(os.stat(path).st_mode)]
    if not files:
        return None
    archive = os.path.join(scratch, "state.zip")
    # Not strict: a file may be older than 1980, where times of archives begin.
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_STORED, strict_timestamps=False) as packed:
        for path in files:
            packed.write(path, os.path.relpath(path, state))
    return archive
