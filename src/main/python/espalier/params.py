"""Params of the tuners beside those of PySpark's own classes, as the JVM has them.

Generated; written anew by: mvn -Pquick test -Dtest='*PagesTest' -Despalier.write-pages=true
"""

from __future__ import annotations

from typing import Any

from pyspark.ml.param import Param, Params, TypeConverters

from espalier.maps import points_text, refinements_text, size_text, space_text

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
    """Params, getters and setters."""

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
        "Training rows of a fold by rule time: expanding | sliding",
        typeConverter=TypeConverters.toString,
    )

    gap = Param(
        Params._dummy(),
        "gap",
        "Gap of rule time between training and validation, whose rows the fold leaves out, in "
        "the column's unit, for dates and timestamps in seconds",
        typeConverter=TypeConverters.toFloat,
    )

    group = Param(
        Params._dummy(),
        "group",
        "Group of a row: rows of one group stay on one side of every split",
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
        "Folder of the record of the study, on any Hadoop file system, from which a study that "
        "was ended goes on",
        typeConverter=TypeConverters.toString,
    )

    maxFailures = Param(
        Params._dummy(),
        "maxFailures",
        "Number of failed trials in a row that ends the study",
        typeConverter=TypeConverters.toInt,
    )

    maxStorage = Param(
        Params._dummy(),
        "maxStorage",
        "Storage of the cluster for rows behind stages that several cells share; auto: a quarter "
        "of what the executors have when a fit begins, or as much as the rows themselves take if "
        "that is more; none: no storage; none, auto or a size above zero with its unit, for "
        "example 512 MiB or 2 GiB; auto by default",
        typeConverter=size_text,
    )

    maxTaskTime = Param(
        Params._dummy(),
        "maxTaskTime",
        "Executor run time of all tasks together, as Spark measures it, in seconds; 0: none",
        typeConverter=TypeConverters.toFloat,
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
        "Experiment of MLflow that the runs belong to, and which is made if there is none",
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
        "Number of consecutive trials without improvement of the best score on all rows and "
        "folds that ends the search; 0: none",
        typeConverter=TypeConverters.toInt,
    )

    perturb = Param(
        Params._dummy(),
        "perturb",
        "Parameters that scheduler pbt may change when a trial goes on from the state of another "
        "one, separated by commas, by default all ranges of real numbers",
        typeConverter=TypeConverters.toString,
    )

    prior = Param(
        Params._dummy(),
        "prior",
        "Folder of an earlier study with the same metric, learners and params, whose best three "
        "configurations are tried first; ranges may differ",
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
        "Score, in the metric's own direction, that is good enough and ends the search",
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
        "Time at which a row became known: date, timestamp or number",
        typeConverter=TypeConverters.toString,
    )

    timeout = Param(
        Params._dummy(),
        "timeout",
        "Wall-clock time of the whole study, reading and output included, in seconds; 0: none",
        typeConverter=TypeConverters.toFloat,
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
        "Number of virtual slots: how many proposals are under way, as decisions see it, "
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

    def setCollectPredictions(self, value: bool) -> Any:
        """Sets collectPredictions."""
        return self._set(collectPredictions=value)

    def getCollectPredictions(self) -> bool:
        """Gets collectPredictions."""
        return self.getOrDefault(self.collectPredictions)

    def setEta(self, value: int) -> Any:
        """Sets eta."""
        return self._set(eta=value)

    def getEta(self) -> int:
        """Gets eta."""
        return self.getOrDefault(self.eta)

    def setFoldRule(self, value: str) -> Any:
        """Sets foldRule."""
        return self._set(foldRule=value)

    def getFoldRule(self) -> str:
        """Gets foldRule."""
        return self.getOrDefault(self.foldRule)

    def setFoldWindow(self, value: str) -> Any:
        """Sets foldWindow."""
        return self._set(foldWindow=value)

    def getFoldWindow(self) -> str:
        """Gets foldWindow."""
        return self.getOrDefault(self.foldWindow)

    def setGap(self, value: float) -> Any:
        """Sets gap."""
        return self._set(gap=value)

    def getGap(self) -> float:
        """Gets gap."""
        return self.getOrDefault(self.gap)

    def setGroup(self, value: str) -> Any:
        """Sets group."""
        return self._set(group=value)

    def getGroup(self) -> str:
        """Gets group."""
        return self.getOrDefault(self.group)

    def setHeldOut(self, value: float) -> Any:
        """Sets heldOut."""
        return self._set(heldOut=value)

    def getHeldOut(self) -> float:
        """Gets heldOut."""
        return self.getOrDefault(self.heldOut)

    def setJournal(self, value: str) -> Any:
        """Sets journal."""
        return self._set(journal=value)

    def getJournal(self) -> str:
        """Gets journal."""
        return self.getOrDefault(self.journal)

    def setMaxFailures(self, value: int) -> Any:
        """Sets maxFailures."""
        return self._set(maxFailures=value)

    def getMaxFailures(self) -> int:
        """Gets maxFailures."""
        return self.getOrDefault(self.maxFailures)

    def setMaxStorage(self, value: str) -> Any:
        """Sets maxStorage.

        :param value: none, auto or a size above zero with its unit, for example 512 MiB or 2 GiB; auto by default
        """
        return self._set(maxStorage=value)

    def getMaxStorage(self) -> str:
        """Gets maxStorage."""
        return self.getOrDefault(self.maxStorage)

    def setMaxTaskTime(self, value: float) -> Any:
        """Sets maxTaskTime."""
        return self._set(maxTaskTime=value)

    def getMaxTaskTime(self) -> float:
        """Gets maxTaskTime."""
        return self.getOrDefault(self.maxTaskTime)

    def setMaxUnits(self, value: int) -> Any:
        """Sets maxUnits."""
        return self._set(maxUnits=value)

    def getMaxUnits(self) -> int:
        """Gets maxUnits."""
        return self.getOrDefault(self.maxUnits)

    def setMinFolds(self, value: int) -> Any:
        """Sets minFolds."""
        return self._set(minFolds=value)

    def getMinFolds(self) -> int:
        """Gets minFolds."""
        return self.getOrDefault(self.minFolds)

    def setMinImprovement(self, value: float) -> Any:
        """Sets minImprovement."""
        return self._set(minImprovement=value)

    def getMinImprovement(self) -> float:
        """Gets minImprovement."""
        return self.getOrDefault(self.minImprovement)

    def setMinResource(self, value: int) -> Any:
        """Sets minResource."""
        return self._set(minResource=value)

    def getMinResource(self) -> int:
        """Gets minResource."""
        return self.getOrDefault(self.minResource)

    def setMlflowExperiment(self, value: str) -> Any:
        """Sets mlflowExperiment."""
        return self._set(mlflowExperiment=value)

    def getMlflowExperiment(self) -> str:
        """Gets mlflowExperiment."""
        return self.getOrDefault(self.mlflowExperiment)

    def setMlflowUri(self, value: str) -> Any:
        """Sets mlflowUri."""
        return self._set(mlflowUri=value)

    def getMlflowUri(self) -> str:
        """Gets mlflowUri."""
        return self.getOrDefault(self.mlflowUri)

    def setPatience(self, value: int) -> Any:
        """Sets patience."""
        return self._set(patience=value)

    def getPatience(self) -> int:
        """Gets patience."""
        return self.getOrDefault(self.patience)

    def setPerturb(self, value: str) -> Any:
        """Sets perturb."""
        return self._set(perturb=value)

    def getPerturb(self) -> str:
        """Gets perturb."""
        return self.getOrDefault(self.perturb)

    def setPrior(self, value: str) -> Any:
        """Sets prior."""
        return self._set(prior=value)

    def getPrior(self) -> str:
        """Gets prior."""
        return self.getOrDefault(self.prior)

    def setRequiredScore(self, value: float) -> Any:
        """Sets requiredScore."""
        return self._set(requiredScore=value)

    def getRequiredScore(self) -> float:
        """Gets requiredScore."""
        return self.getOrDefault(self.requiredScore)

    def setResource(self, value: str) -> Any:
        """Sets resource."""
        return self._set(resource=value)

    def getResource(self) -> str:
        """Gets resource."""
        return self.getOrDefault(self.resource)

    def setSampler(self, value: str) -> Any:
        """Sets sampler."""
        return self._set(sampler=value)

    def getSampler(self) -> str:
        """Gets sampler."""
        return self.getOrDefault(self.sampler)

    def setScheduler(self, value: str) -> Any:
        """Sets scheduler."""
        return self._set(scheduler=value)

    def getScheduler(self) -> str:
        """Gets scheduler."""
        return self.getOrDefault(self.scheduler)

    def setSpace(self, value: Any) -> Any:
        """Sets space."""
        return self._set(space=value)

    def getSpace(self) -> str:
        """Gets space."""
        return self.getOrDefault(self.space)

    def setStartPoints(self, value: Any) -> Any:
        """Sets startPoints."""
        return self._set(startPoints=value)

    def getStartPoints(self) -> str:
        """Gets startPoints."""
        return self.getOrDefault(self.startPoints)

    def setTargetScore(self, value: float) -> Any:
        """Sets targetScore."""
        return self._set(targetScore=value)

    def getTargetScore(self) -> float:
        """Gets targetScore."""
        return self.getOrDefault(self.targetScore)

    def setTaskMemory(self, value: str) -> Any:
        """Sets taskMemory.

        :param value: auto or a size above zero with its unit, for example 512 MiB or 2 GiB; auto by default
        """
        return self._set(taskMemory=value)

    def getTaskMemory(self) -> str:
        """Gets taskMemory."""
        return self.getOrDefault(self.taskMemory)

    def setThen(self, value: Any) -> Any:
        """Sets then."""
        return self._set(then=value)

    def getThen(self) -> str:
        """Gets then."""
        return self.getOrDefault(self.then)

    def setTime(self, value: str) -> Any:
        """Sets time."""
        return self._set(time=value)

    def getTime(self) -> str:
        """Gets time."""
        return self.getOrDefault(self.time)

    def setTimeout(self, value: float) -> Any:
        """Sets timeout."""
        return self._set(timeout=value)

    def getTimeout(self) -> float:
        """Gets timeout."""
        return self.getOrDefault(self.timeout)

    def setTraining(self, value: str) -> Any:
        """Sets training."""
        return self._set(training=value)

    def getTraining(self) -> str:
        """Gets training."""
        return self.getOrDefault(self.training)

    def setTrials(self, value: int) -> Any:
        """Sets trials."""
        return self._set(trials=value)

    def getTrials(self) -> int:
        """Gets trials."""
        return self.getOrDefault(self.trials)

    def setWindow(self, value: int) -> Any:
        """Sets window."""
        return self._set(window=value)

    def getWindow(self) -> int:
        """Gets window."""
        return self.getOrDefault(self.window)

    def setWinnerRepeats(self, value: int) -> Any:
        """Sets winnerRepeats."""
        return self._set(winnerRepeats=value)

    def getWinnerRepeats(self) -> int:
        """Gets winnerRepeats."""
        return self.getOrDefault(self.winnerRepeats)

    def setWinnerRule(self, value: str) -> Any:
        """Sets winnerRule."""
        return self._set(winnerRule=value)

    def getWinnerRule(self) -> str:
        """Gets winnerRule."""
        return self.getOrDefault(self.winnerRule)
