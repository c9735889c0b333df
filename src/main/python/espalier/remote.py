"""Studies of a client of Spark Connect: what it sends to the server, and the server's answer.

The server runs a study while it writes to the data source ``espalier``. The request is the only row that is written:
options would appear in plans and in Spark's UI. DataFrames are temporary views that the request names, and the answer
lies in temporary views, too.
"""

from __future__ import annotations

import contextlib
import gc
import json
import math
import threading
import uuid
import weakref
from typing import Any, Iterable, Iterator, Mapping

from pyspark.errors import IllegalArgumentException, PySparkException
from pyspark.ml import Pipeline
from pyspark.ml.classification import OneVsRest
from pyspark.ml.linalg import DenseMatrix, DenseVector, SparseMatrix, SparseVector
from pyspark.ml.param import Params
from pyspark.ml.util import DefaultParamsReader
from pyspark.sql import DataFrame

from espalier.gateway import java_class, keep_with
from espalier.record import Importance

# Version of the form of requests and answers, which is ``ClientRequest.PROTOCOL`` of the server.
_PROTOCOL = "1"

# Stages of PySpark that are classes of Python around stages of Spark.
_AROUND = {Pipeline: "org.apache.spark.ml.Pipeline", OneVsRest: "org.apache.spark.ml.classification.OneVsRest"}


def is_of_connect(dataset: Any) -> bool:
    """True for a DataFrame of a session of Spark Connect."""
    return "connect" in type(dataset).__module__.split(".")


def server_class(stage: Any) -> str | None:
    """Name of the class of the server that a stage stands for; None of a model, or of Python alone."""
    around: str | None = next((name for kind, name in _AROUND.items() if type(stage) is kind), None)
    return around or java_class(stage)


def described(stage: Any) -> dict[str, Any]:
    """A stage or an evaluator by class, uid and params, and with the stages that it holds."""
    return {
        "class": server_class(stage),
        "uid": stage.uid,
        "params": _json(stage._paramMap, stages=False),
        "defaults": _json(stage._defaultParamMap, stages=False),
        "stages": _json(stage._paramMap, stages=True),
    }


def _json(values: Mapping[Any, Any], stages: bool) -> dict[str, Any]:
    """Values by the names of params: those that are stages or lists of them, or all others but None."""
    return {
        param.name: _of_param(param, value)
        for param, value in values.items()
        if value is not None and holds_stages(param, value) == stages
    }


def _of_param(param: Any, value: Any) -> Any:
    try:
        return encoded(value)
    except TypeError as error:
        raise TypeError(f"{param.parent}.{param.name}: is {error}") from None


def described_map(one: Mapping[Any, Any]) -> list[dict[str, Any]]:
    """A param map, as a list of parent, name and value."""
    return [
        {
            "parent": param.parent,
            "name": param.name,
            "stage" if holds_stages(param, value) else "value": _of_param(param, _converted(param, value)),
        }
        for param, value in one.items()
    ]


def _converted(param: Any, value: Any) -> Any:
    try:
        return param.typeConverter(value)
    except TypeError as error:  # the words of Params._set
        raise TypeError(f'Invalid param value given for param "{param.name}". {error}') from None


def holds_stages(param: Any, value: Any) -> bool:
    """True for a stage, and for a list of them; the list of a pipeline may be empty."""
    listed = value if isinstance(value, (list, tuple)) else [value]
    return all(isinstance(one, Params) for one in listed) and (len(listed) > 0 or param.name == Pipeline.stages.name)


