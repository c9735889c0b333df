#!/usr/bin/env bash
# Runs a study under strace and looks at the files that it opens, makes and removes: it writes below output.path and Spark's
# temporary folder only, and reads nothing beside what its settings name.
#
#   src/test/check/paths.sh
#
# Needs strace. Exit code 75: it is not there and cannot be installed.
set -euo pipefail

root="$(cd "$(dirname "${BASH_SOURCE[0]}")/../../.." && pwd)"
source "$root/submit/common.sh"
source "$root/src/test/check/common.sh"

choose_line
check_java
build_if_needed
command -v strace > /dev/null || { [[ "$(id -u)" == 0 ]] && apt-get install -y -qq strace > /dev/null 2>&1; } ||
  cannot "there is no strace"
work_folder paths
spark_home "$work/spark"
mkdir "$work/data" "$work/home" "$work/here" "$work/temporary"
(
  echo 'a,b,label'
  for ((row = 0; row < 200; row++)); do
    echo "$((row * 37 % 101)),$((row % 13)),$((row * 37 % 101 > 50))"
  done
) | tee "$work/data/table.csv" > "$work/data/other.csv"
cat > "$work/study.conf" << STUDY
study = paths
data { source = "$work/data/table.csv", label = label }
learners = [{ type = decision-tree, space { maxDepth = { from = 1, to = 9 } } }]
metric = accuracy
folds = 3
search = { sampler = random, trials = 4 }
output.path = "$work/output"
STUDY

calls=open,openat,creat,mkdir,mkdirat,unlink,unlinkat,rename,renameat,renameat2,link,linkat,symlink,symlinkat,truncate,chmod,fchmodat
(
  cd "$work/here"
  # The driver, traced with all of its threads; the heap of the submitting script is Spark's.
  HOME="$work/home" JAVA_TOOL_OPTIONS="-Djava.io.tmpdir=$work/temporary -Duser.home=$work/home -XX:-UsePerfData" \
    strace -f -qq -y -e "trace=$calls" -o "$work/calls" \
    "$SPARK_HOME/bin/spark-submit" --master 'local[2]' --conf "spark.local.dir=$work/temporary" \
    --conf spark.driver.host=127.0.0.1 --conf spark.driver.bindAddress=127.0.0.1 \
    --class org.espalier.job.Main "$jar" tune "$work/study.conf"
) > "$work/printed.log" 2>&1 || { tail -n 20 "$work/printed.log" >&2; failed "exit code $?"; }
[[ -d "$work/output/paths/model" ]] || failed "there is no model"

# Successful calls that write, by the first path they name, which may be that of a folder's entry; without the allowed places.
grep -E 'O_WRONLY|O_RDWR|O_CREAT|(creat|mkdir|mkdirat|unlink|unlinkat|rename|renameat|renameat2|link|linkat|symlink|symlinkat|truncate|chmod|fchmodat)\(' \
  "$work/calls" | grep -vE '= -1 |unfinished' > "$work/writes"
sed -nE -e 's#^[^"]*[0-9]<([^>]*)>, "([^/"][^"]*)".*#\1/\2#p; t' -e 's/^[^"]*"([^"]*)".*/\1/p' "$work/writes" |
  sort -u > "$work/written"
[[ "$(grep -c "^$work/output/" "$work/written")" -gt 10 ]] || failed "strace saw no write"
grep -vE "^($work/output|$work/temporary|$work/spark/drivers|/dev/(null|tty)|/proc/self/)" "$work/written" \
  > "$work/outside" || [[ $? == 1 ]] || failed "the paths cannot be searched"
[[ ! -s "$work/outside" ]] || { head -n 20 "$work/outside" >&2; failed "written outside the output and Spark's temporary folder"; }
[[ -z "$(find "$work/home" "$work/here" -mindepth 1)" ]] || failed "something is left in the home or working folder"
grep -q "$work/data/table.csv" "$work/calls" || failed "strace saw no read of the table"
absent "$work/data/other.csv" "$work/calls" # which the study does not name
[[ "$(ls "$work/output")" == paths ]] || failed "something else lies beside the study: $(ls -A "$work/output")"
[[ -z "$(ls -A "$work/temporary")" ]] || failed "left in the temporary folder: $(ls -A "$work/temporary")"
passed "writes below output.path and Spark's temporary folder only, reads no table but its own, leaves nothing beside"
