#!/usr/bin/env bash
# Runs a benchmark by name; without one lists the benchmarks.
#
#   ESPALIER_DATA=DIR submit/bench.sh [NAME]
#   ESPALIER_DATA=DIR submit/bench.sh trainers [long] [short] [LINE…]   lines: below
#   ESPALIER_DATA=DIR submit/bench.sh xgboost [short] [LINE…]   lines: adult, bank, flights, early, halving
#   ESPALIER_DATA=DIR submit/bench.sh functions [PART…] [short] [seeds=N] [seconds=S]    parts: below
#   ESPALIER_DATA=DIR submit/bench.sh durable [PROTOCOL…] [NUMBER]   protocols: cut, speed, fuzz, kill, deadlines
#   submit/bench.sh border [HEAP…] [LEARNER…] [dense|sparse] [below|above] [cluster]
#   submit/bench.sh path
#   submit/bench.sh large [LINE…] [ROWS] [alone|short] [tasks] [cluster] | large study   lines: below
#   submit/bench.sh cold [short] [page]
#   submit/bench.sh see [rivals DIR]
#   ESPALIER_DATA=DIR submit/bench.sh auto [short] [seconds=S] [TABLE…]
#   ESPALIER_DATA=DIR submit/bench.sh defaults [seeds=N] [minutes=M] [TABLE…]
#   ESPALIER_DATA=DIR submit/bench.sh portfolio [run [LEARNER…] | without TABLE | gain]
#   ESPALIER_DATA=DIR submit/bench.sh search [short] [seeds=N] [windows=N,…] [SAMPLER…] [PROTOCOL…]   protocols: 2 to 6, 8 to 10
#
# walk and engine measure against Spark's own tools (engine: ESPALIER_LINES=1,3,4,7 chooses lines, ESPALIER_ROUNDS=3 is
# how often each is measured; lines 5 and 6 take ESPALIER_SEEDS, 5 ESPALIER_TRIALS too); search plays samplers and
# schedulers on the published surrogates and tables in DIR's neighbour hpo, against published figures (5: what a proposal
# costs; 8: objectives that mislead, against Optuna's figures in src/bench/python/rivals.csv, which rivals.py beside it writes;
# 9: auto and tpe under hyperband and asha where low rungs mislead; 10: auto where many configurations share a value, both against random
# draws). durable cuts journals, damages inputs, kills drivers, and runs twenty studies under deadlines of 20 to 90 s
# (deadlines: 15 minutes, on a machine with nothing else to do); NUMBER makes it smaller: so many inputs, kills or deadlines.
#
# cold runs whole studies as processes of local.sh: digits and wine three times each, with the archive of classes, without it
# and, where target/spark-3.5 has a jar, on Spark 3.5; and a generated table of loans with a budget of 60 s. short: digits and
# wine once; page writes cold.md below src/site. A machine with nothing else to do.
#
# path counts the classes of ours that a warm cell passes between the pool and its trainer, by the stack of its job and by the
# data of JaCoCo: for a fit inside a task and by jobs, with its scores.
#
# large trains on a generated table of ROWS=4000000 rows of 20 numbers that stay distributed, beside training = jobs and
# CrossValidator, both stopped after ten minutes, where one map and fold of theirs is multiplied. Lines: linear (24 maps, 5
# folds), logistic (4 x 3), logistic16 (16 x 3), bayes, forest (4 x 3), boosting (2 x 3), and deep, which is in no other call
# (forests of depth 8, 2 x 2, on ten million rows, beside one million inside tasks). alone: no rivals; short: CrossValidator's
# one map and fold, multiplied; tasks: inside tasks, too; cluster: one executor and two, of a core each, on a million rows;
# study: the job of conf/flights.conf on twenty copies of its table, within fifteen minutes. Prints the peaks of storage and
# heap. Bound: the
# passes alone on arrays, divided by the slots. Takes 9 GB (ESPALIER_DRIVER_MEMORY=9g).
#
# see prints the sizes of the pages of 10 to 10,000 trials, and the milliseconds until Chromium, if it is there, has drawn the
# first chart and all charts of the first screens. see rivals writes the study in DIR, for example target/espalier/digits,
# into a store of Optuna's and one of MLflow's, and leaves pictures of optuna-dashboard, of MLflow's page and of ours in
# target/bench/rivals; their packages are installed into a venv below target.
#
# portfolio writes the portfolio of the jar by greedy selection over the scores in src/test/resources, which takes a second;
# run evaluates the points of all learners or of those named on samples of the tables in DIR, in three quarters of an hour,
# and goes on with what target/bench/portfolio has. without TABLE writes the one that is learned without a table below
# target/bench/portfolio, for search.portfolio of studies that measure on that table; gain prints by learner and table the
# expected best score of ten trials, half of them from that portfolio, and of ten random ones.
#
# defaults runs studies of a linear model and a forest without search and schedule, in full, and with random draws and halving,
# on the whole of the fifteen tables of portfolio and on a million generated rows ("million"), or on each TABLE, with N=3
# seeds. Each is a piece of its own below target/bench/defaults, which is kept and not run again; after M minutes no further
# one begins, and another call goes on. Prints held-out scores, the run time of all tasks, and what auto chose, with the
# planned times. All pieces take a few hours.
#
# auto runs the command auto, FLAML, H2O AutoML and AutoGluon (medium_quality) on adult, bank_marketing, skin_segmentation,
# digits, diamonds and california_housing, or on each TABLE, as processes of S=60 seconds on two cores, one after the other:
# searches on the same four fifths of the rows, in random order, and scores of the models on the others, the area under the
# ROC curve, the accuracy or the RMSE; H2O, which has no accuracy, searches by the mean error of classes. All scores are
# computed by the same code from predictions for the same rows; auto has done so itself. Each rival gets the time that is left
# once it and the rows are loaded, but for 1 s in which to predict. Prints scores, seconds and overshoot, and the mean of
# (score - defaults) / (best - defaults), where defaults is scikit-learn's logistic or linear regression of one-hot encoded
# words and standardised numbers, and a run without a model counts as the defaults. auto must be first, or behind the first
# by at most the standard error of the differences over tables, with a model within S on each table. Its studies use the
# portfolio that is learned without their table, and the archive of classes. Prints what ensemble, thresholds and calibration
# changed. short: adult and digits in 30 s beside FLAML. Without words: half an hour, on a machine with nothing else to do.
# Installed into venvs below target before; AutoGluon without PyTorch's networks; rivals that cannot be installed are skipped,
# with a line. Bound: S.
#
# border [HEAP…] [LEARNER…] [dense|sparse] [below|above] [cluster] trains on tables just below and just above the border of a task, on
# heaps of 2, 4 and 12 GB, each in a process of its own with two tasks at a time, and prints the planned memory beside the
# largest that was live. A difference of more than a quarter is marked. Learners: logistic, bayes, forest, boosting, glm. The
# heap of 12 GB takes a machine of 16 GB with nothing else to do. cluster: such a heap is an executor's (local-cluster), beside
# a driver of half of it; both are measured.
#
# memory prints the peak memory of a study each on adult, flights and a generated sparse table, those of the data that
# are there: the heap after collections of garbage, Spark's storage, and a task's execution memory, each beside its bound.
#
# The lines of trainers: cancer, forest, stages, logistic, l2, deep, flights, multinomial, bayes, poisson, svc, boosting,
# diamonds, housing and halving (ours against ours: all trials in full). growth, which is in no other call, draws how long a
# search takes by its candidates, rows and executors (local-cluster), and writes the page growth.md and its drawing below
# src/site: eight minutes, with the word short fewer.
#
# trainers measures candidates that are trained inside tasks against CrossValidator, against ordinary fits (both once, stopped
# at ESPALIER_LIMIT seconds: 300, with long 600; ordinary fits also at 25 times ours) and against scikit-learn, whose pinned
# versions (src/bench/python) are installed into a venv below target; without Python or pip it is skipped, with a line. Without
# words: cancer to l2, under 12 minutes; long: all. ESPALIER_ROUNDS=3 is how often ours and scikit-learn run,
# ESPALIER_ROWS=1000 tries it on fewer rows. Bound: CPU time of the trainers alone, without Spark, for all cells / slots, and
# of the refit.
#
# xgboost measures the same grids by Tuner, from the call to the returned model, and by Python's xgboost with joblib over the
# same cells: the same 32-bit rows in the same order, folds, candidates and seed, one thread a fit, both warm, in turns; and
# compares the probabilities of the returned model with those of Python, which loads it. short: four candidates, once.
# ESPALIER_ROUNDS, ESPALIER_ROWS and Python's packages as for trainers. Bound: CPU time of XGBoost alone, of the first fold's
# fits x folds / slots, and of the refit.
#
# The lines early (early stopping) and halving of xgboost are a Tuner's against the same one with all rounds, on adult, once:
# rounds, and areas on a quarter of the rows that neither has seen. Bound: the other's seconds by the target.
#
# functions [noop] [continued] [population] [search] [kill] [short] [seeds=N] [seconds=S]: times calls of a function that does nothing, in
# Python and Java, beside SparkTrials and MlflowSparkStudy; compares full training with a third of its epochs, continued; population
# compares pbt, asha and full training of as many epochs; kills a driver three times in 300 trials; search compares held-out accuracy after S=60 seconds with Optuna's and Keras Tuner's. Without
# names all but population and search run, in about five minutes; search takes 3 N S seconds; short is one seed. PySpark and the rivals are
# installed into a venv below target.
#
# Prints a table and leaves target/bench/NAME.json. ESPALIER_DATA is the folder with adult/adult.csv.gz
# (src/site/markdown/guide/own-data.md); ESPALIER_MASTER, ESPALIER_DRIVER_MEMORY and SPARK_LINE as for submit/local.sh.
set -euo pipefail

