"""Params of the tuners beside those of PySpark's own classes, as the JVM has them.

Generated; written anew by: mvn -Pquick test -Dtest='*PagesTest' -Despalier.write-pages=true
"""

from __future__ import annotations

from typing import Any, Literal, Mapping, Sequence, TypeVar

from pyspark.ml.param import Param, Params, TypeConverters

from espalier.maps import points_text, refinements_text, size_text, space_text, to_seconds

P = TypeVar("P", bound="TunerParams")

NAMES = (
    "collectPredictions",
    "eta",
    "foldRule",
    "foldWindow",
    "gap",
    "group",
    "heldOut",
    "journal",
    "maxFailures",
    "maxStorage",
    "maxTaskTime",
    "maxUnits",
    "minFolds",
    "minImprovement",
    "minResource",
    "mlflowExperiment",
    "mlflowUri",
    "patience",
    "perturb",
    "prior",
    "requiredScore",
    "resource",
    "sampler",
    "scheduler",
    "space",
    "startPoints",
    "targetScore",
    "taskMemory",
    "then",
    "time",
    "timeout",
    "training",
    "trials",
    "window",
    "winnerRepeats",
    "winnerRule",
)

TEXTS = ("space", "startPoints", "then")

LONG = ("maxUnits", "minResource")


