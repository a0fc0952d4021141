#!/usr/bin/env python3
"""The running simulation: it starts, answers, obeys, survives bad requests, and trades what a backtest trades."""
import csv
import json
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import threading
import time

import support
from support import IMPORT, bars_csv

READS = ("status", "portfolio/summary", "positions", "risk", "orders", "trades", "equity", "alerts", "signals")


def test_it_trades_on_the_embedded_default_within_ten_seconds(argosy):
    begin = time.monotonic()
    live = argosy.start()
    status, page = live.request("/", port="page")
    assert status == 200 and "<html" in page.lower()
    assert time.monotonic() - begin < 10
    for path in READS:
        live.get(f"/api/v1/{path}")
    for path in ("/health", "/live", "/ready"):
        assert live.get(path)["status"] in ("healthy", "alive", "ready"), live.get(path)
    assert live.get("/api/v1/status")["mode"] == "simulation"
    assert live.get("/api/v1/bars/BTC-USDT:USDT")["bars"]
    live.wait_for("trades", lambda: live.get("/api/v1/trades")["trades"] and live.get("/api/v1/orders")["orders"])
    assert len(live.get("/api/v1/signals")["ballots"][0]["votes"]) >= 3, "at least three strategies vote"
    assert live.stop() == 0


def test_start_and_stop_and_an_emergency_stop_that_a_restart_does_not_lift(argosy):
    live = argosy.start("--speed", "600")
    status = lambda: live.get("/api/v1/status")["status"]  # noqa: E731
    refused = lambda path, body: live.request(path, body, "POST")[0] >= 400  # noqa: E731
    assert status() == "running"
    assert live.post("/api/v1/trading/stop")["status"] == status() == "stopped"
    assert live.post("/api/v1/trading/start")["status"] == status() == "running"
    answer = live.post("/api/v1/trading/emergency-stop", {"reason": "test of the latch"})
    assert answer["orders_unconfirmed"] == 0, answer
    assert status() == "emergency_stop"
    assert refused("/api/v1/trading/start", {}), "start must not lift an emergency stop"
    assert live.stop() == 0
    live = argosy.start("--speed", "600")
    assert status() == "emergency_stop" and live.started["resumed_records"] > 0
    assert refused("/api/v1/trading/start", {})
    asked = live.post("/api/v1/trading/emergency-reset")
    assert asked["cause"] == "test of the latch", asked
    assert refused("/api/v1/trading/emergency-reset", {"confirm": "wrong"})
    asked = live.post("/api/v1/trading/emergency-reset")
    time.sleep(1.5)  # 15 minutes of the market: the minute to confirm is the reader's, not the market's
    live.post("/api/v1/trading/emergency-reset", {"confirm": asked["confirm"]})
    assert refused("/api/v1/trading/emergency-reset", {"confirm": asked["confirm"]}), "a confirmation is used once"
    live.post("/api/v1/trading/start")
    assert status() == "running"


def raw(port, data, wait=0.3):
    with socket.create_connection(("127.0.0.1", port), timeout=5) as s:
        s.settimeout(wait)
        s.sendall(data)
        got = b""
        try:
            while piece := s.recv(65536):
                got += piece
                if len(got) > 1 << 20:
                    break
        except (TimeoutError, ConnectionError):
            pass
        return got


