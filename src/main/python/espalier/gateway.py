"""The JVM behind a session, and the private names of PySpark that reach it: all of them are here."""

from __future__ import annotations

from typing import Any

from pyspark.ml.classification import _JavaProbabilisticClassificationModel as JavaProbabilisticClassificationModel
from pyspark.ml.classification import _JavaProbabilisticClassifier as JavaProbabilisticClassifier
from pyspark.ml.common import _java2py, _py2java
from pyspark.ml.regression import _JavaRegressionModel as JavaRegressionModel
from pyspark.ml.regression import _JavaRegressor as JavaRegressor
from pyspark.ml.tuning import _ValidatorParams as ValidatorParams
from pyspark.ml.tuning import _ValidatorSharedReadWrite as ValidatorFiles
from pyspark.ml.wrapper import JavaParams
from pyspark.serializers import NoOpSerializer
from pyspark.sql import SparkSession

RDD: Any
SparkContext: Any
ClientServer: Any
JavaPackage: Any
Py4JError: Any
Py4JJavaError: Any
try:
    from py4j.clientserver import ClientServer  # type: ignore[import-untyped, no-redef]
    from py4j.java_gateway import JavaPackage  # type: ignore[import-untyped, no-redef]
    from py4j.protocol import Py4JError, Py4JJavaError  # type: ignore[import-untyped, no-redef]
    from pyspark import RDD, SparkContext
except ImportError:  # pyspark-client, which has Spark Connect alone
    RDD = SparkContext = ClientServer = JavaPackage = None
    Py4JError = Py4JJavaError = type("NoJvmError", (Exception,), {})

__all__ = [
    "JavaProbabilisticClassificationModel",
    "JavaProbabilisticClassifier",
    "JavaRegressionModel",
    "JavaRegressor",
    "Py4JError",
    "Py4JJavaError",
    "ValidatorFiles",
    "ValidatorParams",
    "failure",
]


def failure(error: Any) -> str:
    """Why a study left no result, which the JVM says by an ``IllegalStateException``; raises any other error again."""
    if error.java_exception.getClass().getSimpleName() != "IllegalStateException":
        raise error
    return str(error.java_exception.getMessage())


def context() -> Any:
    """The active context; None without a JVM, as behind Spark Connect."""
    return SparkContext._active_spark_context if SparkContext is not None else None


def is_remote() -> bool:
    """True in a client of Spark Connect, where stages have no objects in a JVM."""
    try:
        from pyspark.sql.utils import is_remote as says
    except ImportError:  # Spark before 3.4
        return False
    return bool(says())


def jvm(session: SparkSession | None = None) -> Any:
    """The JVM of a session, by default of the active context; None if there is none."""
    if session is not None:
        return session.sparkContext._jvm
    return SparkContext._jvm if SparkContext is not None else None


def has_espalier(java: Any) -> bool:
    """True if a JVM has the jar on its class path."""
    packages = getattr(java, "org", None)
    return packages is not None and not isinstance(packages.espalier.job.Main, JavaPackage)


def pins_threads() -> bool:
    """True if each thread here has one of its own in the JVM."""
    return isinstance(SparkContext._gateway, ClientServer)


def java_session(session: SparkSession) -> Any:
    return session._jsparkSession


def java_class(stage: Any) -> Any:
    """Name of the class that a stage of a client of Spark Connect stands for; None of a fitted model."""
    named = getattr(stage, "_java_obj", None)
    return named if isinstance(named, str) else None


def keep_with(frame: Any, held: Any) -> None:
    """Keeps an object for as long as a DataFrame of Spark Connect, or one made from it, since they share its plan."""
    frame._plan._espalier_held = held


def new_object(name: str, *arguments: Any) -> Any:
    """An object of the JVM of a class with this whole name; in a client of Spark Connect the name."""
    return JavaParams._new_java_obj(name, *arguments)


def new_array(java_class: Any, values: Any) -> Any:
    """An array of the JVM; what is None stays null."""
    gateway: Any = SparkContext._gateway
    array = gateway.new_array(java_class, len(values))
    for at, value in enumerate(values):
        if value is not None:
            array[at] = value
    return array


def to_java(value: Any) -> Any:
    return _py2java(context(), value)


def from_java(value: Any) -> Any:
    """A value of the JVM as one of Python; stages by ``stage_from_java``."""
    return _java2py(context(), value)


def stage_from_java(stage: Any) -> Any:
    return JavaParams._from_java(stage)


def mapped(rows: Any, task: Any, of: Any) -> Any:
    """An RDD of the JVM with rows of bytes, mapped by a task of Python; it runs nothing."""
    replies: Any = RDD(rows, of, NoOpSerializer()).mapPartitions(task)
    replies._bypass_serializer = True  # rows of bytes, as those of saveAsTextFile
    return replies._jrdd