root="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
source "$root/submit/common.sh"

choose_line
check_java
export ESPALIER_DATA="${ESPALIER_DATA:+$(cd "$ESPALIER_DATA" && pwd)}"

build_if_needed

cd "$root"
classes="$out/bench/classes"
mkdir -p "$classes"
classpath="$jar:${jar%/*}/espalier-xgboost.jar:$(< "$out/spark.classpath")"
# Versions of Scala and of Spark, as a jar of the class path has them.
[[ "$classpath" =~ /spark-core_([0-9.]+)-([0-9.]+)[.]jar ]] || refuse "$out/spark.classpath: names no Spark; remove it"
scala="${BASH_REMATCH[1]}" version="${BASH_REMATCH[2]}"
# With the builders of training rows and the invented study, which tests use, too.
find src/bench/java src/test/java/org/espalier/train/tree src/test/java/org/espalier/testing -name '*.java' \
  \( -path 'src/bench/*' -o -name '*Builder.java' -o -name 'Sample[SE]*.java' \) -exec "${java}c" --release 17 -nowarn -proc:none -d "$classes" -cp "$classpath" {} +

# Sets $python to one with what trainers.py, boosting.py and automl.py import, or automl.py for one rival ($1), if that can
# be had.
find_python() {
  local venv="$root/target/bench/${1:+$1-}venv" pins="$root/src/bench/python/requirements${1:+-$1}.txt"
  python="$venv/bin/python"
  if ! cmp -s "$pins" "$venv/installed.txt"; then
    if python3 -m venv "$venv" && "$venv/bin/pip" install --quiet --disable-pip-version-check -r "$pins"; then
      cp "$pins" "$venv/installed.txt"
    else
      say "${1:-Python with its libraries} is left out: it cannot be installed into $venv"
      python=
    fi
  fi >&2
}

