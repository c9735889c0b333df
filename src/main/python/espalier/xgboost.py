"""XGBoost's estimators, each fit of which is one Spark task: no tracker, no barrier and no socket.

They are stages as PySpark's own are: in pipelines, under ``CrossValidator`` and ``Tuner``, and saved. The params have
the names of xgboost4j-spark 3, or XGBoost's own; ``lambda``, a word of Python, is ``lambda_``.

>>> model = XGBoostClassifier(numRound=20, eta=0.1, maxDepth=4).fit(training)
>>> "prediction" in model.transform(training).columns
True
"""

from __future__ import annotations

import difflib
import inspect
from typing import TYPE_CHECKING, Any, Callable, Mapping, TypeVar

from pyspark.errors import IllegalArgumentException
from pyspark.ml.linalg import Vector
from pyspark.ml.param import Param, Params, TypeConverters
from pyspark.ml.util import JavaMLWritable

from espalier.boosting import OTHER_NAMES, XGBoostKeywords, XGBoostParams
from espalier.gateway import (
    JavaProbabilisticClassificationModel,
    JavaProbabilisticClassifier,
    JavaRegressionModel,
    JavaRegressor,
    has_espalier,
    is_remote,
    jvm,
    new_object,
    to_java,
)
from espalier.saved import Saved

if TYPE_CHECKING:
    from typing_extensions import Unpack  # known to every type checker

F = TypeVar("F", bound=Callable[..., Any])

__all__ = ["XGBoostClassificationModel", "XGBoostClassifier", "XGBoostRegressionModel", "XGBoostRegressor"]


class ClassifierKeywords(XGBoostKeywords, total=False):
    """Keywords of the classifier."""

    rawPredictionCol: str
    probabilityCol: str
    thresholds: list[float]


class RegressorKeywords(XGBoostKeywords, total=False):
    """Keywords of the regressor."""

    censorCol: str


def _taking(keywords: type) -> Callable[[F], F]:
    """Shows the keywords in the signature of a function."""
    names = keywords.__annotations__
    itself = inspect.Parameter("self", inspect.Parameter.POSITIONAL_OR_KEYWORD)
    shown = [inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=None) for name in names]

    def showing(function: F) -> F:
        function.__signature__ = inspect.Signature([itself, *shown])  # type: ignore[attr-defined]
        return function

    return showing


def _new_stage(stage: Any) -> Any:
    """The estimator of the JVM for one of Python.

    :raises IllegalArgumentException: if there is no JVM, or none with the jar
    """
    if not is_remote() and not has_espalier(jvm()):
        raise IllegalArgumentException(
            f"{type(stage).__name__}: there is no session with Espalier; espalier.session(), or spark.jars"
        )
    return new_object(stage._JAVA, stage.uid)


def _nearest(name: str, known: list[str]) -> Any:
    """What to write in place of a name that is not known."""
    if is_remote():
        near = difflib.get_close_matches(name, known, 1)
        return f"did you mean '{near[0]}'?" if near else "one of " + ", ".join(known)
    return jvm().org.espalier.spec.Suggestion.of(name, to_java(known))


def _by_name(stage: Any, keywords: type, given: Mapping[str, Any]) -> dict[str, Any]:
    """Values by the names of their params.

    :raises IllegalArgumentException: for names that are not known, and for params that are given twice, a line each
    """
    where = type(stage).__name__
    known = [*keywords.__annotations__, "lambda"]
    values: dict[str, Any] = {}
    wrong = []
    for name, value in given.items():
        param = OTHER_NAMES.get(name, name)
        if name not in known:
            near = _nearest(name, known)
            wrong.append(f"{where}: '{name}' is not a param of XGBoost's; {near}")
        elif value is not None and param in values:
            wrong.append(f"{where}: {param}: is given by two names; give one of them")
        elif value is not None:
            values[param] = value
    if wrong:
        raise IllegalArgumentException("\n".join(wrong))
    return values


class _XGBoostModel:
    """Members that both models have beside those of PySpark's models."""

    _call_java: Callable[..., Any]

    @property
    def featureImportances(self) -> Vector:
        """Mean gain of the splits of each feature, as a share of the sum over all features.

        >>> XGBoostClassifier(numRound=2).fit(training).featureImportances.size
        2
        """
        return self.getFeatureImportances()

    def getFeatureImportances(self, importanceType: str = "gain") -> Vector:
        """Importance of each feature, as a share of the sum over all features.

        >>> XGBoostClassifier(numRound=2).fit(training).getFeatureImportances("weight").size
        2

        :param importanceType: weight, gain, cover, total_gain or total_cover
        """
        importances: Vector = self._call_java("featureImportances", importanceType)
        return importances

    def nativeBytes(self) -> bytes:
        """Model in XGBoost's own format (UBJSON), for ``xgboost.Booster(model_file=bytearray(...))``.

        ``save`` writes these bytes to ``model.ubj`` in the folder of the model.

        >>> len(XGBoostClassifier(numRound=2).fit(training).nativeBytes()) > 100
        True
        """
        return bytes(self._call_java("nativeBooster").toByteArray("ubj"))