def encoded(value: Any) -> Any:
    """A value of a param as Spark writes it as JSON.

    :raises TypeError: if it has no such form
    """
    if isinstance(value, Params):
        return described(value)
    if isinstance(value, float) and not math.isfinite(value):
        return "NaN" if math.isnan(value) else "Inf" if value > 0 else "-Inf"
    if value is None or isinstance(value, (bool, int, float, str)):
        return value
    if isinstance(value, (list, tuple)):
        return [encoded(one) for one in value]
    if isinstance(value, SparseVector):
        return {
            "type": 0,
            "size": int(value.size),
            "indices": value.indices.tolist(),
            "values": _finite(value),
        }
    if isinstance(value, DenseVector):
        return {"type": 1, "values": _finite(value)}
    if isinstance(value, (DenseMatrix, SparseMatrix)):
        return _matrix(value)
    if hasattr(value, "tolist"):  # of NumPy
        return encoded(value.tolist())
    raise TypeError(f"a {type(value).__name__}, which has no form in JSON; use numbers, texts, vectors or matrices")


def _finite(value: Any) -> list[float]:
    """Values of a vector or a matrix, whose form in JSON has no others."""
    values: list[float] = value.values.tolist()
    wrong = next((one for one in values if not math.isfinite(one)), None)
    if wrong is not None:
        raise TypeError(f"a {type(value).__name__} with {wrong}, which has no form in JSON; use finite numbers")
    return values


def _matrix(value: DenseMatrix | SparseMatrix) -> dict[str, Any]:
    sparse = isinstance(value, SparseMatrix)
    matrix: dict[str, Any] = {
        "class": "matrix",
        "type": 0 if sparse else 1,
        "numRows": value.numRows,
        "numCols": value.numCols,
        "values": _finite(value),
        "isTransposed": bool(value.isTransposed),
    }
    if isinstance(value, SparseMatrix):
        matrix.update(colPtrs=value.colPtrs.tolist(), rowIndices=value.rowIndices.tolist())
    return matrix


class Request:
    """Request of a study, which the server runs while ``send`` waits."""

    def __init__(self, kind: str, where: str, dataset: DataFrame) -> None:
        """
        :param kind: kind of the request, as the server knows it
        :param where: what an error begins with
        """
        self._where = where
        self._session: Any = dataset.sparkSession
        self._view = f"espalier_{uuid.uuid4().hex}"
        self._frames = {"rows": dataset}
        self._request: dict[str, Any] = {"kind": kind, "where": where, "answer": self._view}

    def put(self, **fields: Any) -> None:
        self._request.update(fields)

    def put_frame(self, name: str, frame: DataFrame) -> None:
        self._frames[name] = frame

    def send(self, journal: Any = None) -> Answer:
        """Runs the study.

        :param journal: folder from which the same call continues, for the message of an interrupt
        :raises IllegalArgumentException: with all that is wrong, a line each
        """
        views = {name: f"{self._view}_{name}" for name in self._frames}
        tag = f"espalier-{uuid.uuid4()}"
        self._session.addTag(tag)
        try:
            for name, view in views.items():
                self._frames[name].createOrReplaceTempView(view)
            _write(self._session, self._where, {**self._request, **views})
        except BaseException as error:
            if isinstance(error, KeyboardInterrupt):
                kept = f"; the same call continues from its journal, {journal}" if journal else ", and nothing is kept"
                error.args = error.args or (f"{self._where}: interrupted{kept}",)
            if not isinstance(error, IllegalArgumentException):
                self._session.interruptTag(tag)
            raise
        finally:
            self._session.removeTag(tag)
            _drop(self._session, views.values())
        return Answer(self._session, self._view, self._where)


def _drop(session: Any, views: Iterable[str]) -> None:
    """Drops views; those of a session that has ended are gone."""
    for view in views:
        with contextlib.suppress(Exception):  # would hide that of the study
            session.catalog.dropTempView(view)


def _write(session: Any, where: str, request: Mapping[str, Any]) -> None:
    row = session.createDataFrame([(json.dumps(request, allow_nan=False),)], "request string")
    try:
        row.write.format("espalier").option("client", _PROTOCOL).mode("append").save()
    except PySparkException as error:
        message = _message(error)
        if "DATA_SOURCE_NOT_FOUND" in message or "Failed to find data source: espalier" in message:
            message = f"{where}: the server has no Espalier; start it with --jars espalier.jar, or with spark.jars"
        elif "OPERATION_CANCELED" in str(error):
            message = f"{where}: interrupted; the same call continues from its journal, if it has one"
        raise IllegalArgumentException(message) from None


