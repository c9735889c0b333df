#!/usr/bin/env bash
# Runs Espalier on Kubernetes, in cluster mode; arguments are those of submit/local.sh.
#
#   export ESPALIER_MASTER=k8s://https://host:6443 ESPALIER_IMAGE=registry/espalier:0.1.0
#   submit/kubernetes.sh STUDY.conf [OPTION...]       the same as "tune STUDY.conf"
#   submit/kubernetes.sh COMMAND [ARGUMENT...]
#
# A study file is named by its name in the config map espalier-studies. The image is that of submit/kubernetes/Dockerfile, for
# the learner xgboost of its target xgboost:
#
#   kubectl create configmap espalier-studies --from-file=STUDY.conf
#
# What a command prints is in the driver's log: kubectl logs --selector spark-role=driver,app=espalier
#
# output.path is a path that driver and executors see (s3a://, abfs://, gs://, hdfs://). A driver that dies is not started
# again by spark-submit: call the script again, which resumes, or use submit/kubernetes/job.yaml.
#
#   ESPALIER_NAMESPACE  namespace with the service account espalier (submit/kubernetes/rbac.yaml); default unless set
set -euo pipefail

root="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
source "$root/submit/common.sh"
[[ $# -gt 0 ]] || usage "${BASH_SOURCE[0]}"
command_words "$@"
name="espalier-${words[0]}"
for ((at = 1; at < ${#words[@]}; at++)); do
  file="${words[at]#--file=}"
  if [[ "$file" == *.conf && "${words[at - 1]}" != --set ]]; then
    words[at]="${words[at]%"$file"}/opt/espalier/studies/$(basename "$file")"
    name="espalier-$(basename "$file" .conf)"
  fi
done
runs_study "${words[0]}" && words+=(--set output.resume=auto)
image="${ESPALIER_IMAGE:?the image, for example registry.example.com/espalier:0.1.0}"
master="${ESPALIER_MASTER:?the master, for example k8s://https://host:6443}"
[[ "$master" == k8s://* ]] || refuse "ESPALIER_MASTER: is '$master'; the address of Kubernetes, such as k8s://https://host:6443"
check_memory ESPALIER_DRIVER_MEMORY "${ESPALIER_DRIVER_MEMORY:-4g}"
check_memory ESPALIER_EXECUTOR_MEMORY "${ESPALIER_EXECUTOR_MEMORY:-4g}"

exec "${SPARK_HOME:+$SPARK_HOME/bin/}spark-submit" \
  --master "$master" \
  --deploy-mode cluster \
  --name "$name" \
  --driver-memory "${ESPALIER_DRIVER_MEMORY:-4g}" \
  --executor-memory "${ESPALIER_EXECUTOR_MEMORY:-4g}" \
  --conf spark.kubernetes.namespace="${ESPALIER_NAMESPACE:-default}" \
  --conf spark.kubernetes.container.image="$image" \
  --conf spark.kubernetes.authenticate.driver.serviceAccountName=espalier \
  --conf spark.kubernetes.driver.podTemplateFile="$root/submit/kubernetes/driver.yaml" \
  --conf spark.kubernetes.executor.podTemplateFile="$root/submit/kubernetes/executor.yaml" \
  --conf spark.kubernetes.driver.label.app=espalier \
  --conf spark.kubernetes.driver.service.deleteOnTermination=false \
  --conf spark.kubernetes.driver.ownPersistentVolumeClaim=false \
  --conf spark.dynamicAllocation.enabled=true \
  --conf spark.dynamicAllocation.shuffleTracking.enabled=true \
  --conf spark.dynamicAllocation.maxExecutors="${ESPALIER_MAX_EXECUTORS:-8}" \
  --conf spark.decommission.enabled=true \
  --conf spark.storage.decommission.enabled=true \
  --class org.espalier.job.Main \
  local:///opt/espalier/espalier.jar \
  "${words[@]}"
