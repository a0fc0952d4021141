#!/usr/bin/env python3
"""Who may do what: every operation of /openapi.json for everybody, what is served beside it, and forged tokens."""
import base64
import hashlib
import hmac
import json
import re
import shutil
import subprocess
import sys
import time

import support

RANK = {"anyone": 0, "viewer": 1, "trader": 2, "risk": 3, "admin": 4}
ROLES = ("viewer", "trader", "risk", "admin")
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
NOT_READ = {"no_such_field": 1}  # no route knows it: what is admitted is refused without an effect


def operations(document):
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            yield method.upper(), path, operation


def concrete(path):
    return re.sub(r"\{\w+\}", "unknown-id", path)


def ask(live, method, path, token, body=NOT_READ):
    """Waits when a rate limit says so: that is not what is tested here."""
    while True:
        answer = live.call(method, path, body if method in ("POST", "PUT", "PATCH") else None, token=token)
        if answer.status != 429:
            return answer
        time.sleep(int(answer.headers["Retry-After"]))


def flipped(token, at):
    return token[:at] + ("A" if token[at] != "A" else "B") + token[at + 1:]


def test_every_operation_admits_exactly_whom_the_document_says(argosy):
    live = argosy.start("--speed", "60")
    document = live.call("GET", "/openapi.json", token=None).json
    tokens = {role: live.token_for(role) for role in ROLES}
    asked, wrong = 0, []
    for method, path, operation in operations(document):
        needed = operation["x-role"]
        who = {"nobody": None, "mutated": flipped(tokens["admin"], len(tokens["admin"]) - 20), **tokens}
        for name, token in who.items():
            asked += 1
            answer = ask(live, method, concrete(path), token)
            is_enough = RANK.get(name, 0) >= RANK[needed]
            step_up = answer.status == 403 and (answer.json or {}).get("code") == "step_up_required"
            if name == "mutated":
                good = answer.status == 401
            elif not is_enough:
                good = answer.status == (401 if name == "nobody" else 403) and not step_up
            elif operation.get("x-step-up"):
                good = step_up  # a token of a script is no person who has just signed in
            else:
                good = answer.status not in (401, 403) or step_up or path in OWN_CREDENTIALS
            is_own_form = path.startswith("/oauth/") and "error" in (answer.json or {})  # RFC 6749 has its own errors
            if answer.status >= 500 or answer.status in (401, 403) and not (answer.is_problem or is_own_form):
                good = False
            if not good:
                wrong.append(f"{method} {path} ({needed}) as {name}: {answer}")
    assert not wrong, f"{len(wrong)} of {asked}\n" + "\n".join(wrong[:40])
    assert asked > 1500, f"only {asked} questions were asked"
    print(f"    {asked} questions to {len(document['paths'])} paths")


# They check a password, a refresh token or a client's secret themselves: 401 is their answer to none.
OWN_CREDENTIALS = {"/api/v1/auth/login", "/api/v1/auth/refresh", "/oauth/token", "/oauth/revoke", "/oauth/authorize", "/enter",
                   "/api/v1/auth/password"}


def test_no_method_answers_that_the_document_does_not_name(argosy):
    live = argosy.start("--speed", "60")
    document = live.call("GET", "/openapi.json").json
    wrong, asked = [], 0
    for path, methods in document["paths"].items():
        known = {m.upper() for m in methods}
        for method in METHODS + ("TRACE", "PROPFIND", "get", "G"):
            if method in known:
                continue
            asked += 1
            answer = ask(live, method, concrete(path), live.token)
            allowed = {w.strip() for w in answer.headers.get("Allow", "").split(",")} - {"HEAD", "OPTIONS"}
            if answer.status not in (400, 405, 501) or answer.status == 405 and not known <= allowed:
                wrong.append(f"{method} {path}: {answer}, Allow {allowed}, documented {known}")
    assert not wrong, f"{len(wrong)} of {asked}\n" + "\n".join(wrong[:40])


