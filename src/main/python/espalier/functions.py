"""Any function as the objective of a study, whose cells are Spark tasks of a Python worker each."""

import inspect
import threading
from collections import namedtuple

from py4j.clientserver import ClientServer
from py4j.java_gateway import JavaPackage
from py4j.protocol import Py4JError, Py4JJavaError
from pyspark import RDD, SparkContext
from pyspark.errors import IllegalArgumentException
from pyspark.serializers import NoOpSerializer
from pyspark.sql import DataFrame, SparkSession

from espalier.foreign import parameters
from espalier.listening import Listeners
from espalier.params import TunerParams
from espalier.payload import Payload
from espalier.running import InterruptibleCall, inheriting_thread
from espalier.settings import JavaTuner, in_python, written
from espalier.spaces import JavaSpace
from espalier.trial import CellTask, named

Best = namedtuple("Best", ["trial", "config", "score", "metrics", "steps"])
Best.__doc__ = """The trial that won: number, values by parameter, score, means over folds of what was returned, steps.

Steps are fewer than in full if a budget ended the search and no trial that came higher is better.
"""

_WHERE = "espalier.tune"

# Settings that the payload needs, and their names in the JVM.
_OF_PAYLOAD = {"folds": "folds", "repeats": "winnerRepeats", "seed": "seed", "metric": "metric"}

class Study:
    """Study that came to its end.

    :ivar best: see ``Best``
    :ivar status: ``finished``, or ``gate-failed`` if the best misses ``min_improvement`` or ``required_score``
    """

    def __init__(self, java, session, objects):
        self._java = java
        self._session = session
        self.status = java.tables().summary().end().status().key()
        best = java.best()
        config = {name: _plain(value) for name, value in dict(best.configuration()).items()}
        self.best = Best(best.trial(), named(config, objects), best.score(), dict(best.metrics()), best.steps())

    def trials(self, spark=False):
        """A row for each trial, as pandas or, if asked, as a DataFrame of Spark."""
        return self._table(self._java.trials(), spark)

    def cells(self, spark=False):
        """A row for each call of the function."""
        return self._table(self._java.cells(), spark)

    def decisions(self, spark=False):
        """A row for each decision of the scheduler."""
        return self._table(self._java.decisions(), spark)

    def curves(self):
        """Learning curves: a dict for each call of ``trial.report``: proposal, trial, rung, fold, step, and numbers.

        Without what was not finite, and as the table ``curves`` of the output, where the numbers are one column.
        """
        points = []
        for row in DataFrame(self._java.curves(), self._session).collect():
            point = row.asDict()
            point.update(point.pop("values"))
            points.append(point)
        return points

    def _table(self, java, spark):
        table = DataFrame(java, self._session)
        return table if spark else table.toPandas()


def _plain(value):
    return value if isinstance(value, (bool, int, float, str)) else list(value)


