#!/usr/bin/env bash
# Starts a study on a cloud's managed Spark: submit/cloud/espalier_request.py fills the request of submit/cloud/PLACE.json, and
# the cloud's client sends it.
#
#   submit/cloud.sh [--dry-run] PLACE STUDY
#
#   PLACE  emr, emr-serverless, emr-eks, glue, dataproc, dataproc-serverless or synapse
#   STUDY  name of a study file, without .conf; the file, the jar and the data lie in the bucket:
#
#   BUCKET/jars/espalier-spark-3.5.jar   the jar of the 3.5 line; for Glue also submit/cloud/glue.py
#   BUCKET/studies/STUDY.conf            the study file
#   BUCKET/output                        where the results go: BUCKET/output/STUDY/summary.json has the exit code
#
#   ESPALIER_BUCKET       s3://..., gs://... or abfss://..., without / at the end
#   ESPALIER_XGBOOST      for the learner xgboost: espalier-xgboost.jar, BUCKET/jars/espalier-xgboost.jar for example
#   ESPALIER_CLUSTER      emr: cluster id; emr-eks: virtual cluster id; dataproc: cluster; synapse: Spark pool
#   ESPALIER_APPLICATION  emr-serverless: application id
#   ESPALIER_ROLE         emr-serverless, emr-eks, glue: ARN of the role (submit/cloud/policy.json); dataproc-serverless:
#                         service account
#   ESPALIER_PROJECT      dataproc, dataproc-serverless: project id
#   ESPALIER_REGION       dataproc, dataproc-serverless: region
#   ESPALIER_WORKSPACE    synapse: workspace
#
# --dry-run prints the request, and sends nothing.
set -euo pipefail

root="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
source "$root/submit/common.sh"

if [[ "${1:-}" == --help || "${1:-}" == -h ]]; then
  manual "${BASH_SOURCE[0]}"
  exit 0
fi
dry=
if [[ "${1:-}" == --dry-run ]]; then
  dry=1
  shift
fi
[[ $# -eq 2 ]] || refuse "PLACE and STUDY are needed: cloud.sh [--dry-run] PLACE STUDY"
place="$1"
STUDY="$2"
command -v python3 > /dev/null || refuse "there is no python3; install Python 3.9 or later"
request="$(python3 "$root/submit/cloud/espalier_request.py" "$place" "$STUDY")" || exit 2

if [[ -n "$dry" ]]; then
  echo "$request"
  exit 0
fi

file="$(mktemp)"
trap 'rm -f "$file"' EXIT
echo "$request" > "$file"

# for_call CALL: the request in the form of another call of the client, in place of its own.
for_call() {
  python3 "$root/submit/cloud/espalier_request.py" --for "$1" "$place" "$STUDY" > "$file"
}

# post URL CLIENT...: sends the request to a REST interface, with the token that the client prints. It goes to curl by a
# pipe: other users of the machine see the words of a command.
post() {
  local token
  token="$("${@:2}")" || refuse "$2: gives no token; log in with it"
  printf 'header = "Authorization: Bearer %s"\n' "$token" |
    curl -sS --fail-with-body --config - -X POST -H 'Content-Type: application/json' -d "@$file" "$1"
}

google="https://dataproc.googleapis.com/v1/projects/${ESPALIER_PROJECT:-}"
case "$place" in
  emr)
    for_call add-steps # which has no --cli-input-json
    aws emr add-steps --cluster-id "$ESPALIER_CLUSTER" --steps "file://$file"
    ;;
  emr-serverless) aws emr-serverless start-job-run --cli-input-json "file://$file" ;;
  emr-eks) aws emr-containers start-job-run --cli-input-json "file://$file" ;;
  glue)
    if found="$(aws glue get-job --job-name "espalier-$STUDY" 2>&1)"; then
      for_call update-job
      aws glue update-job --cli-input-json "file://$file" > /dev/null
    elif [[ "$found" == *EntityNotFoundException* ]]; then
      aws glue create-job --cli-input-json "file://$file" > /dev/null
    else
      echo "$found" >&2
      refuse "aws glue get-job: fails, see above; log in, or give the account the right glue:GetJob"
    fi
    aws glue start-job-run --job-name "espalier-$STUDY"
    ;;
  dataproc)
    echo "{\"job\": $request}" > "$file"
    post "$google/regions/$ESPALIER_REGION/jobs:submit" gcloud auth print-access-token
    ;;
  dataproc-serverless)
    post "$google/locations/$ESPALIER_REGION/batches" gcloud auth print-access-token
    ;;
  synapse)
    post "https://$ESPALIER_WORKSPACE.dev.azuresynapse.net/livyApi/versions/2019-11-01-preview/sparkPools/$ESPALIER_CLUSTER/batches" \
      az account get-access-token --resource https://dev.azuresynapse.net --query accessToken --output tsv
    ;;
esac
