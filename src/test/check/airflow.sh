#!/usr/bin/env bash
# Runs submit/airflow/espalier_dag.py by "airflow dags test": success, a second run of the day, a requirement that is missed,
# wrong settings here and as clusters tell of them, and a driver that is killed.
#
#   src/test/check/airflow.sh [3.3.2|2.11.2]
#
# Installs Airflow with its Spark provider into a virtual environment below target/check, which is kept. Starts no
# scheduler and no server; every driver ends within its task. Exit code 75: Airflow cannot be installed here.
set -euo pipefail

root="$(cd "$(dirname "${BASH_SOURCE[0]}")/../../.." && pwd)"
source "$root/submit/common.sh"
source "$root/src/test/check/common.sh"

version="${1:-3.3.2}"
choose_line
check_java
build_if_needed

# Without that of Kubernetes, that of Spark submits to no cluster of it.
providers=(apache-airflow-providers-apache-spark apache-airflow-providers-cncf-kubernetes)
case "$version" in
  3.*) python_with "airflow-$version" "apache-airflow==$version" "${providers[@]}" ;;
  2.*) # its own pins let pip choose an SQLAlchemy that it cannot use
    python_with "airflow-$version" "apache-airflow==$version" "${providers[@]}" 'sqlalchemy<2'
    ;;
  *) refuse "there is no Airflow '$version'; 3.3.2 or 2.11.2" ;;
esac
programs="$(dirname "$python")"
airflow="$programs/airflow"

work_folder "airflow-$version"
spark_home "$work/spark"
export AIRFLOW_HOME="$work/home" AIRFLOW__CORE__DAGS_FOLDER="$root/submit/airflow" AIRFLOW__CORE__LOAD_EXAMPLES=False
export AIRFLOW__CORE__UNIT_TEST_MODE=False AIRFLOW_CONN_SPARK_DEFAULT='{"conn_type": "spark", "host": "local[2]"}'
export PATH="$work/spark/bin:$programs:$PATH"
export ESPALIER_JAR="$jar" ESPALIER_OUTPUT="$work/output" ESPALIER_RETRY_SECONDS=0
export ESPALIER_SUBMIT='{"driver_memory": "1g"}'
database="$AIRFLOW_HOME/airflow.db"

"$python" "$root/src/test/check/dag.py" "$root/submit/airflow/espalier_dag.py" > "$work/dag.log" 2>&1 ||
  { tail -n 20 "$work/dag.log" >&2; failed "the DAG"; }
passed "the DAG is imported with study files of any name, and its tasks do what follows from each end"

# study FOLDER NAME LINE...: a small study file of the embedded table, with further settings.
study() {
  mkdir -p "$work/$1"
  cp "$root/conf/wine.conf" "$work/$1/$2.conf"
  printf '%s\n' "${@:3}" >> "$work/$1/$2.conf"
}

# night FOLDER DATE: runs the DAG over the study files of a folder; leaves its output in $work/night.log.
night() {
  echo "$(basename "$0"): $1, $2"
  : > "$SPARK_HOME/drivers"
  export ESPALIER_STUDIES="$work/$1"
  # As a scheduler does, which 2.11 needs for events of its datasets.
  "$airflow" dags reserialize > "$work/reserialize.log" 2>&1 || { cat "$work/reserialize.log" >&2; return 1; }
  "$airflow" dags test espalier "$2" > "$work/night.log" 2>&1
}

# drivers: how many were started in that night.
drivers() {
  wc -l < "$SPARK_HOME/drivers" | tr -d ' '
}

# ask SQL: what Airflow's database answers.
ask() {
  "$python" -c 'import sqlite3, sys; print(*[row[0] for row in sqlite3.connect(sys.argv[1]).execute(sys.argv[2])])' \
    "$database" "$1"
}

# state TASK: of a task in the latest night.
state() {
  ask "select state from task_instance where task_id = '$1' and run_id =
    (select run_id from dag_run order by id desc limit 1)"
}

wrong() {
  tail -n 20 "$work/night.log" >&2
  failed "$*"
}

"$airflow" db migrate > "$work/migrate.log" 2>&1 || { cat "$work/migrate.log" >&2; failed "airflow db migrate"; }

# in_use TABLE: folder of the study whose model is in use.
in_use() {
  field "$work/output/$1/current.json" study
}

