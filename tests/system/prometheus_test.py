#!/usr/bin/env python3
"""Debian's Prometheus scrapes a running Argosy and finds its figures."""
import json
import shutil
import socket
import subprocess
import sys
import urllib.parse
import urllib.request

import support

CONFIG = """\
global: {{scrape_interval: 1s}}
scrape_configs:
  - job_name: argosy
    authorization: {{credentials_file: {token}}}
    static_configs: [{{targets: ['{target}']}}]
"""


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def ask(port, query):
    url = f"http://127.0.0.1:{port}/api/v1/query?" + urllib.parse.urlencode({"query": query})
    try:
        with urllib.request.urlopen(url, timeout=5) as answer:
            return json.load(answer)["data"]["result"]
    except OSError:
        return []


def test_prometheus_takes_the_metrics(argosy):
    program = shutil.which("prometheus") or support.skip("no prometheus: script/bootstrap test")
    live = argosy.start("--speed", "600")
    token = argosy.write("token", live.token)
    config = argosy.write("prometheus.yml", CONFIG.format(token=token, target=live.gateway.split("://")[1]))
    if promtool := shutil.which("promtool"):
        text = live.get("/metrics")
        checked = subprocess.run([promtool, "check", "metrics"], input=text, capture_output=True, text=True)
        assert checked.returncode == 0, checked.stdout + checked.stderr
    port = free_port()
    with open(argosy.path("prometheus.log"), "w") as log:
        server = subprocess.Popen([program, f"--config.file={config}", f"--web.listen-address=127.0.0.1:{port}",
                                   f"--storage.tsdb.path={argosy.path('tsdb')}"], stdout=log, stderr=log)
    try:
        live.wait_for("a first scrape", lambda: ask(port, "argosy_equity"), seconds=60)
        assert float(ask(port, "argosy_equity")[0]["value"][1]) > 0
        assert ask(port, 'up{job="argosy"}')[0]["value"][1] == "1"
        assert ask(port, "argosy_service_up"), "no service is known"
        assert ask(port, "argosy_bus_published_total"), "no topic is known"
    finally:
        server.terminate()
        server.wait()


if __name__ == "__main__":
    support.main(sys.modules[__name__])
