"""Writes the golden journal of a release: python3 write.py COMMIT [TOLD].

Builds the release in a clone, runs the study of earlier.conf with it, keeps its journal up to the
told outcome of that number (7), as if the driver had been ended there, names its user and machine
"earlier", and leaves it in the folder of its format beside this file.
"""

import json
import pathlib
import shutil
import subprocess
import sys
import tempfile
import zlib

HERE = pathlib.Path(__file__).resolve().parent
STUDY = HERE / "earlier.conf"


def run(folder, *words):
    return subprocess.run(words, cwd=folder, check=True, stdout=subprocess.PIPE, text=True).stdout


def anonymous(value):
    """The same without the names of a user and a machine."""
    if not isinstance(value, dict):
        return value
    names = {"user": "earlier", "host": "earlier", "machine": "earlier"}
    return {key: names.get(key, anonymous(inner)) for key, inner in value.items()}


def line(text):
    """A line of a journal with its checksum; numbers are left as they were written."""
    body = text[: text.rindex(',"crc"')]
    if json.loads(text)["type"] == "began":
        body = json.dumps(anonymous(json.loads(body + "}")), separators=(",", ":"))[:-1]
    return '%s,"crc":"%08x"}\n' % (body, zlib.crc32(body.encode()))


def cut(lines, told):
    for number, text in enumerate(lines):
        told -= json.loads(text)["type"] == "told"
        if told == 0:
            return lines[: number + 1]
    raise SystemExit("so many outcomes were not told")


def keep(journal, here, told):
    """Leaves a journal up to a told outcome in the folder of its format."""
    (events,) = journal.glob("events-*.jsonl")
    lines = cut(events.read_text().splitlines(), told)
    folder = here / json.loads(lines[0])["v"]
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    (folder / events.name).write_text("".join(line(text) for text in lines))
    for name in ("epoch-000001.json", "lease-000001.json"):
        whole = json.loads((journal / name).read_text())
        (folder / name).write_text(json.dumps(anonymous(whole)) + "\n")


def write(commit, told):
    root = run(HERE, "git", "rev-parse", "--show-toplevel").strip()
    with tempfile.TemporaryDirectory() as clone:
        run(clone, "git", "clone", "-q", root, ".")
        run(clone, "git", "checkout", "-q", commit)
        run(clone, "./submit/local.sh", str(STUDY))
        keep(pathlib.Path(clone, "target/espalier/earlier/journal"), HERE, told)


if __name__ == "__main__":
    write(sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 7)
