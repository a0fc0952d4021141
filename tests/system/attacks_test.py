#!/usr/bin/env python3
"""What a stranger, or somebody with the least rights, does to end the process, to hold it up, or to pass for the owner."""
import json
import socket
import struct
import sys
import time

import support
import websocket

ORDER = {"symbol": "BTC/USDT:USDT", "side": "buy", "amount": "0.001"}


def is_well(live):
    assert live.process.poll() is None, f"argosy up ended: {live.errors()}"
    answer = live.local("GET", "/api/v1/status")
    assert answer.status == 200, answer


def orders(live):
    return live.get("/api/v1/orders?limit=1000")["orders"]


def send_and_reset(address, method, path, body):
    """The whole request, then a reset before anybody has accepted the connection, most of the time."""
    body = json.dumps(body).encode()
    line = socket.socket()
    line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    line.connect(address)
    line.sendall(f"{method} {path} HTTP/1.1\r\nHost: {address[0]}:{address[1]}\r\nContent-Type: application/json\r\n"
                 f"Content-Length: {len(body)}\r\n\r\n".encode() + body)
    line.close()


def test_a_client_that_resets_its_connection_is_not_the_owner(argosy):
    live = argosy.start("--speed", "60")
    for port in ("gateway", "page"):
        for _ in range(100):
            send_and_reset(live.address(port), "POST", "/api/v1/trading/stop", {})
    is_well(live)
    changes = json.dumps(live.get("/api/v1/audit?limit=500"))
    assert "/trading/stop" not in changes, f"somebody without a sign-in stopped trading: {changes[:400]}"
    assert live.call("POST", "/api/v1/orders", ORDER, token=None).status == 401


PRICES = ("922337203.6854775807", "900000000", "1", "0.0000000001")
AMOUNTS = ("1000000000000", "900000000", "922337203.6854775807", "0.0000000001", "0.00000001", "1e15", "1e17", "1e20", "1e30",
           "1701411834604692317316873037158.8")


def test_no_number_ends_the_process(argosy):
    live = argosy.start("--speed", "60")
    viewer, trader = live.token_for("viewer"), live.token_for("trader")
    for amount in AMOUNTS:
        for price in (None, *PRICES):
            body = {"symbol": "BTC/USDT:USDT", "side": "buy", "amount": amount}
            for extra in ({}, {"price": price}, {"stop_price": price}, {"price": price, "take_profit": "900000000", "stop_loss": price}):
                if price is None and extra:
                    continue
                for path, token in (("/api/v1/orders/preview", viewer), ("/api/v1/risk/check", viewer), ("/api/v1/orders", trader)):
                    answer = live.call("POST", path, {**body, **extra}, token=token)
                    while answer.status == 429:
                        time.sleep(int(answer.headers["Retry-After"]))
                        answer = live.call("POST", path, {**body, **extra}, token=token)
                    assert answer.status < 500, f"{path} {body} {extra}: {answer}"
    for body in ({"source": "synthetic", "timeframe": "3650d", "bars": 100000, "quick": True},
                 {"source": "synthetic", "from": "2250-01-01T00:00:00Z", "quick": True}):
        assert live.call("POST", "/api/v1/backtests", body, token=trader).status == 400, body
    for field in ("pnl", "fees"):
        for value in ("170000000000000000000", "-170000000000000000000"):
            answer = live.call("POST", "/api/v1/trades", {"pair": "BTC-USDT", "exchange": "binance", "entry_price": 1, "exit_price": 2,
                                                          "position_size": 1, "status": "CLOSED", field: value}, token=trader)
            assert answer.status == 400, answer
    assert live.call("GET", "/api/v1/performance/portfolio", token=viewer).status == 200
    is_well(live)


def test_a_flood_of_small_frames_holds_nobody_up(argosy):
    live = argosy.start("--speed", "60")
    viewer = live.token_for("viewer")
    with websocket.Client(live.address(), "/ws/dashboard", {"Authorization": f"Bearer {viewer}"}) as line:
        line.socket.setblocking(False)
        frames = (b"\x81\x81\0\0\0\0x" + b"\x81\x91\0\0\0\0" + b'{"type":"resync"}') * 1000
        slowest, until = 0, time.monotonic() + 4
        while time.monotonic() < until:
            for _ in range(20):
                try:
                    line.socket.send(frames)
                except BlockingIOError:
                    pass
                try:
                    line.socket.recv(1 << 20)
                except BlockingIOError:
                    pass
            begin = time.monotonic()
            is_well(live)
            slowest = max(slowest, time.monotonic() - begin)
    print(f"    the owner waited at most {slowest * 1000:.0f} ms")
    assert slowest < 3, "the flood held the owner up"


def test_a_key_lets_no_client_in(argosy):
    live = argosy.start("--speed", "60")
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    assert live.call("POST", "/oauth/authorize", "decision=allow", token=live.token_for("viewer"), headers=form).status == 403
    assert live.local("POST", "/oauth/authorize", {"decision": "allow"}).status in (400, 403)
    is_well(live)


if __name__ == "__main__":
    support.main(sys.modules[__name__])
