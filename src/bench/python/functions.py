"""Any function as the objective: what a trial costs, what continued trials save, and what a minute of search finds.

    functions.py JAR OUT [noop] [continued] [population] [search] [kill] [short] [seeds=N] [seconds=S]

Called by submit/bench.sh functions; without names all parts but the search run. Prints a table with the bound of each
part and leaves OUT. Rivals are measured in the same run where pip has them: Hyperopt's SparkTrials and MLflow's
MlflowSparkStudy of a function that does nothing, Optuna's TPE under its Hyperband pruner and Keras Tuner's Hyperband on
a network.
"""

import json
import logging
import math
import os
import pickle
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time

TRIALS = 200
RIVALS_TRIALS = 20  # a trial of theirs takes a second or more
TRAININGS = 40
MORE_TRAININGS = 80  # under ASHA a third of the epochs: each begins with one, and each of four rungs costs as much
EPOCHS = 27
KILLED_TRIALS = 300
KILLS = 3


def noop(config, trial):
    return config["x"]


def network(config, trial):
    """A perceptron on digits, an epoch a step, which goes on from its pickled state; counts the epochs of this call."""
    rows, labels = trial.data
    held_out, validation, train = parts(len(rows))
    saved = trial.state / "network.pickle"
    net = untrained(config, trial.seed)
    if trial.state:  # of the trial itself or, in a population, of another one with other values
        net = pickle.loads(saved.read_bytes())
        net.alpha, net._optimizer.learning_rate_init = config["alpha"], config["lr"]
    for epoch in trial.steps():
        one_epoch(net, config, rows[train], labels[train], trial.seed % 10_000 + epoch)
    saved.write_bytes(pickle.dumps(net))
    return {
        "accuracy": net.score(rows[validation], labels[validation]),
        "held_out": net.score(rows[held_out], labels[held_out]),
        "epochs": len(trial.steps()),
    }