def tune(
    objective,
    space,
    *,
    metric=None,
    direction=None,
    data=None,
    folds=None,
    trials=None,
    start_points=None,
    prior=None,
    sampler=None,
    then=None,
    scheduler=None,
    min_resource=None,
    max_resource=None,
    eta=None,
    journal=None,
    output=None,
    seed=None,
    parallelism=None,
    window=None,
    timeout=None,
    cell_timeout=None,
    max_task_time=None,
    max_units=None,
    patience=None,
    target_score=None,
    max_regret=None,
    max_failures=None,
    winner_rule=None,
    simplicity=None,
    winner_repeats=None,
    min_improvement=None,
    required_score=None,
    state_limit=None,
    cores=None,
    gpus=None,
    listeners=None,
    spark=None
):
    """Searches a space for the configuration of which a function returns the best value.

    :param objective: ``objective(config, trial)``, called in a Spark task on an executor; returns a number, or numbers
        by name. See ``Trial``
    :param space: parameters by name; see ``espalier.float``, ``espalier.int`` and ``espalier.choice``. Or a space of
        Hyperopt, distributions of Optuna by name, or ``HyperParameters`` of Keras Tuner; or a plan, the text that
        ``espalier.plan`` returns, over which the arguments below are set
    :param metric: name of the returned number that decides; ``loss`` by default
    :param direction: minimize, the default, or maximize; to be given where more may be better, as of ``accuracy``
    :param data: goes to each executor once: a DataFrame of Spark, which becomes one of pandas, or what can be pickled;
        or a tuple or dict of such
    :param folds: into which the rows of the data are cut, each a call of the function; their mean is the score
    :param trials: configurations at most; by default 50, or all of a grid
    :param start_points: configurations of the space that are tried first, as dicts
    :param prior: folder of an earlier study, whose best configurations are tried first
    :param sampler: {sampler}
    :param then: refinements that follow, each around the best configuration so far: dicts of ``sampler`` (grid or
        random), ``trials`` and ``around``, the distances by parameter
    :param scheduler: {scheduler}
    :param min_resource: steps of the lowest rung
    :param max_resource: steps of a trial in full
    :param eta: one in eta goes on, with eta times as many steps
    :param journal: folder of the record, on any Hadoop file system: a study that was ended goes on from it
    :param output: folder of tables and page
    :param parallelism: calls at a time; by default as many as the cluster has slots
    :param window: proposals under way at a time for strategies that learn from outcomes
    :param timeout: seconds for the whole study
    :param cell_timeout: seconds for one call, which then has failed
    :param max_task_time: seconds on executors of all calls together
    :param max_units: steps of all calls together, each counted from 0 to the resource of its rung
    :param patience: trials in a row without a better one in full that end the search
    :param target_score: score in full that is good enough
    :param max_regret: remaining regret, in the metric's unit, that ends the search; 0: the standard error of the best
        mean
    :param max_failures: failed trials in a row that end the study
    :param winner_rule: best, or one-standard-error, the simplest within one standard error of the best
    :param simplicity: parameters by which it is the simplest, the most important first: ``"layers"`` where less is
        simpler, ``"-dropout"`` where more is
    :param winner_repeats: further folds, in multiples of the folds, on which the best three are evaluated again
    :param min_improvement: required improvement over the first of the start points, in the metric's unit
    :param required_score: required metric of the winner: at least, or at most where smaller is better
    :param state_limit: megabytes that a call may leave in ``trial.state``
    :param cores: cores of one call, in a resource profile of the study; by default ``spark.task.cpus``
    :param gpus: GPUs of one call, or a share of one, likewise
    :param listeners: functions of an event of the study, a dict with its ``type``, or objects with ``happened(event)``
        and, for those recorded before, ``past(events)``; each is called in a thread of its own
    :param spark: session; by default the active one
    :raises IllegalArgumentException: with all that is wrong, a line each, before anything starts
    :raises RuntimeError: if no trial was completed, or the study was broken off
    :raises KeyboardInterrupt: after Ctrl-C, with how the study goes on
    """
    arguments = dict(locals())
    session = _session(spark)
    jvm = session.sparkContext._jvm
    java_space = _java_space(jvm, space)
    told = Listeners(listeners, session)
    tuner = JavaTuner(jvm, java_space, told.problems)
    tuner.set(arguments)
    known = {name: tuner.java.get(java) for name, java in _OF_PAYLOAD.items()}
    payload = Payload(objective, data, objects=java_space.objects, **known)
    tuner.problems += payload.problems
    tuner.require(_WHERE)
    if payload.digest is not None:
        tuner.java.setDataDigest(payload.digest)
    if payload.code is not None:
        tuner.java.setFunctionDigest(payload.code)
    takers = _Takers(session, jvm.org.espalier.function.CellQueue(session._jsparkSession), payload)
    del payload  # which is as large as the data
    try:
        told.start(tuner.java)
        return Study(takers.run(tuner.java, journal), session, java_space.objects)
    except IllegalArgumentException as error:
        raise IllegalArgumentException(in_python(str(error)).replace("FunctionTuner: ", _WHERE + ": ")) from None
    except Py4JJavaError as error:
        if error.java_exception.getClass().getSimpleName() != "IllegalStateException":
            raise
        message = in_python(str(error.java_exception.getMessage())).replace("FunctionTuner: ", "")
        raise RuntimeError("%s: %s" % (_WHERE, message)) from None
    finally:
        takers.close()
        told.close()


