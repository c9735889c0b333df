"""Tuners whose cells run in the JVM, and the spaces they search."""

from __future__ import annotations

import functools
import inspect
import json
import re
import warnings
from typing import TYPE_CHECKING, Any, Callable, Literal, Mapping, Sequence, TypeVar, overload

from pyspark import keyword_only
from pyspark.errors import IllegalArgumentException
from pyspark.ml import Estimator, Model
from pyspark.ml.evaluation import Evaluator
from pyspark.ml.param import Param, Params, TypeConverters
from pyspark.ml.tuning import (
    CrossValidator,
    CrossValidatorModel,
    TrainValidationSplit,
    TrainValidationSplitModel,
)
from pyspark.ml.util import JavaMLWriter, MLWriter
from pyspark.sql import DataFrame
from pyspark.sql.functions import col, when
from pyspark.sql.types import IntegerType, NumericType

from espalier.gateway import (
    Py4JJavaError,
    ValidatorParams,
    context,
    failure,
    from_java,
    has_espalier,
    jvm,
    new_array,
    new_object,
    stage_from_java,
    to_java,
)
from espalier.maps import all_stages, maps_to_java, param_name
from espalier.params import LONG, NAMES, TEXTS, TunerParams
from espalier.record import JavaRecord, Recorded
from espalier.remote import Answer, Request, described, described_map, encoded, is_of_connect, server_class
from espalier.running import InterruptibleCall
from espalier.saved import PythonTunerWriter, TunerReader
from espalier.watching import Watch

T = TypeVar("T", bound="_TunerParams")

# What PySpark adds to the class of a stage if nobody chose its uid.
_RANDOM = re.compile("_[0-9a-f]{12}$")


class Space(str):
    """Search space: a text in the format of a study file, with the estimators that a tuner chooses from.

    >>> type(ParamSpaceBuilder().addRange(lr.regParam, 0.0, 1.0).build()).__name__
    'Space'
    """

    estimators: tuple[Estimator[Any], ...] = ()


class ParamSpaceBuilder:
    """Builder of a search space, as ``ParamGridBuilder`` is one of param maps.

    >>> builder = ParamSpaceBuilder().addRange(lr.regParam, 1e-4, 1.0, "log")
    >>> space = builder.addChoice(lr.family, "auto", "multinomial").build()
    >>> Tuner(space=space).getSpace() == space
    True
    """

    def __init__(self) -> None:
        self._domains: dict[str, dict[str, Any]] = {}
        self._estimators: list[Estimator[Any]] = []

    def addEstimators(self, *estimators: Estimator[Any]) -> ParamSpaceBuilder:
        """Adds estimators to choose from, as ``Tuner(estimators=[...])`` takes them.

        The tuner first tries each estimator with its own params, in this order. A param of the space belongs to the
        estimators that contain its stage.

        >>> builder = ParamSpaceBuilder().addEstimators(lr, RandomForestClassifier())
        >>> len(builder.build().estimators)
        2
        """
        self._estimators.extend(estimators)
        return self

    def addRange(
        self,
        param: Param[Any],
        low: float,
        high: float,
        scale: Literal["linear", "log", "reverse-log"] = "linear",
        points: int | None = None,
        when: Mapping[Param[Any], Any] | None = None,
    ) -> ParamSpaceBuilder:
        """Adds a range from low to high, both included. It has whole numbers if the param takes only those.

        >>> "regParam" in ParamSpaceBuilder().addRange(lr.regParam, 1e-4, 1.0, "log").build()
        True

        :param scale: linear, log or reverse-log
        :param points: number of values in a grid, at least 2
        :param when: condition: with ``{lr.solver: "l-bfgs"}`` the param is searched only if ``solver`` has this value.
            A list stands for any of its values
        """
        whole = self._required(param).typeConverter == TypeConverters.toInt
        number = TypeConverters.toInt if whole else TypeConverters.toFloat
        values = {"from": number(low), "to": number(high), "scale": scale}
        if points is not None:
            values["points"] = int(points)
        return self._add(param, values, when)

    def addChoice(
        self, param: Param[Any], *values: Any, when: Mapping[Param[Any], Any] | None = None
    ) -> ParamSpaceBuilder:
        """Adds a choice of values: truth values, numbers, texts or lists of these.

        >>> "family" in ParamSpaceBuilder().addChoice(lr.family, "auto", "multinomial").build()
        True

        :param when: condition, see ``addRange``
        """
        converter = self._required(param).typeConverter
        return self._add(param, {"values": [converter(value) for value in values], "ordered": False}, when)

    @staticmethod
    def _required(param: Any) -> Param[Any]:
        if not isinstance(param, Param):
            raise TypeError(f"param must be an instance of Param, not {param!r}")
        return param

    def _add(
        self, param: Param[Any], values: Mapping[str, Any], when: Mapping[Param[Any], Any] | None
    ) -> ParamSpaceBuilder:
        """
        :raises IllegalArgumentException: of the JVM, if there are no such values
        """
        where = _RANDOM.sub("", param.parent) + "." + param.name
        try:
            text = json.dumps({"space": {where: values}}, allow_nan=False)
        except (TypeError, ValueError):  # None of its messages names the param.
            raise TypeError(
                f"{where}: does not take {list(values.values())!r}; "
                "give truth values, finite numbers, texts or lists of these"
            ) from None
        if has_espalier(jvm()):  # without a JVM, no tuner takes a space
            jvm().org.espalier.ml.ParamSpaceBuilder.read(text)
        if param_name(param) in self._domains:
            raise ValueError(f"{param_name(param)}: is in the space already")
        domain = dict(values)
        if when:
            domain["when"] = {
                param_name(self._required(parent)): value if isinstance(value, (list, tuple)) else [value]
                for parent, value in when.items()
            }
        self._domains[param_name(param)] = domain
        return self

    def build(self) -> Space:
        """Returns the space, a text in the format of a study file, for the param ``space`` of a tuner.

        >>> print(ParamSpaceBuilder().addRange(lr.maxIter, 5, 50).build())  # doctest: +ELLIPSIS
        {
         "space": {
          "LogisticRegression_...maxIter": {
        ...
        """
        space = Space(json.dumps({"space": self._domains}, indent=1))
        space.estimators = tuple(self._estimators)
        return space


