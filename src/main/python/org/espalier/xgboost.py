"""PySpark maps a saved stage's Java class to the Python class of the same name."""

from espalier.xgboost import (
    XGBoostClassificationModel,
    XGBoostClassifier,
    XGBoostRegressionModel,
    XGBoostRegressor,
)

__all__ = ["XGBoostClassificationModel", "XGBoostClassifier", "XGBoostRegressionModel", "XGBoostRegressor"]
