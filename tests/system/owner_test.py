#!/usr/bin/env python3
"""What the owner of a running process does from the command line: people, versions of the settings, layouts."""
import os
import shutil
import signal
import socket
import sys

import support


def state_of(live):
    return ("--state", live.started["state"])


def test_people_are_let_in_and_get_new_passwords(argosy):
    live = argosy.start()
    added = argosy.ok("user", "add", "ada", "--role", "trader", "--json", *state_of(live)).json()
    assert added["name"] == "ada" and len(added["password"]) >= 12, added
    assert "ada" in argosy.ok("user", "list", *state_of(live)).out
    reset = argosy.ok("user", "reset", "ada", "--json", *state_of(live)).json()
    assert reset["password"] != added["password"]

    def sign_in(password):
        return live.request("/api/v1/auth/login", {"user": "ada", "password": password}, "POST")[0]
    assert sign_in(added["password"]) == 401, "the old password still opens"
    assert sign_in(reset["password"]) == 200
    argosy.ok("user", "remove", "ada", *state_of(live))
    assert sign_in(reset["password"]) == 401
    for words in (("reset", "nobody"), ("role", "nobody", "trader"), ("remove", "nobody")):
        argosy.fails("user", *words, *state_of(live), says=["no user nobody", "there are admin", "argosy user list"])
    argosy.fails("token", "--life", "48h", *state_of(live), code=2, says=["--life 48h", "up to 24h"])
    argosy.fails("user", "list", "--state", "elsewhere", says=["nothing runs in elsewhere"])
    live.kill()
    argosy.fails("user", "list", *state_of(live), says=["nothing runs in", "argosy up"])  # though its socket is left


def test_settings_are_changed_compared_and_rolled_back(argosy):
    live = argosy.start()
    words = state_of(live)
    first = argosy.ok("config", "versions", "--json", *words).json()["versions"][0]["version"]
    key = "simulation.run.limits.open_orders_max"
    dry = argosy.ok("config", "apply", "--set", f"{key}=7", "--dry-run", "--json", *words).json()
    assert dry["valid"] and dry["differences"][0]["path"] == key, dry
    assert argosy.ok("config", "versions", "--json", *words).json()["versions"][0]["version"] == first, "a dry run changed it"
    made = argosy.ok("config", "apply", "--set", f"{key}=7", "--reason", "calmer", "--json", *words).json()
    assert made["version"] == first + 1 and made["reason"] == "calmer"
    assert key in argosy.ok("config", "diff", str(first), *words).out
    back = argosy.ok("config", "rollback", str(first), "--reason", "too calm", "--json", *words).json()
    assert back["version"] == first + 2
    assert "no difference" in argosy.ok("config", "diff", str(first), str(first + 2), *words).out
    argosy.fails("config", "rollback", "999", *words, says=["999"], next_step=False)
    wrong = argosy.fails("config", "apply", "--set", "simulation.run.limits.open_orders_mx=7", *words, code=(1, 2),
                         says=["open_orders_mx", "open_orders_max"], next_step=False)
    assert wrong.out == ""


def test_a_mistake_in_a_file_is_named_with_its_line(argosy):
    live = argosy.start()
    argosy.write("mine.yaml", "platform:\n  web_ui:\n    rows: 20\n    teme: dark\nsimulation:\n  run:\n    limits:\n"
                              "      open_orders_max: many\n")
    refused = argosy.fails("config", "apply", "mine.yaml", *state_of(live), code=(1, 2),
                           says=["mine.yaml:4:", "did you mean theme?", "mine.yaml:8:", "nothing was changed"])
    assert "body:" not in refused.err and refused.out == "", refused
    dry = argosy.run("config", "apply", "mine.yaml", "--dry-run", *state_of(live))
    assert dry.code == 1 and "mine.yaml:4:" in dry.out and "mine.yaml:8:" in dry.out, dry
    mixed = argosy.fails("config", "apply", "mine.yaml", "--set", "platform.web_ui.nothing=1", *state_of(live), code=(1, 2),
                         says=["mine.yaml:4:", "platform.web_ui.nothing"])
    assert "mine.yaml:2: platform.web_ui.nothing" not in mixed.err, mixed
    argosy.write("mine.yaml", "platform:\n  web_ui:\n    rows: 20\n")
    argosy.ok("config", "apply", "mine.yaml", *state_of(live))
    assert live.get("/api/v1/config/web-ui")["rows"] == 20


