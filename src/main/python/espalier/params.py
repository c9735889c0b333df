"""Params of the tuners beside those of PySpark's own classes, as the JVM has them.

Generated; written anew by: mvn -Pquick test -Dtest='*PagesTest' -Despalier.write-pages=true
"""

from pyspark.ml.param import Param, Params, TypeConverters

from espalier.maps import points_text, refinements_text, space_text

NAMES = (
    "collectPredictions",
    "eta",
    "foldRule",
    "heldOut",
    "journal",
    "maxFailures",
    "maxRegret",
    "maxStorageInMB",
    "maxTaskTime",
    "maxUnits",
    "minFolds",
    "minImprovement",
    "minResource",
    "patience",
    "prior",
    "requiredScore",
    "resource",
    "sampler",
    "scheduler",
    "space",
    "startPoints",
    "targetScore",
    "taskMemoryInMB",
    "then",
    "timeout",
    "training",
    "trials",
    "window",
    "winnerRepeats",
    "winnerRule",
)

JSON = ("space", "startPoints", "then")

LONG = ("maxUnits", "minResource")


class TunerParams(Params):
    """Params, getters and setters."""

    collectPredictions = Param(
        Params._dummy(),
        "collectPredictions",
        "whether the model has out-of-fold predictions of the best map",
        typeConverter=TypeConverters.toBoolean,
    )

    eta = Param(
        Params._dummy(),
        "eta",
        "one in eta goes on, with eta times as much",
        typeConverter=TypeConverters.toInt,
    )

    foldRule = Param(
        Params._dummy(),
        "foldRule",
        "who decides on a row's fold: spark | pyspark | hash | stratified",
        typeConverter=TypeConverters.toString,
    )

    heldOut = Param(
        Params._dummy(),
        "heldOut",
        "share of the rows that are held out until the end",
        typeConverter=TypeConverters.toFloat,
    )

    journal = Param(
        Params._dummy(),
        "journal",
        "folder of the record, from which a fit that was ended goes on",
        typeConverter=TypeConverters.toString,
    )

    maxFailures = Param(
        Params._dummy(),
        "maxFailures",
        "failed configurations of the space in a row that end the fit",
        typeConverter=TypeConverters.toInt,
    )

    maxRegret = Param(
        Params._dummy(),
        "maxRegret",
        "remaining regret, in the metric's unit, that ends the search; 0: the standard error of "
        "the best mean",
        typeConverter=TypeConverters.toFloat,
    )

    maxStorageInMB = Param(
        Params._dummy(),
        "maxStorageInMB",
        "storage for rows behind shared stages, others go to the checkpoint folder if there is "
        "one; -1: a quarter of what there is, or as much as the rows take",
        typeConverter=TypeConverters.toInt,
    )

    maxTaskTime = Param(
        Params._dummy(),
        "maxTaskTime",
        "seconds of executor run time of all cells; 0: no limit",
        typeConverter=TypeConverters.toFloat,
    )

    maxUnits = Param(
        Params._dummy(),
        "maxUnits",
        "planned training rows x folds of all that is asked for; 0: no limit",
        typeConverter=TypeConverters.toInt,
    )

    minFolds = Param(
        Params._dummy(),
        "minFolds",
        "folds below the top rung of rows or iterations; 0: all",
        typeConverter=TypeConverters.toInt,
    )

    minImprovement = Param(
        Params._dummy(),
        "minImprovement",
        "required improvement over the estimator as it is, in the metric's unit",
        typeConverter=TypeConverters.toFloat,
    )

    minResource = Param(
        Params._dummy(),
        "minResource",
        "of the resource, for all; 0: one fold, a ninth of the iterations, or the smaller of "
        "1000 rows and a ninth of all",
        typeConverter=TypeConverters.toInt,
    )

    patience = Param(
        Params._dummy(),
        "patience",
        "configurations without a better one in full that end the search; 0: no limit",
        typeConverter=TypeConverters.toInt,
    )

    prior = Param(
        Params._dummy(),
        "prior",
        "folder of an earlier study, whose best configurations are tried first",
        typeConverter=TypeConverters.toString,
    )

    requiredScore = Param(
        Params._dummy(),
        "requiredScore",
        "required metric of the winner: at least, or at most where smaller is better",
        typeConverter=TypeConverters.toFloat,
    )

    resource = Param(
        Params._dummy(),
        "resource",
        "what the better ones get more of: rows | folds | iterations",
        typeConverter=TypeConverters.toString,
    )

    sampler = Param(
        Params._dummy(),
        "sampler",
        "how configurations of the space are found: grid | random | sobol | tpe | gp | auto",
        typeConverter=TypeConverters.toString,
    )

    scheduler = Param(
        Params._dummy(),
        "scheduler",
        "how much each configuration gets: full | halving | hyperband | bohb | asha | racing",
        typeConverter=TypeConverters.toString,
    )

    space = Param(
        Params._dummy(),
        "space",
        "what may be tried, in the place of maps",
        typeConverter=space_text,
    )

    startPoints = Param(
        Params._dummy(),
        "startPoints",
        "configurations of the space that are tried after the estimator as it is",
        typeConverter=points_text,
    )

    targetScore = Param(
        Params._dummy(),
        "targetScore",
        "an average metric in full that is good enough and ends the search",
        typeConverter=TypeConverters.toFloat,
    )

    taskMemoryInMB = Param(
        Params._dummy(),
        "taskMemoryInMB",
        "memory for the rows of one fit inside a task",
        typeConverter=TypeConverters.toInt,
    )

    then = Param(
        Params._dummy(),
        "then",
        "refinements that follow, each around the best configuration so far",
        typeConverter=refinements_text,
    )

    timeout = Param(
        Params._dummy(),
        "timeout",
        "seconds of wall-clock time for the whole fit; 0: no limit",
        typeConverter=TypeConverters.toFloat,
    )

    training = Param(
        Params._dummy(),
        "training",
        "where candidates are trained: inside a task where possible, always there, or by jobs: "
        "auto | tasks | jobs | verify",
        typeConverter=TypeConverters.toString,
    )

    trials = Param(
        Params._dummy(),
        "trials",
        "configurations at most; 0: 50, or all of a grid",
        typeConverter=TypeConverters.toInt,
    )

    window = Param(
        Params._dummy(),
        "window",
        "proposals under way at a time: fewer know more of the others, more fill more slots",
        typeConverter=TypeConverters.toInt,
    )

    winnerRepeats = Param(
        Params._dummy(),
        "winnerRepeats",
        "further partitions into folds, on which the best three are evaluated again",
        typeConverter=TypeConverters.toInt,
    )

    winnerRule = Param(
        Params._dummy(),
        "winnerRule",
        "rule that chooses the winner: best | one-standard-error",
        typeConverter=TypeConverters.toString,
    )

    def setCollectPredictions(self, value):
        """Sets collectPredictions."""
        return self._set(collectPredictions=value)

    def getCollectPredictions(self):
        """Gets collectPredictions."""
        return self.getOrDefault(self.collectPredictions)

    def setEta(self, value):
        """Sets eta."""
        return self._set(eta=value)

    def getEta(self):
        """Gets eta."""
        return self.getOrDefault(self.eta)

    def setFoldRule(self, value):
        """Sets foldRule."""
        return self._set(foldRule=value)

    def getFoldRule(self):
        """Gets foldRule."""
        return self.getOrDefault(self.foldRule)

    def setHeldOut(self, value):
        """Sets heldOut."""
        return self._set(heldOut=value)

    def getHeldOut(self):
        """Gets heldOut."""
        return self.getOrDefault(self.heldOut)

    def setJournal(self, value):
        """Sets journal."""
        return self._set(journal=value)

    def getJournal(self):
        """Gets journal."""
        return self.getOrDefault(self.journal)

    def setMaxFailures(self, value):
        """Sets maxFailures."""
        return self._set(maxFailures=value)

    def getMaxFailures(self):
        """Gets maxFailures."""
        return self.getOrDefault(self.maxFailures)

    def setMaxRegret(self, value):
        """Sets maxRegret."""
        return self._set(maxRegret=value)

    def getMaxRegret(self):
        """Gets maxRegret."""
        return self.getOrDefault(self.maxRegret)

    def setMaxStorageInMB(self, value):
        """Sets maxStorageInMB."""
        return self._set(maxStorageInMB=value)

    def getMaxStorageInMB(self):
        """Gets maxStorageInMB."""
        return self.getOrDefault(self.maxStorageInMB)

    def setMaxTaskTime(self, value):
        """Sets maxTaskTime."""
        return self._set(maxTaskTime=value)

    def getMaxTaskTime(self):
        """Gets maxTaskTime."""
        return self.getOrDefault(self.maxTaskTime)

    def setMaxUnits(self, value):
        """Sets maxUnits."""
        return self._set(maxUnits=value)

    def getMaxUnits(self):
        """Gets maxUnits."""
        return self.getOrDefault(self.maxUnits)

    def setMinFolds(self, value):
        """Sets minFolds."""
        return self._set(minFolds=value)

    def getMinFolds(self):
        """Gets minFolds."""
        return self.getOrDefault(self.minFolds)

    def setMinImprovement(self, value):
        """Sets minImprovement."""
        return self._set(minImprovement=value)

    def getMinImprovement(self):
        """Gets minImprovement."""
        return self.getOrDefault(self.minImprovement)

    def setMinResource(self, value):
        """Sets minResource."""
        return self._set(minResource=value)

    def getMinResource(self):
        """Gets minResource."""
        return self.getOrDefault(self.minResource)

    def setPatience(self, value):
        """Sets patience."""
        return self._set(patience=value)

    def getPatience(self):
        """Gets patience."""
        return self.getOrDefault(self.patience)

    def setPrior(self, value):
        """Sets prior."""
        return self._set(prior=value)

    def getPrior(self):
        """Gets prior."""
        return self.getOrDefault(self.prior)

    def setRequiredScore(self, value):
        """Sets requiredScore."""
        return self._set(requiredScore=value)

    def getRequiredScore(self):
        """Gets requiredScore."""
        return self.getOrDefault(self.requiredScore)

    def setResource(self, value):
        """Sets resource."""
        return self._set(resource=value)

    def getResource(self):
        """Gets resource."""
        return self.getOrDefault(self.resource)

    def setSampler(self, value):
        """Sets sampler."""
        return self._set(sampler=value)

    def getSampler(self):
        """Gets sampler."""
        return self.getOrDefault(self.sampler)

    def setScheduler(self, value):
        """Sets scheduler."""
        return self._set(scheduler=value)

    def getScheduler(self):
        """Gets scheduler."""
        return self.getOrDefault(self.scheduler)

    def setSpace(self, value):
        """Sets space."""
        return self._set(space=value)

    def getSpace(self):
        """Gets space."""
        return self.getOrDefault(self.space)

    def setStartPoints(self, value):
        """Sets startPoints."""
        return self._set(startPoints=value)

    def getStartPoints(self):
        """Gets startPoints."""
        return self.getOrDefault(self.startPoints)

    def setTargetScore(self, value):
        """Sets targetScore."""
        return self._set(targetScore=value)

    def getTargetScore(self):
        """Gets targetScore."""
        return self.getOrDefault(self.targetScore)

    def setTaskMemoryInMB(self, value):
        """Sets taskMemoryInMB."""
        return self._set(taskMemoryInMB=value)

    def getTaskMemoryInMB(self):
        """Gets taskMemoryInMB."""
        return self.getOrDefault(self.taskMemoryInMB)

    def setThen(self, value):
        """Sets then."""
        return self._set(then=value)

    def getThen(self):
        """Gets then."""
        return self.getOrDefault(self.then)

    def setTimeout(self, value):
        """Sets timeout."""
        return self._set(timeout=value)

    def getTimeout(self):
        """Gets timeout."""
        return self.getOrDefault(self.timeout)

    def setTraining(self, value):
        """Sets training."""
        return self._set(training=value)

    def getTraining(self):
        """Gets training."""
        return self.getOrDefault(self.training)

    def setTrials(self, value):
        """Sets trials."""
        return self._set(trials=value)

    def getTrials(self):
        """Gets trials."""
        return self.getOrDefault(self.trials)

    def setWindow(self, value):
        """Sets window."""
        return self._set(window=value)

    def getWindow(self):
        """Gets window."""
        return self.getOrDefault(self.window)

    def setWinnerRepeats(self, value):
        """Sets winnerRepeats."""
        return self._set(winnerRepeats=value)

    def getWinnerRepeats(self):
        """Gets winnerRepeats."""
        return self.getOrDefault(self.winnerRepeats)

    def setWinnerRule(self, value):
        """Sets winnerRule."""
        return self._set(winnerRule=value)

    def getWinnerRule(self):
        """Gets winnerRule."""
        return self.getOrDefault(self.winnerRule)