def test_malformed_requests_do_not_disturb_the_session(argosy):
    live = argosy.start("--speed", "600")
    before = live.get("/api/v1/status")
    cases = [
        ("/api/v1/none", None, "GET", 404), ("/api/v1/status", {}, "DELETE", 405), ("/api/v1/bars/NO-SUCH", None, "GET", 404),
        ("/api/v1/bars/BTC-USDT:USDT?interval=7m", None, "GET", 404),
        ("/api/v1/bars/BTC-USDT:USDT?interval=x", None, "GET", 400), ("/api/v1/orders?limit=-1", None, "GET", 400),
        ("/api/v1/orders?limit=99999999999999999999", None, "GET", 400), ("/api/v1/signals?instrument=%00", None, "GET", 400),
        ("/api/v1/trading/emergency-reset", {"confirm": "x"}, "POST", 409),
        ("/../../etc/passwd", None, "GET", 404), ("/api/v1/trading/stop", None, "GET", 405),
    ]
    wrong = []
    for path, body, method, expected in cases:
        status, problem = live.request(path, body, method)
        if status != expected or not isinstance(problem, dict) or problem.get("status") != status or "title" not in problem:
            wrong.append((path, body, method, expected, status, problem))
    assert not wrong, wrong
    port = int(live.gateway.rsplit(":", 1)[1])
    for data in (b"\x00" * 100, b"GET / HTTP/9.9\r\n\r\n", b"POST /api/v1/trading/stop HTTP/1.1\r\nContent-Length: -5\r\n\r\n",
                 b"GET /" + b"a" * 100_000 + b" HTTP/1.1\r\n\r\n", b"GET / HTTP/1.1\r\n" + b"x: y\r\n" * 5000 + b"\r\n",
                 b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", b"\x16\x03\x01\x02\x00\x01\x00",
                 b"GET /ws/dashboard HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                 b"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n\xff\xff\xff\xff"):
        raw(port, data, 0.1)
    assert live.get("/health")["status"] == "healthy"
    after = live.get("/api/v1/status")
    assert after["status"] == before["status"], "a refused request changed the session"
    live.wait_for("more instants", lambda: live.get("/api/v1/status") != after)


def test_an_emergency_stop_that_cannot_be_read_stops_all_the_same(argosy):
    live = argosy.start("--speed", "600")
    for body in (b"{", b"[1]", {"reason": 5}, {"flatten": "perhaps"}, b"\xff\xfe" * 100, {"raeson": "typo"}, b"", b"null"):
        assert live.get("/api/v1/status")["status"] == "running"
        status, report = live.request("/api/v1/trading/emergency-stop", body, "POST")
        assert status == 200 and report["status"] == "emergency_stop", (body, status, report)
        assert (body == b"") == (report["warning"] is None), (body, report)
        assert live.get("/api/v1/status")["status"] == "emergency_stop", body
        confirm = live.post("/api/v1/trading/emergency-reset")["confirm"]
        live.post("/api/v1/trading/emergency-reset", {"confirm": confirm})
        live.post("/api/v1/trading/start")
    status, report = live.request("/api/v1/trading/emergency-stop?reason=%zz&x=1", {}, "POST")
    assert status == 200 and live.get("/api/v1/status")["status"] == "emergency_stop", (status, report)


def test_slow_and_many_clients_do_not_stop_the_market(argosy):
    live = argosy.start("--speed", "6000")
    port = int(live.gateway.rsplit(":", 1)[1])
    slow = [socket.create_connection(("127.0.0.1", port)) for _ in range(50)]
    for s in slow:
        s.sendall(b"GET /api/v1/status HT")
    errors = []

    def ask():
        try:
            for _ in range(20):
                live.get("/api/v1/status")
        except Exception as error:  # noqa: BLE001 told below
            errors.append(error)
    threads = [threading.Thread(target=ask) for _ in range(8)]
    [t.start() for t in threads]
    [t.join() for t in threads]
    [s.close() for s in slow]
    assert not errors, errors[:1]


def test_a_second_process_on_the_same_state_or_port_is_refused(argosy):
    live = argosy.start()
    argosy.fails("up", "--port", "0", "--gateway-port", "0", code=1, says=["in use by process", str(live.process.pid)])
    port = live.page.rsplit(":", 1)[1]
    argosy.fails("up", "--state", "other", "--port", port, "--gateway-port", "0", code=1, says=[port, "--port"])
    assert live.get("/health")["status"] == "healthy"


def test_it_does_not_listen_where_strangers_could_trade(argosy):
    for address in ("0.0.0.0", "::", "192.0.2.1"):
        argosy.fails("up", "--address", address, "--port", "0", "--gateway-port", "0", code=2, says=[address, "unencrypted"])


def certificate(argosy, name):
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
                    "-subj", f"/CN={name}", "-keyout", argosy.path("key.pem"), "-out", argosy.path("cert.pem")],
                   check=True, capture_output=True)


