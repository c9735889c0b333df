"""Generated from tuning.py and the table of settings; written anew by: python3 src/main/dist/stubs.py"""

from espalier.params import TunerParams
from espalier.record import Recorded
from pyspark.ml import Estimator
from pyspark.ml.evaluation import Evaluator
from pyspark.ml.param import Param
from pyspark.ml.tuning import CrossValidator, CrossValidatorModel, TrainValidationSplit, TrainValidationSplitModel
from pyspark.ml.util import MLWriter
from pyspark.sql import DataFrame
from typing import Any, Literal, Mapping, Sequence, TypeVar, overload

T = TypeVar('T', bound='_TunerParams')

class Space(str):
    """Search space: a text in the format of a study file, with the estimators that a tuner chooses from.

    >>> type(ParamSpaceBuilder().addRange(lr.regParam, 0.0, 1.0).build()).__name__
    'Space'
    """
    estimators: tuple[Estimator[Any], ...]

class ParamSpaceBuilder:
    """Builder of a search space, as ``ParamGridBuilder`` is one of param maps.

    >>> builder = ParamSpaceBuilder().addRange(lr.regParam, 1e-4, 1.0, "log")
    >>> space = builder.addChoice(lr.family, "auto", "multinomial").build()
    >>> Tuner(space=space).getSpace() == space
    True
    """

    def __init__(self) -> None:
        ...

    def addEstimators(self, *estimators: Estimator[Any]) -> ParamSpaceBuilder:
        """Adds estimators to choose from, as ``Tuner(estimators=[...])`` takes them.

        The tuner first tries each estimator with its own params, in this order. A param of the space belongs to the
        estimators that contain its stage.

        >>> builder = ParamSpaceBuilder().addEstimators(lr, RandomForestClassifier())
        >>> len(builder.build().estimators)
        2
        """

    def addRange(self, param: Param[Any], low: float, high: float, scale: Literal['linear', 'log', 'reverse-log']='linear', points: int | None=None, when: Mapping[Param[Any], Any] | None=None) -> ParamSpaceBuilder:
        """Adds a range from low to high, both included. It has whole numbers if the param takes only those.

        >>> "regParam" in ParamSpaceBuilder().addRange(lr.regParam, 1e-4, 1.0, "log").build()
        True

        :param scale: linear, log or reverse-log
        :param points: number of values in a grid, at least 2
        :param when: condition: with ``{lr.solver: "l-bfgs"}`` the param is searched only if ``solver`` has this value.
            A list stands for any of its values
        """

    def addChoice(self, param: Param[Any], *values: Any, when: Mapping[Param[Any], Any] | None=None) -> ParamSpaceBuilder:
        """Adds a choice of values: truth values, numbers, texts or lists of these.

        >>> "family" in ParamSpaceBuilder().addChoice(lr.family, "auto", "multinomial").build()
        True

        :param when: condition, see ``addRange``
        """

    def build(self) -> Space:
        """Returns the space, a text in the format of a study file, for the param ``space`` of a tuner.

        >>> print(ParamSpaceBuilder().addRange(lr.maxIter, 5, 50).build())  # doctest: +ELLIPSIS
        {
         "space": {
          "LogisticRegression_...maxIter": {
        ...
        """

