#!/usr/bin/env python3
"""Market data through the command line: import, list, verify, resample and export are each other's inverses."""
import csv
import datetime
import decimal
import sys

import support
from support import IMPORT, bars_csv, shared


def rows_of(text, columns=("open", "high", "low", "close", "volume")):
    """time -> exact numbers, of one of our exports or of a source file."""
    table = csv.DictReader(text.splitlines())
    time = table.fieldnames[0]
    return {row[time]: [decimal.Decimal(row[c]) for c in columns] for row in table}


def export(argosy, *series):
    return argosy.ok("data", "export", *series).out


def milliseconds(exported):
    """The same with times as milliseconds, whatever way the export writes them."""
    return {time_ms(t): row for t, row in exported.items()}


def time_ms(text):
    return int(text[:13]) if text.isdigit() else int(datetime.datetime.fromisoformat(text.replace("Z", "+00:00")).timestamp() * 1000)


def test_what_was_imported_is_exported_and_imported_again(argosy):
    source = argosy.write("bars.csv", bars_csv(5000))
    first = argosy.ok("data", "import", source, *IMPORT, "--json").json()
    assert first["files"][0]["series"][0]["added"] == 5000, first
    again = argosy.ok("data", "import", source, *IMPORT, "--json").json()
    assert again["files"][0]["series"][0]["added"] == 0 and again["files"][0]["series"][0]["unchanged"] == 5000
    listed = argosy.ok("data", "list", "--json").json()
    assert "5000" in str(listed), listed
    exported = export(argosy, "--symbol", "BTC/USDT:USDT", "--interval", "1h")
    assert milliseconds(rows_of(exported)) == {int(t): r for t, r in rows_of(source.read_text()).items()}
    argosy.write("again.csv", exported)
    argosy.ok("--data-dir", "second", "data", "import", "again.csv", "--symbol", "BTC/USDT:USDT", "--venue", "binance",
              "--interval", "1h", "--time-is", "open")
    assert export(argosy, "--data-dir", "second", "--symbol", "BTC/USDT:USDT", "--interval", "1h") == exported
    verified = argosy.ok("data", "verify", "--json").json()
    assert verified["sound"] and verified["series"][0]["rows"] == 5000 and verified["series"][0]["gaps"] == 0


def test_gaps_and_jumps_are_found_by_verify(argosy):
    lines = bars_csv(300).splitlines()
    kept = lines[:100] + lines[110:]  # ten bars are absent
    cells = kept[200].split(",")
    kept[200] = ",".join([cells[0], cells[1], "99000", cells[3], "98000", "0"])
    argosy.write("bars.csv", "\n".join(kept) + "\n")
    argosy.ok("data", "import", "bars.csv", *IMPORT)
    report = argosy.ok("data", "verify", "--json").json()["series"][0]
    assert (report["gaps"], report["missing"], report["zero_volume"]) == (1, 10, 1), report
    assert report["jumps"] == 2, report


def test_bars_from_trades_are_those_of_the_venue(argosy):
    trades = shared("crypto/trades/XRPETH_trades.csv")
    series = ("--symbol", "XRP/ETH", "--venue", "binance")
    argosy.ok("data", "import", trades, *series, "--format", "trades", "--unit", "ms", "--ignore", "cost")
    for interval in ("1m", "5m"):
        truth = shared(f"crypto/ohlcv/XRPETH_{interval}.csv").read_text()
        argosy.ok("data", "resample", *series, "--kind", "trades", "--to", interval, "--carry", "--keep-partial")
        made = milliseconds(rows_of(export(argosy, *series, "--interval", interval)))
        expected = {int(t): r for t, r in rows_of(truth).items()}
        # Behind the last trade the venue goes on with flat bars, which no trade can tell of.
        missing = [t for t in expected if t not in made and (t < max(made) or expected[t][4] != 0)]
        wrong = [(t, made[t], expected[t]) for t in expected if t in made and made[t] != expected[t]]
        assert not wrong, f"{interval}: {len(wrong)} bars differ, first {wrong[:3]}"
        assert not missing, f"{interval}: {len(missing)} bars are missing, first {missing[:3]}"


def test_hours_from_five_minutes_are_those_of_the_venue_through_its_outages(argosy):
    series = ("--symbol", "BTC/USDT", "--venue", "binance")
    argosy.ok("data", "import", shared("crypto/ohlcv/binance_spot_BTCUSDT_5m.csv"), *series, "--interval", "5m",
              "--time-is", "open", "--unit", "ms")
    argosy.ok("data", "resample", *series, "--interval", "5m", "--to", "1h", "--keep-partial")
    made = milliseconds(rows_of(export(argosy, *series, "--interval", "1h")))
    expected = {int(t): r for t, r in rows_of(shared("crypto/ohlcv/binance_spot_BTCUSDT_1h.csv").read_text()).items()}
    compared = [t for t in expected if t in made]
    assert len(compared) >= len(expected) - 1, f"{len(expected) - len(compared)} hours are missing"
    assert [t for t in compared if made[t][:4] != expected[t][:4]] == [], "prices"
    # The venue's hourly file holds trades that its five-minute file lacks, in these three hours.
    volumes = [t for t in compared if made[t][4] != expected[t][4]]
    assert volumes == [1619056800000, 1619139600000, 1619143200000], volumes
    report = argosy.ok("data", "verify", *series, "--interval", "5m", "--json").json()["series"][0]
    assert (report["gaps"], report["missing"], report["zero_volume"]) == (6, 177, 28), report


def test_every_format_of_the_shared_data_is_read(argosy):
    usdm = ("--symbol", "BTC/USDT:USDT", "--venue", "binance")
    cases = [
        ("crypto/ohlcv/binance_usdm_BTCUSDT_1h.csv", (*usdm, "--time-is", "open", "--unit", "ms"), 43592),
        ("crypto/perp/bybit_BTCUSDT_funding_8h.csv", ("--symbol", "BTC/USDT:USDT", "--venue", "bybit"), 3922),
        ("crypto/ohlcv/BTC-PERP_1m.csv", ("--symbol", "BTC/USD:USD", "--venue", "ftx", "--interval", "1m", "--time-is",
                                          "close", "--zone", "UTC"), 45031),
    ]
    for path, words, rows in cases:
        summary = argosy.ok("data", "import", shared(path), *words, "--json").json()["files"][0]
        assert summary["rows"] == rows, summary
    assert argosy.run("data", "verify", "--json").json()["sound"]


if __name__ == "__main__":
    support.main(sys.modules[__name__])
