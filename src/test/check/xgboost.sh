#!/usr/bin/env bash
# Checks espalier-xgboost.jar as mvn package leaves it: what it contains, that XGBoost trains with it on Spark's class path
# alone, and that both lines of Spark have the same bytes, if that of 3.5 was built.
#
#   src/test/check/xgboost.sh
set -euo pipefail

root="$(cd "$(dirname "${BASH_SOURCE[0]}")/../../.." && pwd)"
source "$root/submit/common.sh"
source "$root/src/test/check/common.sh"

choose_line
check_java
build_if_needed
work_folder xgboost
xgboost="${jar%/*}/espalier-xgboost.jar"

# entries JAR: prints the names of the files in it.
entries() {
  "${java%java}jar" --list --file "$1" | sed '/\/$/d' | sort
}

entries "$xgboost" > "$work/xgboost.txt"
cat > "$work/wanted.txt" << 'ENTRIES'
META-INF/LICENSE
META-INF/MANIFEST.MF
META-INF/NOTICE
lib/linux/aarch64/libxgboost4j.so
lib/linux/x86_64/libxgboost4j.so
lib/macos/aarch64/libxgboost4j.dylib
lib/macos/x86_64/libxgboost4j.dylib
lib/windows/x86_64/xgboost4j.dll
ml/dmlc/xgboost4j/LabeledPoint.class
xgboost4j-version.properties
ENTRIES
grep -vE '^(ml/dmlc/xgboost4j/java/.*[.]class|META-INF/maven/ml[.]dmlc/xgboost4j_2[.]12/pom[.](xml|properties))$' \
  "$work/xgboost.txt" > "$work/others.txt"
cmp "$work/wanted.txt" "$work/others.txt" || failed "$xgboost has other files than it should: $(< "$work/others.txt")"
entries "$jar" > "$work/espalier.txt"
grep -E '^(lib|ml)/' "$work/espalier.txt" && failed "$jar has files of XGBoost"
passed "XGBoost's Java package, its five native libraries, licence and notice, nothing of Scala; none of it in $(basename "$jar")"

if [[ -f "$root/target/bom.json" ]]; then # of the profile ci
  grep -q '"pkg:maven/ml.dmlc/xgboost4j_2.12@' "$root/target/bom.json" || failed "the bill of materials does not name XGBoost"
fi

classpath="$(< "$out/spark.classpath")"
"${java}c" -nowarn -d "$work" -cp "$jar:$xgboost:$classpath" "$root/src/test/check/XGBoostHere.java"
"$java" -cp "$work:$jar:$xgboost:$classpath" XGBoostHere train > "$work/with.txt" 2>&1 || { cat "$work/with.txt" >&2; failed "it does not train"; }
"$java" -cp "$work:$jar:$classpath" XGBoostHere > "$work/without.txt" 2>&1 || { cat "$work/without.txt" >&2; failed "without the jar"; }
grep -q '^XGBoost is not on the class path; ' "$work/without.txt" || failed "without the jar: $(< "$work/without.txt")"
"$java" "@$root/submit/java-options" -cp "$jar:$classpath" org.espalier.job.Main describe learners > "$work/learners.txt" 2>&1 ||
  { cat "$work/learners.txt" >&2; failed "without the jar, other learners"; }
passed "$(sed -n 1p "$work/with.txt"), and trains; without the jar that is said, and other learners are there"

other="$root/target/spark-3.5/espalier-xgboost.jar"
if [[ "$xgboost" != "$other" && -f "$other" ]]; then
  cmp "$xgboost" "$other" || failed "the lines of Spark have other bytes"
  passed "the lines of Spark have the same bytes"
fi
