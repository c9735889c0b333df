"""Generated from functions.py and the table of settings; written anew by: python3 src/main/dist/stubs.py"""

import os
from espalier.record import Recorded
from pyspark.sql import SparkSession
from typing import Any, Callable, Literal, Mapping, NamedTuple, Sequence, TypedDict

class TuneSettings(TypedDict, total=False):
    """Further settings of ``tune``, by name."""
    start_points: Sequence[Mapping[str, Any]]
    then: Sequence[Mapping[str, Any]]
    simplicity: Sequence[str]
    prior: str
    min_resource: int
    eta: int
    perturb: str
    max_units: int
    max_task_time: float | str
    target_score: float
    patience: int
    max_failures: int
    winner_rule: Literal['best', 'one-standard-error']
    winner_repeats: int
    min_improvement: float
    required_score: float
    window: int
    cell_timeout: float | str
    mlflow_uri: str
    mlflow_experiment: str
    max_resource: int
    state_limit: str
    cores: int
    gpus: float

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
        ...

    def curves(self) -> list[dict[str, Any]]:
        """Learning curves: a dict for each call of ``trial.report``.

        Each dict has proposal, trial, rung, fold and step, and the reported numbers by name. Numbers that are not
        finite are left out. The output has the same points as its table ``curves``.

        >>> sorted(study.curves()[0])
        ['fold', 'loss', 'proposal', 'rung', 'step', 'trial']
        """

def tune(objective: Callable[..., Any], space: Any, *, metric: str | None=None, direction: Literal['minimize', 'maximize'] | None=None, data: Any=None, folds: int | None=None, trials: int | None=None, sampler: Literal['grid', 'one-at-a-time', 'random', 'sobol', 'tpe', 'gp', 'auto', 'policy-gradient', 'annealing', 'fmqa'] | None=None, scheduler: Literal['auto', 'full', 'halving', 'hyperband', 'bohb', 'asha', 'racing', 'pbt'] | None=None, timeout: float | str | None=None, parallelism: int | None=None, journal: str | os.PathLike[str] | None=None, output: str | os.PathLike[str] | None=None, seed: int | None=None, listeners: Any=None, spark: SparkSession | None=None, settings: TuneSettings | None=None) -> Study:
    """Searches a space for the configuration with the best value of a function.

    >>> study = tune(
    ...     lambda config: (config["x"] - 2) ** 2,
    ...     {"x": uniform(0, 5)},
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
    :param seed: Seed of all random choices: folds, samples, configurations and fits
    :param metric: Metric to optimise; "describe metrics" lists all with their tasks and directions
    :param folds: Number of folds of the cross-validation
    :param sampler: Sampler, which proposes configurations: grid | one-at-a-time | random | sobol | tpe | gp | auto | policy-gradient | annealing | fmqa
    :param trials: Maximum number of trials, including the defaults of each learner
    :param scheduler: Scheduler, which decides how much of the resource each trial gets: auto | full | halving | hyperband | bohb | asha | racing | pbt
    :param timeout: Wall-clock time of the whole study, reading and output included, in seconds
    :param parallelism: Maximum number of concurrent cells
    :param direction: Direction of the metric that decides: minimize | maximize
    :param journal: Folder of the journal of the study, on any Hadoop file system, from which an interrupted study continues
    :param output: Folder for tables and page, on any Hadoop file system
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
        - ``prior``: Folder of an earlier study, finished or not, with the same metric, whose best three configurations are tried first
        - ``min_resource``: Resource of the lowest rung
        - ``eta``: Reduction factor: the best 1/eta of a rung is promoted with eta times the resource
        - ``perturb``: Parameters that scheduler pbt may change when a trial continues from the state of another trial, separated by commas, by default all ranges of real numbers
        - ``max_units``: Maximum of planned units, training rows x folds (x iterations, if they are the resource), summed over all evaluations
        - ``max_task_time``: Executor run time of all tasks together, as Spark measures it, in seconds
        - ``target_score``: Target score, in the metric's own direction: the search ends when a trial reaches it
        - ``patience``: Number of consecutive trials without a better score on all rows and folds after which the search ends
        - ``max_failures``: Number of consecutive failed trials after which the study ends
        - ``winner_rule``: Rule that chooses the winner: best | one-standard-error
        - ``winner_repeats``: Number of further partitions into folds, unseen by the search, on which the best three trials are evaluated again
        - ``min_improvement``: Required improvement over the baseline, in the metric's unit
        - ``required_score``: Required score of the winner: at least, or at most if smaller is better
        - ``window``: Number of virtual slots: how many proposals sampler and scheduler count as under way, whatever the parallelism
        - ``cell_timeout``: Time limit of a cell (one configuration on one fold), after which its trial fails, in seconds
        - ``mlflow_uri``: Address of an MLflow server, with http or https
        - ``mlflow_experiment``: MLflow experiment of the runs, which is created if it does not exist
        - ``max_resource``: Steps of a trial in full
        - ``state_limit``: Maximum size of the state that a cell leaves in files; a size above zero with its unit, for example 512 MiB or 2 GiB; 2 GiB by default
        - ``cores``: Cores of one call, in a resource profile of the study; auto: spark.task.cpus of the application
        - ``gpus``: GPUs of one call, or a fraction of one, in a resource profile of the study; auto: those of a task
    A time is a number of seconds or a text with its unit: ``timeout=300`` and ``timeout="5m"`` are equal.

    :raises IllegalArgumentException: with all problems, a line each, before anything starts
    :raises RuntimeError: if no trial completed, or the study was stopped
    :raises KeyboardInterrupt: after Ctrl-C; its message says how to continue the study
    """

def plan(space: Any, *, metric: str | None=None, direction: Literal['minimize', 'maximize'] | None=None, data: Any=None, folds: int | None=None, trials: int | None=None, sampler: Literal['grid', 'one-at-a-time', 'random', 'sobol', 'tpe', 'gp', 'auto', 'policy-gradient', 'annealing', 'fmqa'] | None=None, scheduler: Literal['auto', 'full', 'halving', 'hyperband', 'bohb', 'asha', 'racing', 'pbt'] | None=None, timeout: float | str | None=None, parallelism: int | None=None, journal: str | os.PathLike[str] | None=None, output: str | os.PathLike[str] | None=None, seed: int | None=None, listeners: Any=None, spark: SparkSession | None=None, settings: TuneSettings | None=None) -> str:
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
