"""Grid search of XGBoost by joblib, run as often as it is asked for: the rival in ``submit/bench.sh xgboost``.

``boosting.py WORK.json`` reads rows, the fold of each and candidates, warms up, prints its versions, and answers each
line on standard input: ``search`` with seconds, the number of the best candidate and its score; ``train NUMBER FILE``
after it has trained a candidate on all rows and written its predictions of them as 32-bit numbers; ``load MODEL FILE``
after it has written those of a saved model.
"""

import functools
import json
import platform
import sys
import time
from pathlib import Path

import joblib
import numpy
import xgboost
from sklearn.metrics import roc_auc_score


@functools.cache
def work(path):
    return json.loads(Path(path).read_text(encoding="utf-8"))


def matrix(rows):
    return xgboost.DMatrix(numpy.ascontiguousarray(rows[:, :-1]), rows[:, -1], nthread=1)


@functools.lru_cache(maxsize=1)
def matrices(path, fold):
    """What a fold learns from and is scored on, made once for all candidates of a process, which go fold by fold."""
    rows = numpy.load(work(path)["table"], mmap_mode="r")
    held = numpy.array(work(path)["folds"]) == fold
    return matrix(rows[~held]), matrix(rows[held])


def train(path, candidate, learned):
    params = work(path)["params"] | work(path)["candidates"][candidate]
    return xgboost.train(params, learned, work(path)["rounds"])


def cell(path, candidate, fold):
    learned, held = matrices(path, fold)
    return roc_auc_score(held.get_label(), train(path, candidate, learned).predict(held))


def refitted(path, candidate):
    rows = matrix(numpy.load(work(path)["table"]))
    return train(path, candidate, rows), rows


def search(path, parallel):
    candidates, folds = len(work(path)["candidates"]), max(work(path)["folds"]) + 1
    before = time.perf_counter()
    cells = [joblib.delayed(cell)(path, candidate, fold) for fold in range(folds) for candidate in range(candidates)]
    means = numpy.reshape(parallel(cells), (folds, candidates)).mean(axis=0)
    best = int(means.argmax())
    refitted(path, best)
    return {"seconds": time.perf_counter() - before, "best": best, "score": means[best]}


def write(booster, rows, file):
    predictions = booster.predict(rows)
    predictions.astype("<f4").tofile(file)
    return {"rows": len(predictions)}


def answer(path, parallel, request, what="", file=""):
    if request == "search":
        return search(path, parallel)
    if request == "train":
        return write(*refitted(path, int(what)), file)
    return write(xgboost.Booster(model_file=what), matrix(numpy.load(work(path)["table"])), file)


def main(path):
    parallel = joblib.Parallel(n_jobs=work(path)["jobs"])
    search(path, parallel)
    versions = f"xgboost {xgboost.__version__}, joblib {joblib.__version__}, Python {platform.python_version()}"
    print(json.dumps({"versions": versions}), flush=True)
    for line in sys.stdin:
        print(json.dumps(answer(path, parallel, *line.split())), flush=True)


if __name__ == "__main__":
    # Its functions as those of a module, which the processes of joblib import: they keep a fold's matrices.
    from boosting import main as run

    run(sys.argv[1])
