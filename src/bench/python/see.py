"""The same study in three pages: Optuna's dashboard, MLflow's and ours.

    see.py STUDY OUT

Called by submit/bench.sh see rivals. Writes the trials of the study in the folder STUDY into a store of Optuna's and
one of MLflow's below OUT, starts their servers on free ports of this machine, and leaves pictures of the main views in
OUT. Prints the versions, how long each store took to write, and the files.
"""

import base64
import contextlib
import glob
import importlib.metadata
import json
import logging
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
import warnings

import mlflow
import optuna
import pandas
from mlflow.entities import Metric, Param

STATES = {"COMPLETED": optuna.trial.TrialState.COMPLETE, "PRUNED": optuna.trial.TrialState.PRUNED}  # others failed
STATUSES = {"COMPLETED": "FINISHED", "PRUNED": "KILLED"}  # as mlflow.optuna.storage has it; others failed
WIDTH = 1400
COMPARED = 100  # runs at most, as they stand in the address of MLflow's page
PATIENCE = 90  # seconds until a server answers
SETTLED = 6  # seconds that a page is given to draw


class Study:
    """The tables of a study, and the space that its journal has."""

    def __init__(self, folder):
        self.trials = pandas.read_parquet(os.path.join(folder, "trials")).sort_values("trial")
        cells = pandas.read_parquet(os.path.join(folder, "cells"))
        done = cells[cells.state == "COMPLETED"]
        self.rungs = done.groupby(["trial", "rung"]).agg(score=("score", "mean"), ended=("ended_at", "max"))
        self.spans = cells.groupby("trial").agg(begun=("started_at", "min"), ended=("ended_at", "max")).dropna()
        setup = opened(folder)
        self.name, self.metric = setup["study"], setup["objective"]["metric"]
        self.direction = setup["objective"]["direction"].lower()
        self.space = {p["name"]: distribution(p) for p in setup.get("parameters") or []}

    def rows(self):
        """Each trial with its span, if it began, and its scores by rung."""
        for row in self.trials.itertuples():
            span = self.spans.loc[row.trial] if row.trial in self.spans.index else None
            known = self.rungs[self.rungs.index.get_level_values("trial") == row.trial]
            yield row, span, {rung: line for (_, rung), line in known.iterrows()}

    def values(self, row):
        """Values by the names of the space, each of its own type."""
        named = {"learner": row.learner} if row.learner else {}
        for name, text in row.configuration:
            full = "%s.%s" % (row.learner, name) if row.learner else name
            named[full if not self.space or full in self.space else name] = typed(text)
        return named


def opened(folder):
    """The settings of a study: the first event of that type of its journal."""
    for file in sorted(glob.glob(os.path.join(folder, "journal", "events-*.jsonl"))):
        with open(file, encoding="utf-8") as lines:
            for line in lines:
                record = json.loads(line)
                if record["type"] == "opened":
                    return record["event"]
    sys.exit("see: %s/journal: has no study" % folder)


def typed(text):
    for type_ in (int, float):
        with contextlib.suppress(ValueError):
            return type_(text)
    return text


def distribution(parameter):
    """A parameter of the journal as Optuna's distribution; of REVERSE_LOG it has none, a linear one stands for it."""
    if parameter["values"]:
        return optuna.distributions.CategoricalDistribution([typed(value) for value in parameter["values"]])
    low, high, log = parameter["low"], parameter["high"], parameter["scale"] == "LOG"
    if parameter["size"] == high - low + 1:
        return optuna.distributions.IntDistribution(int(low), int(high), log=log)
    return optuna.distributions.FloatDistribution(low, high, log=log)


def observed(all_values):
    """Distributions of a study whose journal does not have the space: what its trials span."""
    by_name = {}
    for values in all_values:
        for name, value in values.items():
            by_name.setdefault(name, []).append(value)
    for name, values in by_name.items():
        if any(isinstance(value, str) for value in values):
            yield name, optuna.distributions.CategoricalDistribution(sorted(set(map(str, values))))
        elif all(isinstance(value, int) for value in values):
            yield name, optuna.distributions.IntDistribution(min(values), max(values))
        else:
            yield name, optuna.distributions.FloatDistribution(float(min(values)), float(max(values)))


# The stores