# Runs functions.py in an environment of its own.
run_functions() {
  local venv="$root/target/bench/functions-venv"
  if [[ ! -e $venv/$version ]]; then
    python3 -m venv "$venv"
    "$venv/bin/pip" install --quiet --disable-pip-version-check "pyspark==$version" numpy scikit-learn
    local rival
    for rival in 'hyperopt setuptools<80' 'mlflow optuna' 'keras keras-tuner jax'; do
      # shellcheck disable=SC2086 # packages, separated by spaces
      "$venv/bin/pip" install --quiet --disable-pip-version-check $rival ||
        say "left out, as it cannot be installed into $venv: $rival"
    done
    touch "$venv/$version"
  fi >&2
  unset SPARK_HOME SPARK_CONF_DIR PYTHONPATH
  export PYSPARK_PYTHON="$venv/bin/python" SPARK_LOCAL_IP="${SPARK_LOCAL_IP:-127.0.0.1}" ESPALIER_BENCH_CLASSES="$classes"
  exec "$PYSPARK_PYTHON" "$root/src/bench/python/functions.py" "$jar" "$root/target/bench/functions.json" "$@"
}

# Runs see.py on a study's folder in an environment of its own.
run_rivals() {
  local venv="$root/target/bench/rivals-venv" study
  if ! study="$(cd "$OLDPWD" && cd "$1" && pwd)" || [[ ! -f "$study/report.html" ]]; then
    refuse "see rivals: must have the folder of a study, target/espalier/digits for example, but has '$1'"
  fi
  if [[ ! -e $venv/installed ]]; then
    python3 -m venv "$venv"
    "$venv/bin/pip" install --quiet --disable-pip-version-check optuna==5.0.0 optuna-dashboard==0.21.0 mlflow==3.17.2
    touch "$venv/installed"
  fi >&2
  exec "$venv/bin/python" "$root/src/bench/python/see.py" "$study" "$root/target/bench/rivals"
}

