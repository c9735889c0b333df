"""PySpark's own suites of its tuning, against Tuner and SplitTuner: one import is changed.

Argument: the folder of Spark's sources, or of its distribution; what pip installs has no tests.
"""

import os
import pathlib
import sys
import tempfile
import unittest

NAMES = ["test_tuning"] + [
    "test_%s_io_%s" % (kind, what)
    for kind in ("cv", "tvs")
    for what in ("basic", "nested", "pipeline")
]
PACKAGE = "pyspark.ml.tests.tuning"
IN_PLACE = """
from pyspark.ml.tuning import *
from espalier import SplitTuner as TrainValidationSplit
from espalier import Tuner as CrossValidator
"""


def changed(suites, folder):
    """Copies suites into a folder, with our classes in the place of PySpark's own."""
    (folder / "in_place.py").write_text(IN_PLACE)
    for name in NAMES:
        text = (suites / (name + ".py")).read_text()
        if "from pyspark.ml.tuning import" not in text:
            raise ValueError("%s imports nothing from pyspark.ml.tuning" % name)
        text = text.replace("from pyspark.ml.tuning import", "from in_place import")
        (folder / (name + ".py")).write_text(text.replace("from %s." % PACKAGE, "from "))


def main(spark):
    """Runs all suites and exits with 1 if a test fails."""
    jar = os.environ["ESPALIER_JAR"]
    folder = pathlib.Path(tempfile.mkdtemp())
    changed(pathlib.Path(spark, "python", *PACKAGE.split(".")), folder)
    settings = {
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        "spark.driver.host": "127.0.0.1",
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.sql.shuffle.partitions": "4",
        "spark.sql.warehouse.dir": folder / "warehouse",
    }
    words = ["--conf %s=%s" % one for one in settings.items()]
    os.environ["PYSPARK_SUBMIT_ARGS"] = " ".join(["--jars", jar] + words + ["pyspark-shell"])
    sys.path[:0] = [str(folder), jar]
    tests = unittest.defaultTestLoader.loadTestsFromNames(NAMES)
    result = unittest.TextTestRunner(stream=sys.stdout, verbosity=2).run(tests)
    sys.exit(0 if result.wasSuccessful() and result.testsRun > 0 else 1)


if __name__ == "__main__":
    main(*sys.argv[1:])