def name_in_certificate(live):
    host, port = live.page.split("://")[1].rsplit(":", 1)
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    with socket.create_connection((host, int(port)), timeout=5) as plain, context.wrap_socket(plain) as line:
        line.sendall(b"GET /health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
        assert line.recv(65536).startswith(b"HTTP/1.1 200")
        return line.getpeercert(binary_form=True)


def test_tls_says_https_and_takes_a_new_certificate_without_a_restart(argosy):
    if not shutil.which("openssl"):
        support.skip("no openssl")
    certificate(argosy, "first.example")
    live = argosy.start("--speed", "60", "--tls-cert", "cert.pem", "--tls-key", "key.pem")
    assert live.started["page"].startswith("https://") and live.started["gateway"].startswith("https://"), live.started
    assert b"first.example" in name_in_certificate(live)
    certificate(argosy, "second.example")
    live.process.send_signal(signal.SIGHUP)
    live.wait_for("the new certificate", lambda: b"second.example" in name_in_certificate(live))
    argosy.write("cert.pem", "no certificate")
    live.process.send_signal(signal.SIGHUP)
    live.wait_for("the complaint", lambda: "error: " in live.errors())
    assert b"second.example" in name_in_certificate(live), "a bad certificate took the good one away"
    assert live.stop() == 0


def test_another_configuration_does_not_continue_a_journal_but_new_keeps_it(argosy):
    live = argosy.start()
    live.stop()
    argosy.fails("up", "--set", "seed=7", "--port", "0", "--gateway-port", "0", code=1, says=["seed: 42, now 7", "--new"])
    live = argosy.start("--set", "seed=7", "--new")
    live.stop()
    assert argosy.path("argosy-state/journal-1").is_dir()
    argosy.ok("journal", "verify", "argosy-state/journal-1")


def fills_of_journal(argosy):
    out = argosy.ok("journal", "show", "argosy-state/journal", "--type", "venue_event").out
    events = [json.loads(line)["data"] for line in out.splitlines()]
    return [e["data"]["fill"] for e in events if e["type"] == "fill"]


def test_a_replay_through_the_running_engine_fills_like_a_backtest(argosy):
    argosy.write("bars.csv", bars_csv(6000))
    argosy.ok("data", "import", "bars.csv", *IMPORT)
    flags = ("--venue", "binance", "--timeframe", "1h", "-S", "ema_cross,donchian_trend,stochrsi_ema", "--stop", "2")
    argosy.ok("backtest", "-s", "BTC/USDT:USDT", *flags, "--quick", "-o", "report")
    with open(argosy.path("report/fills.csv")) as file:
        expected = list(csv.DictReader(file))
    assert len(expected) > 100, f"only {len(expected)} fills: the test would prove little"
    live = argosy.start("--replay", "BTC/USDT:USDT", *flags, "--speed", "max")
    live.wait_for("the end of the replay", lambda: "the replay is over" in live.errors())
    assert live.stop() == 0
    got = fills_of_journal(argosy)
    assert len(got) == len(expected), f"{len(got)} fills, the backtest had {len(expected)}"
    columns = [c for c in expected[0] if c != "strategy"]  # a number in the journal, the name of the book in the report
    for mine, theirs in zip(got, expected):
        assert {c: str(mine[c]) for c in columns} == {c: theirs[c] for c in columns}
    finals = argosy.ok("backtest", "-s", "BTC/USDT:USDT", *flags, "--quick", "--json").json()
    assert finals, "the report is one JSON document"


def test_a_replay_does_not_continue_on_fewer_data(argosy):
    flags = ("--replay", "BTC/USDT:USDT", "--venue", "binance", "--timeframe", "1h", "-S", "ema_cross", "--speed", "max")
    for count in (3000, 1000):
        argosy.write("bars.csv", bars_csv(count))
        argosy.ok("data", "import", "bars.csv", *IMPORT)
        if count == 3000:
            live = argosy.start(*flags)
            live.wait_for("the end of the replay", lambda: "the replay is over" in live.errors())
            assert live.stop() == 0
            shutil.rmtree(argosy.path("argosy-data"))
    argosy.fails("up", *flags, "--port", "0", "--gateway-port", "0", code=1, says=["fewer", "--new"])


def test_a_replay_of_what_is_not_stored_says_how_to_get_it(argosy):
    argosy.fails("up", "--replay", "BTC/USDT:USDT", "--interval", "1h", "--port", "0", "--gateway-port", "0", code=1,
                 says=["BTC/USDT:USDT", "argosy data import"])


def test_strategies_and_files_are_chosen_on_the_command_line(argosy):
    live = argosy.start("-S", "macd,supertrend,rsi_reversion", "--speed", "max", "--no-journal")
    live.wait_for("their ballots", lambda: "supertrend" in str(live.get("/api/v1/signals")))
    assert "ema_cross" not in str(live.get("/api/v1/signals"))
    live.kill()
    argosy.write("sim.yaml", argosy.ok("config", "example", "simulation").out)
    argosy.ok("config", "validate", "sim.yaml", "--kind", "simulation")
    live = argosy.start("--config", "sim.yaml", "--state", "other")
    assert live.get("/health")["status"] == "healthy"


if __name__ == "__main__":
    support.main(sys.modules[__name__])
