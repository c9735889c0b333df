#!/usr/bin/env bash
# Validates what cannot be started here: the requests of submit/cloud.sh, the Databricks bundle, the IAM policy and the
# operators of the clouds' DAGs in submit/airflow, each against the models in its vendor's own client. The AWS CLI sends the
# requests for AWS to a stand-in on the loopback address.
#
#   src/test/check/clouds.sh [--airflow] [--pyspark]
#
# --airflow also installs Airflow with the providers of Amazon, Databricks and Google (about 800 MB), imports the DAG, and
# renders its operators. --pyspark also runs the scripts for Databricks and Glue in PySpark on this machine, with a stand-in
# for dbutils. Sends nothing to a cloud. Exit code 75: the clients cannot be installed here.
set -euo pipefail

root="$(cd "$(dirname "${BASH_SOURCE[0]}")/../../.." && pwd)"
source "$root/submit/common.sh"
source "$root/src/test/check/common.sh"

work_folder clouds
python_with clouds botocore==1.44.8 databricks-bundles==1.22.1 google-cloud-dataproc==5.32.0 azure-synapse-spark==0.7.0 \
  parliament==1.6.4 pyyaml

mkdir "$work/requests" "$work/with-xgboost"
aws=arn:aws:iam::123456789012:role/espalier
xgboost=s3://tuning/jars/espalier-xgboost.jar
# fill PLACE VARIABLE=VALUE...: the request as it would be sent, without XGBoost and with it.
fill() {
  env -u ESPALIER_XGBOOST "${@:2}" "$root/submit/cloud.sh" --dry-run "$1" customers > "$work/requests/$1.json"
  absent xgboost "$work/requests/$1.json"
  env "${@:2}" ESPALIER_XGBOOST="$xgboost" "$root/submit/cloud.sh" --dry-run "$1" customers > "$work/with-xgboost/$1.json"
  grep -qF "$xgboost" "$work/with-xgboost/$1.json" || failed "$1: has no XGBoost"
}
fill emr ESPALIER_BUCKET=s3://tuning ESPALIER_CLUSTER=j-1ABCDEFGHIJKL
fill emr-serverless ESPALIER_BUCKET=s3://tuning ESPALIER_APPLICATION=00abcdefghijklmn ESPALIER_ROLE="$aws"
fill emr-eks ESPALIER_BUCKET=s3://tuning ESPALIER_CLUSTER=abcdefghijklmnopqrstuvwxy ESPALIER_ROLE="$aws"
fill glue ESPALIER_BUCKET=s3://tuning ESPALIER_ROLE="$aws"
fill dataproc ESPALIER_BUCKET=gs://tuning ESPALIER_CLUSTER=tuning ESPALIER_PROJECT=p ESPALIER_REGION=europe-west1
fill dataproc-serverless ESPALIER_BUCKET=gs://tuning ESPALIER_ROLE=tuning@p.iam.gserviceaccount.com ESPALIER_PROJECT=p \
  ESPALIER_REGION=europe-west1
fill synapse ESPALIER_BUCKET=abfss://tuning@lake.dfs.core.windows.net ESPALIER_WORKSPACE=w ESPALIER_CLUSTER=pool
for requests in requests with-xgboost; do
  "$python" "$root/src/test/check/clouds.py" "$work/$requests" "$root/submit/databricks/databricks.yml" ||
    failed "a vendor's model refuses one of the $requests"
done

sed 's/[$]{BUCKET}/tuning/' "$root/submit/cloud/policy.json" > "$work/policy.json"
if ! "$(dirname "$python")/parliament" < "$work/policy.json" > "$work/policy.log" 2>&1 || [[ -s "$work/policy.log" ]]; then
  cat "$work/policy.log" >&2
  failed "parliament has findings on the policy"
fi
passed "parliament has no finding on the IAM policy"

