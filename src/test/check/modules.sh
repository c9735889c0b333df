#!/usr/bin/env bash
# Compiles and lints the Python files, as ruff.toml says, compares the stubs of the Python package with its sources, fills the
# requests of the clouds, imports the DAGs that send them with stand-ins for Airflow, checks the pods of submit/kubernetes, and
# imports the DAG that tunes if Airflow is on this machine.
#
#   src/test/check/modules.sh
#
# The linter, ruff, comes by pip into a virtual environment below target/check; where pip cannot have it, files are compiled
# alone. ESPALIER_AIRFLOW_PYTHON names a Python with Airflow; without one, that of src/test/check/airflow.sh is taken if it is
# there.
set -euo pipefail

root="$(cd "$(dirname "${BASH_SOURCE[0]}")/../../.." && pwd)"
source "$root/submit/common.sh"
source "$root/src/test/check/common.sh"

work_folder modules
mapfile -t files < <(find "$root/src" "$root/submit" -name "*.py" | sort)
[[ ${#files[@]} -gt 0 ]] || failed "there is no Python file"
python3 -W error -c 'import sys
for name in sys.argv[1:]:
    with open(name, encoding="utf-8") as file:
        compile(file.read(), name, "exec")' "${files[@]}" || failed "a file is not Python"
passed "${#files[@]} files are Python"

python3 "$root/src/main/dist/stubs.py" check || failed "a stub of the Python package is not current"
passed "the stubs of the Python package are current"

PYTHONDONTWRITEBYTECODE=1 python3 "$root/src/test/python/test_clouds.py" > "$work/clouds.log" 2>&1 ||
  { tail -n 30 "$work/clouds.log" >&2; failed "the requests of the clouds"; }
PYTHONDONTWRITEBYTECODE=1 python3 "$root/src/test/python/test_dist.py" > "$work/dist.log" 2>&1 ||
  { tail -n 30 "$work/dist.log" >&2; failed "what a release refuses"; }
passed "the requests of the clouds are filled, and each DAG imports its own provider alone"

if (python_with ruff ruff==0.17.6 pyyaml) > "$work/pip.log" 2>&1; then
  python_with ruff ruff==0.17.6 pyyaml
  "$python" "$root/src/test/check/restricted.py" "$root"/submit/kubernetes/*.yaml || failed "a pod is not restricted"
  "$(dirname "$python")/ruff" check --no-cache --config "$root/ruff.toml" "${files[@]}" || failed "ruff has findings"
  passed "ruff has no finding"
else
  say "left out: the linter, which pip cannot install"
fi

airflow="${ESPALIER_AIRFLOW_PYTHON:-${ESPALIER_CHECK_VENVS:-$root/target/check/venv}/airflow-3.3.2/bin/python}"
if [[ -x "$airflow" ]]; then
  AIRFLOW_HOME="$work/airflow" AIRFLOW__CORE__LOAD_EXAMPLES=False PYTHONDONTWRITEBYTECODE=1 \
    "$airflow" "$root/src/test/check/dag.py" "$root/submit/airflow/espalier_dag.py" \
    > "$work/dag.log" 2>&1 || { tail -n 20 "$work/dag.log" >&2; failed "the DAG"; }
  passed "the DAG is imported with study files of any name, and its tasks do what follows from each end"
else
  say "left out: the import of the DAG; there is no Airflow at $airflow"
fi
