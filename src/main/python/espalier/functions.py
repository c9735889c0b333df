"""Any function as the objective of a study, whose cells are Spark tasks of a Python worker each."""

import inspect
import os
import random
import re
import threading
from collections import namedtuple

from py4j.clientserver import ClientServer
from py4j.java_gateway import JavaPackage
from py4j.protocol import Py4JError, Py4JJavaError
from pyspark import RDD, SparkContext, cloudpickle
from pyspark.errors import IllegalArgumentException
from pyspark.serializers import NoOpSerializer
from pyspark.sql import DataFrame, SparkSession

from espalier import trial as worker_side
from espalier.data import code_digest, digest, local
from espalier.foreign import parameters
from espalier.listening import Listeners
from espalier.running import InterruptibleCall, inheriting_thread
from espalier.spaces import JavaSpace
from espalier.trial import CellTask, named, row_count

Best = namedtuple("Best", ["trial", "config", "score", "metrics"])
Best.__doc__ = "The trial that won: number, values by parameter, score, and means over folds of all that was returned."

_WHERE = "espalier.tune"

# A fold is a byte of the table that says which rows are in it.
_MOST_FOLDS = 255

# Settings of which the JVM takes 0 for the default.
_FROM_1 = ("setTrials", "setMinResource", "setParallelism", "setPatience", "setMaxSteps", "setCores")

_FOLDERS = ("setJournal", "setOutput", "setPrior")

# Names of metrics of which more is better, in most studies.
_MORE_MAY_BE_BETTER = re.compile(r"(^|[^a-z])(acc|accuracy|auc|f1|precision|recall|r2|score)([^a-z]|$)")

