#!/usr/bin/env bash
# Runs submit/yarn.sh on a YARN of one node on this machine: success, wrong settings, and a driver that is killed.
#
#   src/test/check/yarn.sh
#
# SPARK_LINE is 4.1 (the default) or 3.5. Maven fetches YARN (hadoop-client-minicluster, about 100 MB) and pip PySpark, whose
# jars have Spark's client of YARN; both are kept below target/check. Exit code 75: PySpark cannot be installed here.
set -euo pipefail

root="$(cd "$(dirname "${BASH_SOURCE[0]}")/../../.." && pwd)"
source "$root/submit/common.sh"
source "$root/src/test/check/common.sh"

choose_line
check_java
build_if_needed
needed awk ps
case "$spark" in
  3.5.) pyspark=3.5.9 ;;
  *) pyspark=4.1.0 ;;
esac
python_with "pyspark-$pyspark" "pyspark==$pyspark" numpy
work_folder "yarn-$pyspark"

lib="$root/target/check/yarn-lib"
if [[ ! -d "$lib" ]]; then
  cat > "$work/pom.xml" << 'POM'
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>org.espalier.check</groupId>
  <artifactId>yarn</artifactId>
  <version>1</version>
  <dependencies>
    <dependency><groupId>org.apache.hadoop</groupId><artifactId>hadoop-client-minicluster</artifactId><version>3.4.2</version></dependency>
    <dependency><groupId>org.bouncycastle</groupId><artifactId>bcpkix-jdk18on</artifactId><version>1.78.1</version></dependency>
    <dependency><groupId>org.glassfish.jaxb</groupId><artifactId>jaxb-runtime</artifactId><version>2.3.2</version></dependency>
    <dependency><groupId>javax.activation</groupId><artifactId>activation</artifactId><version>1.1.1</version></dependency>
    <dependency><groupId>org.slf4j</groupId><artifactId>slf4j-reload4j</artifactId><version>1.7.36</version></dependency>
  </dependencies>
</project>
POM
  mvn -B -q -ntp -f "$work/pom.xml" dependency:copy-dependencies "-DoutputDirectory=$lib" || failed "Maven cannot fetch YARN"
fi

mkdir "$work/conf" "$work/classes"
"${java}c" -nowarn -d "$work/classes" -cp "$lib/*" "$root/src/test/check/MiniYarn.java"
(cd "$work" && exec "$java" --add-opens=java.base/java.lang=ALL-UNNAMED -Xmx1g -cp "$work/classes:$lib/*" MiniYarn "$work/conf") \
  > "$work/cluster.log" 2>&1 &
cluster=$!
# Containers are in sessions of their own, and would outlive the cluster.
stop() {
  local process
  for process in $(descendants "$cluster" '') "$cluster"; do
    kill -KILL "$process" 2> /dev/null || true
  done
  wait 2> /dev/null
}
trap stop EXIT
until [[ -s "$work/conf/core-site.xml" ]]; do
  kill -0 "$cluster" 2> /dev/null || { tail -n 30 "$work/cluster.log" >&2; failed "YARN did not start"; }
  sleep 0.5
done
sleep 1 # the node registers

SPARK_HOME="$("$python" -c 'import os, pyspark; print(os.path.dirname(pyspark.__file__))')"
export SPARK_HOME HADOOP_CONF_DIR="$work/conf" YARN_CONF_DIR="$work/conf" SPARK_CONF_DIR="$work/spark" SPARK_LOCAL_IP=127.0.0.1
export PYSPARK_PYTHON="$python" ESPALIER_JAR="$jar" ESPALIER_DRIVER_MEMORY=768m ESPALIER_EXECUTOR_MEMORY=512m
export ESPALIER_MAX_EXECUTORS=1
mkdir "$SPARK_CONF_DIR"
cat > "$SPARK_CONF_DIR/spark-defaults.conf" << SETTINGS
spark.yarn.jars local:$SPARK_HOME/jars/*
spark.yarn.populateHadoopClasspath false
spark.ui.enabled false
spark.yarn.report.interval 500
SETTINGS

# study NAME LINE...: a small study file of the embedded table, with further settings.
study() {
  cp "$root/conf/wine.conf" "$work/$1.conf"
  printf '%s\n' "study = $1" "output.path = \"file://$work/output\"" "${@:2}" >> "$work/$1.conf"
}

# applications: how many YARN was given so far.
applications() {
  find "$work" -type d -name 'application_*' -path '*logDir*' | sed 's:.*/::' | sort -u | wc -l
}

# on_yarn NAME: runs the study, and sets $code.
on_yarn() {
  code=0
  "$root/submit/yarn.sh" "$work/$1.conf" > "$work/$1.log" 2>&1 || code=$?
}

wrong() {
  tail -n 30 "$work/$1.log" >&2
  failed "$2"
}

study wine 'search.trials = 2'
on_yarn wine
[[ "$code" == 0 && -d "$work/output/wine/model" ]] || wrong wine "exit code $code, or no model"
passed "a study in cluster mode on Spark $pyspark: exit code 0"

before="$(applications)"
study settings 'metric = nosuch'
on_yarn settings
[[ "$code" == 2 ]] || wrong settings "wrong settings end with $code"
[[ "$(($(applications) - before))" == 1 ]] || wrong settings "wrong settings were submitted again"
passed "wrong settings: exit code 2, and no second attempt"

before="$(applications)"
study killed 'search.trials = 12' 'schedule = full' 'output.loss-events = 1'
"$root/submit/yarn.sh" "$work/killed.conf" > "$work/killed.log" 2>&1 &
running=$!
until grep -qs '"told"' "$work"/output/killed/journal/*; do
  kill -0 "$running" 2> /dev/null || wrong killed "the study ended before its driver was killed"
  sleep 0.2
done
# The driver is in the application master, the JVM at the end of the scripts that start it.
driver="$(descendants "$cluster" deploy.yarn.ApplicationMaster | while read -r process; do
  [[ -n "$(descendants "$process" '')" ]] || echo "$process"
done)"
[[ -n "$driver" ]] || wrong killed "there is no driver"
kill -KILL "$driver"
code=0
wait "$running" || code=$?
[[ "$code" == 0 && -d "$work/output/killed/model" ]] || wrong killed "exit code $code, or no model"
[[ "$(($(applications) - before))" == 2 ]] || wrong killed "it was not submitted again"
[[ "$(field "$work/output/killed/summary.json" resumed)" == 1 ]] || wrong killed "the second driver began anew"
passed "a driver that is killed: submitted again, and resumed"