def parts(rows):
    """Held-out rows, those of validation and those of training: a fifth, a fifth and the rest."""
    import numpy as np

    order = np.random.RandomState(0).permutation(rows)
    return np.split(order, [rows // 5, 2 * rows // 5])


def untrained(config, seed):
    from sklearn.neural_network import MLPClassifier

    return MLPClassifier((config["width"],), learning_rate_init=config["lr"], alpha=config["alpha"], random_state=seed)


def one_epoch(net, config, rows, labels, seed):
    import numpy as np

    order = np.random.RandomState(seed).permutation(len(rows))
    for batch in np.array_split(order, len(order) // config["batch"]):
        net.partial_fit(rows[batch], labels[batch], classes=range(10))


def counting(config, trial):
    """Takes some milliseconds a step, and depends on what the rung below left."""
    kept = trial.state / "steps"
    done = int(kept.read_text()) if trial.state else 0
    for _ in trial.steps():
        time.sleep(0.005)
        done += 1
    kept.write_text(str(done))
    return {"loss": (config["x"] - 0.3) ** 2 + 1 / done, "done": done}


def digits():
    from sklearn.datasets import load_digits

    data = load_digits()
    return data.data / 16, data.target


def network_space(espalier):
    return {
        "lr": espalier.loguniform(1e-4, 1),
        "alpha": espalier.loguniform(1e-5, 1),
        "width": espalier.randint(4, 64, log=True),
        "batch": [16, 32, 64],
    }


# What a trial costs


def milliseconds(run, trials):
    started = time.perf_counter()
    run()
    return 1000 * (time.perf_counter() - started) / trials


def no_op(espalier, spark, **_):
    space = {"x": espalier.uniform(0, 1)}

    def run():
        espalier.tune(noop, space, sampler="random", trials=TRIALS)

    first = milliseconds(run, TRIALS)
    yield "no-op, Python, first study of a session", first, "ms a trial"
    yield "no-op, Python", min(milliseconds(run, TRIALS) for _ in range(3)), "ms a trial; bound: below 60"
    java = spark.sparkContext._jvm.org.espalier.bench.NoOpFunctions()
    session = spark._jsparkSession
    java.run(session, TRIALS)
    fastest = min(milliseconds(lambda: java.run(session, TRIALS), TRIALS) for _ in range(5))
    yield "no-op, Java", fastest, "ms a trial; bound: below 10"
    for rival in (hyperopts, mlflows):
        try:
            yield rival(spark)
        except Exception as error:  # whatever it is, the other lines stand
            yield "%s: %s" % (rival.__doc__, (str(error).splitlines() or [repr(error)])[0][:80]), None, ""


def hyperopts(spark):
    """no-op, SparkTrials of Hyperopt"""
    import hyperopt
    from hyperopt import SparkTrials, fmin, hp, rand

    trials = SparkTrials(parallelism=2, spark_session=spark)

    def run():
        fmin(lambda x: x, hp.uniform("x", 0, 1), rand.suggest, RIVALS_TRIALS, trials=trials, show_progressbar=False)

    return "%s %s" % (hyperopts.__doc__, hyperopt.__version__), milliseconds(run, RIVALS_TRIALS), "ms a trial"


def mlflows(spark):
    """no-op, MlflowSparkStudy of MLflow"""
    import mlflow
    from mlflow.optuna.storage import MlflowStorage
    from mlflow.pyspark.optuna.study import MlflowSparkStudy

    logging.getLogger("mlflow").setLevel(logging.ERROR)  # it prints a line a trial
    folder = tempfile.mkdtemp()
    tracking = "sqlite:///%s/mlflow.db" % folder
    mlflow.set_tracking_uri(tracking)
    storage = MlflowStorage(experiment_id=mlflow.create_experiment("no-op", folder))
    study = MlflowSparkStudy("no-op", storage, mlflow_tracking_uri=tracking)

    def run():
        study.optimize(lambda trial: trial.suggest_float("x", 0, 1), n_trials=RIVALS_TRIALS, n_jobs=2)

    value = milliseconds(run, RIVALS_TRIALS)
    shutil.rmtree(folder, ignore_errors=True)
    return "%s %s" % (mlflows.__doc__, mlflow.__version__), value, "ms a trial"


# What continued trials save


def epochs(study):
    """Epochs of all calls; those that were cancelled recorded none."""
    return sum(cell["metrics"].get("epochs", 0) for cell in study.cells(spark=True).collect())


def continued(espalier, seeds, **_):
    """Best scores of full training, and of ASHA with about a third of its epochs.

    Both draw the same configurations in the same order, ASHA more of them.
    """
    more = dict(metric="accuracy", direction="maximize", data=digits(), sampler="random")
    asha = dict(trials=MORE_TRAININGS, scheduler="asha", settings={"min_resource": 1, "max_resource": EPOCHS})
    differences, ratios = [], []
    for seed in range(seeds):
        studies = [
            espalier.tune(network, network_space(espalier), seed=seed, **more, **strategy)
            for strategy in (dict(trials=TRAININGS, settings={"max_resource": EPOCHS}), asha)
        ]
        spent = [epochs(study) for study in studies]
        for name, study, of in zip(("full", "asha"), studies, spent):
            best = 100 * study.best.score
            yield "perceptron on digits, seed %d, %s" % (seed, name), best, "%% at best, %d epochs" % of
        differences.append(studies[1].best.score - studies[0].best.score)
        ratios.append(spent[0] / spent[1])
    mean, deviation = accuracy(differences)
    yield "perceptron on digits, best of ASHA less best of full training", mean, (
        "points, standard error %.2f; bound: not below 0 by more than that" % deviation
    )
    yield "perceptron on digits, epochs of full training for one of ASHA", statistics.geometric_mean(ratios), (
        "geometric mean; bound: at least 3"
    )


# What a population finds with as many epochs


def population(espalier, seeds, **_):
    """Best scores of a population, of ASHA and of full training, with about as many epochs each."""
    given = dict(metric="accuracy", direction="maximize", data=digits(), sampler="random")
    strategies = {
        "pbt": dict(trials=40, scheduler="pbt", settings={"min_resource": 3, "max_resource": EPOCHS, "eta": 4}),
        # two trainings at a time promote more than a third: 108 trials were 490 epochs, not 324
        "asha": dict(trials=95, scheduler="asha", settings={"min_resource": 1, "max_resource": EPOCHS}),
        "full": dict(trials=16, settings={"max_resource": EPOCHS}),
    }
    found = {name: [] for name in strategies}
    for seed in range(seeds):
        for name, strategy in strategies.items():
            study = espalier.tune(network, network_space(espalier), seed=seed, **given, **strategy)
            found[name].append((study.best.score, study.best.metrics["held_out"], epochs(study)))
            yield "perceptron on digits, seed %d, %s" % (seed, name), 100 * study.best.score, (
                "%% validation accuracy, %.2f %% held-out, %d epochs" % (100 * found[name][-1][1], found[name][-1][2])
            )
    for name, all_of_it in found.items():
        for what, at in (("validation", 0), ("held-out", 1)):
            mean, deviation = accuracy([one[at] for one in all_of_it])
            spent = statistics.mean(one[2] for one in all_of_it)
            yield "perceptron on digits, %s, %s accuracy, %d seeds" % (name, what, seeds), mean, (
                "%%, standard error %.2f; %d epochs" % (deviation, spent)
            )


# What a minute of search finds


def search(espalier, seeds, seconds, **_):
    rivals = [("Optuna, TPE and Hyperband", optunas), ("Keras Tuner, Hyperband", keras_tuners)]
    reached = []
    for name, contestant in [("Espalier", our_search), *rivals]:
        try:
            found = [contestant(espalier, seed, seconds) for seed in range(seeds)]
        except Exception as error:
            why = (str(error).splitlines() or [repr(error)])[0][:80]
            yield "%d s on digits, %s: %s" % (seconds, name, why), None, ""
            continue
        mean, deviation = accuracy([score for score, _ in found])
        reached.append((name, mean, deviation))
        yield "%d s on digits, %s, %d seeds" % (seconds, name, seeds), mean, (
            "%% held-out accuracy, standard error %.2f; %d trials" % (deviation, statistics.mean(n for _, n in found))
        )
    ours = [one for one in reached if one[0] == "Espalier"]
    for _, our_mean, our_deviation in ours:
        for name, mean, deviation in reached[1:]:
            yield "behind %s" % name, mean - our_mean, (
                "points; bound: the standard error of the difference, %.2f" % math.hypot(deviation, our_deviation)
            )


def accuracy(scores):
    """Mean and its standard error, in percent."""
    spread = statistics.stdev(scores) / len(scores) ** 0.5 if len(scores) > 1 else 0
    return 100 * statistics.mean(scores), 100 * spread


def our_search(espalier, seed, seconds):
    study = espalier.tune(
        network,
        network_space(espalier),
        metric="accuracy",
        direction="maximize",
        data=digits(),
        trials=10_000,
        timeout=seconds,
        scheduler="asha",
        settings={"min_resource": 3, "max_resource": 3 * EPOCHS, "window": 4},  # of two cores
        seed=seed,
    )
    begun = study.trials(spark=True).where("state != 'QUEUED'").count()
    return study.best.metrics["held_out"], begun


class Network:
    """The perceptron as the rivals train it, in this process."""

    def __init__(self, config, seed):
        self.rows, self.labels = digits()
        self.held_out, self.validation, self.train = parts(len(self.rows))
        self.config, self.seed = config, seed
        self.net = untrained(config, seed)

    def epoch(self, epoch):
        one_epoch(self.net, self.config, self.rows[self.train], self.labels[self.train], self.seed + epoch)

    def score(self, rows):
        return self.net.score(self.rows[rows], self.labels[rows])


def optunas(_, seed, seconds):
    import optuna

    optuna.logging.set_verbosity(optuna.logging.ERROR)

    def objective(trial):
        config = {
            "lr": trial.suggest_float("lr", 1e-4, 1, log=True),
            "alpha": trial.suggest_float("alpha", 1e-5, 1, log=True),
            "width": trial.suggest_int("width", 4, 64, log=True),
            "batch": trial.suggest_categorical("batch", [16, 32, 64]),
        }
        network = Network(config, trial.number)
        for epoch in range(3 * EPOCHS):
            network.epoch(epoch)
            accuracy = network.score(network.validation)
            trial.report(accuracy, epoch + 1)
            if trial.should_prune():
                raise optuna.TrialPruned()
        trial.set_user_attr("held_out", network.score(network.held_out))
        return accuracy

    study = optuna.create_study(
        direction="maximize",
        sampler=optuna.samplers.TPESampler(seed=seed),
        pruner=optuna.pruners.HyperbandPruner(min_resource=3, max_resource=3 * EPOCHS, reduction_factor=3),
    )
    study.optimize(objective, timeout=seconds, n_jobs=2)
    return study.best_trial.user_attrs["held_out"], len(study.trials)


class TimeIsUp(BaseException):
    """Ends a search of Keras Tuner, which takes an exception for the trial's fault."""


def keras_tuners(_, seed, seconds):
    import keras_tuner
    from keras_tuner.engine import base_tuner

    deadline = time.perf_counter() + seconds
    folder = tempfile.mkdtemp()
    kept = {}

    class Perceptrons(base_tuner.BaseTuner):
        def run_trial(self, trial, *_, **__):
            if time.perf_counter() > deadline:
                raise TimeIsUp
            values = trial.hyperparameters.values
            before = kept.get(values.get("tuner/trial_id"))
            network = before[0] if before else Network(values, len(kept))
            for epoch in range(values["tuner/initial_epoch"], values["tuner/epochs"]):
                network.epoch(epoch)
            accuracy = network.score(network.validation)
            kept[trial.trial_id] = (network, values["tuner/epochs"], accuracy, network.score(network.held_out))
            return {"accuracy": accuracy}

        def load_model(self, trial):
            return None

        def save_model(self, trial_id, model, step=0):
            pass

    hp = keras_tuner.HyperParameters()
    hp.Float("lr", 1e-4, 1.0, sampling="log")
    hp.Float("alpha", 1e-5, 1.0, sampling="log")
    hp.Int("width", 4, 64, sampling="log")
    hp.Choice("batch", [16, 32, 64])
    oracle = keras_tuner.oracles.HyperbandOracle(
        keras_tuner.Objective("accuracy", "max"),
        max_epochs=3 * EPOCHS,
        hyperband_iterations=1000,
        seed=seed,
        hyperparameters=hp,
        allow_new_entries=False,
    )
    out = sys.stdout
    try:
        sys.stdout = open(os.devnull, "w")
        Perceptrons(oracle, directory=folder, overwrite=True).search()
    except TimeIsUp:
        pass
    finally:
        sys.stdout = out
        shutil.rmtree(folder, ignore_errors=True)
    best = max(kept.values(), key=lambda one: one[2])
    return best[3], len(kept)


# Whether the tables are the same after the driver was killed


def killed(espalier, jar, **_):
    """Runs a study as a driver of its own, which is killed three times, and once without."""
    folder = tempfile.mkdtemp()
    whole, broken = os.path.join(folder, "whole"), os.path.join(folder, "broken")

    def command(study):
        return [sys.executable, __file__, jar, study, "driver"]

    try:
        subprocess.run(command(whole), check=True, stderr=subprocess.DEVNULL)
        kills = 0
        while kills < KILLS:
            # A session of its own, so that the JVM, which is the driver, goes with it.
            driver = subprocess.Popen(command(broken), stderr=subprocess.DEVNULL, start_new_session=True)
            before = ended(broken)
            while driver.poll() is None and ended(broken) < before + KILLED_TRIALS // (KILLS + 2):
                time.sleep(0.1)
            if driver.poll() is not None:
                break
            os.killpg(driver.pid, signal.SIGKILL)
            driver.wait()
            kills += 1
        subprocess.run(command(broken), check=True, stderr=subprocess.DEVNULL)
        same = all(tables(whole)[name] == tables(broken)[name] for name in ("trials", "cells", "decisions"))
        yield "%d trials, driver killed %d times: same tables" % (KILLED_TRIALS, kills), float(same), "bound: 1, yes"
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def ended(study):
    """Cells that a journal says have ended."""
    journal = os.path.join(study, "journal")
    count = 0
    for name in os.listdir(journal) if os.path.isdir(journal) else []:
        if name.startswith("events-"):
            with open(os.path.join(journal, name), encoding="utf-8") as lines:
                count += sum('"type":"cell-ended"' in line for line in lines)
    return count


def tables(study):
    with open(study + ".json", encoding="utf-8") as file:
        return json.load(file)


MEASURED = {
    "task_seconds", "wall_seconds", "attempts", "fit_seconds", "score_seconds", "shuffle_bytes", "spill_bytes",
    "peak_memory_bytes", "started_at", "ended_at",
}  # fmt: skip


def driver(espalier, folder):
    """A study from its journal, and its tables without what is measured as JSON beside it."""
    study = espalier.tune(
        counting,
        {"x": espalier.uniform(0, 1), "kind": ["a", "b"]},
        trials=KILLED_TRIALS,
        sampler="tpe",
        scheduler="asha",
        settings={"min_resource": 1, "max_resource": 27},
        journal=folder,
        seed=5,
    )
    content = {}
    for name in ("trials", "cells", "decisions"):
        rows = getattr(study, name)(spark=True).collect()
        content[name] = [
            {key: str(value) for key, value in row.asDict().items() if key not in MEASURED} for row in rows
        ]
    with open(folder + ".json", "w", encoding="utf-8") as file:
        json.dump(content, file)


PARTS = {"noop": no_op, "continued": continued, "population": population, "search": search, "kill": killed}


def session(jar):
    from pyspark.sql import SparkSession

    spark = (
        SparkSession.builder.master(os.environ.get("ESPALIER_MASTER", "local[2]"))
        .config("spark.jars", jar)
        .config("spark.driver.extraClassPath", "%s:%s" % (jar, os.environ.get("ESPALIER_BENCH_CLASSES", "")))
        .config("spark.python.unix.domain.socket.enabled", "true")
        .config("spark.ui.enabled", "false")
        .config("spark.ui.showConsoleProgress", "false")
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .getOrCreate()
    )
    spark.sparkContext.setLogLevel("ERROR")
    sys.path.insert(0, jar)
    return spark


def main(jar, out, *words):
    options = dict(word.split("=") for word in words if "=" in word)
    names = [word for word in words if "=" not in word and word != "short"] or ["noop", "continued", "kill"]
    unknown = [name for name in names if name not in PARTS and name != "driver"]
    unknown += [name for name in options if name not in ("seeds", "seconds")]
    if unknown:
        sys.exit("functions: there is no %s; %s, short, seeds=N, seconds=S" % (", ".join(unknown), ", ".join(PARTS)))
    os.environ.setdefault("OMP_NUM_THREADS", "1")  # two cells share two cores
    os.environ.setdefault("KERAS_BACKEND", "jax")
    spark = session(jar)
    import espalier

    if names == ["driver"]:
        driver(espalier, out)
        return
    lines = []
    for part in names:
        seeds = int(options.get("seeds", 1 if "short" in words else 5))
        more = dict(spark=spark, jar=jar, seeds=seeds, seconds=float(options.get("seconds", 60)))
        for name, value, unit in PARTS[part](espalier, **more):
            lines.append({"name": name, "value": value, "unit": unit})
            print("%-70s %10s %s" % (name, "-" if value is None else "%.2f" % value, unit), flush=True)
    with open(out, "w") as file:
        json.dump(lines, file, indent=2)
    spark.stop()


if __name__ == "__main__":
    main(*sys.argv[1:])
