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

# needed TOOL...: ends the check if one is not on this machine.
needed() {
  local tool
  for tool in "$@"; do
    command -v "$tool" > /dev/null || cannot "there is no $tool"
  done
}

# absent TEXT FILE...: ends the check if the text is in one of the files, or in a file below one of the folders; also if one
# cannot be searched.
absent() {
  local found code=0
  found="$(grep -rlaF -e "$1" -- "${@:2}")" || code=$?
  case "$code" in
    0) failed "'$1' is in $found" ;;
    1) ;;
    *) failed "'$1' cannot be looked for in ${*:2}" ;;
  esac
}

# descendants PROCESS TEXT: ids of the processes below a process whose command line has the text.
descendants() {
  ps -A -ww -o pid= -o ppid= -o args= | awk -v root="$1" -v text="$2" '
    { parent[$1] = $2; if (text == "" || index($0, text)) found[$1] }
    END {
      for (process in found) {
        at = parent[process]
        while (at != root && at in parent) at = parent[at]
        if (at == root) print process
      }
    }'
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

# field FILE NAME: a field of a JSON file, read by the Python of python_with.
field() {
  "$python" -c 'import json, sys; print(json.load(open(sys.argv[1]))[sys.argv[2]])' "$1" "$2"
}