def to_optuna(study, store):
    """Adds every trial. A value outside of the space, as defaults may be, can only be an attribute."""
    there = optuna.create_study(storage=store, study_name=study.name, direction=study.direction)
    there.set_metric_names([study.metric])
    space = study.space or dict(observed(study.values(row) for row in study.trials.itertuples()))
    for row, span, rungs in study.rows():
        state = STATES.get(row.state, optuna.trial.TrialState.FAIL)
        values = study.values(row)
        inside = {name: v for name, v in values.items() if name in space and within(space[name], v)}
        outside = {name: v for name, v in values.items() if name not in inside}
        trial = optuna.trial.create_trial(
            state=state,
            value=row.score if state in STATES.values() and row.score == row.score else None,
            params=inside,
            distributions={name: space[name] for name in inside},
            user_attrs=dict(outside, origin=row.origin, reason=row.reason, folds=row.folds),
            intermediate_values={rung: line.score for rung, line in rungs.items()},
        )
        if span is not None:
            trial.datetime_start = span.begun.to_pydatetime()
            trial.datetime_complete = span.ended.to_pydatetime()
        there.add_trial(trial)


def within(space, value):
    try:
        return space._contains(space.to_internal_repr(value))
    except ValueError:
        return False


def to_mlflow(study, store):
    """Adds a run for each trial, with its score at each rung as the steps of a metric."""
    client = mlflow.MlflowClient(tracking_uri=store)
    experiment = client.create_experiment(study.name)
    for row, span, rungs in study.rows():
        begun, ended = (None, None) if span is None else (milliseconds(span.begun), milliseconds(span.ended))
        tags = {"state": row.state, "learner": row.learner, "origin": row.origin, "reason": row.reason}
        run = client.create_run(experiment, begun, tags, "trial %d" % row.trial).info.run_id
        metrics = [Metric(study.metric, line.score, milliseconds(line.ended), rung) for rung, line in rungs.items()]
        params = [Param(name, str(value)) for name, value in study.values(row).items()]
        client.log_batch(run, metrics=metrics, params=params)
        client.set_terminated(run, STATUSES.get(row.state, "FAILED"), ended)
    best = client.search_runs(
        [experiment],
        order_by=["metrics.`%s` %s" % (study.metric, "DESC" if study.direction == "maximize" else "ASC")],
        max_results=COMPARED,
    )
    return experiment, [run.info.run_id for run in best]


def milliseconds(time_):
    return int(time_.timestamp() * 1000)


# The pages


