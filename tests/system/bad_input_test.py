#!/usr/bin/env python3
"""Bad input gives an error that says what, where and what to do next, and nothing stored is lost by it."""
import gzip
import sys

import support
from support import IMPORT, bars_csv

SERIES = ("--symbol", "BTC/USDT:USDT", "--interval", "1h")


def with_line(number, line, count=50):
    lines = bars_csv(count).splitlines()
    lines[number - 1] = line
    return "\n".join(lines) + "\n"


def stored_rows(argosy):
    outcome = argosy.run("data", "export", *SERIES)
    return outcome.out if outcome.code == 0 else ""


def test_broken_rows_are_refused_with_file_line_and_column(argosy):
    argosy.write("good.csv", bars_csv(30))
    argosy.ok("data", "import", "good.csv", *IMPORT)
    before = stored_rows(argosy)
    t = 1_599_998_400_000 + 38 * 3_600_000
    cases = {
        "too few columns": (f"{t},1,2", ["line 40", "6"]),
        "too many columns": (f"{t},1,2,0.5,1,1,1,1", ["line 40"]),
        "text": (f"{t},abc,2,0.5,1,1", ["line 40", "open", "abc"]),
        "NaN": (f"{t},nan,2,0.5,1,1", ["line 40", "open", "nan"]),
        "infinity": (f"{t},1,inf,0.5,1,1", ["line 40", "high", "inf"]),
        "negative price": (f"{t},-1,2,-1,1,1", ["line 40", "open"]),
        "negative volume": (f"{t},1,2,0.5,1,-1", ["line 40", "volume"]),
        "zero price": (f"{t},0,2,0,1,1", ["line 40", "open"]),
        "high below low": (f"{t},1,0.5,2,1,1", ["line 40", "high"]),
        "empty field": (f"{t},1,2,,1,1", ["line 40", "low"]),
        "time goes back": ("1500000000000,1,2,0.5,1,1", ["line 40"]),
        "time is text": ("yesterday,1,2,0.5,1,1", ["line 40", "yesterday"]),
        "a number too large": (f"{t},1,9999999999999999999999999999,0.5,1,1", ["line 40", "high"]),
        "a quote that never ends": (f'{t},"1,2,0.5,1,1', ["line 40"]),
        "bytes that are no text": (f"{t},1,2,0.5,1,\x00\x01", ["line 40", "volume"]),
    }
    for name, (line, says) in cases.items():
        argosy.write("bad.csv", with_line(40, line))
        try:
            outcome = argosy.fails("data", "import", "bad.csv", *IMPORT, "--replace", says=["bad.csv"])
            for word in says:  # "line 40" and "bad.csv:40" both name the place
                spelled = [word, word.replace("line ", "bad.csv:")]
                assert any(s in outcome.err for s in spelled), f"the error does not say {word!r}\n{outcome}"
        except AssertionError as error:
            raise AssertionError(f"case {name}: {error}") from None
        assert stored_rows(argosy) == before, f"case {name}: what was stored changed"
        left = argosy.run("data", "import", "bad.csv", *IMPORT, "--replace", "--on-error", "skip", "--dry-run", "--json")
        if left.code == 0:
            assert left.json()["files"][0]["skipped"] >= 1, f"case {name}\n{left}"


def test_files_that_hold_no_table_are_refused(argosy):
    for name, content in {"empty.csv": "", "header.csv": bars_csv(0), "binary.csv": bytes(range(256)) * 20,
                          "cut.json": "[[1600000000000, 1, 2, 0.5, 1", "object.json": "{}"}.items():
        argosy.write(name, content)
        argosy.fails("data", "import", name, *IMPORT, says=[name], code=(1, 2))
    argosy.fails("data", "import", "none.csv", *IMPORT, says=["none.csv"], code=1)
    argosy.write("columns.csv", bars_csv(20).replace("volume", "wolume", 1))
    argosy.fails("data", "import", "columns.csv", *IMPORT, says=["columns.csv", "wolume", "volume", "--column"], code=1)
    argosy.fails("data", "import", ".", *IMPORT, code=(1, 2))