# refused PROBLEM VARIABLE=VALUE... -- WORD...: the script takes neither names nor addresses of another form, and says so.
refused() {
  local problem="$1" said code=0 given=()
  shift
  while [[ "$1" != -- ]]; do
    given+=("$1")
    shift
  done
  said="$(env "${given[@]}" "$root/submit/cloud.sh" --dry-run "${@:2}" 2>&1)" || code=$?
  [[ "$code" == 2 && "$said" == "cloud.sh: $problem"* && "$said" != *$'\n'* ]] || failed "not refused with '$problem': $said"
}
emr=(ESPALIER_BUCKET=s3://tuning ESPALIER_CLUSTER=j-1)
synapse=(ESPALIER_BUCKET=abfss://tuning@lake.dfs.core.windows.net ESPALIER_CLUSTER=pool)
dataproc=(ESPALIER_BUCKET=gs://tuning ESPALIER_CLUSTER=c ESPALIER_PROJECT=p ESPALIER_REGION=europe-west1)
refused "STUDY: is 'customers.conf'; " "${emr[@]}" -- emr customers.conf
refused "STUDY: is '--dry-run'; " "${emr[@]}" -- emr --dry-run
for bucket in s3://tuning/ tuning; do
  refused "ESPALIER_BUCKET: is '$bucket'; " "${emr[@]}" ESPALIER_BUCKET="$bucket" -- emr customers
done
refused "ESPALIER_XGBOOST: is 'yes'; " "${emr[@]}" ESPALIER_XGBOOST=yes -- emr customers
for end in / '#' '?' @ '/#{{'; do
  refused "ESPALIER_WORKSPACE: is 'a.example$end'; " "${synapse[@]}" ESPALIER_WORKSPACE="a.example$end" -- synapse customers
  refused "ESPALIER_PROJECT: is 'p$end'; " "${dataproc[@]}" ESPALIER_PROJECT="p$end" -- dataproc customers
  refused "ESPALIER_REGION: is 'r$end'; " "${dataproc[@]}" ESPALIER_REGION="r$end" -- dataproc customers
done
passed "names of study files, buckets, XGBoost's jar and parts of an address have their form"

clouds_python="$python"
python_with aws awscli==1.45.11
mkdir "$work/aws"
"$clouds_python" "$root/src/test/check/aws.py" "$work/aws" > "$work/aws.log" 2>&1 &
server=$!
trap 'kill "$server" 2> /dev/null || true; wait' EXIT
until [[ -s "$work/aws/port" ]]; do
  kill -0 "$server" || failed "no stand-in for AWS"
  sleep 0.1
done
mkdir "$work/bin"
cat > "$work/bin/aws" << AWS
#!/bin/sh
exec '$(dirname "$python")/aws' --endpoint-url 'http://127.0.0.1:$(< "$work/aws/port")' "\$@"
AWS
chmod +x "$work/bin/aws"
# sent PLACE VARIABLE=VALUE...: the AWS CLI sends the request; its own words are in sent.log.
sent() {
  env HOME="$work" AWS_CONFIG_FILE=/dev/null AWS_SHARED_CREDENTIALS_FILE=/dev/null AWS_ACCESS_KEY_ID=none \
    AWS_SECRET_ACCESS_KEY=none AWS_DEFAULT_REGION=eu-west-1 AWS_MAX_ATTEMPTS=1 AWS_EC2_METADATA_DISABLED=true \
    PATH="$work/bin:$PATH" no_proxy=127.0.0.1 \
    "${@:2}" "$root/submit/cloud.sh" "$1" customers > "$work/sent.log" 2>&1
}
sent emr ESPALIER_BUCKET=s3://tuning ESPALIER_CLUSTER=j-1ABCDEFGHIJKL || { cat "$work/sent.log" >&2; failed "emr"; }
"$python" - "$work/aws/AddJobFlowSteps.json" "$work/requests/emr.json" << 'PYTHON' || failed "emr: another request is sent"
import json, sys
sent, filled = (json.load(open(file)) for file in sys.argv[1:])
assert sent == filled, sent
PYTHON
sent emr-serverless ESPALIER_BUCKET=s3://tuning ESPALIER_APPLICATION=00abcdefghijklmn ESPALIER_ROLE="$aws" ||
  { cat "$work/sent.log" >&2; failed "emr-serverless"; }
sent emr-eks ESPALIER_BUCKET=s3://tuning ESPALIER_CLUSTER=abcdefghijklmnopqrstuvwxy ESPALIER_ROLE="$aws" ||
  { cat "$work/sent.log" >&2; failed "emr-eks"; }
sent glue ESPALIER_BUCKET=s3://tuning ESPALIER_ROLE="$aws" || { cat "$work/sent.log" >&2; failed "glue"; }
[[ -s "$work/aws/CreateJob.json" && ! -e "$work/aws/UpdateJob.json" ]] || failed "glue: the job is not created"
sent glue ESPALIER_BUCKET=s3://other ESPALIER_ROLE="$aws" || { cat "$work/sent.log" >&2; failed "glue, again"; }
grep -qF s3://other/jars/glue.py "$work/aws/UpdateJob.json" || failed "glue: a job that exists keeps its old request"
kill "$server"
wait "$server" 2> /dev/null || true
trap - EXIT
rm "$work/aws/CreateJob.json"
if sent glue ESPALIER_BUCKET=s3://tuning ESPALIER_ROLE="$aws" || ! grep -q 'aws glue get-job: fails' "$work/sent.log"; then
  failed "glue: a failure other than a job that is missing is not shown"
fi
passed "the AWS CLI sends the requests of EMR, EMR Serverless, EMR on EKS and Glue to a stand-in"
python="$clouds_python"

if [[ " $* " == *" --airflow "* ]]; then
  python_with airflow-clouds apache-airflow==3.3.2 apache-airflow-providers-apache-spark \
    apache-airflow-providers-amazon apache-airflow-providers-databricks apache-airflow-providers-google
  export AIRFLOW_HOME="$work/airflow" AIRFLOW__CORE__LOAD_EXAMPLES=False
  ESPALIER_BUCKET=s3://tuning ESPALIER_CLUSTER=c ESPALIER_APPLICATION=a ESPALIER_ROLE="$aws" ESPALIER_PROJECT=p \
    ESPALIER_REGION=europe-west1 ESPALIER_STUDY=customers,churn ESPALIER_JOB=espalier \
    ESPALIER_XGBOOST="$xgboost" \
    "$python" "$root/src/test/check/operators.py" "$root/submit/airflow" > "$work/operators.log" 2>&1 ||
    { tail -n 30 "$work/operators.log" >&2; failed "an operator cannot be rendered"; }
  passed "the operators of EMR, EMR Serverless, Databricks and Dataproc are imported and rendered"
fi

if [[ " $* " == *" --pyspark "* ]]; then
  choose_line
  check_java
  build_if_needed
  python_with pyspark-4.1.0 pyspark==4.1.0 numpy
  unset SPARK_HOME PYTHONPATH
  export PYSPARK_PYTHON="$python" SPARK_LOCAL_IP=127.0.0.1
  submit="$(dirname "$python")/spark-submit"
  quiet=(--master 'local[2]' --driver-java-options "-Dlog4j2.configurationFile=file:$root/conf/log4j2.properties"
    --conf spark.ui.enabled=false --conf "spark.sql.warehouse.dir=$work/warehouse" --jars "$jar")
  cp "$root/conf/wine.conf" "$work/wine.conf"
  (cd "$work" && "$submit" "${quiet[@]}" "$root/submit/cloud/glue.py" --JOB_NAME espalier --study wine.conf --output output \
    > glue.log 2>&1) || { tail -n 30 "$work/glue.log" >&2; failed "the script for Glue"; }
  [[ -d "$work/output/wine/model" ]] || failed "the script for Glue left no model"
  passed "the script for Glue runs a study"
  (cd "$work" && "$submit" "${quiet[@]}" "$root/src/test/check/notebook.py" "$root/submit/databricks/tune.py" "$jar" model \
    > notebook.log 2>&1) || { tail -n 30 "$work/notebook.log" >&2; failed "the notebook for Databricks"; }
  [[ -d "$work/model/stages" ]] || failed "the notebook for Databricks left no model"
  passed "the notebook for Databricks tunes and saves a model"
fi