TYPICAL = """/.env /.git/config /.git/HEAD /.htaccess /.well-known/security.txt /.well-known/openid-configuration /admin /admin/login
/actuator /actuator/health /actuator/env /api /api/ /api/v1 /api/v1/ /api/v2/orders /api/v1/admin /api/v1/debug /api/v1/shutdown
/api/v1/eval /api/v1/exec /api/v1/journal /api/v1/files /api/v1/secrets/ /api/v1/master-key /api/v1/withdraw /api/v1/transfer
/api/v1/internal /api/v1/test /api/v1/orders/ /api/v1//orders //api/v1/orders /API/V1/ORDERS /api/v1/Orders /backup /cgi-bin/test
/console /debug /debug/pprof /debug/vars /dump /env /graphql /heapdump /info /internal /jolokia /manage /metrics/ /openapi.yaml
/openapi.json/ /phpinfo.php /rest /robots.txt.bak /rpc /server-status /shell /solr /status /swagger /swagger.json /swagger-ui
/swagger-ui.html /trace /v1 /v2 /v3/api-docs /wp-admin /wp-login.php /ws /ws/ /ws/orders /ws/admin /xmlrpc.php /argosy.db
/identity.db /master.key /argosy.log /journal /state /config.yaml /.%2e/master.key /%2e%2e/master.key /..%2fmaster.key
/docs/../master.key /docs/%2e%2e/openapi.json /api/v1/orders%2f1 /health%00 /api/v1/..;/users /;/health /health;a=b""".split()


def test_nothing_is_served_beside_the_document(argosy):
    live = argosy.start("--speed", "60")
    document = live.call("GET", "/openapi.json").json
    shapes = [re.compile(re.sub(r"\\\{rest\\\}", ".+", re.sub(r"\\\{(?!rest\\)\w+\\\}", "[^/]+", re.escape(path))) + "$")
              for path in document["paths"]]
    probes = set(TYPICAL)
    for path in document["paths"]:
        made = concrete(path)
        probes |= {made + "/", made + "/x/y/z", made + ".json", made.upper(), made + "~", "/" + made, made.rsplit("/", 1)[0]}
    pages = {"/", "/dashboard", "/portfolio", "/trading", "/trades", "/strategies", "/analytics", "/alerts", "/config",
             "/settings", "/monitoring", "/login", ""}
    wrong, asked = [], 0
    for path in sorted(probes - pages):
        if any(shape.match(path) for shape in shapes):
            continue
        for method in ("GET", "POST"):
            asked += 1
            answer = ask(live, method, path, live.token)
            if answer.status not in (400, 404, 405) or method == "GET" and answer.status == 405:
                wrong.append(f"{method} {path}: {answer}")
    assert not wrong, f"{len(wrong)} of {asked}\n" + "\n".join(wrong[:40])
    assert asked > 1000, asked


def test_what_people_change_is_in_the_audit_log_with_who_and_what_became_of_it(argosy):
    live = argosy.start("--speed", "60", "--set", "run.protections.cooldown=0s")
    order = {"symbol": "BTC-USDT", "side": "buy", "order_type": "limit", "price": "40000", "amount": "0.002"}
    placed = live.call("POST", "/api/v1/orders", order)
    asked = [("/api/v1/orders", "ok"), (f"/api/v1/orders/{placed.json['order_id']}", "ok"), ("/api/v1/orders", "refused with 400"),
             ("/api/v1/trading/stop", "ok"), ("/api/v1/trading/emergency-stop", "ok"), ("/api/v1/trading/start", "refused with 409"),
             ("/api/v1/auth/login", "refused with 401"), ("/api/v1/users", "ok")]
    live.call("DELETE", asked[1][0])
    live.call("POST", "/api/v1/orders", {"symbol": 5})
    live.call("POST", "/api/v1/trading/stop", {})
    live.call("POST", "/api/v1/trading/emergency-stop", {})
    live.call("POST", "/api/v1/trading/start", {})
    live.call("POST", "/api/v1/auth/login", {"user": "admin", "password": "wrong"}, token=None)
    live.local("POST", "/api/v1/users", {"name": "ada", "role": "viewer"})
    live.call("POST", "/api/v1/risk/check", {})  # reads, changes nothing
    entries = live.get("/api/v1/audit?limit=1000")["entries"]
    got = [(e["target"], e["details"]["result"]) for e in reversed(entries) if e["target"] != "/api/v1/auth/script-token"]
    assert sorted(got) == sorted(asked), got
    actors = {e["target"]: e["actor"] for e in entries}
    assert actors["/api/v1/trading/emergency-stop"] == "service:script", actors
    assert all(e["trace"] and e["hash"] for e in entries)
    assert live.get("/api/v1/audit/verify")["ok"]


