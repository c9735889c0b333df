#!/usr/bin/env bash
# Builds the Python wheel with the jar inside, and that with the jar of XGBoost, into target/wheels.
#
#   submit/wheel.sh
#
# The jar for Spark 4 is built if necessary; that of the 3.5 line goes in too if it is there (mvn -Pspark-3.5 package).
# pip fetches setuptools.
set -euo pipefail

root="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
source "$root/submit/common.sh"

choose_line
check_java
build_if_needed
exec python3 "$root/src/main/dist/dist.py" wheels
