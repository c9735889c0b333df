"""Any function as the objective of a study, whose cells are Spark tasks of a Python worker each."""

from __future__ import annotations

import inspect
import os
import threading
from typing import Any, Callable, Mapping, NamedTuple

from pyspark.errors import IllegalArgumentException
from pyspark.sql import SparkSession

from espalier.docs import filled
from espalier.foreign import parameters
from espalier.gateway import Py4JError, Py4JJavaError, failure, has_espalier, java_session, jvm, mapped, pins_threads
from espalier.listening import Listeners
from espalier.payload import Payload
from espalier.record import JavaRecord, Recorded
from espalier.running import InterruptibleCall, inheriting_thread
from espalier.settings import Arguments, JavaTuner, in_python, written
from espalier.spaces import JavaSpace
from espalier.table import SETTINGS
from espalier.trial import CellTask, named
from espalier.watching import Watch


class Best(NamedTuple):
    """Best trial of a study.

    >>> study.best.config["x"] == study.best.score
    True

    :ivar trial: number of the trial, from 0
    :ivar config: values by parameter
    :ivar score: mean of the metric over the folds
    :ivar metrics: means over the folds of all numbers that the function returned, by name
    :ivar steps: steps that the trial trained; fewer than ``max_resource`` if a budget ended the search and no trial
        with more steps was better
    """

    trial: int
    config: dict[str, Any]
    score: float
    metrics: dict[str, float]
    steps: int


_WHERE = "espalier.tune"

# Settings that the payload needs, and their names in the JVM.
_OF_PAYLOAD = {"folds": "folds", "repeats": "winnerRepeats", "seed": "seed", "metric": "metric"}


class Study(Recorded):
    """Finished study, which ``tune`` returns.

    >>> study = tune(lambda config: (config["x"] - 2) ** 2, {"x": uniform(0, 5)}, trials=8)
    >>> study.status
    'finished'
    >>> sorted(study.best.config)
    ['x']

    :ivar best: best trial, see ``Best``
    :ivar status: ``finished``, or ``gate-failed`` if the best trial misses ``min_improvement`` or ``required_score``
    """

    best: Best

    def __init__(self, java: Any, session: SparkSession, objects: Mapping[str, Mapping[str, Any]]) -> None:
        super().__init__(JavaRecord(java, java.tables(), session))
        best = java.best()
        config = {name: _plain(value) for name, value in dict(best.configuration()).items()}
        self.best = Best(best.trial(), named(config, objects), best.score(), dict(best.metrics()), best.steps())

    def curves(self) -> list[dict[str, Any]]:
        """Learning curves: a dict for each call of ``trial.report``.

        Each dict has proposal, trial, rung, fold and step, and the reported numbers by name. Numbers that are not
        finite are left out. The output has the same points as its table ``curves``.

        >>> sorted(study.curves()[0])
        ['fold', 'loss', 'proposal', 'rung', 'step', 'trial']
        """
        points = []
        for row in self._table("curves", spark=True).collect():
            point = row.asDict()
            point.update(point.pop("values"))
            points.append(point)
        return points


def _plain(value: Any) -> Any:
    return value if isinstance(value, (bool, int, float, str)) else list(value)


def tune(
    objective: Callable[..., Any],
    space: Any,
    *,
    metric: str | None = None,
    direction: str | None = None,
    data: Any = None,
    folds: int | None = None,
    trials: int | None = None,
    sampler: str | None = None,
    scheduler: str | None = None,
    timeout: float | str | None = None,
    parallelism: int | None = None,
    journal: str | os.PathLike[str] | None = None,
    output: str | os.PathLike[str] | None = None,
    seed: int | None = None,
    listeners: Any = None,
    spark: SparkSession | None = None,
    settings: Mapping[str, Any] | None = None
) -> Study:
    """Searches a space for the configuration with the best value of a function.

    >>> study = tune(
    ...     lambda config: (config["x"] - 2) ** 2,
    ...     {{"x": uniform(0, 5)}},
    ...     trials=20,
    ...     timeout="5m",
    ... )
    >>> abs(study.best.config["x"] - 2) < 1
    True

    :param objective: ``objective(config, trial)``, which is called in a Spark task on an executor. It returns a
        number, or numbers by name. See ``Trial``. A function with one parameter receives the trial if the parameter is
        called ``trial``, and the configuration otherwise
    :param space: parameters by name; see ``uniform``, ``loguniform``, ``randint`` and ``choice``. Or a space of
        Hyperopt, distributions of Optuna by name, or ``HyperParameters`` of Keras Tuner. Or the text that
        ``espalier.plan`` returned; the arguments below override its settings
    :param data: data of the function, sent to each executor once: a Spark DataFrame, which becomes a pandas DataFrame,
        or any object that can be pickled; or a tuple or dict of these. Its rows are split into ``folds``, and the
        function is called once for each fold
{arguments}
    :param listeners: functions that take an event of the study, a dict with its ``type``; or objects with
        ``happened(event)`` and, for the events of an earlier run, ``past(events)``. Each is called in a thread of its
        own
    :param spark: session; the active one by default
    :param settings: further settings by name:

        - ``start_points``: configurations of the space that are tried first, as dicts
        - ``then``: refinements that follow the search, each around the best configuration so far: dicts of
          ``sampler`` (grid or random), ``trials`` and ``around``, the distances by parameter
        - ``simplicity``: parameters that decide which of equally good winners is the simplest, the most important
          first: ``"layers"`` if less is simpler, ``"-dropout"`` if more is
{settings}
    A time is a number of seconds or a text with its unit: ``timeout=300`` and ``timeout="5m"`` are equal.

    :raises IllegalArgumentException: with all problems, a line each, before anything starts
    :raises RuntimeError: if no trial completed, or the study was stopped
    :raises KeyboardInterrupt: after Ctrl-C; its message says how to continue the study
    """
    given = Arguments(locals())
    session = _session(spark)
    java = jvm(session)
    java_space = _java_space(java, space)
    told = Listeners(listeners, session)
    tuner = JavaTuner(java, java_space, told.problems + given.problems)
    tuner.set(given.settings)
    known = {name: tuner.java.get(java) for name, java in _OF_PAYLOAD.items()}
    payload = Payload(objective, data, objects=java_space.objects, **known)
    tuner.problems += payload.problems
    tuner.require(_WHERE)
    if payload.digest is not None:
        tuner.java.setDataDigest(payload.digest)
    if payload.code is not None:
        tuner.java.setFunctionDigest(payload.code)
    takers = _Takers(session, java.org.espalier.function.CellQueue(java_session(session)), payload)
    del payload  # which is as large as the data
    try:
        with Watch(session) as watch:
            told.start(tuner.java, watch.listeners)
            found = takers.run(tuner.java, journal)
        return Study(found, session, java_space.objects)
    except IllegalArgumentException as error:
        raise IllegalArgumentException(in_python(str(error)).replace("FunctionTuner: ", _WHERE + ": ")) from None
    except Py4JJavaError as error:
        message = in_python(failure(error)).replace("FunctionTuner: ", "")
        raise RuntimeError(f"{_WHERE}: {message}") from None
    finally:
        takers.close()
        told.close()


