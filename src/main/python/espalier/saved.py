"""Tuners on disk: those of the JVM in Spark's own format, those around Python alone likewise."""

from __future__ import annotations

import json
import os
from typing import Any, TypeVar

import pyspark
from pyspark.errors import IllegalArgumentException
from pyspark.ml.param import Param
from pyspark.ml.util import (
    DefaultParamsReader,
    DefaultParamsWriter,
    JavaMLReadable,
    JavaMLReader,
    MLReader,
    MLWritable,
    MLWriter,
)

from espalier.gateway import ValidatorFiles, is_remote

R = TypeVar("R", bound=JavaMLReadable[Any])

_APART = ("estimator", "evaluator", "estimatorParamMaps")


class PythonTunerWriter(MLWriter):
    """Writer of a tuner around something that is Python alone.

    As PySpark's own, but for the class, and for values of maps, which are texts of JSON as in what
    the JVM writes: PySpark reads those of its own package alone in another way. So a tuner is read
    as ``Tuner``, as a stage of a pipeline, and from Spark 4 on as ``CrossValidator``.
    """

    def __init__(self, instance: Any) -> None:
        super(PythonTunerWriter, self).__init__()
        self.instance = instance

    def saveImpl(self, path: str) -> None:
        """Saves metadata, estimator, evaluator and the stages that maps hold."""
        tuner = self.instance
        ValidatorFiles.validateParams(tuner)
        params = {
            param.name: value
            for param, value in tuner._paramMap.items()
            if param.name not in _APART
        }
        held: list[tuple[str, MLWritable]] = []
        params["estimatorParamMaps"] = [
            [self._json(param, value, held) for param, value in one.items()]
            for one in tuner.getEstimatorParamMaps()
        ]
        DefaultParamsWriter.saveMetadata(tuner, path, self.sc, paramMap=params)
        tuner.getEvaluator().save(os.path.join(path, "evaluator"))
        tuner.getEstimator().save(os.path.join(path, "estimator"))
        for folder, stage in held:
            stage.save(os.path.join(path, folder))

    @staticmethod
    def _json(param: Param[Any], value: Any, held: list[tuple[str, MLWritable]]) -> dict[str, str]:
        pair = {"parent": param.parent, "name": param.name}
        if isinstance(value, MLWritable):
            folder = f"epm_{param.name}{len(held)}"
            held.append((folder, value))
            pair.update(value=json.dumps(folder), isJson="false")
        else:
            pair.update(value=json.dumps(value), isJson="true")
        return pair


class TunerReader(MLReader[Any]):
    """Reader of what either writer of a tuner wrote."""

    def __init__(self, cls: Any) -> None:
        super(TunerReader, self).__init__()
        self._cls = cls

    def load(self, path: str) -> Any:
        """Loads a tuner from a folder."""
        if not isinstance(path, str):
            raise TypeError(f"path should be a string, got type {type(path)}")
        metadata = DefaultParamsReader.loadMetadata(path, self.sc)
        saved = metadata["class"]
        if saved.startswith("org."):
            return JavaReader(self._cls).session(self.sparkSession).load(path)
        if saved == f"{self._cls.__module__}.{self._cls.__name__}":
            return self._load_python(path, metadata)
        name = self._cls.__name__
        raise IllegalArgumentException(
            f"{path}: is a saved {saved}, not a {name}; load it by its own class, and give its estimator, "
            f"estimatorParamMaps and evaluator to a new {name}"
        )

    def _load_python(self, path: str, metadata: dict[str, Any]) -> Any:
        if pyspark.__version__.startswith("3."):  # which takes values as they are
            for pair in (pair for one in metadata["paramMap"]["estimatorParamMaps"] for pair in one):
                pair.update(value=json.loads(pair["value"]), isJson=pair["isJson"] == "true")
        _, estimator, evaluator, maps = ValidatorFiles.load(path, self.sc, metadata)
        tuner = self._cls(estimator=estimator, estimatorParamMaps=maps, evaluator=evaluator)
        tuner._resetUid(metadata["uid"])
        DefaultParamsReader.getAndSetParams(tuner, metadata, skipParams=list(_APART))
        return tuner


class JavaReader(JavaMLReader[Any]):
    """Reader of what the JVM wrote of the class that ``_JAVA`` names."""

    @classmethod
    def _java_loader_class(cls, clazz: Any) -> str:
        return str(clazz._JAVA)


class ServerReader(MLReader[Any]):
    """Reader, in a client of Spark Connect, of the class of the server that ``_JAVA`` names."""

    def __init__(self, cls: Any) -> None:
        super(ServerReader, self).__init__()
        self._cls = cls

    def load(self, path: str) -> Any:
        """Loads a stage from a folder."""
        from pyspark.ml.connect.readwrite import RemoteMLReader
        from pyspark.sql import SparkSession

        # PySpark takes the name of the server's class from the module of the class that it is given.
        module, name = self._cls._JAVA.rsplit(".", 1)
        named = type(name, (self._cls,), {"__module__": module})
        session: Any = SparkSession.getActiveSession()
        return RemoteMLReader.loadInstance(named, path, session)


class Saved(JavaMLReadable[R]):
    """What is saved as the class of the JVM that ``_JAVA`` names."""

    @classmethod
    def read(cls) -> Any:
        """Returns an MLReader instance for this class."""
        return ServerReader(cls) if is_remote() else JavaReader(cls)