# Our params whose values are live objects.
_OBJECTS = ("estimators", "heldOutSource")


def _takes_our_params(function: Callable[..., Any]) -> Callable[..., Any]:
    """Lets a function of keywords take our params, too, and shows them in its signature."""
    plain = inspect.signature(function)
    own = [one for one in plain.parameters.values() if one.kind is not one.VAR_KEYWORD]
    ours = [inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=None) for name in _OBJECTS + NAMES]
    signature = plain.replace(parameters=own + ours)

    @functools.wraps(function)
    def taking(self: Any, *args: Any, **kwargs: Any) -> Any:
        signature.bind(self, *args, **kwargs)
        return function(self, *args, **kwargs)

    taking.__signature__ = signature  # type: ignore[attr-defined]
    return taking


def _value(java: Any, param: Any) -> Any:
    """Value of a param of the JVM; of one that holds a part of a plan its text."""
    value = java.getOrDefault(param)
    return json.loads(param.jsonEncode(value)) if param.name() in TEXTS else value


# Rule that a tuner of Python has unless another one is set.
_FOLD_RULE = "pyspark"

# Params of PySpark's own classes that a plan holds.
_OF_SPARK = ("seed", "numFolds", "foldCol", "trainRatio", "parallelism", "collectSubModels")


class _TunerParams(TunerParams):
    """Params of both tuners, and what they do with them."""

    estimators = Param(
        Params._dummy(),
        "estimators",
        "Estimators to choose from, in place of one; the first one with its own params is the baseline",
        typeConverter=TypeConverters.toList,
    )

    heldOutSource = Param(
        Params._dummy(),
        "heldOutSource",
        "Table with the columns of the dataset, on whose rows the best model is scored at the end; not saved",
        typeConverter=TypeConverters.identity,
    )

    def getHeldOutSource(self) -> DataFrame:
        """Gets heldOutSource.

        >>> Tuner(heldOutSource=training).getHeldOutSource() is training
        True
        """
        rows: DataFrame = self.getOrDefault(self.heldOutSource)
        return rows

    def setHeldOutSource(self: T, value: DataFrame) -> T:
        """Sets heldOutSource, a table with the columns of the dataset. The best model is scored on it at the end.

        >>> Tuner().setHeldOutSource(training).isSet("heldOutSource")
        True
        """
        set_here: T = self._set(heldOutSource=value)
        return set_here

    def getEstimators(self) -> list[Estimator[Any]]:
        """Gets the estimators to choose from.

        >>> len(Tuner(estimators=[lr, RandomForestClassifier()]).getEstimators())
        2
        """
        return self.getOrDefault(self.estimators)

    def setEstimators(self: T, value: Sequence[Estimator[Any]]) -> T:
        """Sets the estimators to choose from, and ``estimator`` to the first of them.

        >>> Tuner().setEstimators([lr, RandomForestClassifier()]).getEstimator() is lr
        True
        """
        set_here: T = self._set(estimators=value)
        return set_here

    def _set(self, **kwargs: Any) -> Any:
        """Sets params; None, which signatures show as the default, leaves a param without a value."""
        for name in [name for name, value in kwargs.items() if value is None]:
            self.clear(self.getParam(name))
            del kwargs[name]
        choice = kwargs.get("estimators") or list(getattr(kwargs.get("space"), "estimators", ()))
        if choice:
            kwargs.setdefault("estimator", choice[0])
            kwargs["estimators"] = choice
        return super()._set(**kwargs)

    def _choice(self: Any) -> list[Any]:
        """The estimators to choose from, or the only one."""
        return self.getEstimators() if self.isSet(self.estimators) else [self.getEstimator()]

    def _with_estimators(self: Any, copied: Any, extra: Any) -> Any:
        """A copy of this tuner, with copies of all of its estimators."""
        if self.isSet(self.estimators):
            others = [one.copy(extra) for one in self.getEstimators()[1:]]
            copied._set(estimators=[copied.getEstimator()] + others)
        return copied

    def _our_params(self) -> list[Param[Any]]:
        return [self.getParam(name) for name in NAMES]

    def _where(self) -> str:
        """What a message begins with: the uid if somebody chose it, or else the class."""
        return type(self).__name__ if _RANDOM.search(self.uid) else self.uid

    def _maps(self: Any) -> Any:
        return self.getEstimatorParamMaps() if self.isDefined(self.estimatorParamMaps) else []

    def _require(self: Any) -> None:
        """Refuses a tuner of which something is missing, or is nothing of its kind."""
        wrong = []
        for param, kind in ((self.estimator, Estimator), (self.evaluator, Evaluator)):
            if not self.isDefined(param):
                wrong.append(f"{param.name}: is not set; give one")
            elif not isinstance(self.getOrDefault(param), kind):
                value = self.getOrDefault(param)
                if isinstance(value, type):
                    wrong.append(f"{param.name}: is a class; create it: {value.__name__}()")
                else:
                    wrong.append(f"{param.name}: is a {type(value).__name__}; set an {kind.__name__}")
        if self.isSet(self.estimators):
            wrong += [] if self.getEstimators() else ["estimators: is empty; give at least one"]
            wrong += [
                f"estimators: has a {type(one).__name__}; set an Estimator"
                for one in self.getEstimators()
                if not isinstance(one, Estimator)
            ]
        if self.isSet(self.heldOutSource) and not hasattr(self.getHeldOutSource(), "sparkSession"):
            wrong.append(f"heldOutSource: is a {type(self.getHeldOutSource()).__name__}; give a DataFrame of Spark")
        maps = self._maps()
        if not isinstance(maps, (list, tuple)) or not all(isinstance(one, dict) for one in maps):
            wrong.append(
                f"estimatorParamMaps: is a {type(maps).__name__}; "
                "give a list of maps, as ParamGridBuilder().build() returns"
            )
        elif not maps and not self.isSet(self.space) and not self.isSet(self.estimators):
            wrong.append("estimatorParamMaps: there is none; give at least one, or a space")
        if wrong:
            raise IllegalArgumentException("\n".join(f"{self._where()}: {one}" for one in wrong))

    def _why_python(self: Any) -> str | None:
        """Why PySpark's own loop has to do, or None: all of it exists in the JVM."""
        self._require()
        if context() is None:
            return "a client of Spark Connect does not save them"
        stages = all_stages(self._choice(), self._maps()) + [self.getEvaluator()]
        if not all(hasattr(stage, "_to_java") for stage in stages):
            return "some stage or the evaluator is Python alone"
        if any(isinstance(stage, ValidatorParams) for stage in stages):
            return "some stage is a validator itself"
        return None

    def _refuse_ours(self, why: str) -> None:
        used = [name for name in _OBJECTS + NAMES if self.isSet(self.getParam(name))]
        if used:
            raise ValueError("{}: {} cannot be used: {}".format(self._where(), ", ".join(used), why))

    def _runs_in_jvm(self, dataset: Any) -> bool:
        if not hasattr(dataset, "sparkSession"):
            raise IllegalArgumentException(
                f"{self._where()}: dataset: is a {type(dataset).__name__}; give a DataFrame of Spark"
            )
        why = self._why_python()
        if why is not None:
            self._refuse_ours(why)
            warnings.warn(f"{self._where()} is run by PySpark itself: {why}", stacklevel=2)
        return why is None

    def _writer(self: Any, connect: Callable[[], MLWriter]) -> MLWriter:
        """
        :param connect: makes PySpark's own writer, for Spark Connect
        """
        why = self._why_python()
        if why is None:
            return JavaMLWriter(self)
        self._refuse_ours(why)
        return connect() if context() is None else PythonTunerWriter(self)

    def _fit_on_server(self: Any, dataset: DataFrame) -> Answer:
        """Runs the study on the server of a client of Spark Connect.

        :raises IllegalArgumentException: with all that is wrong, a line each
        """
        self._require()
        self._require_on_server()
        request = Request("tuner", self._where(), dataset)
        try:
            request.put(
                tuner=type(self)._JAVA.rsplit(".", 1)[1],
                uid=self.uid,
                estimators=[described(one) for one in self._choice()],
                chooses=self.isSet(self.estimators),
                evaluator=described(self.getEvaluator()),
                maps=[described_map(one) for one in self._maps()],
                params=self._params_on_server(),
            )
        except TypeError as error:
            raise IllegalArgumentException(f"{self._where()}: {error}") from None
        if self.isSet(self.heldOutSource):
            request.put_frame("heldOutSource", self.getHeldOutSource())
        return request.send(self.getJournal() if self.isSet(self.journal) else None)

    def _require_on_server(self: Any) -> None:
        """Refuses what the server cannot have."""
        wrong = []
        for stage in all_stages(self._choice(), self._maps()) + [self.getEvaluator()]:
            if isinstance(stage, ValidatorParams):
                wrong.append(f"{stage.uid}: is a validator itself; give the estimator that it validates")
            elif server_class(stage) is None:
                name = type(stage).__name__
                wrong.append(
                    f"{stage.uid}: is a fitted {name}, which stays in its session; give the estimator that fits it"
                    if isinstance(stage, Model)
                    else f"{stage.uid}: {name} exists in Python alone, but the server of Spark Connect runs the study; "
                    "use a stage or an evaluator of Spark, or of a jar of the server"
                )
        if self.getCollectSubModels():
            wrong.append(
                "collectSubModels: is True, but the server of Spark Connect keeps only the best model; set it to False"
            )
        if self.isSet(self.heldOutSource) and not is_of_connect(self.getHeldOutSource()):
            wrong.append("heldOutSource: is of another kind of session; give a DataFrame of the dataset's session")
        if wrong:
            raise IllegalArgumentException("\n".join(f"{self._where()}: {one}" for one in dict.fromkeys(wrong)))

    def _params_on_server(self: Any) -> dict[str, Any]:
        """The tuner's params by name, as those of ``_new_java_tuner``."""
        given = {"seed": self.getSeed(), "foldRule": _FOLD_RULE}
        for name in ("numFolds", "foldCol", "trainRatio"):
            if self.hasParam(name):
                given[name] = self.getOrDefault(self.getParam(name))
        if self.isSet(self.parallelism):
            given["parallelism"] = self.getParallelism()
        given.update({param.name: self.getOrDefault(param) for param in self._our_params() if self.isSet(param)})
        return {name: encoded(value) for name, value in given.items()}

    def _tried_on_server(self: Any, answer: Answer) -> dict[str, Any]:
        """Params of the model, as those of ``_tried``."""
        estimator = self._choice()[answer.json["estimator"]]
        owners = {stage.uid: stage for stage in all_stages(estimator, self._maps())}
        maps = [
            self._maps()[one] if isinstance(one, int) else dict(_pair(owners, **pair) for pair in one)
            for one in answer.json["maps"]
        ]
        return {"estimator": estimator, "estimatorParamMaps": maps}

    def _fit_in_jvm(self: Any, dataset: DataFrame) -> tuple[Any, Any]:
        """The tuner in the JVM and its model."""
        java = self._to_java()
        journal = self.getJournal() if self.isSet(self.journal) else None
        session = dataset.sparkSession
        with Watch(session) as watch:
            if watch.listeners:
                java.setListeners(new_array(jvm(session).org.espalier.tune.StudyListener, watch.listeners))
            call = InterruptibleCall(session, lambda: java.fit(dataset._jdf), self.uid + ".fit", journal)
            try:
                return java, call.run()
            except Py4JJavaError as error:
                raise RuntimeError(f"{self.uid}: {failure(error)}") from None

    def _new_java_tuner(self: Any) -> Any:
        """The tuner in the JVM, with every param that is set here."""
        maps = self._maps()
        java = new_object(self._JAVA, self.uid)
        self._set_estimators_in_java(java)
        java.setEvaluator(self.getEvaluator()._to_java())
        if len(maps) > 0:
            java.setEstimatorParamMaps(maps_to_java(self.getEstimator(), maps))
        java.setSeed(self.getSeed())
        java.setCollectSubModels(self.getCollectSubModels())
        java.setFoldRule(_FOLD_RULE)
        if self.isSet(self.heldOutSource):
            java.set(java.getParam("heldOutSource").w(self.getHeldOutSource()._jdf))
        if self.isSet(self.parallelism):
            java.setParallelism(self.getParallelism())
        wrong = []
        for param in self._our_params():
            if self.isSet(param):
                try:
                    self._set_in_java(java, param)
                except IllegalArgumentException as refused:
                    wrong.append(str(refused))
        if wrong:
            raise IllegalArgumentException("\n".join(wrong))
        return java

    def _set_estimators_in_java(self: Any, java: Any) -> None:
        choice = [one._to_java() for one in self._choice()]
        if self.isSet(self.estimators):  # by its param: py4j finds no setter of an interface
            values = new_array(jvm().org.apache.spark.ml.Estimator, choice)
            java.set(java.getParam("estimators").w(values))
        is_first = self._choice()[0] is self.getEstimator()
        java.setEstimator(choice[0] if is_first else self.getEstimator()._to_java())

    def _set_in_java(self, java: Any, param: Param[Any]) -> None:
        value = self.getOrDefault(param)
        java_param = java.getParam(param.name)
        if param.name in LONG:  # of which py4j makes an int otherwise
            getattr(java, "set" + param.name[0].upper() + param.name[1:])(value)
        else:
            if param.name in TEXTS:
                value = java_param.jsonDecode(json.dumps(value))
            java.set(java_param.w(to_java(value)))

    @classmethod
    def _from_java_tuner(cls: Any, java: Any, **more: Any) -> Any:
        maps_param = java.estimatorParamMaps()
        given = java.isSet(maps_param) and len(java.getEstimatorParamMaps()) > 0
        if not given:
            java = java.copy(new_object("org.apache.spark.ml.param.ParamMap"))
            java.setEstimatorParamMaps(
                new_array(jvm().org.apache.spark.ml.param.ParamMap, [])
            )
        estimator, maps, evaluator = cls._from_java_impl(java)
        tuner = cls(
            estimator=estimator,
            estimatorParamMaps=maps,
            evaluator=evaluator,
            seed=java.getSeed(),
            collectSubModels=java.getCollectSubModels(),
            **more
        )
        if not given:
            tuner.clear(tuner.estimatorParamMaps)
        choice = java.getParam("estimators")
        if java.isSet(choice):
            others = [stage_from_java(one) for one in list(java.getOrDefault(choice))[1:]]
            tuner._set(estimators=[estimator] + others)
        if java.isSet(java.parallelism()):
            tuner.setParallelism(java.getParallelism())
        for param in tuner._our_params():
            java_param = java.getParam(param.name)
            if java.isSet(java_param):
                tuner._set(**{param.name: _value(java, java_param)})
        for param in tuner._params_of_spark():  # all but the seed, whose default differs between processes
            is_usual = param.name != "seed" and tuner.hasDefault(param)
            if is_usual and tuner.getOrDefault(param) == tuner._defaultParamMap[param]:
                tuner.clear(param)
        if tuner.isSet(tuner.foldRule) and tuner.getFoldRule() == _FOLD_RULE:
            tuner.clear(tuner.foldRule)
        return tuner._resetUid(java.uid())

    def plan(self) -> str:
        """Text of the params in the format of a study file, which you can compare and keep under version control.

        Estimator, evaluator and param maps are not part of it.

        >>> "asha" in Tuner(estimator=lr, scheduler="asha").plan()
        True
        """
        text: str = self._java_searching().plan()
        return text

    def setPlan(self: T, text: str) -> T:
        """Sets the params of a text that ``plan`` returned.

        >>> text = Tuner(estimator=lr, trials=20).plan()
        >>> Tuner(estimator=lr).setPlan(text).getTrials()
        20

        :raises IllegalArgumentException: with all problems, a line each
        """
        java = self._java_searching()
        java.setPlan(text)
        for param in self._our_params() + self._params_of_spark():
            java_param = java.getParam(param.name)
            if java.isSet(java_param):
                self._set(**{param.name: _value(java, java_param)})
        return self

    def _java_searching(self: Any) -> Any:
        """The tuner in the JVM with its params, and with no live object but its estimator."""
        if context() is None:
            raise IllegalArgumentException(f"{self._where()}: plan: there is none in a client of Spark Connect")
        java = new_object(self._JAVA, self.uid)
        if self.isDefined(self.estimator):
            self._set_estimators_in_java(java)
        for param in self._our_params():
            if self.isSet(param):
                self._set_in_java(java, param)
        for param in self._params_of_spark():
            if self.isSet(param):
                getattr(java, "set" + param.name[0].upper() + param.name[1:])(self.getOrDefault(param))
        return java

    def _params_of_spark(self) -> list[Param[Any]]:
        return [self.getParam(name) for name in _OF_SPARK if self.hasParam(name)]

    def _tried(self: Any, java: Any, java_model: Any) -> dict[str, Any]:
        """Params of the model: its estimator, and the maps that were completed in full if there was a strategy."""
        best = java_model.getEstimator().uid()
        estimator = next(one for one in self._choice() if one.uid == best)
        if self._maps() and any(self.isSet(param) for param in self._our_params()):
            given = list(java.getEstimatorParamMaps())
            maps = [self._maps()[given.index(one)] for one in java_model.getEstimatorParamMaps()]
        else:
            maps = self._maps() or self._from_java_impl(java_model)[1]
        return {"estimator": estimator, "estimatorParamMaps": maps}


