"""The examples for running it elsewhere are what their tools accept, and keep to what they promise."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest
import yaml

from operations.serving import ROOT

DEPLOY = ROOT / "deploy"
DOCKERFILE = (DEPLOY / "Dockerfile").read_text("utf-8")


@pytest.mark.parametrize(
    ("schema", "path"),
    [("compose-spec", "deploy/compose.yaml"), ("github-workflows", "docs/examples/load.yml")],
)
def test_the_file_fits_the_schema_of_its_tool(schema, path):
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", f"vendor.{schema}", str(ROOT / path)]
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


def test_the_image_is_pinned_runs_as_nobody_and_asks_after_its_health():
    images = re.findall(r"^FROM (\S+)", DOCKERFILE, re.M)
    assert images
    assert all(re.fullmatch(r"python:\d+\.\d+\.\d+-slim-\w+", one) for one in images)
    assert re.search(r"^USER [1-9]\d*$", DOCKERFILE, re.M)
    assert re.search(r"^HEALTHCHECK .*\\\n.*api/ready", DOCKERFILE, re.M)
    assert "-c constraints.txt" in DOCKERFILE
    copied = re.findall(r"^COPY (?!--from)(.+)$", DOCKERFILE, re.M)
    for source in (one for line in copied for one in line.split()[:-1]):
        assert (ROOT / source).exists(), source
