"""Grid search by scikit-learn, run as often as it is asked for: the rival in ``submit/bench.sh trainers``.

``trainers.py WORK.json`` reads a table and a grid, warms up, prints its versions, and for each line on standard input
searches the grid and prints seconds, the best candidate, its score and, of a logistic regression, the objective.
"""

import json
import platform
import sys
import time
from pathlib import Path

import numpy
import pandas
import sklearn
from sklearn.base import BaseEstimator, RegressorMixin
from sklearn.compose import ColumnTransformer
from sklearn.ensemble import HistGradientBoostingClassifier, RandomForestClassifier
from sklearn.linear_model import ElasticNet, LogisticRegression, Ridge
from sklearn.metrics import log_loss
from sklearn.model_selection import GridSearchCV, KFold
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler

JOBS = 2
WARM_ROWS = 500


class PerRow(LogisticRegression):
    """L2 logistic regression by lbfgs whose penalty is MLlib's: mean loss + regParam / 2 * the squared norm."""

    def __init__(self, regParam=1.0, max_iter=100):
        super().__init__(max_iter=max_iter)
        self.regParam = regParam

    def fit(self, X, y):
        self.C = 1 / (self.regParam * X.shape[0])
        return super().fit(X, y)

    def objective(self, X, y):
        """The value that fit minimises, of the rows it was fitted on."""
        return log_loss(y, self.predict_proba(X)) + self.regParam / 2 * float((self.coef_**2).sum())


class Net(RegressorMixin, BaseEstimator):
    """Linear regression with MLlib's penalties, by scikit-learn's direct solver where there is no L1 part."""

    def __init__(self, regParam=1.0, elasticNetParam=0.0):
        self.regParam = regParam
        self.elasticNetParam = elasticNetParam

    def fit(self, X, y):
        net = ElasticNet(alpha=self.regParam, l1_ratio=self.elasticNetParam)
        self.model_ = (net if self.elasticNetParam > 0 else Ridge(alpha=self.regParam * X.shape[0])).fit(X, y)
        return self

    def predict(self, X):
        return self.model_.predict(X)


LEARNERS = {
    "forest": lambda: RandomForestClassifier(random_state=1),
    "logistic": PerRow,
    "linear": Net,
    "boosting": lambda: HistGradientBoostingClassifier(random_state=1, early_stopping=False),
}


def table(work):
    """Features and labels: a matrix of numbers, its last column the label, or a table of columns."""
    path = Path(work["table"])
    if path.suffix == ".npy":
        rows = numpy.load(path)
        labels = rows[:, -1]
        return numpy.ascontiguousarray(rows[:, :-1]), labels if work["learner"] == "linear" else labels.astype(int)
    part = next(path.glob("part-*.csv"))
    rows = pandas.read_csv(part, keep_default_na=False)
    return rows.drop(columns="label"), rows["label"].astype(int).to_numpy()


def learner(work, features):
    """The learner behind its stages, and the grid of its params."""
    forest = work["learner"] == "forest"
    steps = []
    if work["stages"]:
        texts = [name for name in features.columns if not pandas.api.types.is_numeric_dtype(features[name])]
        # Each learner gets the form in which it is the faster one.
        encoder = OneHotEncoder(handle_unknown="ignore", sparse_output=not forest)
        sparse = 0 if forest else 1
        encoded = ColumnTransformer([("texts", encoder, texts)], remainder="passthrough", sparse_threshold=sparse)
        steps.append(("encoded", encoded))
    if work["learner"] in ("logistic", "linear"):
        steps.append(("scaled", StandardScaler(with_mean=False)))
    steps.append(("last", LEARNERS[work["learner"]]()))
    return Pipeline(steps), {"last__" + name: values for name, values in work["grid"].items()}


def search(work, features, labels):
    estimator, grid = learner(work, features)
    folds = KFold(work["folds"], shuffle=True, random_state=1)
    before = time.perf_counter()
    scoring = "neg_root_mean_squared_error" if work["learner"] == "linear" else "roc_auc"
    found = GridSearchCV(estimator, grid, scoring=scoring, cv=folds, n_jobs=JOBS, refit=True).fit(features, labels)
    answer = {
        "seconds": time.perf_counter() - before,
        "best": {name.removeprefix("last__"): value for name, value in found.best_params_.items()},
        "score": found.best_score_,
    }
    if work["learner"] == "logistic":
        best = found.best_estimator_
        answer["objective"] = best[-1].objective(best[:-1].transform(features), labels)
    return answer


def main():
    work = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    features, labels = table(work)
    search(work, features[:WARM_ROWS], labels[:WARM_ROWS])
    versions = f"scikit-learn {sklearn.__version__}, numpy {numpy.__version__}, Python {platform.python_version()}"
    print(json.dumps({"versions": versions}), flush=True)
    for _ in sys.stdin:
        print(json.dumps(search(work, features, labels)), flush=True)


if __name__ == "__main__":
    main()