tune.__doc__ = filled(tune.__doc__ or "", inspect.signature(tune).parameters, SETTINGS)


def plan(space: Any, **settings: Any) -> str:
    """Text of a study in the format of a study file, which you can compare and keep under version control.

    ``tune(objective, text)`` runs it. Settings are in the sections of a study file.

    >>> text = plan({"x": uniform(0, 5)}, trials=20, timeout="5m")
    >>> "trials" in text and "timeout" in text
    True

    :param space: space of numbers, texts and truth values, as ``tune`` takes it
    :param settings: arguments of ``tune``. Settings with their default values are left out, and data, listeners and
        session are not part of the text
    :raises IllegalArgumentException: with all problems, a line each
    """
    given = inspect.signature(tune).bind(None, space, **settings)
    given.apply_defaults()
    java = jvm(_session(given.arguments["spark"]))
    java_space = _java_space(java, space)
    arguments = Arguments(given.arguments)
    tuner = JavaTuner(java, java_space, arguments.problems)
    tuner.set(arguments.settings)
    tuner.require("espalier.plan")
    return written(tuner, java_space.objects)


def _java_space(java: Any, space: Any) -> JavaSpace:
    return JavaSpace(java, {}, [], text=space) if isinstance(space, str) else JavaSpace(java, *parameters(space))


def _session(spark: SparkSession | None) -> SparkSession:
    session = spark if spark is not None else (SparkSession.getActiveSession() or SparkSession.builder.getOrCreate())
    if not hasattr(session, "createDataFrame"):
        raise IllegalArgumentException(f"{_WHERE}: spark: is a {type(session).__name__}; give a SparkSession")
    if "connect" in type(session).__module__:
        raise IllegalArgumentException(
            f"{_WHERE}: spark: is a session of Spark Connect, where a function cannot be tuned; use espalier.Tuner or "
            "espalier.auto there, or tune in a classic session"
        )
    if not pins_threads():
        raise IllegalArgumentException(
            f"{_WHERE}: spark: PYSPARK_PIN_THREAD is false; set it to true, so that jobs can be cancelled"
        )
    if not has_espalier(jvm(session)):
        raise IllegalArgumentException(f"{_WHERE}: spark: has no Espalier; use espalier.session(), or set spark.jars")
    return session


class _Takers:
    """Threads that take cells from the queue of the JVM, as many as there are cells under way and one more."""

    def __init__(self, session: SparkSession, queue: Any, payload: Payload) -> None:
        self._session = session
        self._context = session.sparkContext
        self._queue = queue
        self._broadcast = self._context.broadcast(payload.value)
        self._task = CellTask(self._broadcast)
        self._lock = threading.Lock()
        self._idle = 0

    def run(self, tuner: Any, journal: Any) -> Any:
        self._start()
        return InterruptibleCall(
            self._session, lambda: tuner.tune(java_session(self._session), self._queue), _WHERE, journal
        ).run()

    def close(self) -> None:
        try:
            self._queue.close()
            self._broadcast.destroy()
        except Py4JError:
            pass  # the context or the JVM has ended

    def _start(self) -> None:
        with self._lock:
            self._idle += 1
        inheriting_thread(self._session, self._work).start()

    def _work(self) -> None:
        try:
            while not self._queue.isClosed():
                rows = self._queue.take()
                if rows is not None:
                    self._busy()
                    self._run(rows)
                    with self._lock:
                        self._idle += 1
                        if self._idle > 2:
                            self._idle -= 1
                            return
        except Py4JError:
            pass  # the context or the JVM has ended, and the study with it

    def _busy(self) -> None:
        with self._lock:
            self._idle -= 1
            alone = self._idle == 0
        if alone:
            self._start()

    def _run(self, rows: Any) -> None:
        try:
            java = mapped(rows, self._task, self._context)
        except Exception as error:
            self._queue.fail(f"the function cannot be sent: {str(error)[:500]}")
            return
        self._queue.run(java)
