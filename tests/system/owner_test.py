#!/usr/bin/env python3
"""What the owner of a running process does from the command line: people, versions of the settings, layouts."""
import signal
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
    argosy.fails("user", "reset", "nobody", *state_of(live), says=["nobody"], next_step=False)
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
