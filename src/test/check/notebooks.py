"""Executes notebooks, and compares their outputs with those that are stored, or stores them.

    notebooks.py OUTPUT NOTEBOOK…     writes executed copies to OUTPUT; fails if an output differs from the stored one
    notebooks.py --store NOTEBOOK…    stores the outputs in the notebooks themselves

Numbers may differ by 2 % or 0.01, because other versions of Python's libraries round in another way. A cell with the
tag "varies" has times or paths of the machine in its outputs: only the kinds of its outputs are compared. Outputs on
standard error are dropped.
"""

import re
import sys
from pathlib import Path

import nbformat
from nbclient import NotebookClient

RELATIVE, ABSOLUTE = 0.02, 0.01
MISSING = "is not installed"
PROGRESS = "trials started"  # of the view of a running study, which may show its last second or not
UID = re.compile(r"_[0-9a-f]{12}\b")
NUMBER = re.compile(r"[-+]?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?")


def kept(output):
    """An output without what differs from run to run."""
    if output.output_type == "stream" and output.name == "stderr":
        return None
    output.pop("execution_count", None)
    output.metadata = {}
    if output.output_type in ("display_data", "execute_result") and "text/html" in output.data:
        if "<iframe" in output.data["text/html"]:  # the page of a study, of which the text says that it is there
            output.data["text/html"] = "<p>The page about the study is here when you run the notebook.</p>"
    return output


def executed(path):
    notebook = nbformat.read(path, as_version=4)
    NotebookClient(notebook, timeout=600, resources={"metadata": {"path": str(path.parent)}}).execute()
    for cell in notebook.cells:
        cell.metadata.pop("execution", None)
        if cell.cell_type == "code":
            cell.execution_count = None
            cell.outputs = [output for output in map(kept, cell.outputs) if output is not None]
            for output in cell.outputs:
                if output.output_type == "execute_result":
                    output.execution_count = None
    notebook.metadata.language_info = {"name": "python"}
    return notebook


def texts(cell):
    """Texts of the outputs of a cell, of a picture its kind, without the view of a running study."""
    found = []
    for output in cell.get("outputs", []):
        if output.output_type == "stream":
            found.append(("stream", output.text))
        elif "image/png" in output.data:
            found.append(("image", ""))
        elif PROGRESS not in output.data.get("text/plain", ""):
            found.append(("text", UID.sub("_uid", output.data.get("text/plain", ""))))
    return found


def is_near(one, other):
    a, b = (NUMBER.findall(text) for text in (one, other))
    if NUMBER.sub("#", one).split() != NUMBER.sub("#", other).split() or len(a) != len(b):
        return False
    return all(abs(float(x) - float(y)) <= max(ABSOLUTE, RELATIVE * abs(float(y))) for x, y in zip(a, b))


def differences(stored, now):
    """Cells whose outputs differ, a line each."""
    for at, (old, new) in enumerate(zip(stored.cells, now.cells)):
        before, after = texts(old), texts(new)
        if any(MISSING in text for _, text in before + after):
            continue  # a section that needs a library which is missing here, or was missing there
        varies = "varies" in old.metadata.get("tags", [])
        if [kind for kind, _ in before] != [kind for kind, _ in after]:
            yield f"cell {at}: has outputs {after}, but {before} are stored"
        elif not varies:
            for (_, one), (_, other) in zip(before, after):
                if not is_near(other, one):
                    yield f"cell {at}: differs from what is stored:\n{other}\nbut stored is:\n{one}"


def main(words):
    store = words[0] == "--store"
    wrong = []
    for path in map(Path, words[1:]):
        now = executed(path)
        to = path if store else Path(words[0], path.name)
        if not store:
            wrong += [f"{path}: {line}" for line in differences(nbformat.read(path, as_version=4), now)]
        to.write_text(nbformat.writes(now, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
        print(f"{path}: {'stored' if store else 'executed'}")
    sys.exit("\n".join(wrong) or None)


if __name__ == "__main__":
    main(sys.argv[1:])