def test_a_file_cut_in_the_middle_of_a_row_stores_nothing(argosy):
    text = bars_csv(200)
    argosy.write("cut.csv", text[:len(text) // 2 + 3].rsplit(",", 1)[0])
    argosy.fails("data", "import", "cut.csv", *IMPORT, says=["cut.csv"])
    assert argosy.ok("data", "list", "--json").json()["series"] == []


def test_what_the_caller_must_declare_is_asked_for(argosy):
    argosy.write("bars.csv", bars_csv(20))
    argosy.fails("data", "import", "bars.csv", "--symbol", "BTC/USDT", "--venue", "x", "--interval", "1h",
                 says=["bars.csv", "--time-is open", "--unit ms"], code=2)
    argosy.fails("data", "import", "bars.csv", *IMPORT[:4], "--interval", "5m", *IMPORT[6:], code=(1, 2))


def test_wrong_use_is_exit_code_2_and_names_what_was_meant(argosy):
    cases = [
        (["bactest"], ["backtest"]),
        ([], ["command"]),
        (["data", "imprt"], ["import"]),
        (["data", "list", "--jsn"], ["--json"]),
        (["data", "import"], ["files"]),
        (["data", "export", *SERIES, "--format", "xml"], ["csv"]),
        (["data", "export", "--symbol", "not a symbol", "--interval", "1h"], ["--symbol"]),
        (["data", "export", "--symbol", "BTC/USDT", "--interval", "1parsec"], ["--interval"]),
        (["data", "export", *SERIES, "--start", "someday"], ["--start"]),
        (["journal", "show", ".", "--count", "many"], ["--count"]),
        (["up", "--speed", "fast"], ["--speed", "max"]),
        (["up", "--port", "99999"], ["--port"]),
        (["up", "--venue", "binance"], ["--replay"]),
        (["up", "--layout", "none.yaml"], ["none.yaml", "argosy config example layout"]),
        (["data", "export", "--symbol", "BTCUSDT", "--interval", "1h"], ["BTC/USDT:USDT"]),
        (["optimize", "-s", "BTC/USDT:USDT", "-S", "ema_cross", "-p", "fast=5:9", "--walk-forward", "365d/90d"],
         ["--walk-forward", "train=365d,test=90d"]),
        (["optimize", "-s", "BTC/USDT:USDT", "-S", "ema_cross", "-p", "fast=5:9", "--memory-max", "1K"], ["megabyte"]),
        (["strategies", "EMA_CROS"], ["ema_cross"]),
    ]
    for words, says in cases:
        argosy.fails(*words, code=2, says=says)


def test_a_run_that_cannot_be_is_refused_with_the_key(argosy):
    argosy.write("bars.csv", bars_csv(400))
    argosy.ok("data", "import", "bars.csv", *IMPORT)
    run = ("backtest", *("-s", "BTC/USDT:USDT"), "-t", "1h", "--quick")
    refused = [
        (["-S", "ema_crss"], ["ema_crss", "ema_cross"]),
        (["-S", "EMA_CROSS"], ["did you mean ema_cross?"]),
        (["-S", "ema_cross", "-p", "fats=3"], ["ema_cross", "fats", "fast"]),
        (["-S", "ema_cross", "-p", "fast=-3"], ["ema_cross", "fast = -3", "1 to"]),
        (["-S", "ema_cross", "-p", "fast=ten"], ["ema_cross", "fast", "ten"]),
        (["-S", "ema_cross", "-p", "fast=50", "-p", "slow=20"], ["ema_cross", "fast", "slow"]),
        (["-S", "ema_cross", "-p", "macd.fast=50"], ["macd"]),
        (["-S", "ema_cross", "--balance", "much"], ["--balance", "much"]),
        (["-S", "ema_cross", "--from", "01/02/2022"], ["--from"]),
        (["-S", "ema_cross", "--from", "2023-01-01", "--to", "2022-01-01"], ["before it begins"]),
        (["-S", "ema_cross", "--fraction", "50"], ["--fraction 50", "--leverage"]),
        (["-S", "ema_cross", "--set", "run.limits.open_orders_max=3"], ["run"]),
        (["-S", "ema_cross", "--set", "limits.open_orders_mx=3"], ["open_orders_mx", "open_orders_max"]),
        (["-S", "ema_cross", "--set", "account.balance=-1"], ["balance"]),
    ]
    for words, says in refused:
        argosy.fails(*run, *words, says=says, code=2)
    argosy.fails(*run, "-S", "ema_cross", "--from", "2031-01-01", says=["BTC/USDT:USDT"])
    argosy.fails("backtest", "-s", "DOGE/USDT", "-S", "ema_cross", says=["DOGE/USDT", "argosy data import"])


def test_a_config_names_every_mistake_with_its_line_and_key(argosy):
    argosy.write("run.yaml", "name: x\ninstrumets:\n  - symbol: BTC/USDT\naccount:\n  balance: -5\nlimits:\n"
                 "  open_orders_max: many\n")
    outcome = argosy.fails("config", "validate", "run.yaml", code=1,
                           says=["run.yaml:2", "instrumets", "instruments", "run.yaml:7", "open_orders_max", "many"])
    assert "balance" in outcome.err, f"{outcome}"
    argosy.write("broken.yaml", "a: [1, 2\nb: }\n")
    argosy.fails("config", "validate", "broken.yaml", says=["broken.yaml:"], code=1)
    argosy.fails("config", "validate", "none.yaml", says=["none.yaml"], code=1)
    argosy.fails("backtest", "run.yaml", says=["run.yaml:2", "instrumets"], code=2)
    argosy.fails("up", "run.yaml", says=["run.yaml"], code=1)


def test_config_validate_finds_what_the_run_would_refuse(argosy):
    book = "instruments: [{symbol: BTC/USDT:USDT}]\nbooks: [{strategies: [{name: %s, parameters: {%s: 5}}]%s}]\n"
    for text, says in ((book % ("ema_cros", "fast", ""), ["run.yaml", "ema_cross"]),
                       (book % ("ema_cross", "slwo", ""), ["slow"]),
                       (book % ("ema_cross", "fast", ", consensus: {quorum: 5}"), ["quorum 5"])):
        argosy.write("run.yaml", text)
        argosy.fails("config", "validate", "run.yaml", says=says, code=(1, 2))
    argosy.write("run.yaml", "name: x\n")
    assert "--strategy" in argosy.ok("config", "validate", "run.yaml").out
    argosy.write("s.yaml", "seed: 5\nrun: {account: {balance: 5}}\n")
    argosy.fails("config", "validate", "s.yaml", says=["--kind simulation"], code=1)
    argosy.fails("backtest", "s.yaml", says=["argosy up", "--kind simulation"], code=2)
    argosy.write("run.yaml", book % ("ema_cross", "fast", ""))
    argosy.fails("up", "run.yaml", says=["run.books", "--replay"], code=1)
    argosy.fails("up", "--set", "limits.daily_trades_max=20", says=["run.limits"], code=1)


def test_a_failure_with_json_is_a_document_as_well(argosy):
    for words, code in ((["backtest", "-S", "ema_cross"], 2), (["data", "lst"], 2),
                        (["data", "import", "none.csv", *IMPORT], 1)):
        outcome = argosy.fails(*words, "--json", code=code)
        said = outcome.json()
        assert said["exit"] == code and f"error: {said['error']}" in outcome.err and said["next"], f"{outcome}"


def test_an_import_says_what_kind_of_file_it_was_given(argosy):
    text = bars_csv(60)
    argosy.write("semicolons.csv", text.replace(",", ";"))
    argosy.fails("data", "import", "semicolons.csv", *IMPORT, says=["--delimiter ';'"], code=2)
    argosy.write("packed.csv.gz", gzip.compress(text.encode()))
    argosy.fails("data", "import", "packed.csv.gz", *IMPORT, says=["gzip", "unpack"])
    head, *rows = text.splitlines()
    argosy.write("backwards.csv", "\n".join([head, *reversed(rows)]) + "\n")
    argosy.fails("data", "import", "backwards.csv", *IMPORT, says=["from new to old"])
    argosy.write("gap.csv", "\n".join([head, *rows[:20], *rows[21:]]) + "\n")
    assert "1 bar is missing" in argosy.ok("data", "import", "gap.csv", *IMPORT).err


def test_a_report_that_cannot_be_written_is_refused_before_the_run(argosy):
    argosy.write("bars.csv", bars_csv(400))
    argosy.ok("data", "import", "bars.csv", *IMPORT)
    argosy.write("taken", "a file")
    run = ("backtest", "-s", "BTC/USDT:USDT", "-S", "ema_cross", "--quick")
    outcome = argosy.fails(*run, "--out", "taken", says=["taken"])
    assert outcome.out == "", "nothing was run"
    argosy.ok(*run, "--out", "report")
    assert "will be replaced" in argosy.ok(*run, "--out", "report").err

def test_a_damaged_bar_file_is_found_named_and_never_believed(argosy):
    argosy.write("bars.csv", bars_csv(3000))
    argosy.ok("data", "import", "bars.csv", *IMPORT)
    files = [f for f in argosy.path("argosy-data").rglob("*") if f.is_file() and f.stat().st_size > 4096]
    assert len(files) == 1, files
    whole = files[0].read_bytes()
    refused = 0
    for at in range(0, len(whole), max(1, len(whole) // 40)):
        broken = bytearray(whole)
        broken[at] ^= 0x10
        files[0].write_bytes(broken)
        verified = argosy.run("data", "verify", "--json")
        exported = argosy.run("data", "export", *SERIES)
        assert verified.code in (0, 1) and exported.code in (0, 1), f"{verified}{exported}"
        if verified.code == 1:
            refused += 1
            assert files[0].name in verified.err or str(files[0]) in verified.err, f"{verified}"
            assert "next: " in verified.err, f"{verified}"
    assert refused >= 38, f"only {refused} of 40 flipped bits were found"
    for size in (0, 10, len(whole) // 2, len(whole) - 1):
        files[0].write_bytes(whole[:size])
        argosy.fails("data", "verify", says=[files[0].name], code=1)
        argosy.fails("backtest", "-s", "BTC/USDT:USDT", "-S", "ema_cross", "--quick", code=1)
    files[0].write_bytes(whole)
    argosy.ok("data", "verify")


if __name__ == "__main__":
    support.main(sys.modules[__name__])