class TunerParams(Params):
    """Params, getters and setters that both tuners have beside those of PySpark's own classes.

    >>> Tuner(trials=20, timeout="5m").getTimeout()
    300.0
    """

    collectPredictions = Param(
        Params._dummy(),
        "collectPredictions",
        "Out-of-fold predictions of the winner and the other finalists: for each training row "
        "its key (data.key, or a hash of all columns), its fold, its label, and the prediction "
        "and scores of a model fitted without that fold",
        typeConverter=TypeConverters.toBoolean,
    )

    eta = Param(
        Params._dummy(),
        "eta",
        "Reduction factor: the best 1/eta of a rung is promoted with eta times the resource",
        typeConverter=TypeConverters.toInt,
    )

    foldRule = Param(
        Params._dummy(),
        "foldRule",
        "Rule that assigns rows to folds: spark | pyspark | hash | stratified | group | time",
        typeConverter=TypeConverters.toString,
    )

    foldWindow = Param(
        Params._dummy(),
        "foldWindow",
        "Training rows of a fold with rule time: expanding | sliding",
        typeConverter=TypeConverters.toString,
    )

    gap = Param(
        Params._dummy(),
        "gap",
        "Gap between the training rows and the validation rows of a fold with rule time, in the "
        "column's unit, for dates and timestamps in seconds",
        typeConverter=to_seconds,
    )

    group = Param(
        Params._dummy(),
        "group",
        "Column with the group of each row, such as a customer or a patient",
        typeConverter=TypeConverters.toString,
    )

    heldOut = Param(
        Params._dummy(),
        "heldOut",
        "Share of the rows that is held out",
        typeConverter=TypeConverters.toFloat,
    )

    journal = Param(
        Params._dummy(),
        "journal",
        "Folder of the journal of the study, on any Hadoop file system, from which an "
        "interrupted study continues",
        typeConverter=TypeConverters.toString,
    )

    maxFailures = Param(
        Params._dummy(),
        "maxFailures",
        "Number of consecutive failed trials after which the study ends",
        typeConverter=TypeConverters.toInt,
    )

    maxStorage = Param(
        Params._dummy(),
        "maxStorage",
        "Storage of the cluster for the output rows of stages that several cells share; auto: a "
        "quarter of what the executors have when a fit begins, or as much as the rows themselves "
        "take if that is more; none: no storage; none, auto or a size above zero with its unit, "
        "for example 512 MiB or 2 GiB; auto by default",
        typeConverter=size_text,
    )

    maxTaskTime = Param(
        Params._dummy(),
        "maxTaskTime",
        "Executor run time of all tasks together, as Spark measures it, in seconds; 0: none",
        typeConverter=to_seconds,
    )

    maxUnits = Param(
        Params._dummy(),
        "maxUnits",
        "Maximum of planned units, training rows x folds (x iterations, if they are the "
        "resource), summed over all evaluations; 0: none",
        typeConverter=TypeConverters.toInt,
    )

    minFolds = Param(
        Params._dummy(),
        "minFolds",
        "Number of folds that validate a trial below the top rung, for resource rows or "
        "iterations; 0: all",
        typeConverter=TypeConverters.toInt,
    )

    minImprovement = Param(
        Params._dummy(),
        "minImprovement",
        "Required improvement over the baseline, in the metric's unit",
        typeConverter=TypeConverters.toFloat,
    )

    minResource = Param(
        Params._dummy(),
        "minResource",
        "Resource of the lowest rung; 0: auto",
        typeConverter=TypeConverters.toInt,
    )

    mlflowExperiment = Param(
        Params._dummy(),
        "mlflowExperiment",
        "MLflow experiment of the runs, which is created if it does not exist",
        typeConverter=TypeConverters.toString,
    )

    mlflowUri = Param(
        Params._dummy(),
        "mlflowUri",
        "Address of an MLflow server, with http or https",
        typeConverter=TypeConverters.toString,
    )

    patience = Param(
        Params._dummy(),
        "patience",
        "Number of consecutive trials without a better score on all rows and folds after which "
        "the search ends; 0: none",
        typeConverter=TypeConverters.toInt,
    )

    perturb = Param(
        Params._dummy(),
        "perturb",
        "Parameters that scheduler pbt may change when a trial continues from the state of "
        "another trial, separated by commas, by default all ranges of real numbers",
        typeConverter=TypeConverters.toString,
    )

    prior = Param(
        Params._dummy(),
        "prior",
        "Folder of an earlier study, finished or not, with the same metric, whose best three "
        "configurations are tried first",
        typeConverter=TypeConverters.toString,
    )

    requiredScore = Param(
        Params._dummy(),
        "requiredScore",
        "Required score of the winner: at least, or at most if smaller is better",
        typeConverter=TypeConverters.toFloat,
    )

    resource = Param(
        Params._dummy(),
        "resource",
        "Resource that grows from rung to rung: rows | folds | iterations",
        typeConverter=TypeConverters.toString,
    )

    sampler = Param(
        Params._dummy(),
        "sampler",
        "Sampler, which proposes configurations: grid | one-at-a-time | random | sobol | tpe | "
        "gp | auto | policy-gradient | annealing | fmqa",
        typeConverter=TypeConverters.toString,
    )

    scheduler = Param(
        Params._dummy(),
        "scheduler",
        "Scheduler, which decides how much of the resource each trial gets: auto | full | "
        "halving | hyperband | bohb | asha | racing | pbt",
        typeConverter=TypeConverters.toString,
    )

    space = Param(
        Params._dummy(),
        "space",
        "Search space, in place of param maps",
        typeConverter=space_text,
    )

    startPoints = Param(
        Params._dummy(),
        "startPoints",
        "Start points: configurations that are tried after the defaults and count as trials",
        typeConverter=points_text,
    )

    targetScore = Param(
        Params._dummy(),
        "targetScore",
        "Target score, in the metric's own direction: the search ends when a trial reaches it",
        typeConverter=TypeConverters.toFloat,
    )

    taskMemory = Param(
        Params._dummy(),
        "taskMemory",
        "Memory for the rows of one table that is trained on inside tasks; auto or a size above "
        "zero with its unit, for example 512 MiB or 2 GiB; auto by default",
        typeConverter=size_text,
    )

    then = Param(
        Params._dummy(),
        "then",
        "Refinements, for schedule = full only",
        typeConverter=refinements_text,
    )

    time = Param(
        Params._dummy(),
        "time",
        "Column with the time at which a row became known: date, timestamp or number",
        typeConverter=TypeConverters.toString,
    )

    timeout = Param(
        Params._dummy(),
        "timeout",
        "Wall-clock time of the whole study, reading and output included, in seconds; 0: none",
        typeConverter=to_seconds,
    )

    training = Param(
        Params._dummy(),
        "training",
        "Place where candidates are trained: auto | tasks | distributed | jobs | verify",
        typeConverter=TypeConverters.toString,
    )

    trials = Param(
        Params._dummy(),
        "trials",
        "Maximum number of trials, including the defaults of each learner; 0: auto",
        typeConverter=TypeConverters.toInt,
    )

    window = Param(
        Params._dummy(),
        "window",
        "Number of virtual slots: how many proposals sampler and scheduler count as under way, "
        "whatever the parallelism",
        typeConverter=TypeConverters.toInt,
    )

    winnerRepeats = Param(
        Params._dummy(),
        "winnerRepeats",
        "Number of further partitions into folds, unseen by the search, on which the best three "
        "trials are evaluated again",
        typeConverter=TypeConverters.toInt,
    )

    winnerRule = Param(
        Params._dummy(),
        "winnerRule",
        "Rule that chooses the winner: best | one-standard-error",
        typeConverter=TypeConverters.toString,
    )

    def setCollectPredictions(self: P, value: bool) -> P:
        """Sets collectPredictions.

        Out-of-fold predictions of the winner and the other finalists: for each training row its key
        (data.key, or a hash of all columns), its fold, its label, and the prediction and scores of
        a model fitted without that fold.

        >>> Tuner().setCollectPredictions(True).isSet("collectPredictions")
        True
        """
        return self._set(collectPredictions=value)

    def getCollectPredictions(self) -> bool:
        """Gets collectPredictions.

        >>> Tuner(collectPredictions=True).getCollectPredictions()
        True
        """
        return self.getOrDefault(self.collectPredictions)

    def setEta(self: P, value: int) -> P:
        """Sets eta.

        Reduction factor: the best 1/eta of a rung is promoted with eta times the resource.

        >>> Tuner().setEta(20).isSet("eta")
        True
        """
        return self._set(eta=value)

    def getEta(self) -> int:
        """Gets eta.

        >>> Tuner(eta=20).getEta()
        20
        """
        return self.getOrDefault(self.eta)

    def setFoldRule(self: P, value: Literal["spark", "pyspark", "hash", "stratified", "group", "time"]) -> P:
        """Sets foldRule.

        Rule that assigns rows to folds: spark | pyspark | hash | stratified | group | time.

        >>> Tuner().setFoldRule("time").isSet("foldRule")
        True
        """
        return self._set(foldRule=value)

    def getFoldRule(self) -> str:
        """Gets foldRule.

        >>> Tuner(foldRule="time").getFoldRule()
        'time'
        """
        return self.getOrDefault(self.foldRule)

    def setFoldWindow(self: P, value: Literal["expanding", "sliding"]) -> P:
        """Sets foldWindow.

        Training rows of a fold with rule time: expanding | sliding.

        >>> Tuner().setFoldWindow("sliding").isSet("foldWindow")
        True
        """
        return self._set(foldWindow=value)

    def getFoldWindow(self) -> str:
        """Gets foldWindow.

        >>> Tuner(foldWindow="sliding").getFoldWindow()
        'sliding'
        """
        return self.getOrDefault(self.foldWindow)

    def setGap(self: P, value: float | str) -> P:
        """Sets gap.

        Gap between the training rows and the validation rows of a fold with rule time, in the
        column's unit, for dates and timestamps in seconds.

        >>> Tuner().setGap("1d").isSet("gap")
        True
        """
        return self._set(gap=value)

    def getGap(self) -> float:
        """Gets gap.

        >>> Tuner(gap="1d").getGap()
        86400.0
        """
        return self.getOrDefault(self.gap)

    def setGroup(self: P, value: str) -> P:
        """Sets group.

        Column with the group of each row, such as a customer or a patient.

        >>> Tuner().setGroup("customer").isSet("group")
        True
        """
        return self._set(group=value)

    def getGroup(self) -> str:
        """Gets group.

        >>> Tuner(group="customer").getGroup()
        'customer'
        """
        return self.getOrDefault(self.group)

    def setHeldOut(self: P, value: float) -> P:
        """Sets heldOut.

        Share of the rows that is held out.

        >>> Tuner().setHeldOut(0.2).isSet("heldOut")
        True
        """
        return self._set(heldOut=value)

    def getHeldOut(self) -> float:
        """Gets heldOut.

        >>> Tuner(heldOut=0.2).getHeldOut()
        0.2
        """
        return self.getOrDefault(self.heldOut)

    def setJournal(self: P, value: str) -> P:
        """Sets journal.

        Folder of the journal of the study, on any Hadoop file system, from which an interrupted
        study continues.

        >>> Tuner().setJournal("studies/churn/journal").isSet("journal")
        True
        """
        return self._set(journal=value)

    def getJournal(self) -> str:
        """Gets journal.

        >>> Tuner(journal="studies/churn/journal").getJournal()
        'studies/churn/journal'
        """
        return self.getOrDefault(self.journal)

    def setMaxFailures(self: P, value: int) -> P:
        """Sets maxFailures.

        Number of consecutive failed trials after which the study ends.

        >>> Tuner().setMaxFailures(20).isSet("maxFailures")
        True
        """
        return self._set(maxFailures=value)

    def getMaxFailures(self) -> int:
        """Gets maxFailures.

        >>> Tuner(maxFailures=20).getMaxFailures()
        20
        """
        return self.getOrDefault(self.maxFailures)

    def setMaxStorage(self: P, value: str) -> P:
        """Sets maxStorage.

        Storage of the cluster for the output rows of stages that several cells share; auto: a
        quarter of what the executors have when a fit begins, or as much as the rows themselves take
        if that is more; none: no storage; none, auto or a size above zero with its unit, for
        example 512 MiB or 2 GiB; auto by default.

        >>> Tuner().setMaxStorage("512 MiB").isSet("maxStorage")
        True
        """
        return self._set(maxStorage=value)

    def getMaxStorage(self) -> str:
        """Gets maxStorage.

        >>> Tuner(maxStorage="512 MiB").getMaxStorage()
        '512 MiB'
        """
        return self.getOrDefault(self.maxStorage)

    def setMaxTaskTime(self: P, value: float | str) -> P:
        """Sets maxTaskTime.

        Executor run time of all tasks together, as Spark measures it, in seconds; 0: none.

        >>> Tuner().setMaxTaskTime("5m").isSet("maxTaskTime")
        True
        """
        return self._set(maxTaskTime=value)

    def getMaxTaskTime(self) -> float:
        """Gets maxTaskTime.

        >>> Tuner(maxTaskTime="5m").getMaxTaskTime()
        300.0
        """
        return self.getOrDefault(self.maxTaskTime)

    def setMaxUnits(self: P, value: int) -> P:
        """Sets maxUnits.

        Maximum of planned units, training rows x folds (x iterations, if they are the resource),
        summed over all evaluations; 0: none.

        >>> Tuner().setMaxUnits(20).isSet("maxUnits")
        True
        """
        return self._set(maxUnits=value)

    def getMaxUnits(self) -> int:
        """Gets maxUnits.

        >>> Tuner(maxUnits=20).getMaxUnits()
        20
        """
        return self.getOrDefault(self.maxUnits)

    def setMinFolds(self: P, value: int) -> P:
        """Sets minFolds.

        Number of folds that validate a trial below the top rung, for resource rows or iterations;
        0: all.

        >>> Tuner().setMinFolds(20).isSet("minFolds")
        True
        """
        return self._set(minFolds=value)

    def getMinFolds(self) -> int:
        """Gets minFolds.

        >>> Tuner(minFolds=20).getMinFolds()
        20
        """
        return self.getOrDefault(self.minFolds)

    def setMinImprovement(self: P, value: float) -> P:
        """Sets minImprovement.

        Required improvement over the baseline, in the metric's unit.

        >>> Tuner().setMinImprovement(0.2).isSet("minImprovement")
        True
        """
        return self._set(minImprovement=value)

    def getMinImprovement(self) -> float:
        """Gets minImprovement.

        >>> Tuner(minImprovement=0.2).getMinImprovement()
        0.2
        """
        return self.getOrDefault(self.minImprovement)

    def setMinResource(self: P, value: int) -> P:
        """Sets minResource.

        Resource of the lowest rung; 0: auto.

        >>> Tuner().setMinResource(20).isSet("minResource")
        True
        """
        return self._set(minResource=value)

    def getMinResource(self) -> int:
        """Gets minResource.

        >>> Tuner(minResource=20).getMinResource()
        20
        """
        return self.getOrDefault(self.minResource)

    def setMlflowExperiment(self: P, value: str) -> P:
        """Sets mlflowExperiment.

        MLflow experiment of the runs, which is created if it does not exist.

        >>> Tuner().setMlflowExperiment("churn").isSet("mlflowExperiment")
        True
        """
        return self._set(mlflowExperiment=value)

    def getMlflowExperiment(self) -> str:
        """Gets mlflowExperiment.

        >>> Tuner(mlflowExperiment="churn").getMlflowExperiment()
        'churn'
        """
        return self.getOrDefault(self.mlflowExperiment)

    def setMlflowUri(self: P, value: str) -> P:
        """Sets mlflowUri.

        Address of an MLflow server, with http or https.

        >>> Tuner().setMlflowUri("http://localhost:5000").isSet("mlflowUri")
        True
        """
        return self._set(mlflowUri=value)

    def getMlflowUri(self) -> str:
        """Gets mlflowUri.

        >>> Tuner(mlflowUri="http://localhost:5000").getMlflowUri()
        'http://localhost:5000'
        """
        return self.getOrDefault(self.mlflowUri)

    def setPatience(self: P, value: int) -> P:
        """Sets patience.

        Number of consecutive trials without a better score on all rows and folds after which the
        search ends; 0: none.

        >>> Tuner().setPatience(20).isSet("patience")
        True
        """
        return self._set(patience=value)

    def getPatience(self) -> int:
        """Gets patience.

        >>> Tuner(patience=20).getPatience()
        20
        """
        return self.getOrDefault(self.patience)

    def setPerturb(self: P, value: str) -> P:
        """Sets perturb.

        Parameters that scheduler pbt may change when a trial continues from the state of another
        trial, separated by commas, by default all ranges of real numbers.

        >>> Tuner().setPerturb("stepSize").isSet("perturb")
        True
        """
        return self._set(perturb=value)

    def getPerturb(self) -> str:
        """Gets perturb.

        >>> Tuner(perturb="stepSize").getPerturb()
        'stepSize'
        """
        return self.getOrDefault(self.perturb)

    def setPrior(self: P, value: str) -> P:
        """Sets prior.

        Folder of an earlier study, finished or not, with the same metric, whose best three
        configurations are tried first.

        >>> Tuner().setPrior("studies/last-week").isSet("prior")
        True
        """
        return self._set(prior=value)

    def getPrior(self) -> str:
        """Gets prior.

        >>> Tuner(prior="studies/last-week").getPrior()
        'studies/last-week'
        """
        return self.getOrDefault(self.prior)

    def setRequiredScore(self: P, value: float) -> P:
        """Sets requiredScore.

        Required score of the winner: at least, or at most if smaller is better.

        >>> Tuner().setRequiredScore(0.2).isSet("requiredScore")
        True
        """
        return self._set(requiredScore=value)

    def getRequiredScore(self) -> float:
        """Gets requiredScore.

        >>> Tuner(requiredScore=0.2).getRequiredScore()
        0.2
        """
        return self.getOrDefault(self.requiredScore)

    def setResource(self: P, value: Literal["rows", "folds", "iterations"]) -> P:
        """Sets resource.

        Resource that grows from rung to rung: rows | folds | iterations.

        >>> Tuner().setResource("iterations").isSet("resource")
        True
        """
        return self._set(resource=value)

    def getResource(self) -> str:
        """Gets resource.

        >>> Tuner(resource="iterations").getResource()
        'iterations'
        """
        return self.getOrDefault(self.resource)

    def setSampler(self: P, value: Literal["grid", "one-at-a-time", "random", "sobol", "tpe", "gp", "auto", "policy-gradient", "annealing", "fmqa"]) -> P:
        """Sets sampler.

        Sampler, which proposes configurations: grid | one-at-a-time | random | sobol | tpe | gp |
        auto | policy-gradient | annealing | fmqa.

        >>> Tuner().setSampler("fmqa").isSet("sampler")
        True
        """
        return self._set(sampler=value)

    def getSampler(self) -> str:
        """Gets sampler.

        >>> Tuner(sampler="fmqa").getSampler()
        'fmqa'
        """
        return self.getOrDefault(self.sampler)

    def setScheduler(self: P, value: Literal["auto", "full", "halving", "hyperband", "bohb", "asha", "racing", "pbt"]) -> P:
        """Sets scheduler.

        Scheduler, which decides how much of the resource each trial gets: auto | full | halving |
        hyperband | bohb | asha | racing | pbt.

        >>> Tuner().setScheduler("pbt").isSet("scheduler")
        True
        """
        return self._set(scheduler=value)

    def getScheduler(self) -> str:
        """Gets scheduler.

        >>> Tuner(scheduler="pbt").getScheduler()
        'pbt'
        """
        return self.getOrDefault(self.scheduler)

    def setSpace(self: P, value: str) -> P:
        """Sets space.

        Search space, in place of param maps.

        >>> Tuner().setSpace(space).isSet("space")
        True
        """
        return self._set(space=value)

    def getSpace(self) -> str:
        """Gets space.

        >>> Tuner(space=space).getSpace()[0]
        '{'
        """
        return self.getOrDefault(self.space)

    def setStartPoints(self: P, value: str | Sequence[Mapping[Param[Any], Any]]) -> P:
        """Sets startPoints.

        Start points: configurations that are tried after the defaults and count as trials.

        >>> Tuner().setStartPoints([{lr.regParam: 0.1}]).isSet("startPoints")
        True
        """
        return self._set(startPoints=value)

    def getStartPoints(self) -> str:
        """Gets startPoints.

        >>> Tuner(startPoints=[{lr.regParam: 0.1}]).getStartPoints()[0]
        '{'
        """
        return self.getOrDefault(self.startPoints)

    def setTargetScore(self: P, value: float) -> P:
        """Sets targetScore.

        Target score, in the metric's own direction: the search ends when a trial reaches it.

        >>> Tuner().setTargetScore(0.2).isSet("targetScore")
        True
        """
        return self._set(targetScore=value)

    def getTargetScore(self) -> float:
        """Gets targetScore.

        >>> Tuner(targetScore=0.2).getTargetScore()
        0.2
        """
        return self.getOrDefault(self.targetScore)

    def setTaskMemory(self: P, value: str) -> P:
        """Sets taskMemory.

        Memory for the rows of one table that is trained on inside tasks; auto or a size above zero
        with its unit, for example 512 MiB or 2 GiB; auto by default.

        >>> Tuner().setTaskMemory("512 MiB").isSet("taskMemory")
        True
        """
        return self._set(taskMemory=value)

    def getTaskMemory(self) -> str:
        """Gets taskMemory.

        >>> Tuner(taskMemory="512 MiB").getTaskMemory()
        '512 MiB'
        """
        return self.getOrDefault(self.taskMemory)

    def setThen(self: P, value: str | Sequence[Mapping[str, Any]]) -> P:
        """Sets then.

        Refinements, for schedule = full only.

        >>> Tuner().setThen([{"sampler": "grid", "trials": 5, "around": {lr.regParam: 0.05}}]).isSet("then")
        True
        """
        return self._set(then=value)

    def getThen(self) -> str:
        """Gets then.

        >>> Tuner(then=[{"sampler": "grid", "trials": 5, "around": {lr.regParam: 0.05}}]).getThen()[0]
        '{'
        """
        return self.getOrDefault(self.then)

    def setTime(self: P, value: str) -> P:
        """Sets time.

        Column with the time at which a row became known: date, timestamp or number.

        >>> Tuner().setTime("day").isSet("time")
        True
        """
        return self._set(time=value)

    def getTime(self) -> str:
        """Gets time.

        >>> Tuner(time="day").getTime()
        'day'
        """
        return self.getOrDefault(self.time)

    def setTimeout(self: P, value: float | str) -> P:
        """Sets timeout.

        Wall-clock time of the whole study, reading and output included, in seconds; 0: none.

        >>> Tuner().setTimeout("5m").isSet("timeout")
        True
        """
        return self._set(timeout=value)

    def getTimeout(self) -> float:
        """Gets timeout.

        >>> Tuner(timeout="5m").getTimeout()
        300.0
        """
        return self.getOrDefault(self.timeout)

    def setTraining(self: P, value: Literal["auto", "tasks", "distributed", "jobs", "verify"]) -> P:
        """Sets training.

        Place where candidates are trained: auto | tasks | distributed | jobs | verify.

        >>> Tuner().setTraining("verify").isSet("training")
        True
        """
        return self._set(training=value)

    def getTraining(self) -> str:
        """Gets training.

        >>> Tuner(training="verify").getTraining()
        'verify'
        """
        return self.getOrDefault(self.training)

    def setTrials(self: P, value: int) -> P:
        """Sets trials.

        Maximum number of trials, including the defaults of each learner; 0: auto.

        >>> Tuner().setTrials(20).isSet("trials")
        True
        """
        return self._set(trials=value)

    def getTrials(self) -> int:
        """Gets trials.

        >>> Tuner(trials=20).getTrials()
        20
        """
        return self.getOrDefault(self.trials)

    def setWindow(self: P, value: int) -> P:
        """Sets window.

        Number of virtual slots: how many proposals sampler and scheduler count as under way,
        whatever the parallelism.

        >>> Tuner().setWindow(20).isSet("window")
        True
        """
        return self._set(window=value)

    def getWindow(self) -> int:
        """Gets window.

        >>> Tuner(window=20).getWindow()
        20
        """
        return self.getOrDefault(self.window)

    def setWinnerRepeats(self: P, value: int) -> P:
        """Sets winnerRepeats.

        Number of further partitions into folds, unseen by the search, on which the best three
        trials are evaluated again.

        >>> Tuner().setWinnerRepeats(20).isSet("winnerRepeats")
        True
        """
        return self._set(winnerRepeats=value)

    def getWinnerRepeats(self) -> int:
        """Gets winnerRepeats.

        >>> Tuner(winnerRepeats=20).getWinnerRepeats()
        20
        """
        return self.getOrDefault(self.winnerRepeats)

    def setWinnerRule(self: P, value: Literal["best", "one-standard-error"]) -> P:
        """Sets winnerRule.

        Rule that chooses the winner: best | one-standard-error.

        >>> Tuner().setWinnerRule("one-standard-error").isSet("winnerRule")
        True
        """
        return self._set(winnerRule=value)

    def getWinnerRule(self) -> str:
        """Gets winnerRule.

        >>> Tuner(winnerRule="one-standard-error").getWinnerRule()
        'one-standard-error'
        """
        return self.getOrDefault(self.winnerRule)
