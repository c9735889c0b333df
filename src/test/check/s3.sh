#!/usr/bin/env bash
# Runs a study whose table, journal, model and page lie in an object store: S3A against a server on the loopback address.
#
#   src/test/check/s3.sh
#
# The keys of the store come from a credential provider of Hadoop's. The driver is killed and the study resumed. The requests are
# counted by kind. Maven fetches hadoop-aws (616 MB), pip the server; both are kept below target/check. Exit code 75: pip cannot
# install the server here.
set -euo pipefail

root="$(cd "$(dirname "${BASH_SOURCE[0]}")/../../.." && pwd)"
source "$root/submit/common.sh"
source "$root/src/test/check/common.sh"

choose_line
check_java
build_if_needed
needed curl
work_folder s3
python_with moto 'moto[server]==5.2.5'
server="$(dirname "$python")/moto_server"

lib="$root/target/check/s3-lib"
if [[ ! -d "$lib" ]]; then
  cat > "$work/pom.xml" << 'POM'
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>org.espalier.check</groupId>
  <artifactId>s3</artifactId>
  <version>1</version>
  <dependencies>
    <dependency>
      <groupId>org.apache.hadoop</groupId><artifactId>hadoop-aws</artifactId><version>3.4.2</version>
      <exclusions><exclusion><groupId>org.apache.hadoop</groupId><artifactId>hadoop-common</artifactId></exclusion></exclusions>
    </dependency>
  </dependencies>
</project>
POM
  mvn -B -q -ntp -f "$work/pom.xml" dependency:copy-dependencies -DincludeArtifactIds=hadoop-aws,bundle,analyticsaccelerator-s3 \
    "-DoutputDirectory=$lib" ||
    failed "Maven cannot fetch hadoop-aws"
fi

port="$("$python" -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')"
store="http://127.0.0.1:$port"
"$server" -H 127.0.0.1 -p "$port" >> "$work/server.log" 2>&1 &
running=$!
trap 'kill "$running" 2> /dev/null || true; wait 2> /dev/null' EXIT
until curl -sf -o "$work/buckets.xml" "$store"; do
  kill -0 "$running" 2> /dev/null || { tail -n 20 "$work/server.log" >&2; failed "the server did not start"; }
  sleep 0.2
done

# The keys are in a store of credentials, and nowhere else.
spark_home "$work/spark"
credentials="localjceks://file$work/keys.jceks"
for key in access secret; do
  "$java" '-Dlog4j2.configurationFile=file:'"$root/conf/log4j2.properties" -cp "$SPARK_HOME/jars/*" \
    org.apache.hadoop.security.alias.CredentialShell create "fs.s3a.$key.key" -value qx-kept-key -provider "$credentials" \
    > "$work/credentials.log" 2>&1 || { cat "$work/credentials.log" >&2; failed "no store of credentials"; }
done

curl -sf -X PUT "$store/tuning" || failed "no bucket"
(
  echo 'a,b,label'
  for ((row = 0; row < 300; row++)); do
    echo "$((row * 37 % 101)),$((row % 13)),$((row * 37 % 101 > 50))"
  done
) > "$work/table.csv"
curl -sf -X PUT -H "Content-Type: text/csv" --data-binary "@$work/table.csv" "$store/tuning/data/table.csv" || failed "no table"

# study NAME LINE...: a study file.
study() {
  cat > "$work/$1.conf" << STUDY
study = $1
data { source = "s3a://tuning/data/table.csv", label = label }
learners = [{ type = decision-tree, space { maxDepth = { from = 1, to = 20 }, minInstancesPerNode = { from = 1, to = 9 } } }]
metric = accuracy
folds = 3
search = { sampler = random, trials = 24 }
schedule = full
output.path = "s3a://tuning/output"
STUDY
  printf '%s\n' "${@:2}" >> "$work/$1.conf"
}

# tune NAME OPTION...: the driver becomes this process.
tune() {
  exec "$SPARK_HOME/bin/spark-submit" --master 'local[2]' --jars "$(find "$lib" -name '*.jar' | paste -sd,)" \
    --conf spark.driver.host=127.0.0.1 --conf spark.driver.bindAddress=127.0.0.1 \
    --conf "spark.hadoop.hadoop.security.credential.provider.path=$credentials" \
    --conf "spark.hadoop.fs.s3a.endpoint=$store" --conf spark.hadoop.fs.s3a.endpoint.region=us-east-1 \
    --conf spark.hadoop.fs.s3a.path.style.access=true --conf spark.hadoop.fs.s3a.connection.ssl.enabled=false \
    --class org.espalier.job.Main "$jar" tune "$work/$1.conf" "${@:2}"
}

wrong() {
  tail -n 30 "$work/$1.log" >&2
  failed "$2"
}

# keys PREFIX: the objects of the bucket.
keys() {
  curl -sf "$store/tuning?list-type=2&prefix=$1" | grep -o '<Key>[^<]*' | sed 's/<Key>//' || true
}

# requests NAME KIND PATTERN: how many the server got.
requests() {
  sed 's/\x1b\[[0-9;]*m//g' "$work/server.log" | grep -acE "\"$1 $2" || true
}

study whole
: > "$work/server.log"
(tune whole) > "$work/whole.log" 2>&1 || wrong whole "exit code $?"
for leaf in model/metadata report.html summary.json; do
  [[ -n "$(keys "output/whole/$leaf")" ]] || wrong whole "there is no $leaf"
done
absent qx-kept-key "$work"/*.log "$work"/*.conf
keys output/whole/ > "$work/whole.keys"
passed "table, journal, tables, model and page on S3A, with keys of a credential provider"

at=output/whole
echo "requests of a study of 24 trials and 3 folds, by path below the study's folder:"
printf '%-10s %6s %6s %6s %6s %6s\n' path PUT LIST GET HEAD DELETE
for path in journal/ model/ ''; do
  printf '%-10s' "${path:-all}"
  for kind in PUT LIST GET HEAD DELETE; do
    case "$kind" in
      LIST) count="$(requests GET "/tuning/?[?][^ ]*prefix=${at//\//(/|%2F)}(/|%2F)${path%/}")" ;;
      *) count="$(requests "$kind" "/tuning/$at/$path")" ;;
    esac
    printf ' %6s' "$count"
  done
  echo
done

study killed 'output.loss-events = 1' 'run.training = jobs'
(tune killed) > "$work/killed.log" 2>&1 &
driver=$!
until grep -q '^trial 2 completed' "$work/killed.log"; do
  kill -0 "$driver" 2> /dev/null || wrong killed "the study ended before its driver was killed"
  sleep 0.1
done
kill -KILL "$driver"
wait "$driver" 2> /dev/null || true
(tune killed --resume) > "$work/resumed.log" 2>&1 || wrong resumed "exit code $?"
curl -sf -o "$work/summary.json" "$store/tuning/output/killed/summary.json" || wrong resumed "there is no summary"
[[ "$(field "$work/summary.json" resumed)" == 1 ]] || wrong resumed "the study began anew"
passed "a driver that is killed: the study resumes from its journal on S3A"