class _TunerParams(TunerParams):
    """Params of both tuners, and what they do with them."""
    estimators: Param[Any]
    heldOutSource: Param[Any]

    def getHeldOutSource(self) -> DataFrame:
        """Gets heldOutSource.

        >>> Tuner(heldOutSource=training).getHeldOutSource() is training
        True
        """

    def setHeldOutSource(self: T, value: DataFrame) -> T:
        """Sets heldOutSource, a table with the columns of the dataset. The best model is scored on it at the end.

        >>> Tuner().setHeldOutSource(training).isSet("heldOutSource")
        True
        """

    def getEstimators(self) -> list[Estimator[Any]]:
        """Gets the estimators to choose from.

        >>> len(Tuner(estimators=[lr, RandomForestClassifier()]).getEstimators())
        2
        """

    def setEstimators(self: T, value: Sequence[Estimator[Any]]) -> T:
        """Sets the estimators to choose from, and ``estimator`` to the first of them.

        >>> Tuner().setEstimators([lr, RandomForestClassifier()]).getEstimator() is lr
        True
        """

    def plan(self) -> str:
        """Text of the params in the format of a study file, which you can compare and keep under version control.

        Estimator, evaluator and param maps are not part of it.

        >>> "asha" in Tuner(estimator=lr, scheduler="asha").plan()
        True
        """

    def setPlan(self: T, text: str) -> T:
        """Sets the params of a text that ``plan`` returned.

        >>> text = Tuner(estimator=lr, trials=20).plan()
        >>> Tuner(estimator=lr).setPlan(text).getTrials()
        20

        :raises IllegalArgumentException: with all problems, a line each
        """

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

    @overload
    def fit(self, dataset: DataFrame, params: dict[Param[Any], Any] | None=...) -> TunedModel:
        ...

    @overload
    def fit(self, dataset: DataFrame, params: list[dict[Param[Any], Any]] | tuple[dict[Param[Any], Any]]) -> list[CrossValidatorModel]:
        ...

    def __init__(self, *, estimator: Estimator[Any] | None=None, estimatorParamMaps: Sequence[Mapping[Param[Any], Any]] | None=None, evaluator: Evaluator | None=None, numFolds: int=3, seed: int | None=None, parallelism: int | None=None, collectSubModels: bool=False, foldCol: str='', estimators: Sequence[Estimator[Any]] | None=None, heldOutSource: DataFrame | None=None, collectPredictions: bool | None=None, eta: int | None=None, foldRule: Literal['spark', 'pyspark', 'hash', 'stratified', 'group', 'time'] | None=None, foldWindow: Literal['expanding', 'sliding'] | None=None, gap: float | str | None=None, group: str | None=None, heldOut: float | None=None, journal: str | None=None, maxFailures: int | None=None, maxStorage: str | None=None, maxTaskTime: float | str | None=None, maxUnits: int | None=None, minFolds: int | None=None, minImprovement: float | None=None, minResource: int | None=None, mlflowExperiment: str | None=None, mlflowUri: str | None=None, patience: int | None=None, perturb: str | None=None, prior: str | None=None, requiredScore: float | None=None, resource: Literal['rows', 'folds', 'iterations'] | None=None, sampler: Literal['grid', 'one-at-a-time', 'random', 'sobol', 'tpe', 'gp', 'auto', 'policy-gradient', 'annealing', 'fmqa'] | None=None, scheduler: Literal['auto', 'full', 'halving', 'hyperband', 'bohb', 'asha', 'racing', 'pbt'] | None=None, space: str | None=None, startPoints: str | Sequence[Mapping[Param[Any], Any]] | None=None, targetScore: float | None=None, taskMemory: str | None=None, then: str | Sequence[Mapping[str, Any]] | None=None, time: str | None=None, timeout: float | str | None=None, training: Literal['auto', 'tasks', 'distributed', 'jobs', 'verify'] | None=None, trials: int | None=None, window: int | None=None, winnerRepeats: int | None=None, winnerRule: Literal['best', 'one-standard-error'] | None=None) -> None:
        ...

    def setParams(self, *, estimator: Estimator[Any] | None=None, estimatorParamMaps: Sequence[Mapping[Param[Any], Any]] | None=None, evaluator: Evaluator | None=None, numFolds: int=3, seed: int | None=None, parallelism: int | None=None, collectSubModels: bool=False, foldCol: str='', estimators: Sequence[Estimator[Any]] | None=None, heldOutSource: DataFrame | None=None, collectPredictions: bool | None=None, eta: int | None=None, foldRule: Literal['spark', 'pyspark', 'hash', 'stratified', 'group', 'time'] | None=None, foldWindow: Literal['expanding', 'sliding'] | None=None, gap: float | str | None=None, group: str | None=None, heldOut: float | None=None, journal: str | None=None, maxFailures: int | None=None, maxStorage: str | None=None, maxTaskTime: float | str | None=None, maxUnits: int | None=None, minFolds: int | None=None, minImprovement: float | None=None, minResource: int | None=None, mlflowExperiment: str | None=None, mlflowUri: str | None=None, patience: int | None=None, perturb: str | None=None, prior: str | None=None, requiredScore: float | None=None, resource: Literal['rows', 'folds', 'iterations'] | None=None, sampler: Literal['grid', 'one-at-a-time', 'random', 'sobol', 'tpe', 'gp', 'auto', 'policy-gradient', 'annealing', 'fmqa'] | None=None, scheduler: Literal['auto', 'full', 'halving', 'hyperband', 'bohb', 'asha', 'racing', 'pbt'] | None=None, space: str | None=None, startPoints: str | Sequence[Mapping[Param[Any], Any]] | None=None, targetScore: float | None=None, taskMemory: str | None=None, then: str | Sequence[Mapping[str, Any]] | None=None, time: str | None=None, timeout: float | str | None=None, training: Literal['auto', 'tasks', 'distributed', 'jobs', 'verify'] | None=None, trials: int | None=None, window: int | None=None, winnerRepeats: int | None=None, winnerRule: Literal['best', 'one-standard-error'] | None=None) -> Tuner:
        """Sets several params; the others keep their values.

        >>> Tuner(trials=20).setParams(timeout="5m").getTrials()
        20
        """

    def copy(self, extra: Any=None) -> Any:
        """Copies this tuner with extra params, its estimators and its evaluator.

        >>> tuner = Tuner(estimator=lr, evaluator=evaluator, trials=20)
        >>> tuner.copy({tuner.trials: 40}).getTrials()
        40
        """

    def write(self) -> MLWriter:
        """Returns a writer, with which Spark's own classes load the tuner again.

        >>> import tempfile
        >>> tuner = Tuner(estimator=lr, evaluator=evaluator, space=space, trials=20)
        >>> tuner.write().overwrite().save(tempfile.mkdtemp() + "/tuner")
        """

    @classmethod
    def read(cls) -> Any:
        """Returns a reader of saved tuners.

        >>> import tempfile
        >>> path = tempfile.mkdtemp() + "/tuner"
        >>> Tuner(estimator=lr, evaluator=evaluator, space=space, trials=20).save(path)
        >>> Tuner.read().load(path).getTrials()
        20
        """

