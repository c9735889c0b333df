"""Any function as the objective: what a trial costs, and what continued trials save. Called by submit/bench.sh functions.

    functions.py JAR OUT

Prints a table and leaves OUT. Rivals are measured in the same run where pip has them: Hyperopt's SparkTrials, and Optuna
in this one process, without Spark.
"""

import json
import os
import sys
import time

from pyspark.sql import SparkSession

TRIALS = 200
RIVALS_TRIALS = 20  # a trial of theirs takes a second or more
TRAININGS = 40
EPOCHS = 27
SEEDS = 3


def noop(config, trial):
    return config["x"]


def network(config, trial):
    """A perceptron on digits, an epoch a step, which goes on from its pickled state; counts the epochs of this call."""
    import pickle

    import numpy as np
    from sklearn.neural_network import MLPClassifier

    rows, labels = trial.data
    cut = len(rows) * 4 // 5
    order = np.random.RandomState(0).permutation(len(rows))
    train, held_out = order[:cut], order[cut:]
    saved = trial.state / "network.pickle"
    if trial.state:
        net = pickle.loads(saved.read_bytes())
    else:
        net = MLPClassifier(
            (config["width"],), learning_rate_init=config["lr"], alpha=config["alpha"], random_state=trial.seed
        )
    for epoch in trial.steps():
        shuffled = np.random.RandomState(trial.seed % 10_000 + epoch).permutation(train)
        for batch in np.array_split(shuffled, len(shuffled) // config["batch"]):
            net.partial_fit(rows[batch], labels[batch], classes=range(10))
    saved.write_bytes(pickle.dumps(net))
    return {"accuracy": net.score(rows[held_out], labels[held_out]), "epochs": len(trial.steps())}


def milliseconds(run, trials):
    started = time.perf_counter()
    run()
    return 1000 * (time.perf_counter() - started) / trials


def no_op(espalier, spark):
    space = {"x": espalier.float(0, 1)}
    run = lambda: espalier.tune(noop, space, sampler="random", trials=TRIALS)
    first = milliseconds(run, TRIALS)
    yield "no-op, Python, first study of a session", first, "ms a trial"
    yield "no-op, Python", min(milliseconds(run, TRIALS) for _ in range(3)), "ms a trial"
    java = spark.sparkContext._jvm.org.espalier.bench.NoOpFunctions()
    session = spark._jsparkSession
    java.run(session, TRIALS)
    yield "no-op, Java", min(milliseconds(lambda: java.run(session, TRIALS), TRIALS) for _ in range(3)), "ms a trial"


def hyperopts(spark):
    try:
        import hyperopt
        from hyperopt import SparkTrials, fmin, hp, rand

        trials = SparkTrials(parallelism=2, spark_session=spark)
        run = lambda: fmin(
            lambda x: x, hp.uniform("x", 0, 1), rand.suggest, RIVALS_TRIALS, trials=trials, show_progressbar=False
        )
        yield "no-op, Hyperopt %s SparkTrials" % hyperopt.__version__, milliseconds(run, RIVALS_TRIALS), "ms a trial"
    except Exception as error:  # whatever it is, the other lines stand
        yield "no-op, Hyperopt SparkTrials: %s" % str(error).splitlines()[0][:80], None, ""


def epochs_to(study, accuracy):
    """Epochs of all calls, in the order in which they were asked for, until one was as good; and of all calls."""
    cells = sorted(study.cells(spark=True).collect(), key=lambda cell: cell["proposal"])
    total = 0
    reached = None
    for cell in cells:
        total += cell["metrics"]["epochs"]
        if reached is None and cell["metrics"]["accuracy"] >= accuracy:
            reached = total
    return reached, total


def continued(espalier):
    try:
        from sklearn.datasets import load_digits
    except ImportError:
        yield "ASHA with state: scikit-learn is not there", None, ""
        return
    digits = load_digits()
    space = {
        "lr": espalier.float(1e-4, 1, scale="log"),
        "alpha": espalier.float(1e-5, 1, scale="log"),
        "width": espalier.int(4, 64, scale="log"),
        "batch": [16, 32, 64],
    }
    more = dict(metric="accuracy", direction="maximize", data=(digits.data / 16, digits.target), sampler="random")
    for seed in range(SEEDS):
        more.update(trials=TRAININGS, seed=seed, max_resource=EPOCHS)
        full = espalier.tune(network, space, **more)
        asha = espalier.tune(network, space, scheduler="asha", min_resource=1, **more)
        both = min(full.best.score, asha.best.score)  # which each of them reached
        for name, study in (("full training", full), ("ASHA with state", asha)):
            reached, total = epochs_to(study, both)
            yield "perceptron on digits, seed %d, %s" % (seed, name), reached, "epochs to %.4f; %d in all, best %.4f" % (
                both,
                total,
                study.best.score,
            )


def main(jar, out):
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
    import espalier

    lines = []
    for part in (no_op(espalier, spark), continued(espalier), hyperopts(spark)):
        for name, value, unit in part:
            lines.append({"name": name, "value": value, "unit": unit})
            print("%-70s %10s %s" % (name, "-" if value is None else "%.1f" % value, unit), flush=True)
    with open(out, "w") as file:
        json.dump(lines, file, indent=2)
    spark.stop()


if __name__ == "__main__":
    main(*sys.argv[1:])