class XGBoostClassifier(
    JavaProbabilisticClassifier["XGBoostClassificationModel"],
    XGBoostParams,
    JavaMLWritable,
    Saved["XGBoostClassifier"],
):
    """XGBoost's classifier of two or more classes. Each fit runs in one Spark task.

    A feature that is NaN is missing. Zeros are values, also those that a sparse vector leaves out, unless ``missing``
    is 0. Labels are whole numbers from 0 on.

    >>> XGBoostClassifier(numRound=2, max_depth=3).fit(training).numClasses
    2
    """

    _JAVA = "org.espalier.xgboost.XGBoostClassifier"

    @_taking(ClassifierKeywords)
    def __init__(self, **params: Unpack[ClassifierKeywords]) -> None:
        super().__init__()
        self._java_obj = _new_stage(self)
        self.setParams(**params)

    @_taking(ClassifierKeywords)
    def setParams(self, **params: Unpack[ClassifierKeywords]) -> XGBoostClassifier:
        """Sets several params; the others keep their values.

        >>> XGBoostClassifier(maxDepth=4).setParams(eta=0.1).getMaxDepth()
        4
        """
        return self._set(**_by_name(self, ClassifierKeywords, params))

    def _create_model(self, java_model: Any) -> XGBoostClassificationModel:
        return XGBoostClassificationModel(java_model)


class XGBoostClassificationModel(
    JavaProbabilisticClassificationModel[Vector],
    XGBoostParams,
    _XGBoostModel,
    JavaMLWritable,
    Saved["XGBoostClassificationModel"],
):
    """Model of an ``XGBoostClassifier``. It adds PySpark's columns of a prediction.

    >>> XGBoostClassifier(numRound=2).fit(training).numFeatures
    2
    """

    _JAVA = "org.espalier.xgboost.XGBoostClassificationModel"


class XGBoostRegressor(
    JavaRegressor["XGBoostRegressionModel"],
    XGBoostParams,
    JavaMLWritable,
    Saved["XGBoostRegressor"],
):
    """XGBoost's regression, also of counts, quantiles and censored times. Each fit runs in one Spark task.

    A feature that is NaN is missing. Zeros are values, also those that a sparse vector leaves out, unless ``missing``
    is 0.

    >>> XGBoostRegressor(numRound=2, objective="reg:absoluteerror").fit(training).numFeatures
    2
    """

    _JAVA = "org.espalier.xgboost.XGBoostRegressor"

    censorCol = Param(
        Params._dummy(),
        "censorCol",
        "column that is 1 where the time of the label ended with the event, and 0 where it is censored; all ended "
        "unless set",
        typeConverter=TypeConverters.toString,
    )

    @_taking(RegressorKeywords)
    def __init__(self, **params: Unpack[RegressorKeywords]) -> None:
        super().__init__()
        self._setDefault(objective="reg:squarederror")
        self._java_obj = _new_stage(self)
        self.setParams(**params)

    @_taking(RegressorKeywords)
    def setParams(self, **params: Unpack[RegressorKeywords]) -> XGBoostRegressor:
        """Sets several params; the others keep their values.

        >>> XGBoostRegressor(maxDepth=4).setParams(eta=0.1).getMaxDepth()
        4
        """
        return self._set(**_by_name(self, RegressorKeywords, params))

    def setCensorCol(self, value: str) -> XGBoostRegressor:
        """Sets censorCol.

        >>> XGBoostRegressor().setCensorCol("died").getCensorCol()
        'died'
        """
        return self._set(censorCol=value)

    def getCensorCol(self) -> str:
        """Gets censorCol.

        >>> XGBoostRegressor(censorCol="died").getCensorCol()
        'died'
        """
        return self.getOrDefault(self.censorCol)

    def _create_model(self, java_model: Any) -> XGBoostRegressionModel:
        return XGBoostRegressionModel(java_model)


class XGBoostRegressionModel(
    JavaRegressionModel[Vector],
    XGBoostParams,
    _XGBoostModel,
    JavaMLWritable,
    Saved["XGBoostRegressionModel"],
):
    """Model of an ``XGBoostRegressor``. It adds PySpark's column of a prediction.

    >>> XGBoostRegressor(numRound=2).fit(training).numFeatures
    2
    """

    _JAVA = "org.espalier.xgboost.XGBoostRegressionModel"
