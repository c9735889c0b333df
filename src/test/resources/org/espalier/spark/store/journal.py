"""Writes the journal that every later version must read.

Usage: python3 journal.py FOLDER   writes the folder FOLDER/journal-v1

The study is that of EveryEvent.java. It does not use the program it is a test of: a line is an object
whose last fields are its number, the checksum of the line before it, and the CRC-32 of the bytes before
that field. A format that was released is not changed here.
"""

import json
import os
import sys
import zlib

HOSTILE = (
    '"quoted" \\ back\\slash, line\nbreak\r\n\ttab \u0000\u001f\u007f \u2028\u2029 </script> ${x}'
    ' ","crc":"00000000"} größe 模型 😀'
)
START = 1_762_000_000_000


class Double(float):
    """A number with a fraction, written as Java does."""


def text_of(value):
    if isinstance(value, dict):
        return "{%s}" % ",".join("%s:%s" % (text_of(k), text_of(v)) for k, v in value.items())
    if isinstance(value, (list, tuple)):
        return "[%s]" % ",".join(text_of(v) for v in value)
    if isinstance(value, Double):
        text = repr(float(value))
        if "e" not in text:
            return text
        mantissa, exponent = text.split("e")
        if value == 5e-324:
            mantissa = "4.9"
        return "%sE%d" % (mantissa if "." in mantissa else mantissa + ".0", int(exponent))
    if isinstance(value, str):
        text = json.dumps(value, ensure_ascii=False)
        for code in range(32):
            text = text.replace("\\u%04x" % code, "\\u%04X" % code)
        return text
    return json.dumps(value)


def lines(events, after=()):
    """Lines of events, which follow other lines."""
    written = list(after)
    for kind, event in events:
        before = written[-1][-11:-3] if written else ""
        body = text_of({"v": 1, "type": kind, "event": event, "n": len(written) + 1, "after": before})[:-1]
        written.append('%s,"crc":"%08x"}\n' % (body, zlib.crc32(body.encode())))
    return written[len(after) :]


CONFIGURATION = {
    "learner": "random-forest",
    "random-forest.maxDepth": 5,
    "seed": {"long": 5},
    "big": {"long": -(2**63)},
    "one": Double(1),
    "tiny": Double(5e-324),
    "large": Double(1e22),
    "negative zero": Double(-0.0),
    "flag": False,
    HOSTILE: HOSTILE,
}


def proposal(number, rung=0, units=200, continues=None):
    asked = {"number": number, "trial": number, "rung": rung, "folds": [0, 1], "units": units}
    asked["continues"] = continues
    return asked


def proposed(number, configuration, origin, **more):
    trial = {"number": number, "configuration": configuration, "origin": origin, "reason": None}
    return {"trial": trial, "proposal": proposal(number, **more)}


def cost(attempts=0, fit=0.0, score=0.0, task=0.0, shuffle=0, spill=0, peak=0, started=0, ended=0):
    return {
        "attempts": attempts,
        "fitSeconds": Double(fit),
        "scoreSeconds": Double(score),
        "taskSeconds": Double(task),
        "shuffleBytes": shuffle,
        "spillBytes": spill,
        "peakMemoryBytes": peak,
        "startedAt": started,
        "endedAt": ended,
    }


def cell(fold, state, score, metrics, trainer, reason, cost, why=None):
    return {
        "fold": fold,
        "state": state,
        "rows": 100,
        "score": score,
        "metrics": metrics,
        "trainer": trainer,
        "trainerReason": why,
        "reason": reason,
        "cost": cost,
    }


def told(number, state, score, answered_from, cells, reason):
    outcome = {"proposal": proposal(number), "state": state, "loss": Double(-0.75)}
    outcome["score"] = score
    outcome["answeredFrom"] = answered_from
    outcome["cells"] = cells
    outcome["reason"] = reason
    return {"outcome": outcome}


FITTED = cell(
    0,
    "COMPLETED",
    Double(0.7),
    {"log-loss": Double(0.1 + 0.2), "f1": Double(0)},
    "spark",
    "",
    cost(2, 1.5, 0.25, 3.75, 4096, 0, 2**33, START + 1000, START + 3000),
    "training is jobs",
)
FITTED_FIRST = {**FITTED, "trainerReason": None}
PLAIN = cell(1, "COMPLETED", Double(0.8), {}, "", "", cost())
FAILED = cell(0, "FAILED", None, {}, "spark", HOSTILE, cost())
CANCELLED = cell(1, "CANCELLED", None, {}, "", "another fold had failed", cost())


def decided(trial, kind, cutoff, measured):
    decision = {
        "trial": trial,
        "rung": 0,
        "kind": kind,
        "rule": "halving",
        "value": Double(-0.75),
        "cutoff": cutoff,
        "rank": 1,
        "of": 3,
    }
    if measured is not None:
        decision["measured"] = measured
    decision["reason"] = "among the best 1 of 3"
    return {"decision": decision}