# Samplers and schedulers as the generated params have them, which ask their descriptions.
for _param in (TunerParams.sampler, TunerParams.scheduler):
    tune.__doc__ = (tune.__doc__ or "").replace("{%s}" % _param.name, _param.doc)


def plan(space, **settings):
    """The plan of a study as a study file, which can be compared and kept under version control.

    It goes in the place of a space: ``tune(objective, plan)``. In it, settings stand in their sections.

    :param space: as of ``tune``, of numbers, texts and truth values
    :param settings: those of ``tune``; what has its default is left out, and data, listeners and session have no text
    :raises IllegalArgumentException: with all that is wrong, a line each
    """
    given = inspect.signature(tune).bind(None, space, **settings)
    given.apply_defaults()
    jvm = _session(given.arguments["spark"]).sparkContext._jvm
    java_space = _java_space(jvm, space)
    tuner = JavaTuner(jvm, java_space, [])
    tuner.set(given.arguments)
    tuner.require("espalier.plan")
    return written(tuner, java_space.objects)


def _java_space(jvm, space):
    return JavaSpace(jvm, {}, [], text=space) if isinstance(space, str) else JavaSpace(jvm, *parameters(space))


def _session(spark):
    session = spark if spark is not None else (SparkSession.getActiveSession() or SparkSession.builder.getOrCreate())
    if not hasattr(session, "createDataFrame"):
        raise IllegalArgumentException("%s: spark: is a %s; a SparkSession" % (_WHERE, type(session).__name__))
    if "connect" in type(session).__module__:
        raise IllegalArgumentException(
            "%s: spark: is a session of Spark Connect, which cannot run it yet; a classic session" % _WHERE
        )
    if not isinstance(SparkContext._gateway, ClientServer):
        raise IllegalArgumentException(
            "%s: spark: PYSPARK_PIN_THREAD is false; true, so that jobs can be cancelled" % _WHERE
        )
    if isinstance(session.sparkContext._jvm.org.espalier.function.FunctionTuner, JavaPackage):
        raise IllegalArgumentException("%s: spark: has no Espalier; espalier.session(), or spark.jars" % _WHERE)
    return session


class _Takers:
    """Threads that take cells from the queue of the JVM, as many as there are cells under way and one more."""

    def __init__(self, session, queue, payload):
        self._session = session
        self._context = session.sparkContext
        self._queue = queue
        self._broadcast = self._context.broadcast(payload.value)
        self._task = CellTask(self._broadcast)
        self._lock = threading.Lock()
        self._idle = 0

    def run(self, tuner, journal):
        self._start()
        return InterruptibleCall(
            self._session, lambda: tuner.tune(self._session._jsparkSession, self._queue), _WHERE, journal
        ).run()

    def close(self):
        try:
            self._queue.close()
            self._broadcast.destroy()
        except Py4JError:
            pass  # the context or the JVM has ended

    def _start(self):
        with self._lock:
            self._idle += 1
        inheriting_thread(self._session, self._work).start()

    def _work(self):
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

    def _busy(self):
        with self._lock:
            self._idle -= 1
            alone = self._idle == 0
        if alone:
            self._start()

    def _run(self, rows):
        try:
            replies = RDD(rows, self._context, NoOpSerializer()).mapPartitions(self._task)
            replies._bypass_serializer = True  # rows of bytes, as those of saveAsTextFile
            java = replies._jrdd
        except Exception as error:
            self._queue.fail("the function cannot be sent: %s" % str(error)[:500])
            return
        self._queue.run(java)
