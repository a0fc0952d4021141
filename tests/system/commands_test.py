#!/usr/bin/env python3
"""Every command: help with an example in no time, one JSON document with --json, config and journal in detail."""
import json
import re
import sys
import time

import support
from support import IMPORT, bars_csv


def commands(argosy, path=()):
    """Every command that --help lists, with its subcommands."""
    text = argosy.ok(*path, "--help").out
    listed = re.split(r"\n(?:Subcommands|SUBCOMMANDS):\n", text)
    if len(listed) == 1:
        return [path] if path else []
    names = re.findall(r"^  ([a-z][a-z-]*) ", listed[1].split("\n\n")[0], re.M)
    return [c for name in names for c in commands(argosy, (*path, name))]


def test_every_command_has_fast_help_with_an_example_and_json(argosy):
    found = commands(argosy)
    assert len(found) >= 14, found
    for command in found:
        begin = time.monotonic()
        text = argosy.ok(*command, "--help").out
        assert time.monotonic() - begin < 1, f"{command} --help is slow"
        assert re.search(r"[Ee]xamples?:", text) and f"argosy {' '.join(command)}" in text, f"{command}\n{text}"
    assert "--json" in argosy.ok("--help").out
    assert re.match(r"argosy \d+\.\d+", argosy.ok("--version").out)


def test_json_is_one_document_and_nothing_else(argosy):
    argosy.write("bars.csv", bars_csv(500))
    imported = argosy.ok("data", "import", "bars.csv", *IMPORT, "--json")
    series = (*IMPORT[:2], "--interval", "1h")
    argosy.write("run.yaml", argosy.ok("config", "example", "run").out)
    documents = {
        "data import": imported,
        "data list": argosy.ok("data", "list", "--json"),
        "data verify": argosy.ok("data", "verify", "--json"),
        "data resample": argosy.ok("data", "resample", *series, "--to", "4h", "--json"),
        "data export": argosy.ok("data", "export", *series, "--format", "json"),
        "strategies": argosy.ok("strategies", "--json"),
        "backtest": argosy.ok("backtest", "-s", "BTC/USDT:USDT", "-S", "ema_cross", "--quick", "--json"),
        "config validate": argosy.ok("config", "validate", "run.yaml", "--json"),
        "config print": argosy.ok("config", "print", "run.yaml", "--json"),
        "config schema": argosy.ok("config", "schema", "run", "--json"),
        "config example": argosy.ok("config", "example", "simulation", "--json"),
        "config reference": argosy.ok("config", "reference", "run", "--json"),
    }
    for name, outcome in documents.items():
        try:
            assert outcome.json()
        except ValueError as error:
            raise AssertionError(f"{name}: {error}\n{outcome}") from None


def test_config_example_is_valid_and_prints_as_itself(argosy):
    for kind in ("run", "simulation"):
        argosy.write("a.yaml", argosy.ok("config", "example", kind).out)
        argosy.ok("config", "validate", "a.yaml", "--kind", kind)
        printed = argosy.ok("config", "print", "a.yaml", "--kind", kind).out
        argosy.write("b.yaml", printed)
        assert argosy.ok("config", "print", "b.yaml", "--kind", kind).out == printed
        hashes = [argosy.ok("config", "validate", f, "--kind", kind, "--json").json()["hash"] for f in ("a.yaml", "b.yaml")]
        assert hashes[0] == hashes[1]
        assert "| " in argosy.ok("config", "reference", kind).out
    changed = argosy.ok("config", "print", "b.yaml", "--kind", "simulation", "--set", "seed=99").out
    assert changed != printed and "99" in changed
    argosy.environment["ARGOSY_SEED"] = "98"
    assert "98" in argosy.ok("config", "print", "b.yaml", "--kind", "simulation").out


def test_strategies_show_ranges_and_meanings(argosy):
    shown = argosy.ok("strategies", "rsi_reversion").out
    assert shown.startswith("rsi_reversion: ") and "ema_cross" not in shown, shown
    assert re.search(r"period +14 +\d+ to \d+ +bars +\w+", shown), shown
    assert "ema_cross: " in argosy.ok("strategies").out


def test_what_the_data_lack_is_noted(argosy):
    argosy.write("bars.csv", bars_csv(2000))
    argosy.ok("data", "import", "bars.csv", *IMPORT)
    argosy.write("funding.csv", "time_utc,rate\n2020-09-14 00:00:00,0.0001\n2020-09-19 16:00:00,0.0001\n")
    argosy.ok("data", "import", "funding.csv", *IMPORT[:4])
    run = ("backtest", "-s", "BTC/USDT:USDT", "-S", "ema_cross", "--quick")
    for words in ([], ["--from", "2020-10-01"]):
        assert "none is charged outside" in argosy.ok(*run, *words).out, words
    notes = argosy.ok(*run, "--to", "2020-09-20", "--json").json()["notes"]
    assert notes == [], notes


def test_a_stop_on_the_command_line_bounds_the_strategys_own(argosy):
    argosy.write("bars.csv", bars_csv(2000))
    argosy.ok("data", "import", "bars.csv", *IMPORT)
    argosy.write("dip.yaml", "name: dips\nbuy: rsi(5) < 30\nexit: rsi(5) > 60\nstop: close * 0.97\n")
    run = ("backtest", "-s", "BTC/USDT:USDT", "-S", "dip.yaml", "--quick", "--json")

    def digest(*words):
        return argosy.ok(*run, *words).json()["provenance"]["result_digest"]
    own = digest()
    assert digest("--stop", "0.5") != own, "the nearer stop counts"
    assert digest("--stop", "20") == own, "the strategy's own is nearer"
    alone = ("--set", "books[0].exits.prefer_signal_stop=false")
    assert digest("--stop", "20", *alone) != own, "the strategy's own does not count"


def test_the_journal_is_read_beside_the_running_simulation(argosy):
    live = argosy.start("--speed", "max")
    seen = 0
    for _ in range(30):
        summary = argosy.ok("journal", "verify", "argosy-state/journal", "--json").json()
        assert summary["live"] and summary["dropped_bytes"] == 0 and summary["records"] >= seen, summary
        seen = summary["records"]
        shown = argosy.ok("journal", "show", "argosy-state/journal", "--from", max(1, seen - 20), "--count", "20").out
        assert [json.loads(line)["sequence"] for line in shown.splitlines()][:1] == [max(1, seen - 20)]
    assert live.stop() == 0
    summary = argosy.ok("journal", "verify", "argosy-state/journal", "--json").json()
    assert not summary["live"] and summary["records"] >= seen
    assert summary["by_type"]["ballot"] > 100 and summary["by_type"]["venue_command"] > 10


def test_the_journal_shows_what_is_asked_for(argosy):
    live = argosy.start("--speed", "6000")
    live.stop()
    journal = "argosy-state/journal"
    lines = argosy.ok("journal", "show", journal, "--type", "venue_event", "--count", "7").out.splitlines()
    assert len(lines) == 7 and all(json.loads(line)["type"] == "venue_event" for line in lines)
    assert "BTC/USDT:USDT" in argosy.ok("journal", "show", journal, "--type", "venue_command").out
    assert len(argosy.ok("journal", "show", "--type", "venue_event", "--count", "7", "--json").json()) == 7
    argosy.fails("journal", "show", journal, "--type", "venue_evnt", code=2, says=["venue_event"])
    argosy.fails("journal", "verify", "none", code=1, says=["none"])


if __name__ == "__main__":
    support.main(sys.modules[__name__])
