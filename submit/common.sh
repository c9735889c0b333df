# shellcheck shell=bash disable=SC2034,SC2154
# What the scripts share; sourced, with $root set to the root of the clone, or of an unpacked archive, which has a file RELEASE.

# Says something on standard error, in the script's own name.
say() {
  echo "$(basename "$0"): $*" >&2
}

# Ends the script: the call is wrong.
refuse() {
  say "$*"
  exit 2
}

# Refuses what the JVM and Spark do not both take as an amount of memory; 512m and 4g are right.
check_memory() {
  [[ "$2" =~ ^[1-9][0-9]*[kKmMgGtT]$ ]] || refuse "$1: must be an amount such as 512m or 4g, but is '$2'"
}

# Refuses what Spark does not take as a master.
check_master() {
  [[ "$1" =~ ^(local|local\[.+\]|yarn|(spark|k8s|local-cluster).+)$ ]] ||
    refuse "ESPALIER_MASTER: there is no master '$1'; set local[*], local[4], spark://host:7077, yarn or k8s://..."
}

# Sets $out, $jar, $scala, $spark and $profile by SPARK_LINE; an archive is of one line.
choose_line() {
  if [[ -f "$root/RELEASE" ]]; then
    out="$root/jars" jar="$root/jars/espalier.jar" profile=()
    scala="$(sed -n 's/^scala=//p' "$root/RELEASE")"
    built="$(sed -n 's/^spark=//p' "$root/RELEASE")"
    case "$built" in 3.5.*) spark=3.5. ;; *) spark=4. ;; esac
    [[ "${SPARK_LINE:-$built}." == "$spark"* ]] ||
      refuse "SPARK_LINE: this archive is for Spark ${spark}x, not '$SPARK_LINE'; take the other archive"
    return
  fi
  case "${SPARK_LINE:-4.1}" in
    4.1) out="$root/target" scala=2.13 spark=4. profile=() ;;
    4.0) out="$root/target/spark-4.0" scala=2.13 spark=4. profile=(-Pspark-4.0) ;;
    3.5) out="$root/target/spark-3.5" scala=2.12 spark=3.5. profile=(-Pspark-3.5) ;;
    *) refuse "SPARK_LINE: there is no line '$SPARK_LINE'; 4.1, 4.0 or 3.5" ;;
  esac
  jar="$out/espalier.jar"
  if [[ "$out" == */spark-4.0 ]]; then
    jar="$root/target/espalier.jar" # one jar for all of Spark 4
  fi
}

# Sets $java, which must be a Java that both the jar and this line of Spark support: the jar needs 17, Spark 4 runs on 17
# and 21, and Hadoop's file systems fail on the newest ones.
check_java() {
  java="${JAVA_HOME:+$JAVA_HOME/bin/}java"
  command -v "$java" > /dev/null || refuse "there is no $java; install a JDK 17, or set JAVA_HOME to one"
  local version
  version="$("$java" -version 2>&1 | sed -n 's/.* version "\([0-9]*\).*/\1/p')"
  if [[ "$version" == 21 && "${spark:-4.}" == 4. ]]; then
    say "$java is Java 21, which Spark 4 supports, but Espalier is tested on JDK 17 alone"
  elif [[ "$version" != 17 ]]; then
    refuse "$java is Java $version; set JAVA_HOME to a JDK 17"
  fi
}

# Builds the jar if it is not there or older than what it is made of; that of an archive is there.
build_if_needed() {
  [[ ! -f "$root/RELEASE" ]] || return 0
  local line=(${profile[@]+"${profile[@]}"})
  [[ "$jar" == "$out"/* ]] || line=()
  if [[ ! -f "$jar" || -n "$(find "$root/src/main" "$root/pom.xml" -newer "$jar" -print -quit)" ]]; then
    say "building $jar; the first time Maven fetches Spark, which takes longer"
    maven ${line[@]+"${line[@]}"} -Dmaven.test.skip=true package
    touch "$jar" # also where Maven had nothing to do
  fi
  [[ -f "$out/spark.classpath" ]] || maven ${profile[@]+"${profile[@]}"} generate-resources
}

# find_xgboost JAR: sets $xgboost to the jar of XGBoost beside the jar, and $jars to the option that hands it to Spark; both
# are empty if there is none, or if ESPALIER_PACKAGES or spark-defaults.conf names an xgboost4j, which is then taken.
find_xgboost() {
  local defaults named
  xgboost="$(dirname "$1")/espalier-xgboost.jar" jars=()
  defaults="${SPARK_CONF_DIR:-${SPARK_HOME:-$(dirname "$(dirname "$(command -v spark-submit)")")}/conf}/spark-defaults.conf"
  if grep -qs '^[[:space:]]*spark[.]jars.*xgboost4j' "$defaults" ||
    [[ ! -f "$xgboost" || "${ESPALIER_PACKAGES:-}" == *xgboost4j* ]]; then
    xgboost=
    return
  fi
  named="$(sed -n 's/^[[:space:]]*spark[.]jars[[:space:]=:]\{1,\}//p' "$defaults" 2> /dev/null || true)"
  jars=(--jars "${named:+$named,}$xgboost") # the option replaces the setting
}

# Runs Maven quietly in the repository's root.
maven() {
  command -v mvn > /dev/null || refuse "there is no mvn; install Maven 3.8 or later"
  (cd "$root" && mvn -B -q -ntp "$@") >&2
}

# Prints the spark-submit of $SPARK_HOME or PATH if it is of the chosen line; fails if there is none.
fitting_spark_submit() {
  local submit banner found_spark found_scala
  submit="${SPARK_HOME:+$SPARK_HOME/bin/}spark-submit"
  submit="$(command -v "$submit")" || return 1
  banner="$("$submit" --version 2>&1 || true)"
  found_spark="$(sed -n '/.*version \([0-9][0-9.]*\).*/{s//\1/p;q;}' <<< "$banner")"
  found_scala="$(sed -n '/.*Scala version \([0-9][0-9.]*\).*/{s//\1/p;q;}' <<< "$banner")"
  if [[ "$found_spark" != "$spark"* || "$found_scala" != "$scala".* ]]; then
    say "$submit is Spark ${found_spark:-unknown} on Scala ${found_scala:-unknown}, not ${spark}x on $scala:" \
      "not taken$([[ -f "$root/RELEASE" ]] || echo ', Spark comes from Maven')"
    return 1
  fi
  say "Spark $found_spark of $submit"
  echo "$submit"
}

# Prints the comment at the head of the script.
manual() {
  sed -n '2,/^set/{/^#/s/^# \{0,1\}//p;}' "$1"
}

# Prints the comment at the head of the script in place of a command, and ends it.
usage() {
  manual "$1" >&2
  exit 2
}

# command_words WORD...: sets $words to a command and its arguments; a study file alone means: tune it.
command_words() {
  words=("$@")
  [[ "$1" != *.conf ]] || words=(tune "$@")
}

# True if a command runs a study, which is resumed after a driver that died.
runs_study() {
  [[ "$1" == tune || "$1" == workflow || "$1" == auto ]]
}

# Refuses a jar that is not there; one with a scheme lies elsewhere.
check_jar() {
  [[ "$1" == *:/* || -f "$1" ]] || refuse "there is no $1; mvn package builds it, or ESPALIER_JAR names one"
}
