"""Evaluator with any of Espalier's metrics, which runs in the JVM."""

from __future__ import annotations

from typing import Any

from pyspark import keyword_only
from pyspark.ml.evaluation import JavaEvaluator
from pyspark.ml.param import Param, Params, TypeConverters
from pyspark.ml.util import JavaMLWritable

from espalier.saved import Saved
from espalier.table import SMALLER_IS_BETTER


class MetricEvaluator(JavaEvaluator, Saved["MetricEvaluator"], JavaMLWritable):
    """Evaluator with any metric of a study file, for example mcc or brier.

    >>> predictions = lr.fit(training).transform(training)
    >>> 0 <= MetricEvaluator(metricName="brier").evaluate(predictions) <= 1
    True
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
        "column of row weights; empty: all rows weigh 1",
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
        """Sets several params at once.

        >>> MetricEvaluator().setParams(metricName="mcc").getMetricName()
        'mcc'
        """
        return self._set(**self._input_kwargs)

    def isLargerBetter(self) -> bool:
        """Whether more of the metric is better; also on a client of Spark Connect.

        >>> MetricEvaluator(metricName="brier").isLargerBetter()
        False
        """
        return self.getMetricName() not in SMALLER_IS_BETTER

    def getMetricName(self) -> str:
        """Name of the metric.

        >>> MetricEvaluator().getMetricName()
        'area-under-roc'
        """
        return self.getOrDefault(self.metricName)

    def setMetricName(self, value: str) -> MetricEvaluator:
        """Sets the metric, by its name in a study file; ``describe metrics`` lists them.

        >>> MetricEvaluator().setMetricName("mcc").getMetricName()
        'mcc'
        """
        return self._set(metricName=value)

    def getLabelCol(self) -> str:
        """The column of labels.

        >>> MetricEvaluator().getLabelCol()
        'label'
        """
        return self.getOrDefault(self.labelCol)

    def setLabelCol(self, value: str) -> MetricEvaluator:
        """Sets the column of labels.

        >>> MetricEvaluator().setLabelCol("income").getLabelCol()
        'income'
        """
        return self._set(labelCol=value)

    def getPredictionCol(self) -> str:
        """The column of predictions.

        >>> MetricEvaluator().getPredictionCol()
        'prediction'
        """
        return self.getOrDefault(self.predictionCol)

    def setPredictionCol(self, value: str) -> MetricEvaluator:
        """Sets the column of predictions.

        >>> MetricEvaluator().setPredictionCol("predicted").getPredictionCol()
        'predicted'
        """
        return self._set(predictionCol=value)

    def getRawPredictionCol(self) -> str:
        """The column of scores of the positive class.

        >>> MetricEvaluator().getRawPredictionCol()
        'rawPrediction'
        """
        return self.getOrDefault(self.rawPredictionCol)

    def setRawPredictionCol(self, value: str) -> MetricEvaluator:
        """Sets the column of scores of the positive class.

        >>> MetricEvaluator().setRawPredictionCol("margin").getRawPredictionCol()
        'margin'
        """
        return self._set(rawPredictionCol=value)

    def getProbabilityCol(self) -> str:
        """The column of vectors of class probabilities.

        >>> MetricEvaluator().getProbabilityCol()
        'probability'
        """
        return self.getOrDefault(self.probabilityCol)

    def setProbabilityCol(self, value: str) -> MetricEvaluator:
        """Sets the column of vectors of class probabilities.

        >>> MetricEvaluator().setProbabilityCol("chances").getProbabilityCol()
        'chances'
        """
        return self._set(probabilityCol=value)

    def getWeightCol(self) -> str:
        """The column of weights of rows.

        >>> MetricEvaluator().getWeightCol()
        ''
        """
        return self.getOrDefault(self.weightCol)

    def setWeightCol(self, value: str) -> MetricEvaluator:
        """Sets the column of weights of rows.

        >>> MetricEvaluator().setWeightCol("weight").getWeightCol()
        'weight'
        """
        return self._set(weightCol=value)

    def getFeaturesCol(self) -> str:
        """The column of feature vectors.

        >>> MetricEvaluator().getFeaturesCol()
        'features'
        """
        return self.getOrDefault(self.featuresCol)

    def setFeaturesCol(self, value: str) -> MetricEvaluator:
        """Sets the column of feature vectors.

        >>> MetricEvaluator().setFeaturesCol("vector").getFeaturesCol()
        'vector'
        """
        return self._set(featuresCol=value)

    def getCensorCol(self) -> str:
        """The column that is 1 where a time ended with the event.

        >>> MetricEvaluator().getCensorCol()
        'censor'
        """
        return self.getOrDefault(self.censorCol)

    def setCensorCol(self, value: str) -> MetricEvaluator:
        """Sets the column that is 1 where a time ended with the event.

        >>> MetricEvaluator().setCensorCol("died").getCensorCol()
        'died'
        """
        return self._set(censorCol=value)

    def getUserCol(self) -> str:
        """The column of users.

        >>> MetricEvaluator().getUserCol()
        'user'
        """
        return self.getOrDefault(self.userCol)

    def setUserCol(self, value: str) -> MetricEvaluator:
        """Sets the column of users.

        >>> MetricEvaluator().setUserCol("customer").getUserCol()
        'customer'
        """
        return self._set(userCol=value)

    def getItemCol(self) -> str:
        """The column of items.

        >>> MetricEvaluator().getItemCol()
        'item'
        """
        return self.getOrDefault(self.itemCol)

    def setItemCol(self, value: str) -> MetricEvaluator:
        """Sets the column of items.

        >>> MetricEvaluator().setItemCol("film").getItemCol()
        'film'
        """
        return self._set(itemCol=value)