def encode(data):
    data = json.dumps(data, separators=(",", ":")).encode() if isinstance(data, dict) else data
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def parts_of(token):
    pad = lambda part: base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))  # noqa: E731
    head, claims, signature = token.split(".")
    return json.loads(pad(head)), json.loads(pad(claims)), pad(signature)


def status_of(live, token):
    return live.call("GET", "/api/v1/users", token=token).status


def test_no_mutated_or_forged_token_is_taken(argosy):
    live = argosy.start("--speed", "60")
    token = live.token
    assert status_of(live, token) == 200
    taken, tried = [], 0

    def refuse(what, forged):
        nonlocal tried
        tried += 1
        status = status_of(live, forged)
        if status not in (400, 401):
            taken.append(f"{what}: {status}")

    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    for at in range(len(token)):
        refuse(f"letter {at}", flipped(token, at))
    for at in (len(token) - 1, len(token.split(".")[0]) - 1, token.rfind(".") - 1):  # unused bits of base64 are checked too
        for letter in letters:
            if letter != token[at]:
                refuse(f"letter {at} is {letter}", token[:at] + letter + token[at + 1:])
    for at in range(0, len(token), 7):
        refuse(f"cut at {at}", token[:at])
    head, claims, signature = parts_of(token)
    jwks = live.call("GET", "/.well-known/jwks.json", token=None).json["keys"]
    signed = lambda h, c: f"{encode(h)}.{encode(c)}."  # noqa: E731
    for alg in ("none", "None", "NONE", "", None):
        refuse(f"alg {alg}", signed({**head, "alg": alg}, claims))
        refuse(f"alg {alg}, signed", signed({**head, "alg": alg}, claims) + encode(signature))
    for key in jwks:  # the public key as a secret
        for secret in (json.dumps(key).encode(), key["x"].encode(), base64.urlsafe_b64decode(key["x"] + "==")):
            body = signed({**head, "alg": "HS256"}, claims)[:-1]
            refuse("HS256 with the public key", body + "." + encode(hmac.new(secret, body.encode(), hashlib.sha256).digest()))
    for change in ({"role": "admin", "sub": "x"}, {"exp": claims["exp"] + 10**6}, {"aud": "other"}, {"iss": "http://evil"}):
        refuse(f"claims {change}", f"{encode(head)}.{encode({**claims, **change})}.{encode(signature)}")
    for change in ({"kid": "none"}, {"kid": "../../dev/null"}, {"jku": "http://127.0.0.1:1/keys"}, {"typ": "JWT"}, {"crit": ["x"]}):
        refuse(f"header {change}", f"{encode({**head, **change})}.{encode(claims)}.{encode(signature)}")
    for odd in ("", ".", "..", "...", "a.b.c", token + ".", "." + token, token + "A", token.replace(".", "", 1), "A" * 100_00,
                token + "." + token, token.swapcase(), " " + token + "x"):
        refuse(f"odd {odd[:20]}", odd)
    for forged in signed_with_another_key(argosy, head, claims):
        refuse("another key", forged)
    short = live.token_for("admin", "--life", "1s")
    until = time.monotonic() + 60
    while status_of(live, short) == 200 and time.monotonic() < until:
        time.sleep(1)
    refuse("expired", short)
    assert status_of(live, token) == 200, "the good token does not hold any more"
    assert not taken, f"{len(taken)} of {tried} were taken: {taken[:10]}"
    print(f"    {tried} forged tokens, 0 taken")


def signed_with_another_key(argosy, head, claims):
    if not shutil.which("openssl"):
        return
    key, body = argosy.path("forger.pem"), argosy.path("body")
    subprocess.run(["openssl", "genpkey", "-algorithm", "ed25519", "-out", key], check=True, capture_output=True)
    public = subprocess.run(["openssl", "pkey", "-in", key, "-pubout", "-outform", "DER"], check=True, capture_output=True).stdout
    own = {"kty": "OKP", "crv": "Ed25519", "x": encode(public[-32:])}
    for header in (head, {**head, "jwk": own}, {"alg": "EdDSA", "typ": head["typ"], "jwk": own}):
        text = f"{encode(header)}.{encode(claims)}"
        body.write_text(text)
        done = subprocess.run(["openssl", "pkeyutl", "-sign", "-rawin", "-inkey", key, "-in", body], check=True, capture_output=True)
        yield f"{text}.{encode(done.stdout)}"


if __name__ == "__main__":
    support.main(sys.modules[__name__])
