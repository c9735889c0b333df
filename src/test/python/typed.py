"""Checks the Python package as a type checker and an editor see it. Run by run.sh with mypy installed.

The bodies of all modules are checked without the stubs, which would hide them. The calls of typed_calls.py are checked
with the stubs: mypy flags those marked WRONG, and nothing else. stubtest compares the stubs with the modules.
"""

import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

SOURCE = Path("src/main/python")
CALLS = Path("src/test/python/typed_calls.py")

# Types that exist for type checkers alone.
ONLY_TYPES = ("espalier.tuning.TunedModel", "espalier.tuning.SplitTunedModel", "espalier.functions.TuneSettings")


def run(*words, path="."):
    """Output of a module of Python, and its exit code."""
    environment = {"MYPYPATH": str(Path(path).resolve()), "PYTHONPATH": str(Path(path).resolve())}
    command = [sys.executable, "-m", *words]
    ended = subprocess.run(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    return ended.stdout, ended.returncode


def bodies():
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder, "python")
        shutil.copytree(SOURCE, copy, ignore=shutil.ignore_patterns("*.pyi", "__pycache__"))
        modules = (str(copy / "espalier"), str(copy / "org"))
        output, code = run("mypy", "--cache-dir=target/mypy", "--strict", *modules, path=copy)
    return "" if code == 0 else output


def calls():
    output, _ = run("mypy", "--cache-dir=target/mypy", "--strict", str(CALLS), path=SOURCE)
    flagged = {int(line) for line in re.findall(r"typed_calls\.py:(\d+): error", output)}
    wrong = {at for at, line in enumerate(CALLS.read_text().splitlines(), 1) if "# WRONG" in line}
    missed = [f"{CALLS}:{at}: is wrong, but was not flagged" for at in sorted(wrong - flagged)]
    return "\n".join(missed + ([output] if flagged - wrong or "typed_calls" not in output else []))


def stubs():
    modules = ("espalier.tuning", "espalier.functions")
    with tempfile.TemporaryDirectory() as folder:
        allowed = Path(folder, "allowed")
        allowed.write_text("\n".join(ONLY_TYPES))
        words = (*modules, "--ignore-missing-stub", "--concise", f"--allowlist={allowed}")
        output, code = run("mypy.stubtest", *words, path=SOURCE)
    return "" if code == 0 else output


problems = [found for found in (bodies(), calls(), stubs()) if found]
print("\n".join(problems) or "typed.py: bodies, calls and stubs have the types that they should")
sys.exit(bool(problems))
