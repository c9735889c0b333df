# shellcheck shell=bash disable=SC2034,SC2154
# What the checks share; sourced, with $root set to the repository's root and submit/common.sh read before.
#
# A check writes below target/check alone, binds to 127.0.0.1, leaves no process, and ends with 75 where a tool that it
# needs cannot be installed.

CANNOT=75
work=

# Says what was found to be right.
passed() {
  echo "$(basename "$0"): passed: $*"
}

# Ends the check: something is wrong.
failed() {
  say "FAILED: $*"
  exit 1
}

# Ends the check: a tool cannot be had here.
cannot() {
  say "left out: $*"
  exit "$CANNOT"
}

# work_folder NAME: sets $work to an empty folder.
work_folder() {
  work="$root/target/check/$1"
  rm -rf "$work"
  mkdir -p "$work"
}

# python_with NAME PACKAGE...: sets $python to that of a virtual environment with these packages, which is kept.
# ESPALIER_CHECK_VENVS is a folder with such environments made before.
python_with() {
  local venv="${ESPALIER_CHECK_VENVS:-$root/target/check/venv}/$1"
  shift
  if [[ "$(cat "$venv/packages.txt" 2> /dev/null)" != "$*" ]]; then
    python3 -m venv "$venv" || cannot "there is no python3 that makes virtual environments"
    "$venv/bin/pip" install -q --disable-pip-version-check "$@" || cannot "pip cannot install $*"
    echo "$*" > "$venv/packages.txt"
  fi
  python="$venv/bin/python"
  export PYTHONDONTWRITEBYTECODE=1
}

# spark_home FOLDER: a Spark home of links to the jars that Maven resolved. Its spark-submit notes the process of
# each driver in FOLDER/drivers and then becomes it.
spark_home() {
  mkdir -p "$1/jars" "$1/bin"
  local jars at
  IFS=: read -r -a jars <<< "$(< "$out/spark.classpath")"
  for at in "${jars[@]}"; do
    ln -sf "$at" "$1/jars/"
  done
  cat > "$1/bin/spark-submit" << SUBMIT
#!/bin/sh
echo \$\$ >> '$1/drivers'
exec '$java' '@$root/submit/java-options' -Xmx1g '-Dlog4j2.configurationFile=file:$root/conf/log4j2.properties' \\
  -cp '$1/jars/*' org.apache.spark.deploy.SparkSubmit --conf spark.ui.enabled=false "\$@"
SUBMIT
  chmod +x "$1/bin/spark-submit"
  : > "$1/drivers"
  export SPARK_HOME="$1" SPARK_SCALA_VERSION="$scala" SPARK_LOCAL_IP=127.0.0.1
}
