#!/usr/bin/env bash
# Runs Espalier on this machine; the exit code is the job's own (src/site/markdown/reference/commands.md).
#
#   submit/local.sh STUDY.conf [OPTION...]          runs a study: the same as "tune STUDY.conf"
#   submit/local.sh COMMAND [ARGUMENT...]           auto, init, tune, workflow, check, stop, report, explain, importance, compare, track or describe;
#                                                   --help lists them
#
#   SPARK_LINE              4.1 (the default), 4.0 (the same jar, Scala 2.13) or 3.5 (Scala 2.12)
#   SPARK_HOME              a Spark distribution; taken, like a spark-submit on PATH, if it is of that line
#   ESPALIER_MASTER         local[*] unless set
#   ESPALIER_DRIVER_MEMORY  heap of the one JVM there is: 4g unless set
#   ESPALIER_UI             true: with Spark's UI, whose tab Tuning shows the study
#   ESPALIER_CLASSES        none: without the archive of loaded classes that the first run leaves beside the jar
#   ESPALIER_PACKAGES       further libraries (a learner, a JDBC driver) by Maven coordinates, as --packages of spark-submit
set -euo pipefail

self="${BASH_SOURCE[0]}"
while [[ -L "$self" ]]; do # a link from elsewhere, /usr/local/bin for example
  target="$(readlink "$self")"
  [[ "$target" == /* ]] || target="$(dirname "$self")/$target"
  self="$target"
done
root="$(cd "$(dirname "$self")/.." && pwd)"
source "$root/submit/common.sh"

[[ $# -gt 0 ]] || usage "$self"

memory="${ESPALIER_DRIVER_MEMORY:-4g}"
master="${ESPALIER_MASTER:-local[*]}"
check_memory ESPALIER_DRIVER_MEMORY "$memory"
check_master "$master"
choose_line
check_java
build_if_needed
find_xgboost "$jar"
export ESPALIER_STARTED # budget.timeout counts from here on, in seconds
ESPALIER_STARTED="$(date +%s)"

command_words "$@"
set -- "${words[@]}"

# The embedded examples are there to be run again and again, unless one is to go on. They have 1,797 rows at most:
# code of the JVM's second compiler comes too late for them.
compilers=4
if [[ $# -ge 2 && ("$1" == tune || "$1" == workflow || "$1" == check) && -f "$2" ]] && grep -q '^[^#]*embedded:' "$2"; then
  compilers=1
  if [[ " $* " != *resume* && " $* " != *overwrite* ]] && ! grep -q '^[^#]*resume' "$2"; then
    set -- "$@" --overwrite
  fi
fi

# The same holds for auto within two minutes, most of which Spark's queries take.
if [[ "$1" == auto && " $* " =~ \ --timeout[=\ ]([0-9]{1,3})\ ?(s|m)[a-z]*\  ]]; then
  seconds=$((10#${BASH_REMATCH[1]} * ($([[ "${BASH_REMATCH[2]}" == m ]] && echo 60 || echo 1))))
  [[ $seconds -gt 120 ]] || compilers=1
fi

export ESPALIER_COMMAND="$0" # as it was typed, for what the job says to type next
[[ "$master" == local* ]] && export SPARK_LOCAL_IP="${SPARK_LOCAL_IP:-127.0.0.1}"
log="-Dlog4j2.configurationFile=file:$root/conf/log4j2.properties"

options=(
  --driver-memory "$memory"
  --conf "spark.ui.enabled=${ESPALIER_UI:-false}"
  --conf "spark.sql.warehouse.dir=$out/warehouse"
  --class org.espalier.job.Main
  "$jar")

where=(--master "$master" ${ESPALIER_PACKAGES:+--packages "$ESPALIER_PACKAGES"})

# Archives the classes of a small study of a file, once this process has ended: a later start maps them (JEP 350).
archive_classes() {
  local new="$archive.$$" folder row
  while kill -0 $$; do sleep 1; done
  find "$out" -maxdepth 1 -name 'classes-*.jsa.*' -mmin +10 -exec rm -rf {} + # of one that was killed
  if [[ -f "$archive" ]] || ! mkdir "$archive.lock"; then
    return 0
  fi
  folder="$(mktemp -d)"
  { echo 'number,word,label' && for row in {1..1200}; do echo "$((row * 7919 % 997)),word$((row % 5)),$((row * 31 % 97 % 2))"; done; } \
    > "$folder/rows.csv"
  nice "${launch[@]}" -XX:ArchiveClassesAtExit="$new" "${spark[@]}" --master 'local[2]' "${options[@]}" \
    auto --source "$folder/rows.csv" --label label --timeout 10m --set search.trials=6 --output "$folder/out" &&
    "${launch[@]}" -Xshare:on -XX:SharedArchiveFile="$new" "${spark[@]:0:2}" -version &&
    [[ -n "$(find "$new" -size -195312k)" ]] && # at most 200 MB
    find "$out" -maxdepth 1 -name 'classes-*.jsa' -exec rm -f {} + && mv -f "$new" "$archive"
  rm -rf "$new" "$folder"
  rmdir "$archive.lock"
}

if submit="$(fitting_spark_submit)"; then
  exec "$submit" --driver-java-options "\"$log\"" "${where[@]}" ${jars[@]+"${jars[@]}"} "${options[@]}" "$@"
fi

[[ ! -f "$root/RELEASE" ]] || refuse "Spark ${spark}x on Scala $scala is needed: SPARK_HOME of a distribution, or a" \
  "spark-submit on the path, for example by pip install pyspark==$built"

# Spark's own SparkSubmit from the jars that Maven resolved: no distribution is needed.
# The second compiler begins later: a study is short, and its queries run a few times each.
launch=("$java" "@$root/submit/java-options" "-Xmx$memory" "$log"
  -XX:Tier4InvocationThreshold=15000 -XX:Tier4MinInvocationThreshold=5000
  -XX:Tier4CompileThreshold=30000 -XX:Tier4BackEdgeThreshold=120000
  "-XX:TieredStopAtLevel=$compilers" -XX:ReservedCodeCacheSize=240m)
ours="$jar${xgboost:+:$xgboost}:"
if [[ "${ESPALIER_PACKAGES:-}" == *xgboost4j* ]]; then # which Spark's own loader of jars must find before ours
  ours='' ESPALIER_CLASSES=none
fi
spark=(-cp "$ours$(< "$out/spark.classpath")" org.apache.spark.deploy.SparkSubmit)
[[ "$master" != local && "$master" != local\[* ]] || jars=() # no executors but this process

if [[ "${ESPALIER_CLASSES:-}" != none ]]; then
  # Its name says what it is of: the JVM refuses the classes of another Java or other jars.
  of="$({ ls -lnL "$(command -v "$java")" "$jar" ${xgboost:+"$xgboost"} && echo "${spark[@]}"; } | cksum)"
  archive="$out/classes-${of%% *}.jsa"
  if [[ -f "$archive" ]]; then
    launch+=(-XX:SharedArchiveFile="$archive" -Xlog:cds=off -Xlog:class+path=off)
  elif [[ ("$1" == tune || "$1" == auto) && -w "$out" ]]; then
    say "an archive of classes is made in the background after this run, for quicker starts: $archive;" \
      "ESPALIER_CLASSES=none makes none"
    archive_classes < /dev/null > /dev/null 2>&1 &
    disown
  fi
fi
exec "${launch[@]}" "${spark[@]}" "${where[@]}" ${jars[@]+"${jars[@]}"} "${options[@]}" "$@"
