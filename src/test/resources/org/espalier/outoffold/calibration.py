"""Writes calibration.csv: calibrators that scikit-learn fits to the probabilities of ../metric/rows.csv.

Needs numpy and scikit-learn; written with scikit-learn 1.9.1.
"""

import csv
import pathlib

import numpy as np
from sklearn.calibration import _sigmoid_calibration
from sklearn.isotonic import IsotonicRegression

FOLDER = pathlib.Path(__file__).parent
GRID = np.linspace(0, 1, 21)


def read(table):
    with open(FOLDER.parent / "metric" / "rows.csv", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["table"] == table]
    p = np.array([[float(v) for v in row["more"].split(";")] for row in rows])
    return np.array([float(r["label"]) for r in rows]), p, np.array([float(r["weight"]) for r in rows])


def main():
    out = []
    for weighted in (False, True):
        y, p, w = read("two")
        w = w if weighted else np.ones(len(y))
        odds = np.log(p[:, 1]) - np.log(p[:, 0])
        a, b = _sigmoid_calibration(odds, y, w)
        out += [("platt-slope", weighted, 0, -a), ("platt-intercept", weighted, 0, -b)]
        least = 1 / (w.sum() + 2)
        isotonic = IsotonicRegression(y_min=least, y_max=1 - least, out_of_bounds="clip")
        isotonic.fit(p[:, 1], y, sample_weight=w)
        out += [("isotonic", weighted, x, v) for x, v in zip(GRID, isotonic.predict(GRID))]
    with open(FOLDER / "calibration.csv", "w", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["calibrator", "weighted", "at", "value"])
        writer.writerows((n, str(q).lower(), repr(float(x)), repr(float(v))) for n, q, x, v in out)


if __name__ == "__main__":
    main()
