"""Writes configurations.csv, mixed.csv and importance.csv: a sample of the configurations of two tables of the FC-Net
benchmark with their scores, configurations of a made-up conditional space with theirs, and the importance of each
parameter by Optuna's functional ANOVA and PED-ANOVA. The latter alone has conditional parameters.

``importance.py FOLDER`` reads FOLDER/{protein_structure,slice_localization}.csv.gz and FOLDER/space.json. Values are
places among those of the parameter, scores logarithms of the mean error of all seeds. The two largest learning rates
are left out, as they make all other parameters unimportant. Needs Optuna and scikit-learn; written with Optuna 5.0.0
and scikit-learn 1.9.1.

Columns of importance.csv: shares of the functional ANOVA as Optuna's users get them, where the least and the greatest
number have half of an interval, and a choice becomes two columns; the same where each value has an equal interval, as
in the paper; PED-ANOVA.
"""

from __future__ import annotations

import csv
import gzip
import json
import math
import random
import sys
from collections.abc import Callable
from pathlib import Path

import optuna
from optuna.distributions import BaseDistribution, CategoricalDistribution, FloatDistribution, IntDistribution
from optuna.importance import BaseImportanceEvaluator, FanovaImportanceEvaluator, PedAnovaImportanceEvaluator

HERE = Path(__file__).parent
TABLES = ("protein_structure", "slice_localization")
SAMPLE = 500
SEEDS = 5
LEARNING_RATES = 4
MIXED = ("rate", "width", "depth", "size", "kind", "share")


def score(row: dict[str, str]) -> float:
    errors = [float(row[f"valid_mse_s{seed}"]) for seed in range(4)]
    return float(f"{math.log(sum(errors) / len(errors)):.5g}")


def places(space: list[dict], row: dict[str, str]) -> list[int]:
    return [[str(value) for value in param["values"]].index(row[param["name"]]) for param in space]


def importance(
    sample: list[tuple[list[int], float]],
    distributions: list[BaseDistribution],
    place: Callable[[int], float],
    evaluator: BaseImportanceEvaluator,
    normalize: bool,
) -> list[float]:
    """Importance by parameter."""
    study = optuna.create_study(direction="minimize")
    for at, value in sample:
        study.add_trial(
            optuna.trial.create_trial(
                params={str(i): place(p) for i, p in enumerate(at)},
                distributions={str(i): d for i, d in enumerate(distributions)},
                value=value,
            )
        )
    of = optuna.importance.get_param_importances(study, evaluator=evaluator, normalize=normalize)
    return [of[str(i)] for i in range(len(distributions))]


def own(param: dict) -> BaseDistribution:
    count = len(param["values"])
    return IntDistribution(0, count - 1) if param["type"] == "ordinal" else CategoricalDistribution(range(count))


def equal_shares(param: dict) -> BaseDistribution:
    """Real numbers; each value is the middle of an interval of length 1."""
    return FloatDistribution(0, len(param["values"]))


def fanova(sample, distributions, place):
    of = [importance(sample, distributions, place, FanovaImportanceEvaluator(seed=s), False) for s in range(SEEDS)]
    return [sum(column) / SEEDS for column in zip(*of)]


def mixed() -> optuna.Study:
    """Ranges on both scales, and a parameter of one value of a choice."""

    def objective(trial: optuna.Trial) -> float:
        rate = trial.suggest_float("rate", 1e-4, 1, log=True)
        width = trial.suggest_int("width", 1, 256, log=True)
        depth = trial.suggest_int("depth", 1, 100)
        size = trial.suggest_int("size", 3, 8)
        kind = trial.suggest_categorical("kind", [0, 1, 2])
        share = trial.suggest_float("share", -1, 1) if kind == 2 else 0.5
        value = (math.log10(rate) + 2) ** 2 + math.log2(width) / 4 - depth / 40 + kind + share + size / 9
        return float(f"{value:.5g}")

    study = optuna.create_study(direction="maximize", sampler=optuna.samplers.RandomSampler(seed=1))
    study.optimize(objective, n_trials=200)
    return study


def main(folder: Path) -> None:
    optuna.logging.set_verbosity(optuna.logging.WARNING)
    space = json.loads((folder / "space.json").read_text())
    for param in space:
        if param["name"] == "init_lr":
            param["values"] = param["values"][:LEARNING_RATES]
            rates = [str(rate) for rate in param["values"]]
    configurations: list[list] = [["table", *(param["name"] for param in space), "score"]]
    shares: list[list] = [["table", "parameter", "fanova", "equal", "ped-anova"]]
    for number, table in enumerate(TABLES):
        with gzip.open(folder / f"{table}.csv.gz", "rt") as text:
            rows = [row for row in csv.DictReader(text) if row["init_lr"] in rates]
        sample = [(places(space, row), score(row)) for row in random.Random(1).sample(rows, SAMPLE)]
        configurations += [[number, *at, value] for at, value in sample]
        natural = fanova(sample, [own(p) for p in space], lambda p: p)
        equal = fanova(sample, [equal_shares(p) for p in space], lambda p: p + 0.5)
        ped = importance(sample, [own(p) for p in space], lambda p: p, PedAnovaImportanceEvaluator(), True)
        shares += [
            [number, i, *(f"{share:.9f}" for share in of)] for i, of in enumerate(zip(natural, equal, ped))
        ]
    study = mixed()
    of = optuna.importance.get_param_importances(study, evaluator=PedAnovaImportanceEvaluator())
    shares += [[len(TABLES), i, "NaN", "NaN", f"{of[name]:.9f}"] for i, name in enumerate(MIXED)]
    trials = [[*MIXED, "score"]]
    trials += [[*(t.params.get(name, "NaN") for name in MIXED), t.value] for t in study.trials]
    for name, lines in (("configurations.csv", configurations), ("mixed.csv", trials), ("importance.csv", shares)):
        with (HERE / name).open("w", newline="") as file:
            csv.writer(file, lineterminator="\n").writerows(lines)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
