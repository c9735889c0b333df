"""Optuna's samplers on the objectives of protocol 8 of the search benchmark, as a table.

usage: rivals.py OUT SEEDS COMMAND...

OUT      the table that is written, src/bench/python/rivals.csv
SEEDS    repeats of every run
COMMAND  starts org.espalier.bench.ObjectiveServer, which evaluates; for example
         java -cp CLASSPATH org.espalier.bench.ObjectiveServer FOLDER

Needs optuna, scipy and torch, which its GPSampler uses; without torch the GP is left out.
"""

import csv
import importlib.util
import json
import subprocess
import sys

import optuna

LINES = [
    "plateau", "steps", "saturating", "noise 1", "noise 4", "few of many", "all of many", "wall", "failing",
    "conditional", "boosting",
]  # fmt: skip
TRIALS = 100


class Server:
    """The objectives, asked by line."""

    def __init__(self, command):
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def ask(self, **request):
        self.process.stdin.write(json.dumps(request) + "\n")
        self.process.stdin.flush()
        return json.loads(self.process.stdout.readline())


def suggest(trial, dimensions):
    """Values of the parameters that exist, by name; a listed one has the index of its value."""
    values, exact = {}, {}
    for d in dimensions:
        if any(exact.get(c["parent"]) not in c["values"] for c in d["conditions"]):
            continue
        name = d["name"]
        if d["type"] == "float":
            value = trial.suggest_float(name, d["low"], d["high"], log=d["log"])
        elif d["type"] == "int":
            value = trial.suggest_int(name, d["low"], d["high"], log=d["log"])
        elif d["type"] == "ordered":
            value = trial.suggest_int(name, 0, d["size"] - 1)
        else:
            value = trial.suggest_categorical(name, list(range(d["size"])))
        values[name] = value
        exact[name] = d["values"][value] if "values" in d else value
    return values


def sampler(name, seed):
    return {"TPE": optuna.samplers.TPESampler, "GP": optuna.samplers.GPSampler}[name](seed=seed)


def run(server, line, seed, name):
    """Figures of a run: half, all, late. Failed trials count as Optuna treats them."""
    for index, dimensions in enumerate(server.ask(line=line, seed=seed)):
        study = optuna.create_study(sampler=sampler(name, 1000 * index + seed))
        for _ in range(TRIALS):
            trial = study.ask()
            observed = server.ask(objective=index, values=suggest(trial, dimensions))["observed"]
            if observed is None:
                study.tell(trial, state=optuna.trial.TrialState.FAIL)
            else:
                study.tell(trial, observed)
    return server.ask()


def main(out, seeds, command):
    optuna.logging.set_verbosity(optuna.logging.ERROR)
    server = Server(command)
    names = ["TPE", "GP"] if importlib.util.find_spec("torch") else ["TPE"]
    with open(out, "w", newline="") as file:
        table = csv.writer(file, lineterminator="\n")
        table.writerow(["line", "sampler", "seed", "half", "all", "late"])
        for line in LINES:
            for name in names:
                for seed in range(int(seeds)):
                    f = run(server, line, seed, name)
                    table.writerow([line, name, seed] + ["%.4f" % f[k] for k in ("half", "all", "late")])
                file.flush()


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], sys.argv[3:])
