"""Espalier for PySpark: tuners in the place of CrossValidator, and any function as the objective.

Replace ``CrossValidator(...)`` by ``Tuner(...)`` and nothing else changes: the same folds, the same
metrics, PySpark's own ``CrossValidatorModel``. ``tune(objective, space)`` tunes whatever a function
returns, on the executors. ``espalier.xgboost`` has XGBoost's estimators. The jar holds both this
package and the code that it calls: give it to spark-submit as ``--jars`` and as ``--py-files``. The
wheel has the jar inside: then ``session()`` opens a session with it.
"""

from __future__ import annotations

from espalier.automatic import AutoModel, auto
from espalier.bundled import jar_path, session
from espalier.functions import Study, plan, tune
from espalier.metrics import MetricEvaluator
from espalier.spaces import choice, loguniform, randint, uniform
from espalier.trial import Trial
from espalier.tuning import ParamSpaceBuilder, SplitTuner, Tuner

__all__ = [
    "AutoModel",
    "MetricEvaluator",
    "ParamSpaceBuilder",
    "SplitTuner",
    "Study",
    "Trial",
    "Tuner",
    "auto",
    "choice",
    "jar_path",
    "loguniform",
    "plan",
    "randint",
    "session",
    "tune",
    "uniform",
]
