"""Malformed HTTP, JSON and WebSocket frames, made from good ones by a seed; the program must refuse and live on."""
import collections
import json
import random
import socket
import time

import websocket

BODIES = [("POST", "/api/v1/orders", {"symbol": "BTC-USDT", "side": "buy", "order_type": "limit", "amount": "0.01", "price": "1"}),
          ("POST", "/api/v1/risk/check", {"symbol": "BTC-USDT", "side": "buy", "amount": 0.01}),
          ("POST", "/api/v1/config/validate", {"settings": {"simulation": {"speed": 60}}}),
          ("PUT", "/api/v1/risk/limits", {"max_concurrent_trades": 2, "limits": {"open_orders_max": 5}}),
          ("POST", "/api/v1/alerts", {"level": "INFO", "category": "c", "message": "m", "details": {"a": [1, {"b": None}]}}),
          ("POST", "/api/v1/backtests", {"symbols": ["BTC/USDT"], "strategies": ["ema_cross"], "timeframe": "1h"}),
          ("POST", "/api/v1/pairs/select", {"pairs": ["BTC-USDT"]}), ("POST", "/api/v1/trades", {"pair": "BTC-USDT"}),
          ("POST", "/api/v1/features/process", {"bars": [{"time": "2026-01-01T00:00:00Z", "open": "1"}], "interval": "1m"}),
          ("POST", "/api/v1/news", {"title": "t", "time": "2026-01-01T00:00:00Z"}),
          ("PUT", "/api/v1/notifications/channels/x", {"channel": {"type": "webhook", "url": "http://127.0.0.1:1", "secret": "s"}}),
          ("POST", "/v1/models/x:predict", {"instances": [[1.0, 2.0]]}), ("POST", "/api/v1/auth/login", {"user": "a", "password": "b"})]
ODD = [None, True, -1, 0, 1e308, -1e-320, 10**40, "", "\x00", "\ud800", "x" * 70_000, [], {}, [[]] * 100, "NaN", "1e999999999",
       "9" * 400, "2026-13-45T99:99:99Z", "../../etc/passwd", "${jndi:ldap://x}", "'; DROP TABLE trades; --", "<script>", "%s%n", "-0"]
DEEP = "[" * 5000 + "]" * 5000


def odd_value(document, chance):
    """The document with one of its values, at any depth, made odd."""
    if isinstance(document, dict) and document and chance.random() < 0.8:
        key = chance.choice(list(document))
        return {**document, key: odd_value(document[key], chance)}
    if isinstance(document, list) and document and chance.random() < 0.5:
        at = chance.randrange(len(document))
        return document[:at] + [odd_value(document[at], chance)] + document[at + 1:]
    return chance.choice(ODD)


def odd_body(document, chance):
    text = json.dumps(odd_value(document, chance) if chance.random() < 0.6 else document).encode()
    kind = chance.randrange(6)
    if kind == 0:
        return text[:chance.randrange(len(text) + 1)]
    if kind == 1:
        at = chance.randrange(len(text)) if text else 0
        return text[:at] + bytes([chance.randrange(256)]) + text[at + 1:]
    if kind == 2:
        return text + bytes(chance.randrange(256) for _ in range(chance.randrange(1, 20)))
    if kind == 3:
        return DEEP.encode() if chance.random() < 0.3 else text.replace(b"{", b"{\"a\":1,\"a\":2,", 1)
    return text


def odd_request(live, chance):
    """Bytes of a request that is broken somewhere."""
    method, path, document = chance.choice(BODIES)
    body = json.dumps(document).encode()
    head = [f"{method} {path} HTTP/1.1", "Host: localhost", f"Authorization: Bearer {live.token}", "Content-Type: application/json",
            f"Content-Length: {len(body)}"]
    kind = chance.randrange(9)
    if kind == 0:
        head[4] = f"Content-Length: {chance.choice([-1, 10**30, 'x', '1, 2', '+5', '0x10', ''])}"
    elif kind == 1:
        head += ["Transfer-Encoding: chunked", f"Content-Length: {len(body)}"]
    elif kind == 2:
        head[4] = "Transfer-Encoding: " + chance.choice(["chunked", "gzip, chunked", "chunked, chunked", "xchunked", "\x0bchunked"])
        body = chance.choice([b"zz\r\n", b"fffffffffffffffff\r\n", b"5\r\nab", b"-1\r\n", b"1;" + b"e" * 9000 + b"\r\n", b"0\r\nX: y\r\n"])
    elif kind == 3:
        head[0] = chance.choice([f"{method}  {path} HTTP/1.1", f"{method} {path}", f"{method} {path} HTTP/3.7", f" {method} {path} HTTP/1.1",
                                 f"{method} http://evil/{path} HTTP/1.1", f"{method} {path}\x00 HTTP/1.1", f"{method} /%{path} HTTP/1.1",
                                 f"{method} /{'a/' * 5000} HTTP/1.1", f"CONNECT x:1 HTTP/1.1", "* * *", f"{method} ? HTTP/1.1"])
    elif kind == 4:
        head.insert(chance.randrange(1, len(head)), chance.choice(
            [" folded: x", "No colon", ": empty", "X\x00: y", "X: \x00", "Host: other", "X: " + "y" * 20_000, "é: x", "X : y",
             "Expect: 200-nonsense", "Upgrade: h2c", "Connection: upgrade, close, keep-alive", "Content-Length: 7"]))
    elif kind == 5:
        head += [f"X-{n}: y" for n in range(chance.choice([50, 500, 3000]))]
    elif kind == 6:
        body = odd_body(document, chance)
        head[4] = f"Content-Length: {max(0, len(body) + chance.choice([0, 0, -1, 1]))}"
    elif kind == 7:
        line = "\n" if chance.random() < 0.5 else "\r"
        return (line.join(head) + line * 2).encode() + body
    data = ("\r\n".join(head) + "\r\n\r\n").encode(errors="surrogatepass") + body
    if kind == 8:
        broken = bytearray(data)
        for _ in range(chance.randrange(1, 6)):
            broken[chance.randrange(len(broken))] = chance.randrange(256)
        data = bytes(broken)
    return data


