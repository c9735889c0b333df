"""Population-based training: a network on handwritten digits, whose learning rate and penalty change as it trains.

Of 16 networks that train side by side, the worst three go on every three epochs from copies of the best ones, under
varied values. Needs scikit-learn on the executors; see "Any function" for the session:

    python3 conf/guide/pbt.py
"""

import pickle

import numpy as np
from sklearn.datasets import load_digits
from sklearn.neural_network import MLPClassifier

import espalier


def network(config, trial):
    rows, labels = trial.data
    held_out, train = np.split(np.random.RandomState(0).permutation(len(rows)), [len(rows) // 4])
    if trial.state:  # of the trial itself, or of the one that it goes on from
        # pickle trusts whoever writes to the folder of states: give it to the job's account alone
        net = pickle.loads((trial.state / "net").read_bytes())
        net.alpha, net._optimizer.learning_rate_init = config["alpha"], config["lr"]
    else:
        net = MLPClassifier((32,), learning_rate_init=config["lr"], alpha=config["alpha"], random_state=trial.seed)
    for epoch in trial.steps():
        order = np.random.RandomState(trial.seed % 10_000 + epoch).permutation(train)
        for batch in np.array_split(order, len(order) // 32):
            net.partial_fit(rows[batch], labels[batch], classes=range(10))
    (trial.state / "net").write_bytes(pickle.dumps(net))
    return {"accuracy": net.score(rows[held_out], labels[held_out])}


def main():
    espalier.session()
    data = load_digits()
    study = espalier.tune(
        network,
        {"lr": espalier.loguniform(1e-4, 1), "alpha": espalier.loguniform(1e-5, 1)},
        metric="accuracy",
        direction="maximize",
        data=(data.data / 16, data.target),
        sampler="random",
        scheduler="pbt",
        trials=40,  # those of the first generation, and all that go on from another one
        settings={"min_resource": 3, "max_resource": 27, "eta": 4},  # nine generations of three epochs
    )
    print("accuracy %.4f of trial %d: %s" % (study.best.score, study.best.trial, study.best.config))
    trials = study.trials()
    print(trials[trials["parent"].notna()][["trial", "parent", "configuration", "score"]].to_string(index=False))


if __name__ == "__main__":
    main()
