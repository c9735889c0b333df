"""Writes the golden journal of a tuner of a release: python3 write.py JAR CLASSPATH [TOLD].

Runs EarlierTuner.java with the release's jar and Spark's class path, keeps the journal up to the told
outcome of that number (6), as if the driver had been ended there, names its user and machine "earlier",
and leaves it in the folder of its format beside this file.
"""

import importlib.util
import pathlib
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent


def journals():
    """The script that writes the journals of jobs, which knows how one is cut."""
    spec = importlib.util.spec_from_file_location("write", HERE.parents[1] / "job" / "journals" / "write.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def write(jar, classpath, told):
    jobs = journals()
    opened = "java.lang java.lang.invoke java.lang.reflect java.io java.net java.nio java.util"
    opened += " java.util.concurrent sun.nio.ch"
    options = ["--add-opens=java.base/%s=ALL-UNNAMED" % name for name in opened.split()]
    with tempfile.TemporaryDirectory() as folder:
        words = ["java", *options, "-cp", jar + ":" + classpath, str(HERE / "EarlierTuner.java"), folder + "/tuner"]
        subprocess.run(words, check=True, cwd=folder)
        jobs.keep(pathlib.Path(folder, "tuner", "journal"), HERE, told)


if __name__ == "__main__":
    write(sys.argv[1], sys.argv[2], int(sys.argv[3]) if len(sys.argv) > 3 else 6)
