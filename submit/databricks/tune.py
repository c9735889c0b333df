# Databricks notebook source
# Tunes a logistic regression on a table with the library, in place of CrossValidator.
import sys

# The jar is the Python package, too; as a library of the cluster Spark has it already.
sys.path.insert(0, dbutils.widgets.get("jar"))  # noqa: F821

# COMMAND ----------
from pyspark.ml import Pipeline
from pyspark.ml.classification import LogisticRegression
from pyspark.ml.evaluation import BinaryClassificationEvaluator
from pyspark.ml.feature import StringIndexer, VectorAssembler

from espalier import ParamSpaceBuilder, Tuner

label = dbutils.widgets.get("label")  # noqa: F821
table = spark.read.table(dbutils.widgets.get("table")).dropna()  # noqa: F821
numbers = [name for name, kind in table.dtypes if name != label and kind in ("int", "bigint", "float", "double")]
training, held_out = table.randomSplit([0.8, 0.2], seed=1)

# COMMAND ----------
regression = LogisticRegression(labelCol="index")
stages = [StringIndexer(inputCol=label, outputCol="index"), VectorAssembler(inputCols=numbers, outputCol="features")]
evaluator = BinaryClassificationEvaluator(labelCol="index")
space = (
    ParamSpaceBuilder()
    .addRange(regression.regParam, 1e-4, 1.0, "log")
    .addRange(regression.elasticNetParam, 0.0, 1.0)
    .build()
)
tuner = Tuner(estimator=Pipeline(stages=[*stages, regression]), evaluator=evaluator, space=space, trials=20, numFolds=3)
model = tuner.fit(training)

# COMMAND ----------
print("best of 20 trials in cross-validation:", max(model.avgMetrics))
print("on held-out rows:", evaluator.evaluate(model.transform(held_out)))
model.bestModel.write().overwrite().save(dbutils.widgets.get("output"))  # noqa: F821
