#!/usr/bin/env bash
# Runs a benchmark by name; without one lists the benchmarks.
#
#   ESPALIER_DATA=DIR submit/bench.sh [NAME]
#   ESPALIER_DATA=DIR submit/bench.sh durable [PROTOCOL…] [NUMBER]   protocols: cut, speed, fuzz, soak, kill
#   ESPALIER_DATA=DIR submit/bench.sh search [short] [PROTOCOL…]     protocols: 1 to 8
#
# walk and engine measure against Spark's own tools (engine: ESPALIER_LINES=1,2,3,4,7 chooses lines, ESPALIER_ROUNDS=3 is
# how often each is measured; lines 5 and 6 take ESPALIER_SEEDS, 5 ESPALIER_TRIALS too); search plays samplers and
# schedulers on the published surrogates and tables in DIR's neighbour hpo, against published figures. durable cuts
# journals, damages inputs and kills drivers; NUMBER makes it smaller: so many inputs, trials or kills.
#
# Prints a table and leaves target/bench/NAME.json. ESPALIER_DATA is the folder with adult/adult.csv.gz
# (src/site/markdown/guide/own-data.md); ESPALIER_MASTER, ESPALIER_DRIVER_MEMORY and SPARK_LINE as for submit/local.sh.
set -euo pipefail

root="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
source "$root/submit/common.sh"

choose_line
check_java
export ESPALIER_DATA="${ESPALIER_DATA:+$(cd "$ESPALIER_DATA" && pwd)}"

build_if_needed

cd "$root"
classes="$out/bench/classes"
mkdir -p "$classes"
classpath="$jar:$(< "$out/spark.classpath")"
"${java}c" --release 17 -nowarn -proc:none -d "$classes" -cp "$classpath" src/bench/java/org/espalier/bench/*.java

export SPARK_LOCAL_IP="${SPARK_LOCAL_IP:-127.0.0.1}"
exec "$java" "@$root/submit/java-options" "-Xmx${ESPALIER_DRIVER_MEMORY:-4g}" \
  "-Dlog4j2.configurationFile=file:$root/conf/log4j2.properties" \
  "-Dspark.master=${ESPALIER_MASTER:-local[*]}" \
  -Dspark.ui.enabled=false \
  "-Dspark.sql.warehouse.dir=$out/warehouse" \
  -cp "$classes:$classpath" org.espalier.bench.Benchmarks "$@"
