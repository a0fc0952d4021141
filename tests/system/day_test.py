#!/usr/bin/env python3
"""A whole day of trading in accelerated replay: orders, fills, alerts, notifications, and a configuration that is changed
and rolled back on the way."""
import decimal
import hashlib
import hmac
import http.server
import sys
import threading

import fault_tools
import support
from support import IMPORT, bars_csv

MINUTES = 3 * 24 * 60
SECRET = "a secret of the receiver of this test"


class Receiver(http.server.BaseHTTPRequestHandler):
    taken = []

    def do_POST(self):
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        Receiver.taken.append((dict(self.headers), body))
        refuse = len(Receiver.taken) == 1  # the first is to be tried again
        self.send_response(503 if refuse else 200)
        self.end_headers()

    def log_message(self, *_):
        pass


def receiver():
    made = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Receiver)
    threading.Thread(target=made.serve_forever, daemon=True).start()
    return made


def add_webhook(live, port):
    channel = {"type": "webhook", "url": f"http://127.0.0.1:{port}/hook", "secret": SECRET, "allow_private": True}
    answer = live.local("PUT", "/api/v1/notifications/channels/hook", {"channel": channel})
    assert answer.status == 200, answer
    rule = {"channels": ["hook"]}
    answer = live.local("PUT", "/api/v1/notifications/rules/all", rule)
    assert answer.status == 200, answer


def is_signed(headers, body):
    """Some header carries the HMAC-SHA256 of the body, or of what the header says was signed with it."""
    low = {k.lower(): v for k, v in headers.items()}
    stamps = [v for k, v in low.items() if "timestamp" in k] + [""]
    for stamp in stamps:
        for text in (body, stamp.encode() + b"." + body):
            digest = hmac.new(SECRET.encode(), text, hashlib.sha256).hexdigest()
            if any(digest in value for value in low.values()):
                return True
    return False


def version_of(live):
    answer = live.call("GET", "/api/v1/config")
    return answer.json["version"], answer.json["hash"], answer.headers["ETag"]


def change_and_roll_back(live):
    """A change is a new version that holds at once; a roll back is another, with the settings of the one before."""
    first, first_hash, etag = version_of(live)
    changed = live.call("PUT", "/api/v1/config/update", {"settings": {"platform": {"web_ui": {"rows": 77}}}, "reason": "a test"},
                        headers={"If-Match": etag})
    assert changed.status in (200, 201), changed
    assert live.get("/api/v1/config/web-ui")["rows"] == 77
    stale = live.call("PUT", "/api/v1/config/update", {"settings": {"platform": {"web_ui": {"rows": 78}}}}, headers={"If-Match": etag})
    assert stale.status == 412, stale
    bad = live.call("PUT", "/api/v1/config/update", {"settings": {"platform": {"web_ui": {"rows": "many"}}}},
                    headers={"If-Match": version_of(live)[2]})
    assert bad.status == 400 and bad.is_problem and live.get("/api/v1/config/web-ui")["rows"] == 77, bad
    back = live.call("POST", "/api/v1/config/rollback", {"version": first, "reason": "the test is over"},
                     headers={"If-Match": version_of(live)[2]})
    assert back.status in (200, 201), back
    number, digest, _ = version_of(live)
    assert number == first + 2 and digest == first_hash, (number, first, digest, first_hash)
    assert live.get("/api/v1/config/web-ui")["rows"] != 77


def check_money(argosy, live):
    """What the account says is the sum of the fills in the journal, to the last digit (I-07)."""
    with decimal.localcontext() as context:
        context.prec = 60
        cash, held, fees = decimal.Decimal(0), {}, decimal.Decimal(0)
        for record in fault_tools.records(argosy, "argosy-state/journal", "venue_event"):
            if record["type"] != "fill":
                continue
            fill = record["data"]["fill"]
            qty, price, fee = (decimal.Decimal(fill[k]) for k in ("qty", "price", "fee"))
            sign = 1 if fill["side"] == "buy" else -1
            held[fill["instrument"]] = held.get(fill["instrument"], 0) + sign * qty
            cash -= sign * qty * price
            fees += fee
        summary = live["summary"]
        marks = sum(qty * decimal.Decimal(live["marks"].get(name, "0")) for name, qty in held.items())
        expected = decimal.Decimal(live["balance"]) + cash + marks - abs(fees)
        got = decimal.Decimal(summary["equity"])
        assert got == expected + decimal.Decimal(summary["funding"]), f"equity {got}, the fills say {expected}"
        for name, qty in held.items():
            assert qty == decimal.Decimal(live["held"].get(name, "0")), f"{name}: {qty} in the journal, {live['held']}"


