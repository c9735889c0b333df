#!/usr/bin/env bash
# Checks what is published: builds it twice in two folders and compares, runs the jar by --packages from a repository of its
# own, and installs the wheel and fits with it.
#
#   src/test/check/distribution.sh
#
# SPARK_LINE chooses the line of the two builds; the rest is of the default line. Exit code 75: pip cannot install PySpark.
set -euo pipefail

root="$(cd "$(dirname "${BASH_SOURCE[0]}")/../../.." && pwd)"
source "$root/submit/common.sh"
source "$root/src/test/check/common.sh"

choose_line
check_java
work_folder distribution

# build FOLDER GOAL...: a copy of the sources, built there.
build() {
  mkdir -p "$1"
  (cd "$root" && git ls-files -z --cached --others --exclude-standard | tar -c --null -T - --ignore-failed-read) 2> /dev/null |
    tar -x -C "$1"
  sed 's:<groupId>espalier</groupId>:<groupId>net.example.mine</groupId>:' "$root/pom.xml" > "$1/pom.xml"
  (cd "$1" && mvn -B -q -ntp ${profile[@]+"${profile[@]}"} -Prelease -Dmaven.test.skip=true -Dspotless.check.skip=true \
    -Drelease.url=https://example.net/mine -Drelease.git=https://example.net/mine.git -Dchangelist= "${@:2}")
}
one="$work/one"
other="$work/another/folder"
build "$one" package
build "$other" deploy "-DaltDeploymentRepository=checked::file://$work/repository"
within="${out#"$root"/}"
names=("$within"/espalier.jar "$within"/espalier-xgboost.jar "$within"/espalier-sources.jar "$within"/espalier-javadoc.jar)
for file in "$one"/target/dist/*; do # on the default line
  [[ ! -f "$file" ]] || names+=("target/dist/$(basename "$file")")
done
for name in "${names[@]}"; do
  [[ -f "$one/$name" ]] || failed "there is no $name"
  cmp "$one/$name" "$other/$name" || failed "$name differs between two builds"
  [[ "$name" != *.jar ]] || (mkdir -p "$work/unpacked/$name" && cd "$work/unpacked/$name" && "${java%java}jar" --extract --file "$one/$name") ||
    failed "$name cannot be unpacked"
done
absent "$work" "$work/unpacked"
absent "$HOME/.m2" "$work/unpacked"
passed "${#names[@]} files are the same bit for bit from two folders, and name no folder"
grep -q 'https://example.net/mine' "$(find "$work/repository" -name '*.pom')" || failed "the POM has not the owner's address"
version="$(sed -n 's:^  <version>\(.*\)</version>:\1:p' "$(find "$work/repository" -name '*.pom')")"
choose_line
if [[ "$out" != "$root/target" ]]; then
  exit 0
fi
build_if_needed
spark_home "$work/spark"
cp "$root/conf/wine.conf" "$work/wine.conf"
(cd "$work" && spark/bin/spark-submit --master 'local[2]' --conf "spark.jars.ivy=$work/ivy" \
  --repositories "file://$work/repository" --packages "net.example.mine:espalier:$version" \
  --class org.espalier.job.Main spark-internal tune wine.conf --set search.trials=2 --output output > packages.log 2>&1) ||
  { tail -n 30 "$work/packages.log" >&2; failed "--packages"; }
[[ -d "$work/output/wine/model" ]] || failed "--packages left no model"
[[ "$(find "$work/ivy/jars" -name '*.jar' | wc -l)" == 1 ]] || failed "--packages fetched more than the jar"
passed "--packages net.example.mine:espalier:$version runs a study, and fetches the jar alone"

python_with wheel pyspark==4.1.0 numpy
"$root/submit/wheel.sh" > "$work/wheel.log"
wheel="$(find "$root/target/wheels" -name 'espalier-[0-9]*.whl')"
"$python" -m pip uninstall -q -y espalier espalier-xgboost 2> "$work/uninstall.log"
"$python" -m pip install -q --disable-pip-version-check --no-index --find-links "$(dirname "$wheel")" "${wheel}[xgboost]"
(cd "$work" && unset SPARK_HOME PYTHONPATH PYSPARK_PYTHON && "$python" "$root/src/test/check/wheel.py" > wheel.out 2>&1) ||
  { tail -n 30 "$work/wheel.out" >&2; failed "the wheel"; }
passed "$(basename "$wheel") is installed with XGBoost, opens a session with its jars and its interpreter, fits, and tunes"
