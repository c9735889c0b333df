#!/usr/bin/env bash
# A study on YARN; arguments are a study file and options, as of submit/local.sh. HADOOP_CONF_DIR says which cluster.
#
#   submit/yarn.sh STUDY.conf [OPTION...]
#
# Cluster mode: the driver runs in the cluster, and --files puts the study file into its working folder, hence its bare
# name below. A file that it includes must be added to --files. spark-submit waits for the end; it returns 1 for every
# failure, and the job's own exit code is in summary.json. data.source and output.path are paths of the cluster's file
# system, and a variable of the environment in the study file goes by spark.yarn.appMasterEnv.
# ESPALIER_PACKAGES: further libraries by Maven coordinates, as of submit/local.sh.
# ESPALIER_JAR: target/espalier.jar unless set; target/spark-3.5/espalier.jar for a cluster on Spark 3.5.
set -euo pipefail

root="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
study="${1:?the study file}"

exec "${SPARK_HOME:+$SPARK_HOME/bin/}spark-submit" \
  --master yarn \
  --deploy-mode cluster \
  --files "$study" \
  --driver-memory "${ESPALIER_DRIVER_MEMORY:-4g}" \
  --executor-memory "${ESPALIER_EXECUTOR_MEMORY:-4g}" \
  --executor-cores 4 \
  --conf spark.dynamicAllocation.enabled=true \
  --conf spark.dynamicAllocation.shuffleTracking.enabled=true \
  --conf spark.dynamicAllocation.maxExecutors="${ESPALIER_MAX_EXECUTORS:-8}" \
  ${ESPALIER_DATA:+--conf "spark.yarn.appMasterEnv.ESPALIER_DATA=$ESPALIER_DATA"} \
  ${ESPALIER_PACKAGES:+--packages "$ESPALIER_PACKAGES"} \
  --class org.espalier.job.Main \
  "${ESPALIER_JAR:-$root/target/espalier.jar}" \
  tune "$(basename "$study")" "${@:2}"
