"""The examples for running it elsewhere are what their tools accept, and keep to what they promise."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys

import pytest
import yaml

from operations.serving import ROOT

DEPLOY = ROOT / "deploy"
DOCKERFILE = (DEPLOY / "Dockerfile").read_text("utf-8")


@pytest.mark.parametrize(
    ("schema", "paths"),
    [
        ("compose-spec", ["deploy/compose.yaml"]),
        ("dependabot", [".github/dependabot.yml"]),
        (
            "github-workflows",
            [
                *(f".github/workflows/{name}.yml" for name in ("ci", "coverage", "newest-streamlit", "release")),
                "docs/examples/load.yml",
                "docs/examples/publish.yml",
            ],
        ),
    ],
)
def test_the_files_fit_the_schema_of_their_tool(schema, paths):
    files = [str(ROOT / path) for path in paths]
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", f"vendor.{schema}", *files]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


def test_every_kubernetes_object_fits_its_schema_and_an_unknown_field_does_not():
    import kubernetes_validate

    found = list(yaml.safe_load_all((DEPLOY / "kubernetes.yaml").read_text("utf-8")))
    assert {"Deployment", "CronJob", "Service"} <= {one["kind"] for one in found}
    for one in found:
        kubernetes_validate.validate(one, "1.31", strict=True)
    wrong = next(one for one in found if one["kind"] == "CronJob")
    wrong["spec"]["shedule"] = wrong["spec"].pop("schedule")
    with pytest.raises(kubernetes_validate.ValidationError):
        kubernetes_validate.validate(wrong, "1.31", strict=True)


def test_replicas_only_read_and_one_loader_at_a_time_writes():
    compose = yaml.safe_load((DEPLOY / "compose.yaml").read_text("utf-8"))["services"]
    assert compose["app1"]["volumes"] == compose["app2"]["volumes"] == ["store:/store:ro"]
    assert compose["app1"]["read_only"]
    assert compose["loader"]["volumes"] == ["store:/store"]
    objects = {one["kind"]: one for one in yaml.safe_load_all((DEPLOY / "kubernetes.yaml").read_text("utf-8"))}
    assert objects["CronJob"]["spec"]["concurrencyPolicy"] == "Forbid"
    pod = objects["Deployment"]["spec"]["template"]["spec"]
    app = pod["containers"][0]
    assert objects["Deployment"]["spec"]["replicas"] >= 2
    assert pod["securityContext"]["runAsNonRoot"]
    assert {one["mountPath"]: one.get("readOnly") for one in app["volumeMounts"]}["/store"] is True
    assert app["readinessProbe"]["httpGet"]["path"] == "/api/ready"
    # A store that cannot be read takes a replica out of the line, and does not kill it again and again.
    assert app["livenessProbe"]["httpGet"]["path"] != "/api/ready"


def containers(found):
    """Return every container of every pod of Kubernetes objects, with the pod."""
    for one in found:
        spec = one["spec"]
        spec = spec.get("jobTemplate", one).get("spec", spec) if one["kind"] == "CronJob" else spec
        pod = spec.get("template", {}).get("spec", {})
        for container in (*pod.get("initContainers", ()), *pod.get("containers", ())):
            yield pod, container


def test_every_container_is_confined_and_bounded():
    found = list(yaml.safe_load_all((DEPLOY / "kubernetes.yaml").read_text("utf-8")))
    every = list(containers(found))
    assert {one["name"] for _, one in every} == {"begin", "app", "load"}
    for pod, one in every:
        guard = one["securityContext"]
        assert not guard["allowPrivilegeEscalation"] and guard["readOnlyRootFilesystem"]
        assert guard["capabilities"] == {"drop": ["ALL"]}
        assert pod["securityContext"]["seccompProfile"]["type"] == "RuntimeDefault"
        assert one["resources"]["limits"]["memory"] and one["resources"]["requests"]["cpu"]
        assert not one["image"].endswith(":latest")
        for probe in ("startupProbe", "readinessProbe", "livenessProbe"):
            assert one.get(probe, {"timeoutSeconds": 2})["timeoutSeconds"] > 1
    kinds = {one["kind"]: one for one in found}
    assert kinds["PodDisruptionBudget"]["spec"]["minAvailable"] >= 1
    assert kinds["CronJob"]["spec"]["jobTemplate"]["spec"]["activeDeadlineSeconds"]
    open_to = {one["metadata"]["name"]: one["spec"] for one in found if one["kind"] == "NetworkPolicy"}
    assert open_to["labour-shortage"]["egress"] == [] and open_to["labour-shortage-load"]["ingress"] == []
    compose = yaml.safe_load((DEPLOY / "compose.yaml").read_text("utf-8"))
    for one in compose["services"].values():
        assert one["read_only"] and one["cap_drop"] == ["ALL"] and one["mem_limit"] and one["logging"]
    assert compose["networks"]["inside"]["internal"] and compose["services"]["app1"]["networks"] == ["inside"]


@pytest.mark.parametrize("name", ["shortage.service", "shortage-load.service"])
def test_a_service_of_systemd_is_confined_and_bounded(name):
    lines = dict(
        line.split("=", 1) for line in (DEPLOY / "systemd" / name).read_text("utf-8").splitlines() if "=" in line
    )
    assert lines["User"] == "shortage" and lines["NoNewPrivileges"] == "yes" and lines["CapabilityBoundingSet"] == ""
    assert lines["ProtectSystem"] == "strict" and lines["ProtectHome"] == "yes" and lines["PrivateTmp"] == "yes"
    assert lines["MemoryMax"] and lines["TasksMax"] and lines["SystemCallFilter"] == "@system-service"
    if analyse := shutil.which("systemd-analyze"):
        command = [analyse, "security", "--offline=true", "--threshold=25", str(DEPLOY / "systemd" / name)]
        done = subprocess.run(command, capture_output=True, text=True)
        assert done.returncode == 0, done.stdout[-600:]


def test_the_locks_hold_what_is_asked_for_and_constraints_say_the_same():
    done = subprocess.run(
        [sys.executable, str(ROOT / "tools" / "constraints.py"), "--check"], capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout


def test_only_licences_that_we_accept_are_shipped(monkeypatch):
    monkeypatch.syspath_prepend(str(ROOT / "tools"))
    import supply

    assert supply.licences(None) == 0
    for text in ("MIT", "BSD-3-Clause AND MIT", "Apache-2.0 OR GPL-2.0", "MPL-2.0", "Apache Software License"):
        assert supply.is_accepted(text), text
    for text in ("", "GPL-3.0-only", "MIT AND AGPL-3.0", "Proprietary", "Other/Proprietary License"):
        assert not supply.is_accepted(text), text


def test_an_audit_that_nobody_answered_is_no_clean_one(monkeypatch, capsys):
    monkeypatch.syspath_prepend(str(ROOT / "tools"))
    import supply

    silent = subprocess.CompletedProcess([], 1, stdout="", stderr="no route")
    monkeypatch.setattr(supply.subprocess, "run", lambda *given, **more: silent)
    monkeypatch.setattr(sys, "argv", ["supply", "audit"])
    assert supply.main() == supply.UNASKED != 0
    monkeypatch.setattr(sys, "argv", ["supply", "audit", "--unasked-is-well"])
    assert supply.main() == 0
    assert "not audited" in capsys.readouterr().out


def test_the_image_is_pinned_runs_as_nobody_and_asks_after_its_health():
    base = re.search(r"^ARG PYTHON=(\S+)$", DOCKERFILE, re.M)[1]
    assert re.fullmatch(r"python:\d+\.\d+\.\d+-slim-\w+(@sha256:[0-9a-f]{64})?", base)
    assert set(re.findall(r"^FROM (\S+)", DOCKERFILE, re.M)) == {"${PYTHON}"}
    assert re.search(r"^USER [1-9]\d*$", DOCKERFILE, re.M)
    assert re.search(r"^HEALTHCHECK .*\\\n.*api/ready", DOCKERFILE, re.M)
    # Whatever is installed is installed by its checksum, or is what was built here.
    installs = re.findall(r"pip install (.*?)(?= &&|\n| \\)", DOCKERFILE)
    assert installs and all("--require-hashes" in one or "--no-index" in one for one in installs)
    copied = re.findall(r"^COPY (?!--from)(.+)$", DOCKERFILE, re.M)
    for source in (one for line in copied for one in line.split()[:-1]):
        assert (ROOT / source).exists(), source
