#!/usr/bin/env python3
"""Secrets that can be recognised go in wherever secrets go; afterwards they are looked for wherever something comes out."""
import base64
import http.server
import json
import re
import secrets
import sys
import threading
import time

import support


class Canaries:
    def __init__(self):
        self.known = {}

    def new(self, name, form="{}"):
        text = "cnry" + secrets.token_hex(12)
        self.known[name] = text
        return form.format(text)

    def add(self, name, text):
        assert len(text) >= 12, f"{name} is too short to be looked for"
        self.known[name] = text
        return text

    def found_in(self, data):
        """Plain, or as base64 or hex would show it."""
        data = data if isinstance(data, bytes) else data.encode(errors="replace")
        for name, text in self.known.items():
            raw = text.encode()
            inner = base64.b64encode(raw)[:-4].rstrip(b"=")  # the end depends on what follows
            if raw in data or raw.hex().encode() in data or inner in data:
                yield name


class Receiver(http.server.BaseHTTPRequestHandler):
    """Takes what channels send, and refuses it in the channel's own words, which repeat the address."""

    def do_POST(self):
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.send_response(500)
        self.end_headers()
        self.wfile.write(f"no: {self.path} {self.headers.get('Authorization', '')}".encode())

    def log_message(self, *_):
        pass


def server():
    made = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Receiver)
    threading.Thread(target=made.serve_forever, daemon=True).start()
    return made


def enter_secrets(live, canaries, port):
    """Everywhere where a secret is taken."""
    here, outputs = f"http://127.0.0.1:{port}", []

    def do(method, path, body, good=(200, 201, 202, 204), **more):
        answer = live.local(method, path, body, **more)
        assert answer.status in good, f"{method} {path}: {answer}"
        outputs.append(answer)
        return answer
    do("PUT", "/api/v1/secrets/exchanges.binance.api_key", {"value": canaries.new("venue key")})
    do("PUT", "/api/v1/secrets/exchanges.binance.api_secret", {"value": canaries.new("venue secret")})
    channels = {
        "hook": {"type": "webhook", "url": here + "/hook", "secret": canaries.new("webhook secret"), "allow_private": True},
        "telegram": {"type": "telegram", "token": canaries.new("telegram token", "123456:{}"), "chat_id": "1", "base_url": here,
                     "allow_private": True},
        "slack": {"type": "slack", "url": canaries.new("slack address", here + "/services/{}"), "allow_private": True},
        "discord": {"type": "discord", "url": canaries.new("discord address", here + "/api/webhooks/{}"), "allow_private": True},
        "sms": {"type": "sms", "account_sid": "AC1", "auth_token": canaries.new("sms token"), "from": "+41790000000",
                "to": "+41790000001", "base_url": here, "allow_private": True},
        "mail": {"type": "email", "server": f"smtp://127.0.0.1:{port}", "user": "u", "password": canaries.new("mail password"),
                 "from": "a@example.org", "to": ["b@example.org"], "allow_plain": True},
    }
    for name, channel in channels.items():
        do("PUT", f"/api/v1/notifications/channels/{name}", {"channel": channel})
        do("POST", f"/api/v1/notifications/channels/{name}/test", {}, good=range(200, 600))
    do("POST", "/api/v1/notifications/send", {"message": "hello", "level": "ERROR"}, good=range(200, 500))
    read = live.local("GET", "/api/v1/config")
    change = {"settings": {"platform": {"exchanges": {"bybit": {"api_key": canaries.new("config key"),
                                                               "api_secret": canaries.new("config secret")}}}}, "reason": "keys"}
    do("PUT", "/api/v1/config/update", change, headers={"If-Match": read.headers["ETag"]})
    return outputs


