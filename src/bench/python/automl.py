"""Search for a model within seconds by one tool: a rival in ``submit/bench.sh auto``.

``automl.py TOOL FOLDER LABEL TASK SECONDS`` learns to predict a column of ``train.csv`` in a folder, for a ``binary``,
``multiclass`` or ``regression`` task, and leaves predictions for the rows of ``test.csv`` in ``TOOL.csv``: columns
``truth`` and ``prediction``, which are numbers, or classes by their order; of two classes the prediction is the
probability of the second one. ``TOOL.json`` has versions, and the number of trials where the tool tells it. The tool
gets the time that is left when it begins, so that the whole process ends within the seconds.
"""

import time

START = time.monotonic()

import importlib.metadata  # noqa: E402
import json  # noqa: E402
import pathlib  # noqa: E402
import platform  # noqa: E402
import sys  # noqa: E402
import tempfile  # noqa: E402

import pandas  # noqa: E402

JOBS = 2
SEED = 1
RESERVE = 1.0  # seconds, for predictions and the end of the process


class Table:
    """Rows to learn from and held-out ones: words are categories, labels of classes are numbered in their order."""

    def __init__(self, folder, label, task, seconds):
        self.folder, self.label, self.task, self.seconds = folder, label, task, seconds
        learned, held = (pandas.read_csv(folder / name) for name in ("train.csv", "test.csv"))
        self.classes = [] if task == "regression" else sorted(learned[label].unique())
        if self.classes:
            numbers = {name: number for number, name in enumerate(self.classes)}
            learned[label], held[label] = learned[label].map(numbers), held[label].map(numbers)
        for name in learned.columns:
            if not pandas.api.types.is_numeric_dtype(learned[name]):
                learned[name] = learned[name].astype("category")
                held[name] = held[name].astype(learned[name].dtype)
        self.learned, self.held = learned, held
        self.features, self.labels = learned.drop(columns=label), learned[label]
        self.truth, self.held_features = held[label], held.drop(columns=label)

    def left(self):
        """Seconds until the search must have ended."""
        return START + self.seconds - RESERVE - time.monotonic()

    def budget(self):
        """Whole seconds that a search may take from now on: at least one, as some tools take 0 for no limit."""
        return max(1, int(self.left()))

    def predictions(self, model):
        """Those of an estimator like scikit-learn's."""
        if self.task == "binary":
            return model.predict_proba(self.held_features)[:, 1]
        return model.predict(self.held_features)


def by_defaults(table):
    """Logistic or linear regression of one-hot encoded words and standardised numbers."""
    from sklearn.compose import make_column_transformer
    from sklearn.impute import SimpleImputer
    from sklearn.linear_model import LinearRegression, LogisticRegression
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import OneHotEncoder, StandardScaler

    numbers = table.features.select_dtypes("number").columns
    words = table.features.columns.difference(numbers)
    columns = make_column_transformer(
        (make_pipeline(SimpleImputer(strategy="median"), StandardScaler()), numbers),
        (OneHotEncoder(handle_unknown="ignore"), words),
    )
    model = LogisticRegression(max_iter=1000) if table.classes else LinearRegression()
    return table.predictions(make_pipeline(columns, model).fit(table.features, table.labels)), {}


def by_flaml(table):
    import flaml

    with tempfile.NamedTemporaryFile("r", suffix=".log") as log:
        search = flaml.AutoML()
        search.fit(
            table.features,
            table.labels,
            task="classification" if table.classes else "regression",
            metric={"binary": "roc_auc", "multiclass": "accuracy", "regression": "rmse"}[table.task],
            n_jobs=JOBS,
            seed=SEED,
            verbose=0,
            log_file_name=log.name,
            log_type="all",
            time_budget=table.budget(),
        )
        trials = sum("record_id" in json.loads(line) for line in log)
    return table.predictions(search), {"trials": trials, "best": search.best_estimator}


def by_h2o(table):
    import h2o
    from h2o.automl import H2OAutoML

    h2o.init(nthreads=JOBS, bind_to_localhost=True)
    h2o.no_progress()
    learned, held = (h2o.import_file(str(table.folder / name)) for name in ("train.csv", "test.csv"))
    if table.classes:
        learned[table.label], held[table.label] = learned[table.label].asfactor(), held[table.label].asfactor()
    # None of its metrics is the accuracy; of equally frequent classes this one is 1 - accuracy.
    metric = {"binary": "AUC", "multiclass": "mean_per_class_error", "regression": "RMSE"}[table.task]
    search = H2OAutoML(max_runtime_secs=table.budget(), sort_metric=metric, seed=SEED)
    search.train(y=table.label, training_frame=learned)
    predicted = search.leader.predict(held).as_data_frame()
    about = {"trials": search.leaderboard.nrow, "best": search.leader.model_id}
    h2o.cluster().shutdown()
    if table.task == "multiclass":
        numbers = {str(name): number for number, name in enumerate(table.classes)}
        return predicted["predict"].astype(str).map(numbers), about
    return predicted.iloc[:, 2 if table.classes else 0], about


def by_autogluon(table):
    from autogluon.tabular import TabularPredictor

    metric = {"binary": "roc_auc", "multiclass": "accuracy", "regression": "root_mean_squared_error"}[table.task]
    with tempfile.TemporaryDirectory() as folder:
        path = f"{folder}/models"
        search = TabularPredictor(table.label, problem_type=table.task, eval_metric=metric, path=path, verbosity=1)
        search.fit(table.learned, presets="medium_quality", time_limit=table.budget(), num_cpus=JOBS, num_gpus=0)
        about = {"trials": len(search.model_names()), "best": search.model_best}
        if table.task == "binary":
            return search.predict_proba(table.held_features)[1], about
        return search.predict(table.held_features), about


TOOLS = {  # and the packages whose versions are told
    "defaults": (by_defaults, ["scikit-learn"]),
    "flaml": (by_flaml, ["flaml", "lightgbm", "xgboost-cpu", "scikit-learn"]),
    "h2o": (by_h2o, ["h2o"]),
    "autogluon": (by_autogluon, ["autogluon.tabular", "lightgbm", "catboost", "xgboost-cpu", "scikit-learn"]),
}


def versions(packages):
    for package in packages:
        try:
            yield f"{package} {importlib.metadata.version(package)}"
        except importlib.metadata.PackageNotFoundError:  # under another name on this platform
            continue


def main(tool, folder, label, task, seconds):
    table = Table(pathlib.Path(folder), label, task, float(seconds))
    search, packages = TOOLS[tool]
    predictions, about = search(table)
    rows = pandas.DataFrame({"truth": table.truth.to_numpy(), "prediction": pandas.Series(predictions).to_numpy()})
    rows.to_csv(table.folder / f"{tool}.csv", index=False)
    about["versions"] = ", ".join([*versions(packages), f"Python {platform.python_version()}"])
    (table.folder / f"{tool}.json").write_text(json.dumps(about))


if __name__ == "__main__":
    main(*sys.argv[1:])
