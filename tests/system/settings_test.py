#!/usr/bin/env python3
"""What people change while it runs is a version of the settings: who, why, what; and a rollback brings it back."""
import sys

import support

EMA = "/api/v1/strategies/ema_cross"


def newest(live):
    return live.get("/api/v1/config/versions?limit=1")["versions"][0]


def state_of(live):
    """(parameters, whether its votes count) of ema_cross, as the core has them."""
    config = live.get(f"{EMA}/config")
    return config["parameters"], live.get(EMA)["enabled"]


def test_parameters_and_switches_of_strategies_are_versions(argosy):
    live = argosy.start("--speed", "600")
    before, first = state_of(live), newest(live)["version"]
    assert before[1]
    trader = live.token_for("trader")
    assert live.call("PUT", f"{EMA}/config", {"parameters": {"fast": 5}, "reason": "quicker"}, token=trader).status == 200
    made = newest(live)
    assert made["version"] == first + 1 and made["reason"] == "quicker" and made["author"] == "script", made
    assert made["changed"] == ["simulation.run.books[0].strategies[0].parameters.fast"], made
    difference = live.get(f"/api/v1/config/diff?from={first}")["differences"]
    assert [(d["from"], d["to"]) for d in difference] == [('"9"', '"5"')], difference
    assert live.call("POST", f"{EMA}/disable", {}, token=trader).status == 200
    made = newest(live)
    assert made["version"] == first + 2 and made["changed"] == ["platform.trading.disabled_strategies[0]"] or \
        made["changed"] == ["platform.trading.disabled_strategies"], made
    assert live.call("POST", f"{EMA}/disable", {}, token=trader).status == 200
    assert newest(live)["version"] == first + 2, "what is so already is no version"
    assert live.call("PUT", f"{EMA}/config", {"parameters": {"fast": 50}}, token=trader).status == 400, "above slow"
    assert newest(live)["version"] == first + 2
    assert state_of(live)[0]["fast"] == 5 and not state_of(live)[1]

    live.kill()  # it is in the journal and in the store, and both say the same after a restart
    live = argosy.start("--speed", "600")
    assert state_of(live)[0]["fast"] == 5 and not state_of(live)[1]
    assert newest(live)["version"] == first + 2
    back = live.call("POST", "/api/v1/config/rollback", {"version": first, "base_version": first + 2, "reason": "worse"})
    assert back.status == 200, back
    assert state_of(live) == before, "the rollback does not reach the core"
    live.kill()
    live = argosy.start("--speed", "600")
    assert state_of(live) == before
    assert live.stop() == 0


def test_trades_carry_the_version_that_made_them(argosy):
    live = argosy.start("--speed", "6000")
    first = newest(live)["version"]
    live.post(f"{EMA}/disable")
    since = live.get("/api/v1/config/versions?limit=1")["versions"][0]["core_time"]
    live.wait_for("trades of both", lambda: len({t["config_version"] for t in live.get("/api/v1/trades?limit=1000")["trades"]
                                                 if t.get("config_version")}) > 1, 60)
    for trade in live.get("/api/v1/trades?limit=1000")["trades"]:
        if trade.get("config_version"):
            assert trade["config_version"] == first + (trade["entry_time"] > since), (trade, since)
    assert live.stop() == 0


def test_one_version_is_one_record_of_the_journal(argosy):
    live = argosy.start("--speed", "60")
    base = newest(live)["version"]
    made = live.call("PUT", "/api/v1/config/update", {"set": [
        "simulation.run.limits.open_orders_max=7", "platform.trading.disabled_strategies=[macd]",
        "simulation.run.books[0].strategies[0].parameters.fast=8"], "base_version": base, "reason": "all at once"})
    assert made.status == 200, made
    assert live.get("/api/v1/risk/limits")["limits"]["open_orders_max"] == 7
    assert live.stop() == 0
    shown = argosy.ok("journal", "show", "argosy-state/journal", "--type", "command", timeout=120).out
    applied = [line for line in shown.splitlines() if "apply_version" in line]
    assert len(applied) == 1, applied
    for part in (f'"version":{base + 1}', "open_orders_max", '"fast"'):
        assert part in applied[0].replace(" ", "").replace(f'"version":"{base + 1}"', f'"version":{base + 1}'), applied[0]


def test_limits_of_the_risk_page_are_versions_and_in_force_together(argosy):
    live = argosy.start("--speed", "60")
    first = newest(live)["version"]
    tag = live.call("GET", "/api/v1/risk/limits").headers["ETag"]
    set_ = live.call("PUT", "/api/v1/risk/limits", {"limits": {"open_orders_max": "9"}}, headers={"If-Match": tag})
    assert set_.status == 200 and set_.json["limits"]["open_orders_max"] == 9, set_
    assert newest(live)["changed"] == ["simulation.run.limits.open_orders_max"]
    live.kill()
    live = argosy.start("--speed", "60")
    assert live.get("/api/v1/risk/limits")["limits"]["open_orders_max"] == 9
    refused = live.call("POST", "/api/v1/config/rollback", {"version": first, "base_version": first + 1})
    assert refused.status == 403 and "raises a limit" in refused.text, f"a token raised a limit: {refused}"
    argosy.ok("config", "rollback", str(first), "--state", live.started["state"])  # the owner may
    assert live.get("/api/v1/risk/limits")["limits"]["open_orders_max"] == 50
    assert live.stop() == 0


if __name__ == "__main__":
    support.main(sys.modules[__name__])