def seen(live):
    positions = live.get("/api/v1/positions")["positions"]
    sign = lambda p: p["qty"] if p["side"] == "long" else "-" + p["qty"]  # noqa: E731
    return {"summary": live.get("/api/v1/portfolio/summary"), "marks": {p["instrument"]: p["mark_price"] for p in positions},
            "held": {p["instrument"]: sign(p) for p in positions},
            "balance": live.get("/api/v1/config/in-force")["simulation"]["run"]["account"]["balance"]
            if "simulation" in live.get("/api/v1/config/in-force") else
            live.get("/api/v1/config")["settings"]["simulation"]["run"]["account"]["balance"]}


def test_a_day_of_trading(argosy):
    argosy.write("bars.csv", bars_csv(MINUTES, interval=60_000))
    argosy.ok("data", "import", "bars.csv", *[word if word != "1h" else "1m" for word in IMPORT])
    hook = receiver()
    live = argosy.start("--replay", "BTC/USDT:USDT", "--venue", "binance", "--interval", "1m",
                        "-S", "ema_cross,donchian_trend,stochrsi_ema", "--stop", "2", "--speed", "7200")
    add_webhook(live, hook.server_address[1])
    change_and_roll_back(live)
    begun = live.get("/api/v1/status")["time"]
    for n in range(6):  # by hand, beside the strategies
        side = "buy" if n % 2 == 0 else "sell"
        answer = live.call("POST", "/api/v1/orders", {"symbol": "BTC/USDT:USDT", "side": side, "order_type": "market", "amount": "0.001"},
                           headers={"Idempotency-Key": f"day-{n}"})
        assert answer.status in (201, 409, 422), answer
    alert = live.call("POST", "/api/v1/alerts", {"level": "ERROR", "category": "test", "message": "something to be told"})
    assert alert.status == 201, alert
    told = lambda: [body for _, body in Receiver.taken if b"something to be told" in body]  # noqa: E731
    live.wait_for("the notification of the alert", told, seconds=60)
    assert all(is_signed(headers, body) for headers, body in Receiver.taken), [h for h, _ in Receiver.taken]
    first = Receiver.taken[0][1]
    live.wait_for("what was refused to come again", lambda: [b for _, b in Receiver.taken].count(first) == 2, seconds=90)
    # A day and more of the market goes by: the clock of the replay, not ours.
    live.wait_for("the end of the replay", lambda: "the replay is over" in live.errors(), seconds=200)
    ended = live.get("/api/v1/status")["time"]
    assert ended[:10] > begun[:10], f"from {begun} to {ended} is no day"
    trades = live.get("/api/v1/trades?limit=1000")["trades"]
    assert sum(t["status"] == "CLOSED" for t in trades) >= 10, f"{len(trades)} trades: the day was idle"
    assert live.get("/api/v1/alerts?limit=1000")["alerts"], "no alert"
    stopped = live.post("/api/v1/trading/stop")
    assert stopped["status"] == "stopped", stopped
    summary, performance = live.get("/analytics/summary"), live.get("/api/v1/performance/portfolio")
    assert summary["total_trades"] == performance["total_trades"] > 0, (summary["total_trades"], performance["total_trades"])
    verified = live.get("/api/v1/audit/verify")
    assert verified["ok"] and verified["entries"] >= 2, verified
    state = seen(live)
    assert live.stop() == 0
    hook.shutdown()
    argosy.ok("journal", "verify", "argosy-state/journal")
    check_money(argosy, state)
    argosy.ok("store", "check", "--state", "argosy-state")
    argosy.ok("audit", "verify", "--state", "argosy-state")
    print(f"    {begun} to {ended}, {summary['total_trades']} trades, {len(Receiver.taken)} notifications")


if __name__ == "__main__":
    support.main(sys.modules[__name__])