def _pair(owners: Mapping[str, Any], parent: str, name: str, value: str) -> tuple[Param[Any], Any]:
    """A param of one of the stages, and its value from Spark's JSON."""
    param = owners[parent].getParam(name)
    return param, param.typeConverter(json.loads(value))


def _add_study_on_server(model: Any, answer: Answer) -> None:
    """Adds to a model of PySpark what the answer of the server says of the study."""
    model.heldOutMetric = float(answer.json["heldOut"])
    if answer.json["predictions"]:
        model.predictions = answer.table("predictions")
    model.study = Recorded(answer.record)
    model._repr_html_ = model.study._repr_html_


def _add_study(model: Any, java_model: Any, dataset: DataFrame) -> None:
    """Adds to a model of PySpark what the study of the model in the JVM knows."""
    model.heldOutMetric = java_model.heldOutMetric()
    if java_model.hasPredictions():
        model.predictions = DataFrame(java_model.predictions(), dataset.sparkSession)
    model.study = Recorded(JavaRecord(java_model, java_model.study(), dataset.sparkSession))
    model._repr_html_ = model.study._repr_html_


if TYPE_CHECKING:

    class TunedModel(CrossValidatorModel):
        """PySpark's model as ``Tuner.fit`` returns it.

        :ivar study: record of the study
        :ivar heldOutMetric: score on held-out rows; NaN if there are none
        :ivar predictions: out-of-fold predictions; only if ``collectPredictions`` is set
        """

        study: Recorded
        heldOutMetric: float
        predictions: DataFrame

    class SplitTunedModel(TrainValidationSplitModel):
        """PySpark's model as ``SplitTuner.fit`` returns it; see ``TunedModel``."""

        study: Recorded
        heldOutMetric: float
        predictions: DataFrame