class SplitTuner(TrainValidationSplit, _TunerParams):
    """PySpark's ``TrainValidationSplit`` with a search space, samplers and schedulers; see ``Tuner``.

    >>> space = ParamSpaceBuilder().addRange(lr.regParam, 1e-4, 1.0, "log").build()
    >>> tuner = SplitTuner(estimator=lr, evaluator=evaluator, space=space, trials=3, trainRatio=0.8)
    >>> len(tuner.fit(training).validationMetrics)
    3
    """

    @overload
    def fit(self, dataset: DataFrame, params: dict[Param[Any], Any] | None=...) -> SplitTunedModel:
        ...

    @overload
    def fit(self, dataset: DataFrame, params: list[dict[Param[Any], Any]] | tuple[dict[Param[Any], Any]]) -> list[TrainValidationSplitModel]:
        ...

    def __init__(self, *, estimator: Estimator[Any] | None=None, estimatorParamMaps: Sequence[Mapping[Param[Any], Any]] | None=None, evaluator: Evaluator | None=None, trainRatio: float=0.75, parallelism: int | None=None, collectSubModels: bool=False, seed: int | None=None, estimators: Sequence[Estimator[Any]] | None=None, heldOutSource: DataFrame | None=None, collectPredictions: bool | None=None, eta: int | None=None, foldRule: Literal['spark', 'pyspark', 'hash', 'stratified', 'group', 'time'] | None=None, foldWindow: Literal['expanding', 'sliding'] | None=None, gap: float | str | None=None, group: str | None=None, heldOut: float | None=None, journal: str | None=None, maxFailures: int | None=None, maxStorage: str | None=None, maxTaskTime: float | str | None=None, maxUnits: int | None=None, minFolds: int | None=None, minImprovement: float | None=None, minResource: int | None=None, mlflowExperiment: str | None=None, mlflowUri: str | None=None, patience: int | None=None, perturb: str | None=None, prior: str | None=None, requiredScore: float | None=None, resource: Literal['rows', 'folds', 'iterations'] | None=None, sampler: Literal['grid', 'one-at-a-time', 'random', 'sobol', 'tpe', 'gp', 'auto', 'policy-gradient', 'annealing', 'fmqa'] | None=None, scheduler: Literal['auto', 'full', 'halving', 'hyperband', 'bohb', 'asha', 'racing', 'pbt'] | None=None, space: str | None=None, startPoints: str | Sequence[Mapping[Param[Any], Any]] | None=None, targetScore: float | None=None, taskMemory: str | None=None, then: str | Sequence[Mapping[str, Any]] | None=None, time: str | None=None, timeout: float | str | None=None, training: Literal['auto', 'tasks', 'distributed', 'jobs', 'verify'] | None=None, trials: int | None=None, window: int | None=None, winnerRepeats: int | None=None, winnerRule: Literal['best', 'one-standard-error'] | None=None) -> None:
        ...

    def setParams(self, *, estimator: Estimator[Any] | None=None, estimatorParamMaps: Sequence[Mapping[Param[Any], Any]] | None=None, evaluator: Evaluator | None=None, trainRatio: float=0.75, parallelism: int | None=None, collectSubModels: bool=False, seed: int | None=None, estimators: Sequence[Estimator[Any]] | None=None, heldOutSource: DataFrame | None=None, collectPredictions: bool | None=None, eta: int | None=None, foldRule: Literal['spark', 'pyspark', 'hash', 'stratified', 'group', 'time'] | None=None, foldWindow: Literal['expanding', 'sliding'] | None=None, gap: float | str | None=None, group: str | None=None, heldOut: float | None=None, journal: str | None=None, maxFailures: int | None=None, maxStorage: str | None=None, maxTaskTime: float | str | None=None, maxUnits: int | None=None, minFolds: int | None=None, minImprovement: float | None=None, minResource: int | None=None, mlflowExperiment: str | None=None, mlflowUri: str | None=None, patience: int | None=None, perturb: str | None=None, prior: str | None=None, requiredScore: float | None=None, resource: Literal['rows', 'folds', 'iterations'] | None=None, sampler: Literal['grid', 'one-at-a-time', 'random', 'sobol', 'tpe', 'gp', 'auto', 'policy-gradient', 'annealing', 'fmqa'] | None=None, scheduler: Literal['auto', 'full', 'halving', 'hyperband', 'bohb', 'asha', 'racing', 'pbt'] | None=None, space: str | None=None, startPoints: str | Sequence[Mapping[Param[Any], Any]] | None=None, targetScore: float | None=None, taskMemory: str | None=None, then: str | Sequence[Mapping[str, Any]] | None=None, time: str | None=None, timeout: float | str | None=None, training: Literal['auto', 'tasks', 'distributed', 'jobs', 'verify'] | None=None, trials: int | None=None, window: int | None=None, winnerRepeats: int | None=None, winnerRule: Literal['best', 'one-standard-error'] | None=None) -> SplitTuner:
        """Sets several params; the others keep their values.

        >>> SplitTuner(trials=20).setParams(timeout="5m").getTrials()
        20
        """

    def copy(self, extra: Any=None) -> Any:
        """Copies this tuner with extra params, its estimators and its evaluator.

        >>> tuner = SplitTuner(estimator=lr, evaluator=evaluator, trials=20)
        >>> tuner.copy({tuner.trials: 40}).getTrials()
        40
        """

    def write(self) -> MLWriter:
        """Returns a writer, with which Spark's own classes load the tuner again.

        >>> import tempfile
        >>> tuner = SplitTuner(estimator=lr, evaluator=evaluator, space=space, trials=20)
        >>> tuner.write().overwrite().save(tempfile.mkdtemp() + "/tuner")
        """

    @classmethod
    def read(cls) -> Any:
        """Returns a reader of saved tuners.

        >>> import tempfile
        >>> path = tempfile.mkdtemp() + "/tuner"
        >>> SplitTuner(estimator=lr, evaluator=evaluator, space=space, trials=20).save(path)
        >>> SplitTuner.read().load(path).getTrials()
        20
        """
