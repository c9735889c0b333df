"""The jars that this package came with, and a session that has them."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any, Mapping

import pyspark
from pyspark.sql import SparkSession

from espalier.gateway import has_espalier, is_remote, jvm


def jar_path() -> str:
    """Path of the jar for the installed PySpark: the jar in the wheel, or the one that this package is imported from.

    >>> builder = SparkSession.builder.config("spark.jars", jar_path())
    >>> jar_path().endswith(".jar")
    True

    :raises FileNotFoundError: if there is none for this line of Spark
    """
    line = "3.5" if pyspark.__version__.startswith("3.5.") else "4"
    jar = Path(__file__).with_name("jars") / f"espalier-spark-{line}.jar"
    if jar.is_file():
        return str(jar)
    for parent in Path(__file__).parents:
        if parent.is_file():
            return str(parent)
    raise FileNotFoundError(f"{jar}: there is no jar for Spark {pyspark.__version__} here; name one by spark.jars")


def session(settings: Mapping[str, Any] | None = None) -> SparkSession:
    """Spark session with the jar on its class path, and with the jar of XGBoost if ``espalier-xgboost`` is installed.

    With a local master, Python workers run the interpreter of the caller unless ``PYSPARK_PYTHON`` names another one,
    so that they find the same packages.

    >>> spark = session({"spark.master": "local[2]"})
    >>> spark.range(3).count()
    3

    :param settings: further settings of Spark by name. Jars in ``spark.jars`` are added to this one. An xgboost4j among
        them, or in ``spark.jars.packages``, replaces the jar of ``espalier-xgboost``
    :raises RuntimeError: if a session without the jar is running
    """
    if is_remote():
        raise RuntimeError(
            "a client of Spark Connect has no jars; "
            "use SparkSession.builder.remote(...), and set spark.jars on its server"
        )
    jars = [jar_path()]
    xgboost = Path(jars[0]).with_name("espalier-xgboost.jar")
    own = any(name.startswith("spark.jars") and "xgboost4j" in str(value) for name, value in (settings or {}).items())
    builder = SparkSession.builder
    for name, value in (settings or {}).items():
        if name == "spark.jars":
            jars.append(value)
        else:
            builder = builder.config(name, value)
    if xgboost.is_file() and not own:
        jars.append(str(xgboost))
    spark = builder.config("spark.jars", ",".join(jars)).getOrCreate()
    if not has_espalier(jvm(spark)):
        raise RuntimeError(f"a session without the jar is running; stop it first, or give it spark.jars = {jars[0]}")
    context: Any = spark.sparkContext
    if context.master.startswith("local") and "PYSPARK_PYTHON" not in os.environ and sys.executable:
        context.pythonExec = sys.executable
    return spark
