#!/usr/bin/env bash
# Unpacks and runs what lies in target/dist, as somebody does who has nothing but that: the archive without Maven, the wheels
# in a fresh environment with README's lines of Python, the source distribution, and what goes to Maven Central.
#
#   src/test/check/release.sh
#
# mvn -Prelease package leaves target/dist. PySpark is that of src/test/python/run.sh if it ran before, else pip fetches it.
# Exit code 75: pip cannot install it.
set -euo pipefail

root="$(cd "$(dirname "${BASH_SOURCE[0]}")/../../.." && pwd)"
source "$root/submit/common.sh"
source "$root/src/test/check/common.sh"

pyspark=4.1.0
choose_line
check_java
needed python3 tar
work_folder release
dist="$root/target/dist"
[[ -f "$dist/SHA512SUMS" ]] || failed "there is no $dist/SHA512SUMS; mvn -Prelease package makes it"

# checked FOLDER ALGORITHM: compares the files of a folder with its sums; macOS has no sha256sum.
checked() {
  (cd "$1" && python3 - "$2" << 'PYTHON') || failed "$1: a sum is wrong"
import hashlib, sys
algorithm = sys.argv[1]
lines = open(f"{algorithm.upper()}SUMS").read().splitlines()
assert lines
for line in lines:
    digest, name = line.split("  ", 1)
    assert hashlib.new(algorithm, open(name, "rb").read()).hexdigest() == digest, name
PYTHON
}
checked "$dist" sha512

# listing FOLDER: prints a sum of all names and contents.
listing() {
  (cd "$1" && { find . && find . -type f -exec cksum {} +; } | sort | cksum)
}

# The interpreter: an environment of its own, in which PySpark may be one that is there already.
python3 -m venv "$work/venv" || cannot "there is no python3 that makes virtual environments"
python="$work/venv/bin/python"
earlier="$(find "$root/target/python-$pyspark/lib" -maxdepth 2 -name site-packages 2> /dev/null || true)"
[[ -z "$earlier" ]] || echo "$earlier" > "$("$python" -c 'import site; print(site.getsitepackages()[0])')/earlier.pth"
"$python" -m pip install -q --disable-pip-version-check "$dist"/*.whl "pyspark==$pyspark" || cannot "pip cannot install PySpark"
unset SPARK_HOME PYTHONPATH PYSPARK_PYTHON ESPALIER_JAR SPARK_LINE
export PYTHONDONTWRITEBYTECODE=1 SPARK_LOCAL_IP=127.0.0.1
spark="$("$python" -c 'import os, pyspark; print(os.path.dirname(pyspark.__file__))')"

# A Maven that must not be called.
mkdir "$work/bin"
printf '#!/bin/sh\ntouch "%s/called"\nexit 1\n' "$work" > "$work/bin/mvn"
chmod +x "$work/bin/mvn"
for archive in "$dist"/espalier-*-bin.tar.gz; do
  name="$(basename "$archive" -bin.tar.gz)"
  tar -xzf "$archive" -C "$work"
  checked "$work/$name" sha256
  absent src/site/markdown "$work/$name/conf" "$work/$name/submit"
  for file in LICENSE NOTICE README.md RELEASE conf/wine.conf docs/index.md jars/espalier-xgboost.jar submit/yarn.sh; do
    [[ -f "$work/$name/$file" ]] || failed "$name has no $file"
  done
  code=0
  (cd "$work" && PATH="$work/bin:$PATH" SPARK_HOME=/nowhere "$name/submit/local.sh" describe learners) > "$work/none.log" 2>&1 || code=$?
  [[ "$code" == 2 && "$(< "$work/none.log")" == *'is needed: SPARK_HOME'* ]] || failed "without Spark: $code, $(< "$work/none.log")"
  home="$spark"
  if [[ "$name" == *spark-3.5* ]]; then
    home="$(find "$root/target/python-3.5.9/lib" -path '*/site-packages/pyspark' -prune 2> /dev/null || true)"
    [[ -n "$home" ]] || { say "no study runs in $name: there is no target/python-3.5.9 of src/test/python/run.sh"; continue; }
  fi
  before="$(listing "$work/$name")"
  chmod -R a-w "$work/$name" # as where an administrator unpacked it; root may write all the same
  study="$work/study-$name"
  (mkdir "$study" && cd "$study" && PATH="$work/bin:$PATH" SPARK_HOME="$home" ESPALIER_DRIVER_MEMORY=1g \
    "../$name/submit/local.sh" "../$name/conf/wine.conf" --set search.trials=2) > "$work/archive.log" 2>&1 ||
    { tail -n 30 "$work/archive.log" >&2; failed "$name"; }
  [[ -d "$study/target/espalier/wine/model" ]] || failed "$name left no model"
  (cd "$study" && "$python" "../$name/conf/guide/make_files.py") > "$work/files.log" 2>&1 ||
    { tail -n 30 "$work/files.log" >&2; failed "$name: make_files.py"; }
  [[ -f "$study/target/guide/images/label=0/0.png" && -f "$study/target/guide/sounds/label=0/0.wav" ]] ||
    failed "$name: make_files.py made no files"
  [[ "$(find "$study" -mindepth 1 -maxdepth 1)" == "$study/target" ]] || failed "$name left more than its study"
  [[ "$(listing "$work/$name")" == "$before" ]] || failed "$name: its own folder was written to"
  chmod -R u+w "$work/$name"
  passed "$name is whole; a study runs in it without Maven, makes the guide's files, and writes nothing to its folder"
done
[[ ! -e "$work/called" ]] || failed "Maven was called"

python3 - "$root/README.md" > "$work/readme.py" << 'PYTHON'
import re, sys
blocks = re.findall(r"^```python\n(.*?)^```$", open(sys.argv[1]).read(), re.M | re.S)
assert blocks
print("\n".join(blocks))
PYTHON
echo 'assert "/venv/" in espalier.__file__ and len(model.avgMetrics) > 1, model' >> "$work/readme.py"
(cd "$work" && "$python" readme.py > readme.log 2>&1) || { tail -n 30 "$work/readme.log" >&2; failed "README's lines of Python"; }
"$python" -c 'import espalier, pathlib
there = {path.name for path in pathlib.Path(espalier.__file__).parent.iterdir()}
assert {"py.typed", "tuning.pyi", "functions.pyi"} <= there, there' || failed "the wheel has no types"
passed "README's lines of Python run with the wheels in an environment of their own"

for source in "$dist"/espalier*[0-9].tar.gz; do
  "$python" -m pip wheel -q --disable-pip-version-check --no-deps --wheel-dir "$work/again" "$source" || failed "$source is no source of a wheel"
done
passed "the source distributions make wheels"

find "$dist/central" -name '*.pom' > "$work/poms"
[[ -s "$work/poms" ]] || failed "there is nothing for Maven Central"
while read -r pom; do
  for element in groupId name description url licenses developers scm; do
    grep -q "<$element>" "$pom" || failed "$pom has no $element"
  done
  # shellcheck disable=SC2016 # a property that Maven did not fill in
  absent '${' "$pom"
  absent '<profile>' "$pom"
  for part in .jar -sources.jar -javadoc.jar; do
    [[ -f "${pom%.pom}$part.sha1" && -f "${pom%.pom}$part.md5" ]] || failed "$pom has no $part with its sums"
  done
done < "$work/poms"
[[ -n "$(find "$dist" -name '*-bom.json')" ]] || failed "there is no bill of materials"
passed "POM, sources, Javadoc and sums as Maven Central asks for them: $(wc -l < "$work/poms")"
