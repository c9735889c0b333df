#!/usr/bin/env bash
# A study on Kubernetes, in cluster mode; the name of a study file and options, as of submit/local.sh.
#
#   ESPALIER_MASTER=k8s://https://host:6443 ESPALIER_IMAGE=registry/espalier:0.1.0 submit/kubernetes.sh STUDY.conf [OPTION...]
#
# The study file lies in the config map espalier-studies, and the image is that of submit/kubernetes/Dockerfile, for the
# learner xgboost of its target xgboost:
#
#   kubectl create configmap espalier-studies --from-file=STUDY.conf
#
# output.path is a path that driver and executors see (s3a://, abfs://, gs://, hdfs://). A driver that dies is not started
# again by spark-submit: call the script again, which resumes, or use submit/kubernetes/job.yaml.
#
#   ESPALIER_NAMESPACE  namespace with the service account espalier (submit/kubernetes/job.yaml); default unless set
set -euo pipefail

root="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
study="${1:?the study file}"
image="${ESPALIER_IMAGE:?the image, for example registry.example.com/espalier:0.1.0}"

exec "${SPARK_HOME:+$SPARK_HOME/bin/}spark-submit" \
  --master "${ESPALIER_MASTER:?the master, for example k8s://https://host:6443}" \
  --deploy-mode cluster \
  --name "espalier-$(basename "$study" .conf)" \
  --driver-memory "${ESPALIER_DRIVER_MEMORY:-4g}" \
  --executor-memory "${ESPALIER_EXECUTOR_MEMORY:-4g}" \
  --conf spark.kubernetes.namespace="${ESPALIER_NAMESPACE:-default}" \
  --conf spark.kubernetes.container.image="$image" \
  --conf spark.kubernetes.authenticate.driver.serviceAccountName=espalier \
  --conf spark.kubernetes.driver.podTemplateFile="$root/submit/kubernetes/driver.yaml" \
  --conf spark.dynamicAllocation.enabled=true \
  --conf spark.dynamicAllocation.shuffleTracking.enabled=true \
  --conf spark.dynamicAllocation.maxExecutors="${ESPALIER_MAX_EXECUTORS:-8}" \
  --conf spark.decommission.enabled=true \
  --conf spark.storage.decommission.enabled=true \
  --class org.espalier.job.Main \
  local:///opt/espalier/espalier.jar \
  tune "/opt/espalier/studies/$(basename "$study")" --set output.resume=auto "${@:2}"
