"""PySpark maps a saved stage's Java class to the Python class of the same name."""

from pyspark.ml.tuning import CrossValidatorModel as TunerModel
from pyspark.ml.tuning import TrainValidationSplitModel as SplitTunerModel

from espalier.metrics import MetricEvaluator
from espalier.tuning import SplitTuner, Tuner

__all__ = ["MetricEvaluator", "SplitTuner", "SplitTunerModel", "Tuner", "TunerModel"]
