"""Checks pods against the profile "restricted" of Kubernetes' Pod Security Standards: restricted.py FILE...

A file is YAML or JSON: pods, templates of pods, jobs, or the operator's SparkApplication, whose pods it makes itself.
https://kubernetes.io/docs/concepts/security/pod-security-standards
"""

import sys

import yaml

# Volumes that the profile allows.
VOLUMES = {
    "configMap", "csi", "downwardAPI", "emptyDir", "ephemeral", "persistentVolumeClaim", "projected", "secret",
}  # fmt: skip


def findings(spec: dict, context: dict) -> list[str]:
    """What the profile forbids in the spec of a pod with this security context."""
    wrong = []
    if any(spec.get(name) for name in ("hostNetwork", "hostPID", "hostIPC")):
        wrong.append("shares a namespace of its host")
    for volume in spec.get("volumes", []):
        kinds = set(volume) - {"name"}
        if not kinds <= VOLUMES:
            wrong.append(f"volume {volume['name']}: {kinds - VOLUMES}")
    for container in spec.get("containers", []) + spec.get("initContainers", []):
        name = container.get("name", "container")
        own = {**context, **container.get("securityContext", {})}
        if own.get("allowPrivilegeEscalation") is not False:
            wrong.append(f"{name}: allowPrivilegeEscalation is not false")
        if own.get("privileged"):
            wrong.append(f"{name}: is privileged")
        capabilities = own.get("capabilities") or {}
        if "ALL" not in capabilities.get("drop", []):
            wrong.append(f"{name}: does not drop all capabilities")
        if set(capabilities.get("add", [])) - {"NET_BIND_SERVICE"}:
            wrong.append(f"{name}: adds a capability")
        if own.get("runAsNonRoot") is not True or own.get("runAsUser") == 0:
            wrong.append(f"{name}: may be root")
        if own.get("seccompProfile", {}).get("type") not in ("RuntimeDefault", "Localhost"):
            wrong.append(f"{name}: has no seccomp profile")
        if any("hostPort" in port for port in container.get("ports", [])):
            wrong.append(f"{name}: takes a port of its host")
    return wrong


def pods(document: dict) -> list[tuple[dict, dict]]:
    """Specs of the pods of a document with the security contexts of these."""
    spec = document.get("spec", {})
    if document["kind"] == "Pod":
        return [(spec, spec.get("securityContext", {}))]
    if document["kind"] == "Job":
        inner = spec["template"]["spec"]
        return [(inner, inner.get("securityContext", {}))]
    if document["kind"] == "SparkApplication":
        return [
            ({"containers": [{"name": role, **spec[role]}]}, spec[role].get("podSecurityContext", {}))
            for role in ("driver", "executor")
        ]
    return []


def main(files: list[str]) -> int:
    wrong, seen = [], 0
    for file in files:
        with open(file) as text:
            for document in yaml.safe_load_all(text):
                for spec, context in pods(document):
                    seen += 1
                    wrong += [f"{file}: {finding}" for finding in findings(spec, context)]
    print("\n".join(wrong) or f"{seen} pods pass the profile restricted")
    return 1 if wrong or not seen else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
