#!/usr/bin/env bash
# Runs the tests of a client of Spark Connect, against a server in a process of its own on 127.0.0.1:
#
#   remote.sh PYSPARK JAR         all of test_remote.py, what test_tuning.py says of tuners in any session, and those
#                                 without a JVM again with pyspark-client alone
#   remote.sh PYSPARK JAR smoke   those that show in a minute that it works
#
# PYSPARK is of Spark 4. Exit code 75: there is no python3, or pip could not fill an environment below target/.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../../.."

version=$1
jar=$(realpath "$2")
what=${3:-all}

# environment NAME PACKAGE: a virtual environment with a package of PySpark and what the tests need.
environment() {
  [[ -x $1/bin/python ]] || python3 -m venv "$1" || exit 75
  "$1/bin/pip" install -q --disable-pip-version-check "$2" "pandas<3" "setuptools<80" pytest==9.0.2 || exit 75
}
environment "target/connect-$version" "pyspark[connect]==$version"
python=$(realpath --no-symlinks "target/connect-$version/bin/python")

folder=$(mktemp -d)
port=$("$python" -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
SPARK_HOME=$("$python" -c 'import os, pyspark; print(os.path.dirname(pyspark.__file__))')
unset SPARK_CONF_DIR PYTHONPATH SPARK_REMOTE
export SPARK_HOME SPARK_LOCAL_IP=127.0.0.1 PYTHONDONTWRITEBYTECODE=1 PYTHONHASHSEED=0

jars=$jar
[[ ! -f $(dirname "$jar")/espalier-xgboost.jar ]] || jars+=,$(dirname "$jar")/espalier-xgboost.jar
mkdir "$folder/events"
ESPALIER_SECRET=of-the-server "$SPARK_HOME/bin/spark-submit" --master 'local[2]' --driver-memory 2g --jars "$jars" \
  --conf spark.ui.enabled=false --conf spark.driver.host=127.0.0.1 --conf spark.driver.bindAddress=127.0.0.1 \
  --conf spark.sql.shuffle.partitions=4 --conf "spark.sql.warehouse.dir=$folder/warehouse" \
  --conf spark.eventLog.enabled=true --conf "spark.eventLog.dir=file://$folder/events" --conf spark.eventLog.compress=false \
  --conf "spark.espalier.connect.folder=$folder/server" \
  --conf spark.connect.grpc.binding.address=127.0.0.1 --conf "spark.connect.grpc.binding.port=$port" \
  --conf spark.connect.execute.manager.detachedTimeout=20s --conf spark.connect.execute.manager.maintenanceInterval=2s \
  --conf spark.connect.execute.reattachable.senderMaxStreamDuration=10s \
  --class org.apache.spark.sql.connect.service.SparkConnectServer spark-internal > "$folder/log" 2>&1 &
server=$!
trap 'kill "$server" 2> /dev/null || true; wait "$server" 2> /dev/null || true; rm -rf "$folder"' EXIT
for ((second = 0; ; second++)); do
  if (: > "/dev/tcp/127.0.0.1/$port") 2> /dev/null; then
    break
  fi
  if [[ $second -ge 90 ]] || ! kill -0 "$server" 2> /dev/null; then
    tail -n 50 "$folder/log" >&2
    echo "remote.sh: the server has not started" >&2
    exit 1
  fi
  sleep 1
done

export ESPALIER_JAR=$jar ESPALIER_REMOTE=sc://127.0.0.1:$port ESPALIER_FOLDER=$folder
run=("$python" -m pytest -q -p no:cacheprovider src/test/python/test_remote.py)
if [[ $what == smoke ]]; then
  "${run[@]}" -k "classic or line or id_runs or interrupt or thread"
else
  "${run[@]}" src/test/python/test_tuning.py
fi
if [[ $what == all ]]; then
  environment "target/connect-client-$version" "pyspark-client==$version"
  unset SPARK_HOME
  python=$(realpath --no-symlinks "target/connect-client-$version/bin/python")
  "$python" -m pytest -q -p no:cacheprovider src/test/python/test_remote.py -k "not classic and not killed"
fi
