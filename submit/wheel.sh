#!/usr/bin/env bash
# Builds the Python wheel with the jar inside, and that with the jar of XGBoost, into target/wheel.
#
#   submit/wheel.sh [PYTHON]
#
# The jar for Spark 4 is built if necessary; that of the 3.5 line goes in too if it is there (mvn -Pspark-3.5 package).
# PYTHON has pip; python3 unless given. pip fetches setuptools.
set -euo pipefail

root="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
source "$root/submit/common.sh"

python="${1:-python3}"
choose_line
check_java
build_if_needed

stage="$root/target/wheel/stage"
rm -rf "$root/target/wheel"
mkdir -p "$stage/espalier/jars" "$stage-xgboost/espalier/jars"
cp -R "$root/src/main/python/." "$stage"
find "$stage" -name __pycache__ -prune -exec rm -rf {} +
cp "$root/LICENSE" "$root/NOTICE" "$stage"
cp "$root/LICENSE" "$root"/src/main/xgboost/* "$stage-xgboost"
cp "$root/target/espalier.jar" "$stage/espalier/jars/espalier-spark-4.jar"
if [[ -f "$root/target/spark-3.5/espalier.jar" ]]; then
  cp "$root/target/spark-3.5/espalier.jar" "$stage/espalier/jars/espalier-spark-3.5.jar"
fi
cp "$root/target/espalier-xgboost.jar" "$stage-xgboost/espalier/jars"

# version JAR FILE NAME: prints the version that a file of the jar has by this name, as Python writes it.
version() {
  local text version
  text="$("$python" -c 'import sys, zipfile
print(zipfile.ZipFile(sys.argv[1]).read(sys.argv[2]).decode())' "$1" "$2")"
  version="$(tr -d '\r' <<< "$text" | sed -n "s/^$3//p")"
  [[ -n "$version" ]] || refuse "$1: names no version in $2; mvn package builds one that does"
  echo "${version/-SNAPSHOT/.dev0}"
}
version "$root/target/espalier.jar" META-INF/MANIFEST.MF 'Implementation-Version: ' > "$stage/VERSION"
version "$root/target/espalier-xgboost.jar" xgboost4j-version.properties version= > "$stage-xgboost/VERSION"

# The same wheel from the same jar: zip cannot have times before 1980.
export SOURCE_DATE_EPOCH="${SOURCE_DATE_EPOCH:-315532800}"
"$python" -m pip wheel -q --disable-pip-version-check --no-deps --wheel-dir "$root/target/wheel" "$stage" "$stage-xgboost"
rm -rf "$stage" "$stage-xgboost"
ls "$root"/target/wheel/*.whl
