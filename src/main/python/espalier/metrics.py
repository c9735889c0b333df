"""Evaluator of the JVM by any of Espalier's metrics."""

from __future__ import annotations

from typing import Any

from pyspark import keyword_only
from pyspark.ml.evaluation import JavaEvaluator
from pyspark.ml.param import Param, Params, TypeConverters
from pyspark.ml.util import JavaMLWritable

from espalier.saved import Saved


class MetricEvaluator(JavaEvaluator, Saved["MetricEvaluator"], JavaMLWritable):
    """Evaluator by any metric that a job can name, for example mcc or brier.

    >>> MetricEvaluator(metricName="mcc").evaluate(predictions)
    """

    _JAVA = "org.espalier.ml.MetricEvaluator"
    _input_kwargs: dict[str, Any]

    metricName = Param(
        Params._dummy(), "metricName", "name of the metric", typeConverter=TypeConverters.toString
    )
    labelCol = Param(
        Params._dummy(),
        "labelCol",
        "column of labels",
        typeConverter=TypeConverters.toString,
    )
    predictionCol = Param(
        Params._dummy(),
        "predictionCol",
        "column of predictions",
        typeConverter=TypeConverters.toString,
    )
    rawPredictionCol = Param(
        Params._dummy(),
        "rawPredictionCol",
        "column of scores of the positive class",
        typeConverter=TypeConverters.toString,
    )
    probabilityCol = Param(
        Params._dummy(),
        "probabilityCol",
        "column of vectors of class probabilities",
        typeConverter=TypeConverters.toString,
    )
    weightCol = Param(
        Params._dummy(),
        "weightCol",
        "column of weights of rows; empty: all weigh 1",
        typeConverter=TypeConverters.toString,
    )
    featuresCol = Param(
        Params._dummy(),
        "featuresCol",
        "column of feature vectors, for metrics of clusters",
        typeConverter=TypeConverters.toString,
    )
    censorCol = Param(
        Params._dummy(),
        "censorCol",
        "column that is 1 where a time ended with the event",
        typeConverter=TypeConverters.toString,
    )
    userCol = Param(
        Params._dummy(),
        "userCol",
        "column of users, for metrics of rankings",
        typeConverter=TypeConverters.toString,
    )
    itemCol = Param(
        Params._dummy(),
        "itemCol",
        "column of items, for metrics of rankings",
        typeConverter=TypeConverters.toString,
    )

    @keyword_only
    def __init__(
        self,
        *,
        metricName: str | None = None,
        labelCol: str | None = None,
        predictionCol: str | None = None,
        rawPredictionCol: str | None = None,
        probabilityCol: str | None = None,
        weightCol: str | None = None,
        featuresCol: str | None = None,
        censorCol: str | None = None,
        userCol: str | None = None,
        itemCol: str | None = None,
    ) -> None:
        super(MetricEvaluator, self).__init__()
        self._java_obj = self._new_java_obj(self._JAVA, self.uid)
        self._setDefault(
            metricName="area-under-roc",
            labelCol="label",
            predictionCol="prediction",
            rawPredictionCol="rawPrediction",
            probabilityCol="probability",
            weightCol="",
            featuresCol="features",
            censorCol="censor",
            userCol="user",
            itemCol="item",
        )
        self.setParams(**self._input_kwargs)

    @keyword_only
    def setParams(
        self,
        *,
        metricName: str | None = None,
        labelCol: str | None = None,
        predictionCol: str | None = None,
        rawPredictionCol: str | None = None,
        probabilityCol: str | None = None,
        weightCol: str | None = None,
        featuresCol: str | None = None,
        censorCol: str | None = None,
        userCol: str | None = None,
        itemCol: str | None = None,
    ) -> MetricEvaluator:
        """Sets several params at once."""
        return self._set(**self._input_kwargs)

    def getMetricName(self) -> str:
        """Name of the metric."""
        return self.getOrDefault(self.metricName)

    def setMetricName(self, value: str) -> MetricEvaluator:
        """Chooses a metric, by its name in describe metrics."""
        return self._set(metricName=value)

    def getLabelCol(self) -> str:
        """The column of labels."""
        return self.getOrDefault(self.labelCol)

    def setLabelCol(self, value: str) -> MetricEvaluator:
        """Sets the column of labels."""
        return self._set(labelCol=value)

    def getPredictionCol(self) -> str:
        """The column of predictions."""
        return self.getOrDefault(self.predictionCol)

    def setPredictionCol(self, value: str) -> MetricEvaluator:
        """Sets the column of predictions."""
        return self._set(predictionCol=value)

    def getRawPredictionCol(self) -> str:
        """The column of scores of the positive class."""
        return self.getOrDefault(self.rawPredictionCol)

    def setRawPredictionCol(self, value: str) -> MetricEvaluator:
        """Sets the column of scores of the positive class."""
        return self._set(rawPredictionCol=value)

    def getProbabilityCol(self) -> str:
        """The column of vectors of class probabilities."""
        return self.getOrDefault(self.probabilityCol)

    def setProbabilityCol(self, value: str) -> MetricEvaluator:
        """Sets the column of vectors of class probabilities."""
        return self._set(probabilityCol=value)

    def getWeightCol(self) -> str:
        """The column of weights of rows."""
        return self.getOrDefault(self.weightCol)

    def setWeightCol(self, value: str) -> MetricEvaluator:
        """Sets the column of weights of rows."""
        return self._set(weightCol=value)

    def getFeaturesCol(self) -> str:
        """The column of feature vectors."""
        return self.getOrDefault(self.featuresCol)

    def setFeaturesCol(self, value: str) -> MetricEvaluator:
        """Sets the column of feature vectors."""
        return self._set(featuresCol=value)

    def getCensorCol(self) -> str:
        """The column that is 1 where a time ended with the event."""
        return self.getOrDefault(self.censorCol)

    def setCensorCol(self, value: str) -> MetricEvaluator:
        """Sets the column that is 1 where a time ended with the event."""
        return self._set(censorCol=value)

    def getUserCol(self) -> str:
        """The column of users."""
        return self.getOrDefault(self.userCol)

    def setUserCol(self, value: str) -> MetricEvaluator:
        """Sets the column of users."""
        return self._set(userCol=value)

    def getItemCol(self) -> str:
        """The column of items."""
        return self.getOrDefault(self.itemCol)

    def setItemCol(self, value: str) -> MetricEvaluator:
        """Sets the column of items."""
        return self._set(itemCol=value)
