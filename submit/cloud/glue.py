"""Script of a Glue job: tunes a study of the jar that the job names in --extra-jars.

Glue runs a script and no main class, and passes the job's arguments beside its own.
"""

import argparse
import sys

from pyspark.sql import SparkSession


def arguments(given: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    parser.add_argument("--study", required=True, help="study file, as --extra-files puts it into the working folder")
    parser.add_argument("--output", required=True, help="folder of the results")
    return parser.parse_known_args(given)[0]


def main(given: list[str]) -> None:
    asked = arguments(given)
    words = ["tune", asked.study, "--output", asked.output, "--set", "output.resume=auto"]
    jvm = SparkSession.builder.getOrCreate().sparkContext._jvm
    array = SparkSession.getActiveSession().sparkContext._gateway.new_array(jvm.java.lang.String, len(words))
    for at, word in enumerate(words):
        array[at] = word
    jvm.org.espalier.job.Main.main(array)  # throws for every exit code but 0, which fails the run


if __name__ == "__main__":
    main(sys.argv[1:])
