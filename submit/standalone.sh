#!/usr/bin/env bash
# Runs Espalier on a standalone cluster; arguments are those of submit/local.sh.
#
#   ESPALIER_MASTER=spark://host:7077 submit/standalone.sh STUDY.conf [OPTION...]       the same as "tune STUDY.conf"
#   ESPALIER_MASTER=spark://host:7077 submit/standalone.sh COMMAND [ARGUMENT...]
#
# Client mode: the driver runs here, so that the study file is read here and the exit code is the job's own. Paths of
# the data and of output.path must be seen by every worker (a shared disk, hdfs://, s3a://).
# ESPALIER_PACKAGES: further libraries by Maven coordinates, as of submit/local.sh.
# The log of the driver is conf/log4j2.properties, unless SPARK_SUBMIT_OPTS names another.
# ESPALIER_SUBMIT_ARGS: further options of spark-submit, separated by spaces, which override those below.
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
export SPARK_SUBMIT_OPTS="\"-Dlog4j2.configurationFile=file:$root/conf/log4j2.properties\" ${SPARK_SUBMIT_OPTS:-}"

exec "${SPARK_HOME:+$SPARK_HOME/bin/}spark-submit" \
  --master "${ESPALIER_MASTER:?the master, for example spark://host:7077}" \
  --deploy-mode client \
  --driver-memory "${ESPALIER_DRIVER_MEMORY:-4g}" \
  --executor-memory "${ESPALIER_EXECUTOR_MEMORY:-4g}" \
  ${ESPALIER_PACKAGES:+--packages "$ESPALIER_PACKAGES"} \
  ${jars[@]+"${jars[@]}"} \
  ${more[@]+"${more[@]}"} \
  --class org.espalier.job.Main \
  "$jar" \
  "${words[@]}"
