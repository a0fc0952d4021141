#!/usr/bin/env python3
"""Layouts of several processes: what is asked over HTTP lives apart, and the gateway finds it by the layout file."""
import os
import random
import signal
import socket
import subprocess
import sys
import time

import support

EVERYTHING_ELSE = ("gateway, config, monitor, dashboard, exchange, market-data, news, features, strategy, risk, execution, "
                   "positions, orchestrator, ledger, analytics, notification")


def free_ports(count):
    """Below those that the system gives to clients, so that none of them takes one before the program does."""
    held = []
    for port in random.sample(range(20000, 32000), 200):
        s = socket.socket()
        try:
            s.bind(("127.0.0.1", port))
            held.append(s)
        except OSError:
            s.close()
        if len(held) == count:
            break
    ports = [s.getsockname()[1] for s in held]
    [s.close() for s in held]
    return ports


def two_processes(argosy):
    """A layout file of two processes, and their ports."""
    trading, history, page = free_ports(3)
    argosy.write("two.yaml", f"""
name: two
dashboard_port: {page}
processes:
  - {{name: trading, port: {trading}, services: [{EVERYTHING_ELSE}]}}
  - {{name: history, port: {history}, services: [historical, models, backtest]}}
""")
    return trading, history


class Served:
    """A process of the layout, started as a container would."""

    def __init__(self, argosy, *words):
        self.process = subprocess.Popen([argosy.binary, *words], cwd=argosy.folder, env=argosy.environment,
                                        stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                                        stderr=open(argosy.path("served.log"), "a"))

    def kill(self):
        self.process.kill()
        self.process.wait()


def answers(port, path="/live"):
    with socket.socket() as s:
        s.settimeout(5)
        if s.connect_ex(("127.0.0.1", port)):
            return 0
        try:
            s.sendall(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n".encode())
            return int(s.recv(4096).split()[1])
        except (OSError, IndexError):  # it is ending
            return 0


def wait_for(what, happens, seconds=60):
    end = time.monotonic() + seconds
    while not happens():
        assert time.monotonic() < end, f"waited in vain for {what}"
        time.sleep(0.1)


def start_trading(argosy, gateway):
    """The process that trades; Live.call reaches its gateway."""
    live = support.Live.__new__(support.Live)
    live.argosy, live.log = argosy, open(argosy.path("trading.log"), "w+")
    live.process = subprocess.Popen([argosy.binary, "serve", "trading", "--layout", "two.yaml", "--json", "--speed", "60"],
                                    cwd=argosy.folder, env=argosy.environment, stdin=subprocess.DEVNULL,
                                    stdout=subprocess.PIPE, stderr=live.log, text=True)
    live.started = live.page = live.gateway = live.token = None
    argosy.children.append(live)
    live.wait_until_up()
    assert live.address()[1] == gateway
    return live


def test_a_service_of_another_process_is_found_by_the_layout_file(argosy):
    gateway, history = two_processes(argosy)
    live = start_trading(argosy, gateway)
    gone = live.call("GET", "/api/v1/data")
    assert gone.status == 503 and gone.is_problem and "Retry-After" in gone.headers, f"nobody is there yet: {gone}"
    assert live.call("GET", "/api/v1/status").status == 200, "trading needs none of them"

    other = Served(argosy, "serve", "history", "--layout", "two.yaml")
    try:
        wait_for("the other process", lambda: answers(history) == 200)
        assert answers(history, "/health") == 200, "every process tells its health"
        assert answers(history, "/api/v1/status") in (401, 404), "it trades nothing"
        live.wait_for("the breaker to close", lambda: live.call("GET", "/api/v1/data").status == 200, 60)
        data = live.call("GET", "/api/v1/data")
        assert data.json["series"] == [], data
        assert live.call("GET", "/historical").status == 200, "also by the requirement documents' path"
        assert live.call("GET", "/api/v1/data", token=None).status == 401, "the gateway admits"
        shown = live.get("/api/v1/gateway/upstreams")["upstreams"]
        assert {u["service"] for u in shown} == {"historical", "models", "backtest"}, shown
        assert shown[0]["replicas"][0]["url"] == f"http://127.0.0.1:{history}", shown
        job = live.call("POST", "/api/v1/backtests", {"symbols": ["BTC/USDT"], "strategies": ["no_such"]})
        assert job.status in (400, 404) and job.is_problem, f"the other process reads the body: {job}"
        reader = live.call("GET", "/api/v1/models", token=live.token_for("viewer"))
        assert reader.status == 200, f"the caller's token is good there: {reader}"
        refused = live.call("POST", "/api/v1/models/train", {}, token=live.token_for("viewer"))
        assert refused.status == 403, f"and so are its limits: {refused}"
        other.kill()
        assert live.call("GET", "/api/v1/data").status == 503
    finally:
        other.kill()
    assert live.stop() == 0


def test_up_runs_every_process_and_takes_them_along(argosy):
    gateway, history = two_processes(argosy)
    up = Served(argosy, "up", "--layout", "two.yaml", "--speed", "60")
    wait_for("both", lambda: answers(gateway) == 200 and answers(history) == 200)
    up.process.send_signal(signal.SIGTERM)
    assert up.process.wait(30) == 0
    wait_for("the other to end", lambda: answers(history) == 0, 20)
    up = Served(argosy, "up", "--layout", "two.yaml", "--speed", "60")
    wait_for("both", lambda: answers(gateway) == 200 and answers(history) == 200)
    up.kill()  # kill -9: nobody is asked
    wait_for("the other to end with it", lambda: answers(history) == 0, 20)
    up = Served(argosy, "up", "--layout", "two.yaml", "--speed", "60")
    wait_for("both again", lambda: answers(gateway) == 200 and answers(history) == 200)
    up.process.send_signal(signal.SIGTERM)
    assert up.process.wait(30) == 0


def test_what_cannot_work_yet_is_refused_with_what_does(argosy):
    argosy.write("torn.yaml", """
processes:
  - {name: a, port: 8001, services: [gateway, config, monitor, dashboard, exchange, market-data, news, features, strategy,
      execution, positions, orchestrator, ledger, analytics, notification, historical, models, backtest]}
  - {name: b, port: 8002, services: [risk]}
""")
    argosy.fails("up", "--layout", "torn.yaml", says=("service risk in b needs messages of", "backtest, historical, models"),
                 code=(1, 2))
    argosy.write("broker.yaml", "bus: nats\nprocesses: [{name: a, port: 8001, services: ['*']}]\n")
    argosy.fails("serve", "a", "--layout", "broker.yaml", says=("no adapter for the bus nats", "bus: in_process"))
    argosy.write("database.yaml", "store: postgres\nprocesses: [{name: a, port: 8001, services: ['*']}]\n")
    argosy.fails("serve", "a", "--layout", "database.yaml", says=("no adapter for the store postgres", "store: sqlite"))
    argosy.fails("serve", "nobody", "--layout", "none.yaml", says=("no file none.yaml",), code=(1, 2))
    assert not argosy.path("argosy-state").exists() or not os.listdir(argosy.path("argosy-state"))


if __name__ == "__main__":
    support.main(sys.modules[__name__])
