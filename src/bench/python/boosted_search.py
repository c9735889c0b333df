"""Search of XGBoost's params within seconds: a rival in ``submit/bench.sh xgboost search``.

``boosted_search.py TOOL TRAIN TEST SECONDS`` searches by ``optuna`` or ``flaml`` on the rows of a CSV file, fits the
best on all of them, and prints JSON: the area under the curve of the rows of another file, its standard error, the
number of trials, the seconds from the start to the fitted model, and versions.
"""

import time

START = time.monotonic()

import json  # noqa: E402
import platform  # noqa: E402
import statistics  # noqa: E402
import sys  # noqa: E402
import tempfile  # noqa: E402

import numpy  # noqa: E402
import pandas  # noqa: E402
import sklearn  # noqa: E402
import xgboost  # noqa: E402
from sklearn.metrics import roc_auc_score  # noqa: E402
from sklearn.model_selection import StratifiedKFold  # noqa: E402

JOBS = 2
FOLDS = 3
SEED = 1
RESAMPLES = 200
REFIT = FOLDS / (FOLDS - 1)  # of a fold's fit, on one thread of two that are busy
SLACK = 0.5  # seconds


def tables(train, test):
    """Features and labels of both; words are categories, those that are only in the second one are missing."""
    learned, held = pandas.read_csv(train), pandas.read_csv(test)
    for name in learned.columns:
        if not pandas.api.types.is_numeric_dtype(learned[name]):
            learned[name] = learned[name].astype("category")
            held[name] = held[name].astype(learned[name].dtype)
    return learned.drop(columns="label"), learned["label"], held.drop(columns="label"), held["label"]


class Until(xgboost.callback.TrainingCallback):
    """Ends a fit at a time that may change."""

    def __init__(self, over):
        super().__init__()
        self.over = over

    def after_iteration(self, model, epoch, evals_log):
        return self.over()


def by_optuna(features, labels, seconds):
    import optuna

    optuna.logging.set_verbosity(optuna.logging.WARNING)
    folds = list(StratifiedKFold(FOLDS, shuffle=True, random_state=SEED).split(features, labels))
    study = optuna.create_study(direction="maximize", sampler=optuna.samplers.TPESampler(seed=SEED))
    refit = 0.0  # seconds of the best one, expected

    def over():
        return time.monotonic() > START + seconds - SLACK - refit

    def model(params, jobs, callbacks=None):
        return xgboost.XGBClassifier(
            tree_method="hist", enable_categorical=True, n_jobs=jobs, random_state=SEED, callbacks=callbacks, **params
        )

    def objective(trial):
        params = {
            "n_estimators": trial.suggest_int("n_estimators", 50, 400, log=True),
            "learning_rate": trial.suggest_float("learning_rate", 0.02, 0.3, log=True),
            "max_depth": trial.suggest_int("max_depth", 3, 9),
            "min_child_weight": trial.suggest_float("min_child_weight", 1, 64, log=True),
            "subsample": trial.suggest_float("subsample", 0.5, 1),
            "colsample_bytree": trial.suggest_float("colsample_bytree", 0.3, 1),
            "reg_lambda": trial.suggest_float("reg_lambda", 0.01, 100, log=True),
        }
        areas, spent = [], []
        for fold, (inside, outside) in enumerate(folds):
            before = time.monotonic()
            fitted = model(params, 1, [Until(over)]).fit(features.iloc[inside], labels.iloc[inside])
            if over():
                study.stop()
                raise optuna.TrialPruned
            spent.append(time.monotonic() - before)
            scores = fitted.predict_proba(features.iloc[outside])[:, 1]
            areas.append(roc_auc_score(labels.iloc[outside], scores))
            trial.report(statistics.mean(areas), fold)
            if trial.should_prune():
                raise optuna.TrialPruned
        trial.set_user_attr("refit", REFIT * statistics.mean(spent))
        return statistics.mean(areas)

    def expect(study, _):
        nonlocal refit
        complete = [trial for trial in study.trials if trial.value is not None and "refit" in trial.user_attrs]
        if complete:
            refit = max(complete, key=lambda trial: trial.value).user_attrs["refit"]

    study.optimize(objective, n_jobs=JOBS, callbacks=[expect])
    best = model(study.best_params, JOBS).fit(features, labels)
    return best, len(study.trials), f"optuna {optuna.__version__}"


def by_flaml(features, labels, seconds):
    import flaml

    with tempfile.NamedTemporaryFile("r", suffix=".log") as log:
        search = flaml.AutoML()
        search.fit(
            features,
            labels,
            task="classification",
            metric="roc_auc",
            estimator_list=["xgboost", "xgb_limitdepth"],
            eval_method="cv",
            n_splits=FOLDS,
            n_jobs=JOBS,
            seed=SEED,
            verbose=0,
            log_file_name=log.name,
            log_type="all",
            time_budget=START + seconds - SLACK - time.monotonic(),
        )
        trials = sum("record_id" in json.loads(line) for line in log)
    return search, trials, f"flaml {flaml.__version__}"


def error(labels, scores):
    """Standard error of the area: deviation over resamples of the rows."""
    random = numpy.random.default_rng(SEED)
    draws = random.integers(len(labels), size=(RESAMPLES, len(labels)))
    return statistics.stdev(roc_auc_score(labels[rows], scores[rows]) for rows in draws)


def main(tool, train, test, seconds):
    features, labels, held, truth = tables(train, test)
    search = {"optuna": by_optuna, "flaml": by_flaml}[tool]
    model, trials, version = search(features, labels, float(seconds))
    spent = time.monotonic() - START
    scores = numpy.asarray(model.predict_proba(held))[:, 1]
    versions = f"{version}, xgboost {xgboost.__version__}, scikit-learn {sklearn.__version__}"
    answer = {
        "area": roc_auc_score(truth, scores),
        "error": error(truth.to_numpy(), scores),
        "trials": trials,
        "seconds": spent,
        "versions": f"{versions}, Python {platform.python_version()}",
    }
    print(json.dumps(answer))


if __name__ == "__main__":
    main(*sys.argv[1:])