def test_new_on_a_busy_port_leaves_the_session_alone(argosy):
    live = argosy.start("--speed", "600")
    assert live.stop() == 0
    before = sorted(p.name for p in argosy.path("argosy-state").iterdir())
    with socket.socket() as busy:
        busy.bind(("127.0.0.1", 0))
        busy.listen()
        port = str(busy.getsockname()[1])
        argosy.fails("up", "--new", "--port", port, "--gateway-port", "0", says=[port])
        argosy.fails("up", "--new", "--port", "0", "--gateway-port", port, says=[port, "gateway"])
    assert sorted(p.name for p in argosy.path("argosy-state").iterdir()) == before, "the session was set aside"
    live = argosy.start("--speed", "600")
    assert live.started["resumed_records"] > 0
    assert live.stop() == 0


def test_a_session_whose_database_is_lost_goes_on_as_it_was(argosy):
    words = ("--speed", "600", "--set", "run.limits.open_orders_max=20")
    live = argosy.start(*words)
    live.post("/api/v1/strategies/macd/disable")
    tag = live.call("GET", "/api/v1/risk/limits").headers["ETag"]
    live.call("PUT", "/api/v1/risk/limits", {"limits": {"concurrent_trades_max": "2"}}, headers={"If-Match": tag})
    assert live.stop() == 0
    for name in ("argosy.db", "argosy.db-wal", "argosy.db-shm"):
        argosy.path(f"argosy-state/{name}").unlink(missing_ok=True)
    argosy.fails("up", "--port", "0", "--gateway-port", "0", "--set", "run.limits.open_orders_max=30",
                 says=["other settings", "argosy.db", "--new"])
    for _ in range(2):  # and once more, with the store that this makes
        live = argosy.start(*words)
        limits = live.get("/api/v1/risk/limits")["limits"]
        assert limits["concurrent_trades_max"] == 2 and limits["open_orders_max"] == 20, limits
        assert not live.get("/api/v1/strategies/macd")["enabled"], "it votes again"
        newest = live.get("/api/v1/config/versions?limit=1")["versions"][0]
        assert newest["version"] == 2 and "journal" in newest["reason"] and len(newest["changed"]) == 2, newest
        live.kill()


