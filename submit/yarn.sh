#!/usr/bin/env bash
# A study on YARN; arguments are a study file and options, as of submit/local.sh. HADOOP_CONF_DIR says which cluster.
#
#   submit/yarn.sh STUDY.conf [OPTION...]
#
# Cluster mode: the driver runs in the cluster, and --files puts the study file into its working folder, hence its bare
# name below. A file that it includes must be added to --files. spark-submit waits for the end, and the exit code is the
# job's own if YARN tells it. data.source and output.path are paths of the cluster's file system, and a variable of the
# environment in the study file goes by spark.yarn.appMasterEnv.
#
# YARN itself would try again after every failure, also after wrong settings, so it is told not to. This script submits
# again if the driver died without an exit code of its own; the study is then resumed.
#
# ESPALIER_ATTEMPTS: how often a study is submitted at most; 2 unless set.
# ESPALIER_PACKAGES: further libraries by Maven coordinates, as of submit/local.sh.
# ESPALIER_JAR: target/espalier.jar unless set, with espalier-xgboost.jar beside it for the learner xgboost;
# target/spark-3.5/espalier.jar for a cluster on Spark 3.5.
set -euo pipefail

root="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
source "$root/submit/common.sh"
study="${1:?the study file}"
jar="${ESPALIER_JAR:-$root/target/espalier.jar}"
find_xgboost "$jar"
attempts="${ESPALIER_ATTEMPTS:-2}"
said="$(mktemp)"
trap 'rm -f "$said"' EXIT

# submit OPTION...: one application; what it says goes to $said, too.
submit() {
  "${SPARK_HOME:+$SPARK_HOME/bin/}spark-submit" \
    --master yarn \
    --deploy-mode cluster \
    --files "$study" \
    --driver-memory "${ESPALIER_DRIVER_MEMORY:-4g}" \
    --executor-memory "${ESPALIER_EXECUTOR_MEMORY:-4g}" \
    --executor-cores 4 \
    --conf spark.yarn.maxAppAttempts=1 \
    --conf spark.dynamicAllocation.enabled=true \
    --conf spark.dynamicAllocation.shuffleTracking.enabled=true \
    --conf spark.dynamicAllocation.maxExecutors="${ESPALIER_MAX_EXECUTORS:-8}" \
    ${ESPALIER_DATA:+--conf "spark.yarn.appMasterEnv.ESPALIER_DATA=$ESPALIER_DATA"} \
    ${ESPALIER_PACKAGES:+--packages "$ESPALIER_PACKAGES"} \
    ${jars[@]+"${jars[@]}"} \
    --class org.espalier.job.Main \
    "$jar" \
    tune "$(basename "$study")" "$@" 2>&1 | tee "$said"
}

options=("${@:2}")
for ((attempt = 1; ; attempt++)); do
  code=0
  submit ${options[@]+"${options[@]}"} || code=$?
  own="$(sed -n '/.*User application exited with status \([0-9][0-9]*\).*/{s//\1/p;q;}' "$said")"
  # 128 and more: ended by a signal, as by nobody's own will.
  if [[ "$code" == 0 || (-n "$own" && "$own" -lt 128) || "$attempt" -ge "$attempts" ]]; then
    exit "${own:-$code}"
  fi
  echo "yarn.sh: the driver died; submitted again, the study is resumed" >&2
  again=()
  for option in ${options[@]+"${options[@]}"}; do
    [[ "$option" == --overwrite || "$option" == --resume ]] || again+=("$option")
  done
  options=(${again[@]+"${again[@]}"} --set output.resume=auto)
done
