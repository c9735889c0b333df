#!/usr/bin/env bash
# Runs Espalier on YARN; arguments are those of submit/local.sh. HADOOP_CONF_DIR says which cluster.
#
#   submit/yarn.sh STUDY.conf [OPTION...]       the same as "tune STUDY.conf"
#   submit/yarn.sh COMMAND [ARGUMENT...]
#
# tune, workflow and auto run in cluster mode: the driver runs in the cluster, and --files puts the study file into its working
# folder, hence its bare name below. A file that it includes must be named in ESPALIER_FILES. spark-submit waits for the end,
# and the exit code is the job's own if YARN tells it. data.source and output.path are paths of the cluster's file system, and
# a variable of the environment in the study file goes by spark.yarn.appMasterEnv. All other commands have an answer to print,
# and run in client mode, with the driver here.
#
# YARN itself would try again after every failure, also after wrong settings, so its retries are switched off. This script submits
# again if the driver died without an exit code of its own; the study is then resumed. It does not submit again what was killed by
# "yarn application -kill".
#
# ESPALIER_ATTEMPTS: how often a study is submitted at most; 2 unless set.
# ESPALIER_MAX_EXECUTORS: executors that dynamic allocation requests at most; 8 unless set.
# ESPALIER_SUBMIT_ARGS: further options of spark-submit, separated by spaces, which override those below; for example
#   '--num-executors 8 --conf spark.dynamicAllocation.enabled=false' for a fixed number of executors.
# ESPALIER_PACKAGES: further libraries by Maven coordinates, as of submit/local.sh.
# ESPALIER_FILES: further files for the driver's working folder, as --files of spark-submit.
# ESPALIER_JAR: the jar of the archive, or of target, unless set, with espalier-xgboost.jar beside it for the learner xgboost.
# SPARK_LINE: 3.5 for a cluster on Spark 3.5.
set -euo pipefail

root="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
source "$root/submit/common.sh"
[[ $# -gt 0 ]] || usage "${BASH_SOURCE[0]}"
command_words "$@"
choose_line
jar="${ESPALIER_JAR:-$jar}"
check_jar "$jar"
find_xgboost "$jar"
read -r -a more <<< "${ESPALIER_SUBMIT_ARGS:-}"
options=(
  --driver-memory "${ESPALIER_DRIVER_MEMORY:-4g}"
  --executor-memory "${ESPALIER_EXECUTOR_MEMORY:-4g}"
  --executor-cores 4
  --conf spark.yarn.maxAppAttempts=1
  --conf spark.dynamicAllocation.enabled=true
  --conf spark.dynamicAllocation.shuffleTracking.enabled=true
  --conf spark.dynamicAllocation.maxExecutors="${ESPALIER_MAX_EXECUTORS:-8}"
  ${ESPALIER_DATA:+--conf "spark.yarn.appMasterEnv.ESPALIER_DATA=$ESPALIER_DATA"}
  ${ESPALIER_PACKAGES:+--packages "$ESPALIER_PACKAGES"}
  ${jars[@]+"${jars[@]}"}
  ${more[@]+"${more[@]}"}
  --class org.espalier.job.Main)

if ! runs_study "${words[0]}"; then
  exec "${SPARK_HOME:+$SPARK_HOME/bin/}spark-submit" --master yarn --deploy-mode client \
    ${ESPALIER_FILES:+--files "$ESPALIER_FILES"} "${options[@]}" "$jar" "${words[@]}"
fi

# Study files go with the driver, and have their bare names there.
files="${ESPALIER_FILES:-}"
for ((at = 1; at < ${#words[@]}; at++)); do
  file="${words[at]#--file=}"
  if [[ "$file" == *.conf && -f "$file" && "${words[at - 1]}" != --set ]]; then
    files="${files:+$files,}$file"
    words[at]="${words[at]%"$file"}$(basename "$file")"
  fi
done

attempts="${ESPALIER_ATTEMPTS:-2}"
said="$(mktemp)"
trap 'rm -f "$said"' EXIT

# submit WORD...: one application; what it says goes to $said, too.
submit() {
  "${SPARK_HOME:+$SPARK_HOME/bin/}spark-submit" --master yarn --deploy-mode cluster ${files:+--files "$files"} \
    "${options[@]}" "$jar" "$@" 2>&1 | tee "$said"
}

for ((attempt = 1; ; attempt++)); do
  code=0
  submit "${words[@]}" || code=$?
  own="$(sed -n '/.*User application exited with status \([0-9][0-9]*\).*/{s//\1/p;q;}' "$said")"
  # 128 and more: ended by a signal, as by nobody's own will.
  if [[ "$code" == 0 || (-n "$own" && "$own" -lt 128) || "$attempt" -ge "$attempts" ]]; then
    exit "${own:-$code}"
  fi
  if grep -q "Application application_[0-9_]* is killed" "$said"; then
    say "the application was killed, for example by yarn application -kill; it is not submitted again"
    exit "$code"
  fi
  say "the driver died; submitted again, the study is resumed"
  if [[ " ${words[*]} " == *" --if-changed "* ]]; then
    continue # finds the study by its settings, which must stay as they are
  fi
  again=()
  for word in "${words[@]}"; do
    [[ "$word" == --overwrite || "$word" == --resume ]] || again+=("$word")
  done
  words=("${again[@]}" --set output.resume=auto)
done