def opened():
    training = [
        {"learner": "random-forest", "rung": 0, "trainer": "task"},
        {"learner": "random-forest", "rung": 1, "trainer": "spark"},
    ]
    for choice, reason in zip(training, ("where params and rows allow it", HOSTILE)):
        choice["reason"] = reason
        choice["memory"] = 2**20
    return {
        "study": "größe",
        "seed": 2**63 - 1,
        "objective": {"metric": "area-under-roc", "direction": "MAXIMIZE"},
        "sampler": "random",
        "scheduler": "halving",
        "plannedTrials": 3,
        "window": 16,
        "ladder": {
            "rungs": [
                {"rows": 100, "folds": 2, "iterations": None},
                {"rows": 300, "folds": 2, "iterations": None},
            ]
        },
        "folds": {
            "rule": "hash",
            "sizes": [150, 151],
            "largestSkew": Double(0.0125),
            "trainingRows": 301,
            "heldOutRows": 0,
            "repeats": 1,
        },
        "fingerprint": {"digest": "00ff", "rows": 301, "columns": {"größe": "double", HOSTILE: "string"}},
        "door": "JOB",
        "asked": ["2 folds", HOSTILE],
        "settings": "study = größe\n",
        "pricePerCoreHour": Double(0.05),
        "training": training,
        "versions": {"spark": "4.1.0", "java": "17"},
        "at": START,
    }


def events():
    yield "opened", opened()
    yield "proposed", proposed(0, CONFIGURATION, "default")
    yield "proposed", proposed(1, {}, "random")
    yield "proposed", proposed(2, CONFIGURATION, "random")
    yield "cell-started", {"proposal": 0, "fold": 1, "at": START + 1000}
    yield "cell-ended", {"proposal": 0, "outcome": PLAIN}
    yield "cell-started", {"proposal": 1, "fold": 0, "at": START + 2000}
    yield "cell-ended", {"proposal": 1, "outcome": FAILED}
    yield "told", told(0, "COMPLETED", Double(0.75), None, [FITTED, PLAIN], "")
    values = {"loss": Double(0.5), HOSTILE: Double(-1e-300)}
    curve = [{"step": 0, "values": values}, {"step": 2**63 - 1, "values": {}}]
    yield "reported", {"proposal": 1, "fold": 0, "curve": curve}
    yield "told", told(1, "FAILED", None, None, [FAILED, CANCELLED], "fold 0: " + HOSTILE)
    yield "told", told(2, "COMPLETED", Double(0.75), 0, [], "")
    yield "decided", decided(0, "PROMOTE", Double(-0.75), {})
    yield "decided", decided(2, "PRUNE", Double(-1e300), {})
    yield "decided", decided(0, "COMPLETE", None, {"seconds": Double(2.5)})
    left = {"trial": 0, "rung": 0}
    yield "proposed", proposed(3, {}, "random", rung=1, units=600, continues=left)
    yield "resumed", {
        "plannedTrials": 4,
        "settings": "study = größe\n",
        "changes": ["budget.timeout: 2 h instead of none", HOSTILE],
        "versions": {"espalier": "0.2.0"},
        "fingerprint": None,
        "at": START + 30_000,
    }
    yield "repeated", {"trial": 0, "cells": [cell(2, "COMPLETED", Double(0.8), {}, "", "", cost())]}
    yield "retried", told(0, "COMPLETED", Double(0.75), None, [FITTED_FIRST, PLAIN], "")
    yield "confirmed", {
        "winner": 0,
        "heldOut": Double(1 / 3),
        "baselineHeldOut": None,
        "refitSeconds": Double(12.5),
        "gain": {"low": Double(-0.125), "high": Double(0.5)},
    }
    yield "closed", {
        "status": "finished",
        "exitCode": 0,
        "reason": HOSTILE,
        "causes": ["deadline", HOSTILE],
        "wallSeconds": Double(60.25),
        "at": START + 60_250,
    }


def write(path, text):
    with open(path, "w", encoding="utf-8", newline="") as file:
        file.write(text)


def driver(number):
    return {"user": "ann", "host": "node%d" % number, "pid": 100 + number}


def claim(number, token):
    process = {"driver": driver(number), "machine": "4f0a", "startedAt": START - 5000}
    return {"number": number, "token": token, "process": process, "at": START}


def began(number, after):
    return {"epoch": number, "driver": driver(number), "after": after, "at": START}


def main(folder):
    """The first of two drivers wrote on after the second had read ten of its lines."""
    folder = os.path.join(folder, "journal-v1")
    os.makedirs(folder, exist_ok=True)
    study = list(events())
    first = lines([("began", began(1, None))] + study[:9])
    late = "".join(lines([study[-1], study[0]], first))[:-100]
    after = {"epoch": 1, "segment": 0, "line": len(first)}
    second = lines([("began", began(2, after))] + study[9:], first)
    for number, token in ((1, "0a1b2c3d"), (2, "4e5f6071")):
        write(os.path.join(folder, "epoch-%06d.json" % number), text_of(claim(number, token)) + "\n")
        sign = {"token": token, "at": START + 60_000, "released": number == 2}
        write(os.path.join(folder, "lease-%06d.json" % number), text_of(sign) + "\n")
    write(os.path.join(folder, "events-000001-0a1b2c3d-000000.jsonl"), "".join(first) + late)
    write(os.path.join(folder, "events-000002-4e5f6071-000000.jsonl"), "".join(second))


if __name__ == "__main__":
    main(sys.argv[1])