# Executors need no package of ours.
cloudpickle.register_pickle_by_value(worker_side)


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
        self.best = Best(best.trial(), named(config, objects), best.score(), dict(best.metrics()))

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
    metric="loss",
    direction=None,
    data=None,
    folds=1,
    trials=None,
    start_points=None,
    prior=None,
    sampler="auto",
    then=None,
    scheduler="full",
    min_resource=None,
    max_resource=None,
    eta=3,
    journal=None,
    output=None,
    seed=0,
    parallelism=None,
    window=None,
    timeout=None,
    cell_timeout=None,
    max_task_time=None,
    max_steps=None,
    patience=None,
    target=None,
    max_regret=None,
    max_failures=None,
    winner_rule="best",
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
        Hyperopt, distributions of Optuna by name, or ``HyperParameters`` of Keras Tuner
    :param metric: name of the returned number that decides
    :param direction: minimize, the default, or maximize; to be given where more may be better, as of ``accuracy``
    :param data: goes to each executor once: a DataFrame of Spark, which becomes one of pandas, or what can be pickled;
        or a tuple or dict of such
    :param folds: into which the rows of the data are cut, each a call of the function; their mean is the score
    :param trials: configurations at most; by default 50, or all of a grid
    :param start_points: configurations of the space that are tried first, as dicts
    :param prior: folder of an earlier study, whose best configurations are tried first
    :param sampler: how configurations are found: the name of a sampler, such as tpe; by default auto
    :param then: refinements that follow, each around the best configuration so far: dicts of ``sampler`` (grid or
        random), ``trials`` and ``around``, the distances by parameter
    :param scheduler: how much each gets: the name of a scheduler, such as halving; by default full
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
    :param max_steps: steps of all calls together, each counted from 0 to the resource of its rung
    :param patience: trials in a row without a better one in full that end the search
    :param target: score in full that is good enough
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
    """
    session = _session(spark)
    context = session.sparkContext
    jvm = context._jvm
    java_space = JavaSpace(jvm, *parameters(space))
    problems = list(java_space.problems)
    payload = Payload(objective, data, folds, winner_repeats or 0, seed, metric, java_space.objects)
    problems += payload.problems
    told = Listeners(listeners, session)
    problems += told.problems
    if direction is None and _MORE_MAY_BE_BETTER.search(str(metric).lower()):
        problems.append("direction: is missing, and more %s may be better; maximize or minimize" % metric)
    tuner = _JavaTuner(jvm, problems)
    tuner.set(
        setMetric=(str, metric),
        setDirection=(str, direction),
        setFolds=(int, folds),
        setTrials=(int, trials),
        setSampler=(str, sampler),
        setScheduler=(str, scheduler),
        setMinResource=(int, min_resource),
        setMaxResource=(int, max_resource),
        setEta=(int, eta),
        setJournal=(str, journal),
        setOutput=(str, output),
        setSeed=(int, seed),
        setParallelism=(int, parallelism),
        setWindow=(int, window),
        setTimeout=(float, timeout),
        setCellTimeout=(float, cell_timeout),
        setMaxTaskTime=(float, max_task_time),
        setMaxSteps=(int, max_steps),
        setPrior=(str, prior),
        setPatience=(int, patience),
        setTargetScore=(float, target),
        setMaxRegret=(float, max_regret),
        setWinnerRule=(str, winner_rule),
        setWinnerRepeats=(int, winner_repeats),
        setMinImprovement=(float, min_improvement),
        setRequiredScore=(float, required_score),
        setMaxFailures=(int, max_failures),
        setStateLimitInMB=(int, state_limit),
        setCores=(int, cores),
        setGpus=(float, gpus),
        setDataDigest=(str, payload.digest),
        setFunctionDigest=(str, payload.code),
    )
    tuner.set_start_points(start_points, java_space)
    tuner.set_then(then)
    tuner.set_simplicity(simplicity)
    if not java_space.problems:
        tuner.java.setSpace(java_space.java)
    tuner.require(space_known=not java_space.problems)
    takers = _Takers(session, jvm.org.espalier.function.CellQueue(session._jsparkSession), payload)
    del payload  # which is as large as the data
    try:
        told.start(tuner.java)
        return Study(takers.run(tuner.java), session, java_space.objects)
    except IllegalArgumentException as error:
        raise IllegalArgumentException(_in_python(str(error)).replace("FunctionTuner: ", _WHERE + ": ")) from None
    except Py4JJavaError as error:
        if error.java_exception.getClass().getSimpleName() != "IllegalStateException":
            raise
        message = _in_python(str(error.java_exception.getMessage())).replace("FunctionTuner: ", "")
        raise RuntimeError("%s: %s" % (_WHERE, message)) from None
    finally:
        takers.close()
        told.close()


# Names of arguments by those of the JVM's settings, where they differ.
_NAMES = {
    "startPoints": "start_points",
    "minResource": "min_resource",
    "maxResource": "max_resource",
    "cellTimeout": "cell_timeout",
    "maxTaskTime": "max_task_time",
    "maxSteps": "max_steps",
    "targetScore": "target",
    "maxRegret": "max_regret",
    "maxFailures": "max_failures",
    "winnerRule": "winner_rule",
    "winnerRepeats": "winner_repeats",
    "minImprovement": "min_improvement",
    "requiredScore": "required_score",
    "stateLimitInMB": "state_limit",
}


def _in_python(text):
    return re.sub(r"\b(%s)\b" % "|".join(_NAMES), lambda name: _NAMES[name.group(1)], text)


def _session(spark):
    session = spark if spark is not None else (SparkSession.getActiveSession() or SparkSession.builder.getOrCreate())
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


class _JavaTuner:
    """Tuner of the JVM, with all that is wrong so far."""

    def __init__(self, jvm, problems):
        self.java = jvm.org.espalier.function.FunctionTuner()
        self.problems = problems
        self._jvm = jvm

    def set(self, **values):
        for setter, (kind, value) in values.items():
            if value is None:
                continue
            if setter in _FOLDERS and isinstance(value, (str, os.PathLike)):
                value = os.path.expanduser(os.fspath(value))
            name = _in_python(setter[3].lower() + setter[4:])
            if isinstance(value, bool) or (kind is str) != isinstance(value, str):
                self._wrong(name, value, "a text" if kind is str else "a number")
                continue
            try:
                converted = kind(value)
            except (TypeError, ValueError):
                self._wrong(name, value, "a number")
                continue
            if kind is int and (converted != value or not -(2**63) <= converted < 2**63):
                self._wrong(name, value, "a whole number")
            elif converted == 0 and setter in _FROM_1:
                self._wrong(name, value, "at least 1")
            elif kind is int and setter != "setSeed" and not -(2**31) <= converted < 2**31:
                self._wrong(name, value, "a whole number of 32 bits")
            else:
                getattr(self.java, setter)(converted)

    def _wrong(self, name, value, right):
        self.problems.append("%s: is %r; %s" % (name, value, right))

    def set_start_points(self, points, space):
        if points is None:
            return
        if not isinstance(points, (list, tuple)) or not all(isinstance(point, dict) for point in points):
            self._wrong("start_points", points, "a list of dicts")
            return
        labelled = ({str(name): space.label(name, value) for name, value in point.items()} for point in points)
        self.java.setStartPoints(self._list(self._map(point) for point in labelled))

    def set_then(self, then):
        if then is None:
            return
        if not isinstance(then, (list, tuple)) or not all(isinstance(one, dict) for one in then):
            self._wrong("then", then, "a list of dicts")
            return
        kind = self._jvm.org.espalier.function.FunctionRefinement
        refinements = SparkContext._gateway.new_array(kind, len(then))
        for index, one in enumerate(then):
            place = "then[%d]" % index
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
            self.java.setThen(refinements)

    def set_simplicity(self, simplicity):
        if simplicity is None:
            return
        if not isinstance(simplicity, (list, tuple)) or not all(isinstance(name, str) for name in simplicity):
            self._wrong("simplicity", simplicity, "a list of names of parameters")
            return
        names = SparkContext._gateway.new_array(self._jvm.java.lang.String, len(simplicity))
        for index, name in enumerate(simplicity):
            names[index] = name
        self.java.setSimplicity(names)

    def _map(self, values):
        java = self._jvm.java.util.LinkedHashMap()
        for name, value in values.items():
            java[name] = value
        return java

    def _list(self, values):
        java = self._jvm.java.util.ArrayList()
        for value in values:
            java.add(value)
        return java

    def require(self, space_known):
        """
        :raises IllegalArgumentException: with all problems, those that the JVM finds among them
        """
        for line in self.java.problems():
            if space_known or not line.startswith("space: "):
                self.problems.append(_in_python(line))
        if self.problems:
            raise IllegalArgumentException("\n".join("%s: %s" % (_WHERE, line) for line in self.problems))


def _is_number(value):
    return isinstance(value, (int, float)) and not isinstance(value, bool)


class Payload:
    """What goes to each executor once: the function, its data, and which rows are in which fold.

    ``problems`` is what is wrong with them, a line each; ``digest`` tells data apart, and ``code`` functions; they are
    None where they cannot.
    """

    def __init__(self, objective, data, folds, repeats, seed, metric, objects):
        self.problems = []
        self.digest = None
        self.code = code_digest(objective)
        fold_of = None
        pickled = None
        if not callable(objective):
            self.problems.append("objective: is a %s; a function of config and trial" % type(objective).__name__)
        else:
            self._require_two_arguments(objective)
        function = self._pickled("objective", objective)
        if data is not None:
            data = local(data)
            pickled = self._pickled("data", data)
            if isinstance(folds, int) and folds > 1:
                fold_of = self._folds(data, folds, repeats if isinstance(repeats, int) else 0, seed)
            self.digest = digest(data)
        self.value = {
            "objective": function,
            "data": pickled,
            "fold_of": fold_of,
            "metric": metric,
            "objects": self._pickled("space", objects) if objects else None,
        }

    def _require_two_arguments(self, objective):
        try:
            inspect.signature(objective).bind({}, None)
        except TypeError:
            self.problems.append("objective: does not take config and trial; objective(config, trial)")
        except ValueError:
            pass  # a builtin without a signature: the first call tells

    def _pickled(self, name, value):
        try:
            return cloudpickle.dumps(value)
        except Exception as error:
            self.problems.append(
                "%s: cannot be pickled%s; what is made inside the function need not be"
                % (name, _culprit(value, error))
            )
            return None

    def _folds(self, data, folds, repeats, seed):
        """Partitions of the rows into folds, that of the search first: a byte a row each."""
        if folds > _MOST_FOLDS:
            self.problems.append("folds: are %d; at most %d" % (folds, _MOST_FOLDS))
            return None
        try:
            rows = row_count(data)
        except TypeError as error:
            self.problems.append("data: %s; a table, an array, a list, or a tuple or dict of such, for folds" % error)
            return None
        if rows < folds:
            self.problems.append("data: has %d rows for %d folds; at least as many" % (rows, folds))
            return None
        partitions = []
        for repeat in range(1 + max(0, repeats)):
            fold_of = [row % folds for row in range(rows)]
            random.Random((seed if isinstance(seed, int) else 0) + repeat).shuffle(fold_of)
            partitions.append(bytes(fold_of))
        return partitions


def _culprit(value, error):
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
                return ": '%s' is a %s" % (name, type(part).__name__)
    return ": %s" % (str(error).splitlines() or [type(error).__name__])[-1][:200]


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

    def run(self, tuner):
        self._start()
        return InterruptibleCall(
            self._session, lambda: tuner.tune(self._session._jsparkSession, self._queue)
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
