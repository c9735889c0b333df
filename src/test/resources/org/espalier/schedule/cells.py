"""Makes cells.csv.gz and cells-others.csv.gz: scores of configurations on the folds of real data.

Four data sets, or one, of 1,500 rows each; 45 configurations of three learners drawn at random, of which
the first of each learner is its default; 5 and 3 folds, assigned anew for each of 20 seeds. A line
is data set, folds, seed, fold, then the loss of each configuration (1 - area under ROC, error, or
RMSE), to 6 significant digits.

The constants of racing were chosen on the first file. The second has another data set and other
configurations, and played no part in that.

    python3 cells.py DATA_FOLDER cells.csv.gz           # scikit-learn 1.x, about an hour on one busy core
    python3 cells.py DATA_FOLDER cells-others.csv.gz
"""

import csv
import gzip
import math
import random
import sys
import warnings

import numpy as np
from sklearn.ensemble import RandomForestClassifier, RandomForestRegressor
from sklearn.linear_model import LogisticRegression, Ridge
from sklearn.metrics import accuracy_score, mean_squared_error, roc_auc_score
from sklearn.model_selection import KFold, StratifiedKFold
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.tree import DecisionTreeClassifier, DecisionTreeRegressor

ROWS, CONFIGURATIONS, SEEDS = 1500, 45, 20
SETS = [
    ("adult", "adult.csv.gz", "label", "auc"),
    ("bank_marketing", "bank.csv.gz", "deposit", "auc"),
    ("digits", "digits.csv.gz", "label", "error"),
    ("diamonds", "diamonds.csv.gz", "price", "rmse"),
]
OTHERS = [
    ("california_housing", "california_housing_train.csv.gz", "median_house_value", "rmse"),
]
DROPPED = ("duration",)  # leaks


def table(path, label):
    """Features as numbers, strings one-hot, and the label; the same rows each time."""
    with gzip.open(path, "rt", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    random.Random(0).shuffle(rows)
    rows = rows[:ROWS]
    columns = []
    for name in [n for n in rows[0] if n != label and n not in DROPPED]:
        texts = [r[name] for r in rows]
        try:
            columns.append([float(t) if t else 0.0 for t in texts])
        except ValueError:
            columns += [[float(t == v) for t in texts] for v in sorted(set(texts))]
    return np.array(columns).T, [r[label] for r in rows]


def log_uniform(draw, low, high):
    return math.exp(draw.uniform(math.log(low), math.log(high)))


def configurations(metric, seed):
    """45 of three learners by turns, the defaults first."""
    draw = random.Random(seed)
    regression = metric == "rmse"
    tree = DecisionTreeRegressor if regression else DecisionTreeClassifier
    forest = RandomForestRegressor if regression else RandomForestClassifier

    def linear(c):
        model = Ridge(alpha=1 / c) if regression else LogisticRegression(C=c, max_iter=40)
        return lambda: make_pipeline(StandardScaler(), model)

    made = [linear(1.0), lambda: tree(random_state=0), lambda: forest(10, random_state=0)]
    while len(made) < CONFIGURATIONS:
        depth, leaf = draw.randint(2, 20), draw.randint(1, 30)
        trees, share, c = draw.randint(3, 16), draw.uniform(0.1, 1), log_uniform(draw, 1e-4, 100)
        if len(made) % 3 == 0:
            made.append(linear(c))
        elif len(made) % 3 == 1:
            made.append(
                lambda d=depth, n=leaf: tree(max_depth=d, min_samples_leaf=n, random_state=0)
            )
        else:
            made.append(
                lambda t=trees, d=depth, f=share: forest(
                    t, max_depth=d, max_features=f, random_state=0
                )
            )
    return made


def loss(model, metric, x, y):
    if metric == "auc":
        return 1 - roc_auc_score(y, model.predict_proba(x)[:, 1])
    if metric == "error":
        return 1 - accuracy_score(y, model.predict(x))
    return math.sqrt(mean_squared_error(y, model.predict(x)))


def main(folder, out):
    warnings.filterwarnings("ignore")  # of optimisers that were not given the time
    others = out.endswith("cells-others.csv.gz")
    with gzip.GzipFile(out, "wb", mtime=0) as file:
        for name, path, label, metric in OTHERS if others else SETS:
            x, texts = table(f"{folder}/{name}/{path}", label)
            kinds = sorted(set(texts))
            y = np.array([float(t) if metric == "rmse" else kinds.index(t) for t in texts])
            for number in (5, 3):
                for seed in range(SEEDS):
                    rule = KFold if metric == "rmse" else StratifiedKFold
                    split = rule(number, shuffle=True, random_state=seed).split(x, y)
                    for fold, (train, test) in enumerate(split):
                        losses = [
                            loss(make().fit(x[train], y[train]), metric, x[test], y[test])
                            for make in configurations(metric, 2 if others else 1)
                        ]
                        line = [name, number, seed, fold] + [f"{v:.6g}" for v in losses]
                        file.write((",".join(map(str, line)) + "\n").encode())
                    print(name, number, seed, flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