def _message(error: PySparkException) -> str:
    """The message of the server alone, without the class and the stack trace that some versions of PySpark add."""
    message = getattr(error, "_message", None) or str(error)
    message = message.split("\n\nJVM stacktrace:")[0]
    return message.split(") ", 1)[1] if message.startswith("(org.espalier.") else message


@contextlib.contextmanager
def _without_collection() -> Iterator[None]:
    """Keeps the garbage collector from releasing a model in the middle of another call to the server.

    PySpark before 4.2 deadlocks then (SPARK-55020). A model of trees makes hundreds of calls while it is loaded.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


@contextlib.contextmanager
def _active(session: Any) -> Iterator[None]:
    """Makes a session the active one of this thread, which PySpark's readers load from.

    A new thread has no active session, and that of a thread may be another than the session of the rows.
    """
    active = type(session)._active_session
    before = getattr(active, "session", None)
    active.session = session
    try:
        yield
    finally:
        active.session = before


class Answer:
    """Answer of the server to a request.

    :ivar json: what the server says beside tables and texts
    :ivar record: record of the study
    """

    def __init__(self, session: Any, view: str, where: str) -> None:
        self._session = session
        self._view = view
        self._where = where
        self.json: dict[str, Any] = json.loads(_text(session, view, "answer"))
        self.record = ServerRecord(session, view, self.json)

    def model(self) -> Any:
        """The model, by Spark's own readers; of a tuner, the server then deletes its files."""
        path = self.json["model"]
        with _without_collection(), _active(self._session):
            model: Any = DefaultParamsReader.loadParamsInstance(path, self._session)
        if "folder" not in self.json:
            _write(self._session, self._where, {"kind": "loaded", "model": path.rsplit("/", 1)[1]})
        return model

    def table(self, name: str) -> DataFrame:
        table: DataFrame = self.record.table(name)
        return table

    def numbers(self, name: str) -> list[float]:
        """Numbers, which the answer holds as texts."""
        return [_number(text) for text in self.json[name]]


def _number(text: Any) -> float:
    return float("inf" if text == "Infinity" else "-inf" if text == "-Infinity" else text)


def _text(session: Any, view: str, name: str) -> str:
    texts = session.table(view)
    row = texts.where(texts["name"] == name).first()
    if row is None:
        raise KeyError(name)
    text: str = row["value"]
    return text


def _drop_aside(session: Any, views: list[str]) -> None:
    """Drops views in a thread of its own: the garbage collector, which asks for it, must not wait for a server."""
    threading.Thread(target=_drop, args=(session, views), daemon=True).start()


class ServerRecord:
    """Record of a study in temporary views of the session, which are dropped once nothing uses them."""

    def __init__(self, session: Any, view: str, answer: Mapping[str, Any]) -> None:
        self._session = session
        self._view = view
        self._importance: Iterable[Any] = answer["importance"]
        self.status: str = answer["status"]
        # Not at the end of the process: the views end with the session.
        weakref.finalize(self, _drop_aside, session, answer["views"]).atexit = False

    def table(self, name: str) -> Any:
        frame = self._session.table(f"{self._view}_{name}")
        keep_with(frame, self)
        return frame

    def explain(self, trial: int) -> list[str]:
        try:
            return _text(self._session, self._view, f"trial {trial}").split("\n")
        except KeyError:
            raise IllegalArgumentException(f"There is no trial {trial}.") from None

    def importance(self) -> list[Importance]:
        return [Importance(*one) for one in self._importance]

    def page(self) -> str:
        return _text(self._session, self._view, "page")