@contextlib.contextmanager
def server(log, *command):
    """The address of a server that ends with the block, and with it what it started."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    address = "http://127.0.0.1:%d" % port
    script = os.path.join(os.path.dirname(sys.executable), command[0])
    with open(log, "w") as out:
        process = subprocess.Popen(
            [script, *command[1:], "--host", "127.0.0.1", "--port", str(port)],
            stdout=out,
            stderr=subprocess.STDOUT,
            start_new_session=True,  # a process group of its own
        )
    try:
        for _ in range(PATIENCE):
            with contextlib.suppress(OSError):
                urllib.request.urlopen(address).close()
                break
            if process.poll() is not None:
                sys.exit("see: %s: has ended; see %s" % (command[0], log))
            time.sleep(1)
        else:
            sys.exit("see: %s: does not answer; see %s" % (command[0], log))
        yield address
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)


class Browser:
    """Chromium without a window, driven by its DevTools protocol over pipes: messages that end with a zero byte."""

    def __init__(self, folder):
        program = shutil.which("chromium") or shutil.which("google-chrome") or sys.exit("see: there is no Chromium")
        theirs, self.to = os.pipe()
        self.from_, their_end = os.pipe()
        options = ["--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--remote-debugging-pipe"]
        self.process = subprocess.Popen(
            # It reads from descriptor 3 and writes to 4.
            ["sh", "-c", 'exec "$0" "$@" 3<&%d 4>&%d' % (theirs, their_end), program, *options]
            + ["--user-data-dir=%s" % folder, "about:blank"],
            pass_fds=(theirs, their_end),
            stderr=subprocess.DEVNULL,
        )
        os.close(theirs)
        os.close(their_end)
        self.number, self.session, self.unread = 0, None, b""
        target = self.ask("Target.createTarget", url="about:blank")["targetId"]
        self.session = self.ask("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]

    def ask(self, method, **params):
        self.number += 1
        message = {"id": self.number, "method": method, "params": params}
        if self.session:
            message["sessionId"] = self.session
        os.write(self.to, json.dumps(message).encode() + b"\0")
        while True:
            while b"\0" not in self.unread:
                chunk = os.read(self.from_, 1 << 20)
                if not chunk:
                    sys.exit("see: Chromium has ended")
                self.unread += chunk
            answer, self.unread = self.unread.split(b"\0", 1)
            answer = json.loads(answer)
            if answer.get("id") == self.number:
                return answer.get("result", {})

    def picture(self, file, address, height, steps):
        """Leaves a picture of a page, once scripts have changed it, each some seconds after what was before it."""
        size = {"width": WIDTH, "height": height, "deviceScaleFactor": 1, "mobile": False}
        self.ask("Emulation.setDeviceMetricsOverride", **size)
        self.ask("Page.navigate", url="about:blank")  # else an address that differs in its fragment alone is not loaded
        self.ask("Page.navigate", url=address)
        for step in steps:
            time.sleep(SETTLED)
            self.ask("Runtime.evaluate", expression=step)
        time.sleep(SETTLED)
        with open(file, "wb") as out:
            out.write(base64.b64decode(self.ask("Page.captureScreenshot")["data"]))
        print(file, flush=True)

    def close(self):
        self.session = None
        self.ask("Browser.close")
        self.process.wait(20)


WAIT = ""  # a script that changes nothing


def click(text, selector="button"):
    """A script that clicks on what has a text or a label."""
    return """(() => {
      const all = [...document.querySelectorAll(%s)];
      const found = all.find(e => [e.textContent.trim(), e.ariaLabel].includes(%s));
      if (found) found.click();
    })()""" % (json.dumps(selector), json.dumps(text))


def our_views(folder):
    page = "file://" + os.path.abspath(os.path.join(folder, "report.html"))
    down = "document.getElementById('importance').scrollIntoView()"
    return {
        "page": (page, 1800),
        "parameters": (page, 1800, down),
        "filtered": (page + "#top=10&parameters=differing", 1800, down),
        "all": (page, 9000),
    }


def optunas_views(address):
    study = address + "/dashboard/studies/1"
    return {
        "studies": (address + "/dashboard", 900),
        "study": (study, 2100),
        "analytics": (study + "/analytics", 2400),
        "trials": (study + "/trials", 1400),
        "selection": (study + "/smartSelection", 1800),
        "note": (study + "/note", 900),
        "compare": (address + "/dashboard/compare-studies?ids=1", 1300),
    }


def mlflows_views(address, experiment, best):
    """Of experiments, as it opens and with its side panels closed; runs under model training, not under GenAI."""
    runs = "%s/#/experiments/%s" % (address, experiment)
    compared = "runs=%s&experiments=%s" % (json.dumps(best), json.dumps([experiment]))
    own = [click("Model training", "*"), click("Close")]
    return {
        "experiments": (address + "/#/experiments", 900),
        "runs": (runs + "/runs", 1400, *own),
        "charts": (runs + "/runs?compareRunsMode=CHART", 1400, WAIT),
        "run": ("%s/runs/%s" % (runs, best[0]), 1300),
        "run-metrics": ("%s/runs/%s/model-metrics" % (runs, best[0]), 1000),
        "compare": ("%s/#/compare-runs?%s" % (address, compared), 1900, WAIT),
    }


def timed(name, write, *arguments):
    started = time.perf_counter()
    result = write(*arguments)
    print("%s %s: %.1f s" % (name, importlib.metadata.version(name), time.perf_counter() - started), flush=True)
    return result


def main(folder, out):
    optuna.logging.set_verbosity(optuna.logging.ERROR)
    warnings.simplefilter("ignore", optuna.exceptions.ExperimentalWarning)
    logging.getLogger("mlflow").setLevel(logging.ERROR)
    out = os.path.abspath(out)
    os.makedirs(out, exist_ok=True)
    study = Study(folder)
    files = [os.path.join(out, "%s.db" % name) for name in ("optuna", "mlflow")]
    for file in filter(os.path.exists, files):
        os.remove(file)
    stores = ["sqlite:///%s" % file for file in files]
    timed("optuna", to_optuna, study, stores[0])
    experiment, best = timed("mlflow", to_mlflow, study, stores[1])
    print("optuna-dashboard %s" % importlib.metadata.version("optuna-dashboard"))
    with tempfile.TemporaryDirectory() as profile:
        browser = Browser(profile)

        def pictures(page, views):
            for name, (address, height, *steps) in views.items():
                browser.picture(os.path.join(out, "%s-%s.png" % (page, name)), address, height, steps)

        pictures("espalier", our_views(folder))
        with server(os.path.join(out, "optuna.log"), "optuna-dashboard", stores[0]) as address:
            pictures("optuna", optunas_views(address))
        command = ["mlflow", "server", "--backend-store-uri", stores[1], "--workers", "1"]
        command += ["--artifacts-destination", os.path.join(out, "artifacts")]
        with server(os.path.join(out, "mlflow.log"), *command) as address:
            pictures("mlflow", mlflows_views(address, experiment, best))
        browser.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