study nightly wine 'search.trials = 2'
study nightly strict.größe 'search.trials = 2' 'require.min-improvement = 0.9'
night nightly 2026-11-01 || wrong "the DAG did not succeed"
strict="$(basename "$work/output/strict-groe-"*)"
first="$(in_use wine)"
[[ "$first" == "$work"/output/wine/manual__*/wine && -d "$first/model" ]] || wrong "there is no model"
[[ "$(state wine.publish) $(state wine.keep)" == "success skipped" ]] || wrong "no model in use"
passed "exit code 0: the model is in use"
[[ "$(state "$strict.publish") $(state "$strict.keep")" == "skipped success" ]] ||
  wrong "a requirement that was missed does not keep yesterday's model"
[[ ! -e "$work/output/$strict/current.json" ]] || wrong "a model that misses its requirement is in use"
passed "exit code 4: yesterday's model stays in use"
[[ "$(ask "select count(*) from xcom where task_id = 'wine.tune' and key = 'return_value'")" == 1 ]] ||
  wrong "no summary was pushed"
passed "the summary is an XCom"
case "$version" in
  3.*) events=asset_event ;;
  *) events=dataset_event ;;
esac
[[ "$(ask "select count(*) from $events")" == 1 ]] || wrong "there is not one event of the new model"
passed "the new model is an event that other DAGs wait for"

rm "$work/nightly/strict.größe.conf"
night nightly 2026-11-01T12:00:00+00:00 || wrong "the second run did not succeed"
grep -q 'of an earlier study' "$work/night.log" || wrong "the second run was not warm-started"
second="$(in_use wine)"
[[ "$second" != "$first" && -d "$first/model" && -d "$second/model" ]] || wrong "the first run's model is still in use"
passed "a second run of the day has a study of its own, warm-started from the one whose model is in use"

study wrong wine 'metric = nosuch'
if night wrong 2026-11-03; then
  wrong "wrong settings ended in success"
fi
grep -q "metric: " "$work/night.log" || wrong "the log does not say what is wrong"
[[ "$(drivers)" == 1 ]] || wrong "wrong settings were tried $(drivers) times"
grep -q 'espalier: wine.tune failed' "$work/night.log" || wrong "nobody was called"
[[ "$(in_use wine)" == "$second" ]] || wrong "a failed night changed the model in use"
passed "exit code 2: fails at once, and calls"

# A spark-submit that says what the real one says of a driver that ended with 2 in cluster mode.
mkdir "$work/stand-in"
cat > "$work/stand-in/spark-submit" << 'SUBMIT'
#!/bin/sh
case "$*" in
  *--status*) echo '"driverState" : "FAILED"' ;;
  *k8s:*) echo $$ >> "$SPARK_HOME/drivers"; echo 'Exit code: 2' ;;
  *) echo $$ >> "$SPARK_HOME/drivers"; echo 'Driver successfully submitted as driver-20261103000000-0000' ;;
esac
SUBMIT
chmod +x "$work/stand-in/spark-submit"
day=10
# Of a standalone cluster of two masters, the operator asks spark-submit for the state of a driver.
for cluster in k8s://https://127.0.0.1 spark://127.0.0.1:7077,127.0.0.1:7078; do
  if PATH="$work/stand-in:$PATH" ESPALIER_SUBMIT='{"deploy_mode": "cluster"}' \
    AIRFLOW_CONN_SPARK_DEFAULT="{\"conn_type\": \"spark\", \"host\": \"$cluster\"}" \
    night wrong "2026-11-$((day++))"; then
    wrong "wrong settings on $cluster ended in success"
  fi
  grep -q 'settings or data are wrong' "$work/night.log" || wrong "the log does not say what is wrong on $cluster"
  [[ "$(drivers)" == 1 ]] || wrong "wrong settings were tried $(drivers) times on $cluster"
  passed "exit code 2 on ${cluster%%:*} in cluster mode: fails at once"
done

study killed killed 'search.trials = 40' 'schedule = full' 'output.loss-events = 1'
night killed 2026-11-04 &
running=$!
trap 'kill "$running" 2> /dev/null; wait' EXIT
until grep -qs '"told"' "$work"/output/killed/*/killed/journal/*; do
  kill -0 "$running" 2> /dev/null || wrong "the night ended before its driver was killed"
  sleep 0.2
done
kill -KILL "$(tail -n 1 "$SPARK_HOME/drivers")"
wait "$running" || wrong "the night did not go on after its driver was killed"
trap - EXIT
[[ "$(drivers)" == 2 ]] || wrong "there were $(drivers) drivers"
killed="$(in_use killed)"
[[ -d "$killed/model" ]] || wrong "the model of the night is not in use"
[[ "$(field "$killed/summary.json" resumed)" == 1 ]] || wrong "the second driver began anew"
passed "a driver that is killed: the retry resumes"