class Tuner(CrossValidator, _TunerParams):
    """PySpark's ``CrossValidator`` with a search space, samplers and schedulers. Fits run side by side in the JVM.

    With param maps it returns what ``CrossValidator`` returns: the same folds, metrics and choice. A map whose fit
    fails gets the worst metric of all maps and is never chosen.

    >>> space = ParamSpaceBuilder().addRange(lr.regParam, 1e-4, 1.0, "log").build()
    >>> tuner = Tuner(estimator=lr, evaluator=evaluator, space=space, trials=4, timeout="5m")
    >>> model = tuner.fit(training)
    >>> len(model.avgMetrics), model.study.status
    (4, 'finished')
    """

    _JAVA = "org.espalier.ml.Tuner"

    if TYPE_CHECKING:

        @overload
        def fit(self, dataset: DataFrame, params: dict[Param[Any], Any] | None = ...) -> TunedModel: ...

        @overload
        def fit(
            self, dataset: DataFrame, params: list[dict[Param[Any], Any]] | tuple[dict[Param[Any], Any]]
        ) -> list[CrossValidatorModel]: ...

        def fit(self, dataset: DataFrame, params: Any = None) -> Any: ...

    @_takes_our_params
    @keyword_only
    def __init__(
        self,
        *,
        estimator: Estimator[Any] | None = None,
        estimatorParamMaps: Sequence[Mapping[Param[Any], Any]] | None = None,
        evaluator: Evaluator | None = None,
        numFolds: int = 3,
        seed: int | None = None,
        parallelism: int | None = None,
        collectSubModels: bool = False,
        foldCol: str = "",
        **ours: Any
    ) -> None:
        kwargs = self._input_kwargs
        super(Tuner, self).__init__()
        # CrossValidator's own: with another seed the folds would be others.
        self._setDefault(seed=hash(CrossValidator.__name__))
        self._set(**kwargs)

    @_takes_our_params
    @keyword_only
    def setParams(
        self,
        *,
        estimator: Estimator[Any] | None = None,
        estimatorParamMaps: Sequence[Mapping[Param[Any], Any]] | None = None,
        evaluator: Evaluator | None = None,
        numFolds: int = 3,
        seed: int | None = None,
        parallelism: int | None = None,
        collectSubModels: bool = False,
        foldCol: str = "",
        **ours: Any
    ) -> Tuner:
        """Sets several params; the others keep their values.

        >>> Tuner(trials=20).setParams(timeout="5m").getTrials()
        20
        """
        kwargs = self._input_kwargs
        self._set(**kwargs)
        return self

    def _fit(self, dataset: DataFrame) -> Any:
        if is_of_connect(dataset):
            answer = self._fit_on_server(self._with_whole_folds(dataset))
            found: Any = CrossValidatorModel(answer.model(), avgMetrics=answer.numbers("metrics"))
            found.stdMetrics = answer.numbers("deviations")
            _add_study_on_server(found, answer)
            return self._copyValues(found)._set(**self._tried_on_server(answer))
        if not self._runs_in_jvm(dataset):
            return super(Tuner, self)._fit(dataset)
        dataset = self._with_whole_folds(dataset)
        java, java_model = self._fit_in_jvm(dataset)
        sub_models: Any = None
        if java_model.hasSubModels():
            sub_models = [
                [None if model is None else stage_from_java(model) for model in fold]
                for fold in java_model.subModels()
            ]
        model: Any = CrossValidatorModel(
            stage_from_java(java_model.bestModel()),
            avgMetrics=from_java(java_model.avgMetrics()),
            subModels=sub_models,
        )
        model.stdMetrics = from_java(java_model.stdMetrics())
        _add_study(model, java_model, dataset)
        return self._copyValues(model)._set(**self._tried(java, java_model))

    def _with_whole_folds(self, dataset: DataFrame) -> DataFrame:
        """Numbers of folds as int, where Python or pandas made long or double of them."""
        named = [name for name in dataset.columns if name.lower() == self.getFoldCol().lower()]
        if len(named) != 1 or not isinstance(dataset.schema[named[0]].dataType, NumericType):
            return dataset
        if isinstance(dataset.schema[named[0]].dataType, IntegerType):
            return dataset
        fold = col("`{}`".format(named[0].replace("`", "``")))
        is_whole = fold.between(-(2**31), 2**31 - 1) & (fold % 1 == 0)
        return dataset.withColumn(named[0], when(is_whole, fold.cast("int")))

    def _to_java(self) -> Any:
        java = self._new_java_tuner()
        java.setNumFolds(self.getNumFolds())
        java.setFoldCol(self.getFoldCol())
        return java

    @classmethod
    def _from_java(cls, java_stage: Any) -> Any:
        return cls._from_java_tuner(
            java_stage, numFolds=java_stage.getNumFolds(), foldCol=java_stage.getFoldCol()
        )

    def copy(self, extra: Any = None) -> Any:
        """Copies this tuner with extra params, its estimators and its evaluator.

        >>> tuner = Tuner(estimator=lr, evaluator=evaluator, trials=20)
        >>> tuner.copy({tuner.trials: 40}).getTrials()
        40
        """
        return self._with_estimators(super(Tuner, self).copy(extra), extra)

    def write(self) -> MLWriter:
        """Returns a writer, with which Spark's own classes load the tuner again.

        >>> import tempfile
        >>> tuner = Tuner(estimator=lr, evaluator=evaluator, space=space, trials=20)
        >>> tuner.write().overwrite().save(tempfile.mkdtemp() + "/tuner")
        """
        return self._writer(super(Tuner, self).write)

    @classmethod
    def read(cls) -> Any:
        """Returns a reader of saved tuners.

        >>> import tempfile
        >>> path = tempfile.mkdtemp() + "/tuner"
        >>> Tuner(estimator=lr, evaluator=evaluator, space=space, trials=20).save(path)
        >>> Tuner.read().load(path).getTrials()
        20
        """
        return TunerReader(cls)