def send_raw(live, data, chance, wait=0.05):
    """The status of the first answer, or None."""
    with socket.create_connection(live.address(), timeout=5) as s:
        s.settimeout(wait)
        try:
            at = chance.randrange(len(data)) if data and chance.random() < 0.2 else len(data)
            s.sendall(data[:at])
            if at < len(data):
                s.sendall(data[at:])
            got = s.recv(65536)
        except (TimeoutError, ConnectionError):
            return None
    words = got.split(b" ", 2)
    return int(words[1]) if len(words) > 1 and words[1].isdigit() else None


def odd_frames(client, chance):
    kind = chance.randrange(7)
    if kind == 0:
        client.send_raw(bytes(chance.randrange(256) for _ in range(chance.randrange(1, 400))))
    elif kind == 1:
        client.send_raw(b"\x81\x05hello")  # not masked
    elif kind == 2:
        client.send(b"\xff\xfe\xfd")  # text that is no UTF-8
    elif kind == 3:
        client.send_raw(b"\x81\xff" + b"\x7f" * 8 + b"mask")  # a length that cannot be
    elif kind == 4:
        client.send(b"x" * 126, 9)  # a control frame that is too long
    elif kind == 5:
        client.send_raw(b"\x00\x80mask")  # a continuation of nothing
    else:
        client.send(chance.choice(['{"type":"resync"}', "{", "[]", DEEP, '{"type":5}', "x" * 2_000_000]))


def run(argosy, seed, requests):
    chance, figures = random.Random(seed), collections.Counter()
    live = argosy.start("--speed", "60")
    live.call("POST", "/api/v1/trading/stop", {})
    wrong, slowest = [], 0.0
    for n in range(requests):
        kind = n % 5
        if kind < 3:
            method, path, document = chance.choice(BODIES)
            body, begin = odd_body(document, chance), time.monotonic()
            answer = live.call(method, path, body, headers={"If-Match": '"1"'})
            slowest = max(slowest, time.monotonic() - begin)
            if answer.status == 429:
                assert "Retry-After" in answer.headers, f"{method} {path}: {answer}"
                time.sleep(int(answer.headers["Retry-After"]))
                continue
            figures[f"answered {answer.status // 100}xx"] += 1
            is_own_form = path.startswith("/v1/models/")  # errors as TensorFlow Serving writes them
            if answer.status >= 500 or answer.status >= 400 and not (answer.is_problem or is_own_form):
                wrong.append((method, path, body[:300], str(answer)))
        elif kind == 3:
            status = send_raw(live, odd_request(live, chance), chance)
            figures["raw requests"] += 1
            if status is not None and status >= 500 and status not in (501, 505):
                wrong.append(("raw", status))
        else:
            ticket = live.call("POST", "/api/v1/auth/ticket")
            if ticket.status == 429:
                time.sleep(int(ticket.headers["Retry-After"]))
                continue
            try:
                with websocket.Client(live.address("page"), f"/ws/dashboard?ticket={ticket.json['ticket']}") as ws:
                    for _ in range(chance.randrange(1, 5)):
                        odd_frames(ws, chance)
                        figures["odd frames"] += 1
            except (OSError, websocket.Closed):
                pass
        assert live.process.poll() is None, f"it died (seed {seed}, request {n}): {live.errors()[-2000:]}"
    assert not wrong, f"{len(wrong)} answers: {wrong[:5]}"
    assert live.get("/health")["status"] in ("healthy", "degraded")
    figures["slowest ms"] = round(slowest * 1000)
    assert live.stop() == 0
    argosy.ok("journal", "verify", "argosy-state/journal")
    return figures
