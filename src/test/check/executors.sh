#!/usr/bin/env bash
# Tunes on a standalone cluster on the loopback address whose executors come and go.
#
#   src/test/check/executors.sh
#
# The same study with executors that stay, with one that is killed, and with a worker that joins and one that is
# decommissioned: the same trials each time. Then dynamic allocation: an application that has tuned and does nothing gives all of
# its executors back.
set -euo pipefail

root="$(cd "$(dirname "${BASH_SOURCE[0]}")/../../.." && pwd)"
source "$root/submit/common.sh"
source "$root/src/test/check/common.sh"

choose_line
check_java
build_if_needed
needed awk ps python3
work_folder executors
spark_home "$work/spark"
processes=()
trap 'kill -KILL "${processes[@]}" 2> /dev/null || true; wait 2> /dev/null' EXIT

free_port() {
  python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'
}

# daemon NAME CLASS ARGUMENT...: a process of Spark's, and sets $process.
daemon() {
  "$java" "@$root/submit/java-options" -Xmx512m '-Dspark.decommission.enabled=true' -cp "$SPARK_HOME/jars/*" \
    "org.apache.spark.deploy.$2" --host 127.0.0.1 --webui-port "$(free_port)" "${@:3}" > "$work/$1.log" 2>&1 &
  process=$!
  processes+=("$process")
}

# until_said FILE TEXT PROCESS: waits for a line.
until_said() {
  until grep -qs "$2" "$work/$1"; do
    kill -0 "$3" 2> /dev/null || { tail -n 20 "$work/$1" >&2; failed "$1 ended without '$2'"; }
    sleep 0.2
  done
}

worker() {
  daemon "$1" worker.Worker --cores 1 --memory 2g --work-dir "$work/$1" "$master"
  until_said "$1.log" 'Successfully registered' "$process"
}

master="spark://127.0.0.1:$(free_port)"
daemon master master.Master --port "${master##*:}"
until_said master.log 'New state: ALIVE' "$process"
worker first
first="$process"
worker second
second="$process"

cat > "$work/study.conf" << 'STUDY'
data { source = "embedded:breast-cancer", label = label }
learners = [
  { type = logistic-regression, space { regParam = { from = 0.001, to = 1, scale = log }, maxIter = 10 } }
]
metric = area-under-roc
folds = 3
search = { sampler = random, trials = 12 }
schedule = full
run.training = jobs
run.parallelism = auto
STUDY

# tune NAME: a study on the cluster, in the background; sets $driver.
tune() {
  "$SPARK_HOME/bin/spark-submit" --master "$master" --executor-memory 512m --executor-cores 1 \
    --conf spark.driver.host=127.0.0.1 --conf spark.driver.bindAddress=127.0.0.1 \
    --conf spark.decommission.enabled=true --conf spark.storage.decommission.enabled=true \
    --class org.espalier.job.Main "$jar" tune "$work/study.conf" --set "study = $1" --output "file://$work/output" \
    > "$work/$1.log" 2>&1 &
  driver=$!
  processes+=("$driver")
}

# ended NAME: waits for the study, whose trials are then in NAME.trials.
ended() {
  local code=0
  wait "$driver" || code=$?
  [[ "$code" == 0 && -d "$work/output/$1/model" ]] || { tail -n 30 "$work/$1.log" >&2; failed "$1: exit code $code"; }
  grep -E '^(trial [0-9]+ |winner)' "$work/$1.log" > "$work/$1.trials"
}

same_as_steady() {
  diff "$work/steady.trials" "$work/$1.trials" >&2 || failed "$1: other trials than with executors that stay"
  passed "$2: the same $(grep -c '^trial' "$work/$1.trials") trials"
}

tune steady
ended steady
passed "executors that stay: $(grep -c '^trial' "$work/steady.trials") trials"

tune killed
until_said killed.log '^trial 3 ' "$driver"
executor="$(descendants "$first" '--executor-id 0 '; descendants "$second" '--executor-id 0 ')"
[[ -n "$executor" ]] || failed "there is no executor 0"
kill -KILL "$executor"
ended killed
same_as_steady killed "an executor that is killed"

tune elastic
until_said elastic.log '^trial 2 ' "$driver"
worker third
until_said elastic.log '^trial 5 ' "$driver"
kill -PWR "$second" # a node that is taken away is announced: the worker decommissions its executors
ended elastic
grep -q 'Decommission' "$work/second.log" || failed "the worker was not decommissioned"
same_as_steady elastic "a worker that joins, and one that is decommissioned"

mkdir "$work/classes"
"${java}c" -nowarn -d "$work/classes" -cp "$SPARK_HOME/jars/*:$jar" "$root/src/test/check/IdleExecutors.java"
for training in jobs tasks; do
  "$java" "@$root/submit/java-options" -Xmx1g "-Dlog4j2.configurationFile=file:$root/conf/log4j2.properties" \
    -cp "$work/classes:$jar:$SPARK_HOME/jars/*" IdleExecutors "$master" "$jar" "$training" > "$work/idle-$training.log" 2>&1 ||
    { tail -n 20 "$work/idle-$training.log" >&2; failed "an idle application keeps its executors ($training)"; }
  passed "dynamic allocation, trained by $training: $(grep '^executors' "$work/idle-$training.log" | paste -sd';')"
done
