#!/usr/bin/env python3
"""/openapi.json is OpenAPI 3.1 by the judgement of an independent linter, which npm fetches for the test alone."""
import json
import shutil
import subprocess
import sys

import support

LINTER = "@redocly/cli@2.77.0"
# Rules that ask for something else than a valid document: paths of the requirements look alike, and a WebSocket answers 101.
RULES = {"extends": ["recommended"], "rules": {"no-ambiguous-paths": "off", "operation-2xx-response": "off",
                                                 "operation-4xx-response": "error",
                                                 "no-invalid-schema-examples": "error", "no-unused-components": "error"}}


def linter(argosy):
    """The linter's command; skips where there is no npm or its registry cannot be reached."""
    if not shutil.which("npm"):
        support.skip("no npm")
    folder = argosy.path("linter")
    folder.mkdir()
    try:
        done = subprocess.run(["npm", "install", "--silent", "--no-audit", "--no-fund", "--prefix", folder, LINTER],
                              capture_output=True, text=True, timeout=120)
    except subprocess.TimeoutExpired:
        support.skip("the npm registry does not answer")
    command = folder / "node_modules/.bin/redocly"
    if done.returncode != 0 or not command.exists():
        support.skip(f"the npm registry has no {LINTER} for us: {done.stderr[-200:]}")
    return command


def document_of(argosy):
    live = argosy.start("--speed", "60")
    answer = live.call("GET", "/openapi.json", token=None)
    assert answer.status == 200 and answer.json["openapi"].startswith("3.1."), str(answer)
    live.kill()
    return argosy.write("openapi.json", answer.text), answer.json


def test_an_independent_linter_finds_nothing(argosy):
    command = linter(argosy)
    file, document = document_of(argosy)
    config = argosy.write("redocly.yaml", json.dumps(RULES))
    run = subprocess.run([command, "lint", "--config", config, "--format", "json", "--max-problems", "1000", file],
                         capture_output=True, text=True, timeout=120, cwd=argosy.folder)
    report = json.loads(run.stdout)
    problems = [f"{p['severity']} {p['ruleId']} {p['location'][0].get('pointer')}: {p['message']}" for p in report["problems"]]
    assert not problems and run.returncode == 0, f"{len(problems)} problems\n" + "\n".join(problems[:30])
    broken = argosy.write("broken.json", json.dumps({**document, "paths": {"/x": {"get": {"responses": 5}}}}))
    run = subprocess.run([command, "lint", "--config", config, broken], capture_output=True, text=True, timeout=120)
    assert run.returncode != 0, "the linter takes everything: it proves nothing"


def references(node):
    if isinstance(node, dict):
        if isinstance(node.get("$ref"), str):
            yield node["$ref"]
        for value in node.values():
            yield from references(value)
    elif isinstance(node, list):
        for value in node:
            yield from references(value)


def test_every_reference_leads_somewhere_and_every_operation_is_whole(argosy):
    _, document = document_of(argosy)
    for reference in set(references(document)):
        node = document
        for part in reference.removeprefix("#/").split("/"):
            node = node[part.replace("~1", "/").replace("~0", "~")]
    names, count = set(), 0
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            count += 1
            place = f"{method} {path}"
            assert operation["summary"] and operation["tags"], place
            assert operation["operationId"] not in names, place
            names.add(operation["operationId"])
            assert operation["x-role"] in ("anyone", "viewer", "trader", "risk", "admin"), place
            assert bool(operation["security"]) == (operation["x-role"] != "anyone"), place
            in_path = {p["name"] for p in operation["parameters"] if p["in"] == "path"}
            assert in_path == {part[1:-1] for part in path.split("/") if part.startswith("{")}, place
    assert count > 300, count


if __name__ == "__main__":
    support.main(sys.modules[__name__])
