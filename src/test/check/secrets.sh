#!/usr/bin/env bash
# Runs a study that is given secrets in every way there is, and looks for them in all that it prints and leaves, in Spark's
# event log and in what its user interface tells.
#
#   src/test/check/secrets.sh
set -euo pipefail

root="$(cd "$(dirname "${BASH_SOURCE[0]}")/../../.." && pwd)"
source "$root/submit/common.sh"
source "$root/src/test/check/common.sh"

choose_line
check_java
build_if_needed
needed curl python3
work_folder secrets
spark_home "$work/spark"
mkdir "$work/events"

secrets=(qx-by-environment qx-by-option qx-by-spark qx-by-key qx-by-value qx-by-regex)
(
  echo 'a,b,label'
  for ((row = 0; row < 200; row++)); do
    echo "$((row * 37 % 101)),$((row % 13)),$((row * 37 % 101 > 50))"
  done
) > "$work/table.csv"
cat > "$work/study.conf" << STUDY
study = secrets
data { source = "$work/table.csv", label = label
  options { password = \${DB_PASSWORD}, pem_private_key = ${secrets[3]}, jaas = "password='${secrets[4]}';", licence = ${secrets[5]} } }
learners = [{ type = decision-tree, space { maxDepth = { from = 1, to = 20 } } }]
metric = accuracy
folds = 3
search = { sampler = random, trials = 12 }
STUDY

port="$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')"
DB_PASSWORD="${secrets[0]}" "$SPARK_HOME/bin/spark-submit" --master 'local[2]' \
  --conf spark.ui.enabled=true --conf "spark.ui.port=$port" --conf spark.driver.host=127.0.0.1 \
  --conf spark.driver.bindAddress=127.0.0.1 \
  --conf spark.eventLog.enabled=true --conf spark.eventLog.compress=false --conf "spark.eventLog.dir=file://$work/events" \
  --conf 'spark.redaction.regex=(?i)secret|password|token|licence' \
  --conf "spark.hadoop.fs.s3a.secret.key=${secrets[2]}" --class org.espalier.job.Main "$jar" \
  tune "$work/study.conf" --output "$work/output" --set "data.options.token=${secrets[1]}" > "$work/printed.log" 2>&1 &
driver=$!
trap 'kill "$driver" 2> /dev/null || true; wait' EXIT

# What the user interface tells, while the driver runs.
mkdir "$work/ui"
asked=
while kill -0 "$driver" 2> /dev/null; do
  if [[ -z "$asked" ]]; then
    api="http://127.0.0.1:$port/api/v1/applications"
    application="$(curl -sf "$api" | sed -n 's/.*"id" : "\([^"]*\)".*/\1/p')" || application= # there is one
    if [[ -n "$application" ]] && curl -sf "$api/$application/environment" > "$work/ui/environment.json" &&
      curl -sf "http://127.0.0.1:$port/environment/" > "$work/ui/environment.html" &&
      curl -sf "$api/$application/sql?details=true&planDescription=true" > "$work/ui/sql.json"; then
      asked=1
    fi
  fi
  sleep 0.2
done
code=0
wait "$driver" || code=$?
trap - EXIT
[[ "$code" == 0 && -d "$work/output/secrets/model" ]] || { tail -n 20 "$work/printed.log" >&2; failed "exit code $code"; }
[[ -n "$asked" ]] || failed "the user interface was not asked"
[[ -n "$(find "$work/events" -type f -size +10k)" ]] || failed "there is no event log"

# Each was given: else it would prove nothing that it is nowhere.
grep -q 'redacted' "$work/ui/environment.json" || failed "Spark hides nothing"
for secret in "${secrets[@]}"; do
  absent "$secret" "$work/printed.log" "$work/output" "$work/events" "$work/ui"
done
passed "secrets by environment, option and Spark's settings are in no output, log, event log or page of the user interface"