def test_doctor_looks_at_the_machine_the_journal_and_the_settings(argosy):
    live = argosy.start("--speed", "600")
    assert live.stop() == 0
    free = ("--port", "0", "--gateway-port", "0")
    found = {f["what"]: f for f in argosy.ok("doctor", *free, "--json").json()["findings"]}
    for what in ("disk", "disk sync", "clock", "time zones", "open files", "journal", "settings", "store argosy.db"):
        assert what in found, f"{what} is not looked at: {sorted(found)}"
        assert found[what]["verdict"] in ("ok", "warning"), found[what]
        assert found[what]["verdict"] == "ok" or found[what]["next"], f"no fix: {found[what]}"
    assert "records a second" in found["disk sync"]["detail"] and "up to its end" in found["journal"]["detail"]
    segment = max(argosy.path("argosy-state/journal").glob("*.journal"), key=lambda p: p.name, default=None) or \
        max((p for p in argosy.path("argosy-state/journal").iterdir() if p.suffix != ".snapshot"), key=lambda p: p.stat().st_size)
    whole = segment.read_bytes()
    broken = bytearray(whole)
    broken[len(whole) // 2] ^= 1
    segment.write_bytes(broken)
    bad = argosy.fails("doctor", *free, "--json", code=1, says=["checks failed"])
    journal = next(f for f in bad.json()["findings"] if f["what"] == "journal")
    assert journal["verdict"] == "FAILED" and journal["next"], journal
    segment.write_bytes(whole)
    argosy.ok("doctor", *free)
    shutil.move(argosy.path("argosy-state/journal"), argosy.path("gone"))
    bad = argosy.fails("doctor", *free, "--json", code=1, says=["checks failed"])
    journal = next(f for f in bad.json()["findings"] if f["what"] == "journal")
    assert journal["verdict"] == "FAILED" and "records" in journal["detail"] and journal["next"], journal


def test_a_settings_file_is_read_again_when_asked(argosy):
    file = argosy.write("sim.yaml", argosy.ok("config", "example", "simulation").out)
    live = argosy.start("--config", "sim.yaml")
    first = argosy.ok("config", "versions", "--json", *state_of(live)).json()["versions"][0]["version"]
    live.process.send_signal(signal.SIGHUP)
    file.write_text(file.read_text().replace("max_drawdown: ", "max_drawdwn: ", 1))
    live.process.send_signal(signal.SIGHUP)
    text = argosy.ok("config", "example", "simulation").out
    assert "open_orders_max: " in text
    before, after = text.split("open_orders_max: ", 1)
    file.write_text(before + "open_orders_max: 3" + after[after.index("\n"):])
    live.process.send_signal(signal.SIGHUP)

    def newest():
        return argosy.ok("config", "versions", "--json", *state_of(live)).json()["versions"][0]
    live.wait_for("the new version", lambda: newest()["version"] > first)
    assert "SIGHUP" in newest()["reason"] and any("open_orders_max" in c for c in newest()["changed"]), newest()
    assert live.get("/api/v1/status")["mode"] == "simulation"


def newest(argosy, *words):
    return argosy.ok("config", "versions", "--json", *words).json()["versions"][0]


def test_a_file_that_was_not_edited_undoes_nothing(argosy):
    file = argosy.write("sim.yaml", "run: {limits: {order_rate_max: 7}}\n")
    live = argosy.start("--config", "sim.yaml")
    words = state_of(live)
    argosy.ok("config", "apply", "--set", "simulation.run.limits.open_orders_max=5",
              "--set", "platform.gateway.cors_origins=[https://desk.example]",
              "--set", "platform.trading.disabled_strategies=[macd]", *words)
    version = newest(argosy, *words)["version"]
    live.process.send_signal(signal.SIGHUP)
    live.wait_for("the file was read", lambda: "of the settings is in force" in live.errors())
    assert newest(argosy, *words)["version"] == version, newest(argosy, *words)
    file.write_text("run: {limits: {order_rate_max: 8}}\n")
    live.process.send_signal(signal.SIGHUP)
    live.wait_for("the new version", lambda: newest(argosy, *words)["version"] > version)
    assert newest(argosy, *words)["changed"] == ["simulation.run.limits.order_rate_max"]


def test_what_a_session_cannot_take_is_in_force_in_the_next_one(argosy):
    live = argosy.start()
    words = state_of(live)
    made = argosy.ok("config", "apply", "--set", "simulation.run.account.leverage=5",
                     "--set", "platform.gateway.body_bytes_max=2048", *words)
    assert "argosy up --new): simulation.run.account.leverage" in made.err, made
    assert "next start only: platform.gateway.body_bytes_max" in made.err, made
    again = argosy.ok("config", "apply", "--set", "simulation.run.account.leverage=5", *words)
    assert "nothing differs" in again.out and "leverage" not in again.err, again
    argosy.ok("user", "add", "ada", *words)

    def margin(live):
        return float(live.post("/api/v1/orders/preview", {"symbol": "BTC/USDT:USDT", "side": "buy", "amount": "0.01"})["margin"])
    before = margin(live)
    assert live.call("POST", "/api/v1/config/validate", {"yaml": "#" + "x" * 3000}).status == 200
    assert live.stop() == 0
    live = argosy.start()
    assert live.started["resumed_records"] > 0
    assert abs(margin(live) / before - 1) < 0.2, "a journal goes on with what it began with"
    assert live.call("POST", "/api/v1/config/validate", {"yaml": "#" + "x" * 3000}).status == 413
    live.process.send_signal(signal.SIGKILL)  # what was written last is in the log of the store alone
    live.process.wait()
    live = argosy.start("--new")
    assert live.started["resumed_records"] == 0
    assert margin(live) < before * 0.6, (margin(live), before)
    first = newest(argosy, *words)
    assert first["version"] == 1 and first["reason"] == "new session: version 2 of argosy.db-1", first
    assert "ada" in argosy.ok("user", "list", *words).out
    assert live.stop() == 0
    assert argosy.path("argosy-state/journal-1").is_dir() and argosy.path("argosy-state/argosy.db-1").is_file()
    argosy.ok("store", "check", "--store", "argosy-state/argosy.db-1")


def test_a_new_session_does_not_touch_one_that_runs(argosy):
    live = argosy.start()
    argosy.fails("up", "--new", "--port", "0", "--gateway-port", "0", says=["in use by process", str(live.process.pid)])
    assert sorted(p.name for p in argosy.path("argosy-state").glob("*-[0-9]")) == []
    assert live.stop() == 0
    assert argosy.start().started["resumed_records"] > 0


def test_settings_that_could_not_start_are_refused_and_there_is_a_way_back(argosy):
    live = argosy.start()
    words = state_of(live)
    argosy.fails("config", "apply", "--set", "platform.gateway.cors_origins=[https://desk.example/]", *words, code=(1, 2),
                 says=["cors_origins", "https://desk.example/"])
    argosy.ok("config", "apply", "--set", "simulation.run.limits.open_orders_max=7", "--set", "platform.web_ui.rows=5", *words)
    argosy.fails("config", "rollback", "9", *words, says=["9"], next_step=False)
    assert live.stop() == 0
    assert newest(argosy, *words)["version"] == 2, "versions are read while nothing runs"
    assert "open_orders_max" in argosy.ok("config", "diff", "1", "2", *words).out
    argosy.fails("config", "rollback", "9", *words, says=["no version 9"])
    back = argosy.ok("config", "rollback", "1", "--reason", "back", *words)
    assert "version 3 is in force at the next start" in back.out, back
    live = argosy.start()
    assert newest(argosy, *words)["version"] == 3
    assert live.get("/api/v1/risk/limits")["limits"]["open_orders_max"] == 50, "the core missed it"
    argosy.ok("audit", "verify", *words)


def test_limits_of_the_risk_page_are_in_the_settings_too(argosy):
    live = argosy.start()
    assert live.call("PUT", "/api/v1/risk/limits", {"limits": {"open_orders_max": "3"}}, headers={"If-Match": "*"}).status == 200
    part = live.get("/api/v1/config/part?path=simulation.run.limits.open_orders_max")
    assert part["value"] == 3, part
    assert live.stop() == 0
    live = argosy.start()
    assert live.get("/api/v1/risk/limits")["limits"]["open_orders_max"] == 3


def test_a_lost_master_key_is_said_and_can_be_given_up(argosy):
    live = argosy.start()
    words = state_of(live)
    argosy.ok("config", "apply", "--set", "platform.exchanges.sim.api_secret=r4nd0mly-typed-9", *words)
    assert live.stop() == 0
    argosy.path("argosy-state/master.key").unlink()
    argosy.fails("up", "--port", "0", "--gateway-port", "0", says=["which is not here", "--forget-sealed"])
    live = argosy.start("--forget-sealed")
    assert "exchanges.sim.api_secret" in live.errors(), live.errors()
    assert live.get("/api/v1/secrets")["secrets"] == []
    assert live.get("/api/v1/status")["mode"] == "simulation"


def test_doctor_and_status_say_where_it_runs_and_others_that_they_may_not_look(argosy):
    live = argosy.start()
    words = state_of(live)
    port = live.page.rsplit(":", 1)[1]
    found = {f["what"]: f for f in argosy.ok("doctor", "--json", *words).json()["findings"]}
    assert found["page"]["detail"] == f"port {port}: argosy runs", found["page"]
    assert found["state folder"]["verdict"] == "ok", found["state folder"]
    status = argosy.ok("status", *words).out
    for word in (live.page, live.gateway, "equity", "positions", "ema_cross"):
        assert word in status, status
    argosy.ok("user", "add", "ada", *words)
    argosy.ok("user", "role", "ada", "trader", *words)
    assert [u["role"] for u in live.get("/api/v1/users")["users"] if u["name"] == "ada"] == ["trader"]
    for name in ("journal", "argosy.log", "argosy.db"):
        assert argosy.path(f"argosy-state/{name}").stat().st_mode & 0o077 == 0, name
    argosy.path("argosy-state").chmod(0o777)
    argosy.fails("doctor", *words, says=["checks failed"])
    if os.getuid() == 0:
        argosy.path("argosy-state").chmod(0o755)
        argosy.folder.chmod(0o755)
        argosy.fails("status", *words, user=65534, says=["permission denied"])
        refused = argosy.run("doctor", "--state", "mine", "--json", user=65534)
        folder = refused.json()["findings"][0]
        assert folder["verdict"] == "FAILED" and "nothing can be written" in folder["detail"], folder


def test_a_used_link_says_so(argosy):
    live = argosy.start()
    live.wait_for("the first admin", lambda: live.get("/api/v1/users")["users"])
    link = argosy.ok("login", *state_of(live)).out.strip()
    path = "/" + link.split("/", 3)[3]
    assert live.call("GET", path, token=None, port="page").headers["Location"] == "/"
    assert live.call("GET", path, token=None, port="page").headers["Location"] == "/login?link=used"
    assert [u["signed_in"] for u in live.get("/api/v1/users")["users"]] != [None]


def test_one_process_of_a_layout(argosy):
    argosy.write("layout.yaml", argosy.ok("config", "example", "layout").out)
    argosy.ok("config", "validate", "layout.yaml", "--kind", "layout")
    argosy.fails("serve", "risk", "--layout", "layout.yaml", says=["no process risk", "argosy"], next_step=False)
    argosy.write("nats.yaml", "bus: nats\nprocesses: [{name: all, port: 8080, services: ['*']}]\n")
    argosy.fails("up", "--layout", "nats.yaml", says=["no adapter for the bus nats"])
    live = argosy.start("--layout", "layout.yaml")
    names = {s["name"] for s in live.get("/api/v1/services")["services"]}
    argosy.write("every.yaml", "processes: [{name: a, port: 8080, services: [%s]}]\n" % ", ".join(sorted(names | {"gateway"})))
    argosy.ok("config", "validate", "every.yaml", "--kind", "layout")
    argosy.fails("serve", "b", "--layout", "every.yaml", says=["no process b, it has a"], next_step=False)


if __name__ == "__main__":
    support.main(sys.modules[__name__])