class SplitTuner(TrainValidationSplit, _TunerParams):
    """PySpark's ``TrainValidationSplit`` with a search space, samplers and schedulers; see ``Tuner``.

    >>> space = ParamSpaceBuilder().addRange(lr.regParam, 1e-4, 1.0, "log").build()
    >>> tuner = SplitTuner(estimator=lr, evaluator=evaluator, space=space, trials=3, trainRatio=0.8)
    >>> len(tuner.fit(training).validationMetrics)
    3
    """

    _JAVA = "org.espalier.ml.SplitTuner"

    if TYPE_CHECKING:

        @overload
        def fit(self, dataset: DataFrame, params: dict[Param[Any], Any] | None = ...) -> SplitTunedModel: ...

        @overload
        def fit(
            self, dataset: DataFrame, params: list[dict[Param[Any], Any]] | tuple[dict[Param[Any], Any]]
        ) -> list[TrainValidationSplitModel]: ...

        def fit(self, dataset: DataFrame, params: Any = None) -> Any: ...

    @_takes_our_params
    @keyword_only
    def __init__(
        self,
        *,
        estimator: Estimator[Any] | None = None,
        estimatorParamMaps: Sequence[Mapping[Param[Any], Any]] | None = None,
        evaluator: Evaluator | None = None,
        trainRatio: float = 0.75,
        parallelism: int | None = None,
        collectSubModels: bool = False,
        seed: int | None = None,
        **ours: Any
    ) -> None:
        kwargs = self._input_kwargs
        super(SplitTuner, self).__init__()
        # TrainValidationSplit's own: with another seed the split would be another.
        self._setDefault(seed=hash(TrainValidationSplit.__name__))
        self._set(**kwargs)

    @_takes_our_params
    @keyword_only
    def setParams(
        self,
        *,
        estimator: Estimator[Any] | None = None,
        estimatorParamMaps: Sequence[Mapping[Param[Any], Any]] | None = None,
        evaluator: Evaluator | None = None,
        trainRatio: float = 0.75,
        parallelism: int | None = None,
        collectSubModels: bool = False,
        seed: int | None = None,
        **ours: Any
    ) -> SplitTuner:
        """Sets several params; the others keep their values.

        >>> SplitTuner(trials=20).setParams(timeout="5m").getTrials()
        20
        """
        kwargs = self._input_kwargs
        self._set(**kwargs)
        return self

    def _fit(self, dataset: DataFrame) -> Any:
        if is_of_connect(dataset):
            answer = self._fit_on_server(dataset)
            found: Any = TrainValidationSplitModel(answer.model(), validationMetrics=answer.numbers("metrics"))
            _add_study_on_server(found, answer)
            return self._copyValues(found)._set(**self._tried_on_server(answer))
        if not self._runs_in_jvm(dataset):
            return super(SplitTuner, self)._fit(dataset)
        java, java_model = self._fit_in_jvm(dataset)
        sub_models: Any = None
        if java_model.hasSubModels():
            sub_models = [
                None if model is None else stage_from_java(model)
                for model in java_model.subModels()
            ]
        model: Any = TrainValidationSplitModel(
            stage_from_java(java_model.bestModel()),
            validationMetrics=from_java(java_model.validationMetrics()),
            subModels=sub_models,
        )
        _add_study(model, java_model, dataset)
        return self._copyValues(model)._set(**self._tried(java, java_model))

    def _to_java(self) -> Any:
        java = self._new_java_tuner()
        java.setTrainRatio(self.getTrainRatio())
        return java

    @classmethod
    def _from_java(cls, java_stage: Any) -> Any:
        return cls._from_java_tuner(java_stage, trainRatio=java_stage.getTrainRatio())

    def copy(self, extra: Any = None) -> Any:
        """Copies this tuner with extra params, its estimators and its evaluator.

        >>> tuner = SplitTuner(estimator=lr, evaluator=evaluator, trials=20)
        >>> tuner.copy({tuner.trials: 40}).getTrials()
        40
        """
        return self._with_estimators(super(SplitTuner, self).copy(extra), extra)

    def write(self) -> MLWriter:
        """Returns a writer, with which Spark's own classes load the tuner again.

        >>> import tempfile
        >>> tuner = SplitTuner(estimator=lr, evaluator=evaluator, space=space, trials=20)
        >>> tuner.write().overwrite().save(tempfile.mkdtemp() + "/tuner")
        """
        return self._writer(super(SplitTuner, self).write)

    @classmethod
    def read(cls) -> Any:
        """Returns a reader of saved tuners.

        >>> import tempfile
        >>> path = tempfile.mkdtemp() + "/tuner"
        >>> SplitTuner(estimator=lr, evaluator=evaluator, space=space, trials=20).save(path)
        >>> SplitTuner.read().load(path).getTrials()
        20
        """
        return TunerReader(cls)
