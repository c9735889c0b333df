"""PySpark maps a saved stage's Java class to the Python class of the same name."""

from pyspark.ml.tuning import CrossValidatorModel as TunerModel
from pyspark.ml.tuning import TrainValidationSplitModel as SplitTunerModel

from espalier.tuning import SplitTuner, Tuner

__all__ = ["SplitTuner", "SplitTunerModel", "Tuner", "TunerModel"]
