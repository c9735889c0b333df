"""Runs a Databricks notebook on a small table in local PySpark: notebook.py NOTEBOOK JAR OUTPUT."""

import sys
from pathlib import Path
from types import SimpleNamespace

from pyspark.sql import SparkSession
from pyspark.sql.functions import col, when

notebook, jar, output = sys.argv[1:]
spark = SparkSession.builder.getOrCreate()
rows = spark.range(300).withColumn("age", col("id") % 47).withColumn("calls", (col("id") * 7) % 13)
churned = when(col("age") + col("calls") > 30, "yes").otherwise("no")
rows.withColumn("churned", churned).drop("id").createOrReplaceTempView("customers")
widgets = {"jar": jar, "table": "customers", "label": "churned", "output": output}
dbutils = SimpleNamespace(widgets=SimpleNamespace(get=widgets.__getitem__))
exec(compile(Path(notebook).read_text(), notebook, "exec"), {"spark": spark, "dbutils": dbutils})
spark.stop()