def use_passwords(live, canaries):
    """People, passwords right and wrong, keys, tickets, tokens. Answers that show a secret once are not searched."""
    outputs = []
    password = canaries.add("password of a new person", live.local("POST", "/api/v1/users", {"name": "ada", "role": "admin"}).json["password"])
    for wrong in (canaries.new("wrong password"), canaries.new("wrong password, long") * 3):
        outputs.append(live.call("POST", "/api/v1/auth/login", {"user": "ada", "password": wrong}, token=None))
    outputs.append(live.call("POST", "/api/v1/auth/login", {"user": canaries.new("password as a name"), "password": "x"}, token=None))
    signed_in = live.call("POST", "/api/v1/auth/login", {"user": "ada", "password": password}, token=None)
    assert signed_in.status == 200, signed_in
    access = signed_in.json.get("access_token")
    for name in ("access_token", "refresh_token"):
        if signed_in.json.get(name):
            canaries.add(name, signed_in.json[name])
    new = canaries.new("new password", "{}Aa1-")
    outputs.append(live.call("PUT", "/api/v1/auth/password", {"current": password, "new": new}, token=access))
    key = live.call("POST", "/api/v1/api-keys", {"label": "test", "role": "viewer"}, token=access)
    if key.status in (200, 201):
        shown = next(v for v in key.json.values() if isinstance(v, str) and v.startswith("argosy_"))
        canaries.add("API key", shown.rsplit("_", 1)[1])
        live.call("GET", "/api/v1/positions", token=shown)
    ticket = live.call("POST", "/api/v1/auth/ticket", {}).json["ticket"]
    canaries.add("ticket", ticket)
    live.call("GET", f"/ws/dashboard?ticket={ticket}", token=None)
    canaries.add("token of a script", live.token.rsplit(".", 1)[1])
    for path in ("/api/v1/orders?token=", "/api/v1/secrets/x?value="):
        outputs.append(live.call("GET", path + canaries.new("secret in an address " + path), token="broken"))
    bad = canaries.new("secret in a bad body")
    outputs.append(live.local("PUT", "/api/v1/secrets/a.b", {"valeu": bad}))
    outputs.append(live.local("PUT", "/api/v1/secrets/a.b", ('{"value": "' + bad).encode()))
    return outputs


READS = ("/api/v1/config", "/api/v1/config/in-force", "/api/v1/config/exchanges", "/api/v1/config/versions", "/api/v1/config/database",
         "/api/v1/config/versions/1", "/api/v1/config/diff?from=1&to=2", "/api/v1/secrets", "/api/v1/notifications/settings",
         "/api/v1/notifications/deliveries", "/api/v1/audit?limit=1000", "/api/v1/logs?limit=1000", "/api/v1/users", "/api/v1/sessions",
         "/api/v1/api-keys", "/metrics", "/api/v1/monitoring/summary", "/api/v1/services", "/api/v1/alerts?limit=1000", "/openapi.json",
         "/api/v1/status", "/api/v1/reports", "/api/v1/health/all", "/.well-known/jwks.json", "/api/v1/me")


def test_no_secret_comes_out_anywhere(argosy):
    canaries, receiver = Canaries(), server()
    live = argosy.start("--speed", "600")
    welcome = live.wait_for("the first password", lambda: re.search(r"with the password (\S+) ", live.errors()))
    entered = enter_secrets(live, canaries, receiver.server_address[1])
    entered += use_passwords(live, canaries)
    canaries.add("master key", argosy.path("argosy-state/master.key").read_text().split()[-1])
    canaries.add("first password", welcome[1])
    live.call("POST", "/api/v1/reports", {})
    live.call("POST", "/api/v1/trading/emergency-stop", {"reason": "a test"})
    time.sleep(2)  # deliveries are tried again
    entered += [live.local("GET", path) for path in READS]
    leaks = [f"{name} in answer {n}: {answer}" for n, answer in enumerate(entered) for name in canaries.found_in(answer.text)]
    leaks += [f"{name} in a header" for answer in entered for name in canaries.found_in(str(answer.headers))]
    assert live.stop() == 0
    live = argosy.start("--speed", "60")  # what is stored is read again, and the start tells what it tells
    live.stop()
    receiver.shutdown()
    for log in argosy.folder.glob("up-*.log"):
        leaks += [f"{name} in {log.name}" for name in canaries.found_in(log.read_bytes()) if name != "first password"]
    for file in argosy.path("argosy-state").rglob("*"):
        if file.is_file() and file.name != "master.key":
            leaks += [f"{name} in {file.relative_to(argosy.folder)}" for name in canaries.found_in(file.read_bytes())]
    for words in (["journal", "show", "argosy-state/journal"], ["status"], ["doctor"], ["config", "print", "sim.yaml"]):
        outcome = argosy.run(*words)
        leaks += [f"{name} in argosy {words}" for name in canaries.found_in(outcome.out + outcome.err)]
    assert not leaks, f"{len(leaks)} leaks\n" + "\n".join(leaks[:40])
    assert len(canaries.known) >= 18, sorted(canaries.known)
    print(f"    {len(canaries.known)} secrets, nowhere found")


def check_that_the_search_finds_what_is_there():
    canaries = Canaries()
    text = canaries.new("a secret")
    for data in (text, f"x{text}y", text.encode().hex(), base64.b64encode(b"abc" + text.encode()).decode(), json.dumps({"a": text})):
        assert list(canaries.found_in(data)) == ["a secret"], data
    assert not list(canaries.found_in("nothing"))


if __name__ == "__main__":
    check_that_the_search_finds_what_is_there()
    support.main(sys.modules[__name__])