if [[ "${1:-}" == see && "${2:-}" == rivals ]]; then
  run_rivals "${3:-}"
fi

if [[ "${1:-}" == functions ]]; then
  run_functions "${@:2}"
fi

# Executors of a local cluster find Spark's jars below its home.
make_home() {
  export SPARK_HOME="$out/spark-home" SPARK_SCALA_VERSION="$scala"
  mkdir -p "$SPARK_HOME/jars"
  local jar
  tr ':' '\n' < "$out/spark.classpath" | while read -r jar; do
    ln -sf "$jar" "$SPARK_HOME/jars/"
  done
}

if [[ " $* " == " border "*" cluster "* || " $* " == " large "*" cluster "* ]]; then
  make_home
fi

python=
if [[ "${1:-}" == trainers ]]; then
  if [[ " ${*:2} " == *" growth "* ]]; then
    make_home
  fi
  [[ "${*:2}" =~ ^(short )?growth( short)?$ ]] || find_python
fi

h2o='' autogluon=''
if [[ "${1:-}" == auto ]]; then
  if [[ " ${*:2} " != *" short "* ]]; then
    find_python h2o
    h2o="$python"
    find_python autogluon
    autogluon="$python"
  fi
  find_python
fi

if [[ "${1:-}" == xgboost ]]; then
  find_python
fi

agent=()
if [[ "${1:-}" == path ]]; then
  jacoco="$(sed -n '/<artifactId>jacoco-maven-plugin/{n;s/.*<version>\(.*\)<.*/\1/p;}' pom.xml)"
  maven dependency:copy "-Dartifact=org.jacoco:org.jacoco.agent:$jacoco:jar:runtime" "-DoutputDirectory=$out/jacoco"
  agent=("-javaagent:$out/jacoco/org.jacoco.agent-$jacoco-runtime.jar=output=none,jmx=true,includes=org.espalier.*")
fi

export SPARK_LOCAL_IP="${SPARK_LOCAL_IP:-127.0.0.1}" ESPALIER_CLASSES=none
exec "$java" "@$root/submit/java-options" ${agent[@]+"${agent[@]}"} "-Xmx${ESPALIER_DRIVER_MEMORY:-4g}" \
  "-Dlog4j2.configurationFile=file:$root/conf/log4j2.properties" \
  "-Dspark.master=${ESPALIER_MASTER:-local[*]}" \
  -Dspark.ui.enabled=false \
  "-Dspark.sql.warehouse.dir=$out/warehouse" \
  "-Dbench.python=$python" "-Dbench.flaml=$python" "-Dbench.h2o=$h2o" "-Dbench.autogluon=$autogluon" \
  "-Dbench.jar=$jar" \
  -cp "$classes:$classpath" org.espalier.bench.Benchmarks "$@"
