#!/usr/bin/env bash
# Runs Python tests of a built jar with PySpark as pip installs it:
#
#   run.sh PYSPARK JAR            all of test_*.py; espalier-xgboost.jar lies beside JAR
#   run.sh PYSPARK JAR smoke      those that show in a minute that the package works
#   run.sh PYSPARK JAR FOLDER     PySpark's own suites of its tuning, from Spark's sources or distribution in the folder
#
# Exit code 75: there is no python3, or pip could not fill the virtual environment, which is kept below target/.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../../.."

mypy=2.4.1
pytest=9.0.2
version=$1
jar=$2
what=${3:-all}
environment=target/python-$version

if [[ ! -x $environment/bin/python ]] && ! python3 -m venv "$environment"; then
  echo "run.sh: no python3 that makes virtual environments" >&2
  exit 75
fi
packages=("pyspark==$version" numpy "pytest==$pytest")
if [[ $what != all && $what != smoke ]]; then
  packages+=("pandas<3") # which PySpark's own suites import
fi
if ! "$environment/bin/pip" install -q --disable-pip-version-check "${packages[@]}"; then
  echo "run.sh: pip cannot install pyspark $version" >&2
  exit 75
fi

unset SPARK_HOME SPARK_CONF_DIR PYTHONPATH
ESPALIER_JAR=$(realpath "$jar")
PYSPARK_PYTHON=$(realpath --no-symlinks "$environment/bin/python")
export ESPALIER_JAR PYSPARK_PYTHON PYTHONDONTWRITEBYTECODE=1 SPARK_LOCAL_IP=127.0.0.1
export PYTHONHASHSEED=0 # as bin/pyspark does: default seeds are hashes, and some seeds split few rows into one part

run=("$PYSPARK_PYTHON" -m pytest -q -p no:cacheprovider)
case $what in
  all)
    # Of what is missing, the tests are left out.
    "$environment/bin/pip" install -q --disable-pip-version-check "pandas<3" pyarrow hyperopt optuna "setuptools<80" || true
    "$environment/bin/pip" install -q --disable-pip-version-check xgboost-cpu scikit-learn || true
    PYTHONPATH=src/main/python "${run[@]}" src/test/python/test_spaces.py
    "${run[@]}" src/test/python/test_functions.py
    "${run[@]}" src/test/python/test_pipeline_code.py
    "${run[@]}" src/test/python/test_xgboost.py
    ESPALIER_EXAMPLES=all "${run[@]}" src/test/python/test_examples.py
    exec "${run[@]}" src/test/python/test_tuning.py
    ;;
  smoke)
    if [[ $version == 4.1.0 ]]; then # types differ from version to version
      "$environment/bin/pip" install -q --disable-pip-version-check "mypy==$mypy"
      "$environment/bin/python" src/test/python/typed.py
    fi
    tests=src/test/python/test_tuning.py::TunerTest
    "${run[@]}" src/test/python/test_functions.py::FunctionTest::test_a_promoted_trial_goes_on_and_the_study_from_its_journal
    # In one process, whose JVM is warm then; the examples come first, as their session has both jars.
    exec "${run[@]}" src/test/python/test_examples.py $tests::test_it_fits_as_a_cross_validator_does \
      $tests::test_a_space_is_searched_under_a_scheduler \
      $tests::test_a_tuner_is_saved_with_all_that_is_set
    ;;
  *) exec "$PYSPARK_PYTHON" src/test/python/pyspark_suites.py "$what" ;;
esac
