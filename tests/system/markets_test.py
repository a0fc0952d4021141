#!/usr/bin/env python3
"""Every kind of recorded market, traded through the program and held against the raw files."""
import bisect
import csv
import datetime
import decimal
import itertools
import json
import signal
import sys

import support
from support import IMPORT, shared

D = decimal.Decimal
decimal.getcontext().prec = 50


def config(account, instruments, strategy, **book):
    """A run file with one book of one strategy; JSON is YAML."""
    return json.dumps({"account": account, "instruments": instruments, "books": [{"strategies": [strategy], **book}]})


def rows(argosy, name):
    with open(argosy.path(name)) as file:
        return list(csv.DictReader(file))


def moment(text):
    return datetime.datetime.fromisoformat(text.replace("Z", "+00:00"))


def export(argosy, *words):
    return list(csv.DictReader(argosy.ok("data", "export", *words).out.splitlines()))


def import_perpetual(argosy):
    argosy.ok("data", "import", shared("crypto/ohlcv/binance_usdm_BTCUSDT_1h.csv"), *IMPORT)
    argosy.ok("data", "import", shared("crypto/perp/bybit_BTCUSDT_funding_8h.csv"), "--symbol", "BTC/USDT:USDT",
              "--venue", "bybit")


def replay(argosy, *words):
    """A running engine that has played the replay to its end."""
    live = argosy.start(*words, "--speed", "max")
    live.wait_for("the end of the replay", lambda: "the replay is over" in live.errors(), seconds=60)
    return live


def same_fills(argosy, *words, least):
    """The same data through the running engine and through a backtest: identical fills. Returns those of the backtest."""
    argosy.ok("backtest", *words, "--quick", "-o", "report")
    expected = rows(argosy, "report/fills.csv")
    assert len(expected) >= least, f"only {len(expected)} fills: the test would prove little"
    # In `up` the instruments are those of --replay.
    live = replay(argosy, *["--replay" if w == "-s" else w for w in words], "--new")
    assert live.stop() == 0
    out = argosy.ok("journal", "show", "argosy-state/journal", "--type", "venue_event").out
    events = [json.loads(line)["data"] for line in out.splitlines()]
    got = [e["data"]["fill"] for e in events if e["type"] == "fill"]
    columns = [c for c in expected[0] if c != "strategy"]  # a number in the journal, the name of the book in the report
    assert len(got) == len(expected), f"{len(got)} fills, the backtest had {len(expected)}"
    for mine, theirs in zip(got, expected):
        assert {c: str(mine[c]) for c in columns} == {c: theirs[c] for c in columns}
    return expected


def spy_day_config(entry):
    return config({"currency": "USD", "balance": 100000},
                  [{"symbol": "SPY", "venue": "us", "lot_size": 1}],
                  {"name": "ema_cross", "timeframe": "1m", "parameters": {"fast": 20, "slow": 60}}, entry=entry)


def test_day_orders_expire_when_the_session_of_new_york_ends(argosy):
    argosy.ok("data", "import", shared("equity/SPY_1m_trade.csv"), "--symbol", "SPY", "--venue", "us", "--interval", "1m",
              "--time-is", "open")
    argosy.write("day.yaml", spy_day_config({"type": "limit", "limit_offset": 0.05, "day": True}))  # never filled
    live = replay(argosy, "day.yaml", "--replay", "SPY", "--no-journal")
    orders = live.get("/api/v1/orders?limit=1000")["orders"]
    live.stop()
    expired = [o for o in orders if o["status"] == "expired"]
    assert {o["status"] for o in orders} <= {"expired", "canceled"}, "nothing fills and nothing stays open over night"
    # 16:00 in New York in October, on the two days that the strategy ends on the buying side.
    assert sorted(o["updated_at"] for o in expired) == ["2013-10-10T20:00:00Z", "2013-10-11T20:00:00Z"], expired
    assert all(o["created_at"][:10] == o["updated_at"][:10] for o in orders)
    argosy.write("gtc.yaml", spy_day_config({"type": "limit", "limit_offset": 0.05}))
    live = replay(argosy, "gtc.yaml", "--replay", "SPY", "--no-journal")
    orders = live.get("/api/v1/orders?limit=1000")["orders"]
    live.stop()
    assert "expired" not in {o["status"] for o in orders} and sum(o["status"] == "accepted" for o in orders) == 1
    argosy.write("both.yaml", spy_day_config({"type": "limit", "valid_for": "1h", "day": True}))
    argosy.fails("backtest", "both.yaml", code=2, says=["day and valid_for"])


def test_a_trade_tick_backtest_fills_at_prices_that_were_traded(argosy):
    argosy.ok("data", "import", shared("crypto/trades/XRPETH_trades.csv"), "--symbol", "XRP/ETH", "--venue", "binance",
              "--unit", "ms")
    argosy.write("ticks.yaml", config({"currency": "ETH", "balance": 10},
                                      [{"symbol": "XRP/ETH", "venue": "binance", "data": "trades",
                                        "tick_size": "0.00000001", "lot_size": 1}],
                                      {"name": "trade_flow"}))
    fills = same_fills(argosy, "ticks.yaml", "-s", "XRP/ETH", least=20)
    printed = {}
    with open(shared("crypto/trades/XRPETH_trades.csv")) as file:
        for row in csv.DictReader(file):
            printed.setdefault(int(row["timestamp"]), set()).add(D(row["price"]))
    for fill in fills:
        at = round(moment(fill["time"]).timestamp() * 1000)
        assert D(fill["price"]) in printed.get(at, ()), f"no trade at this price and time: {fill}"


def test_a_quote_backtest_buys_at_the_ask_and_sells_at_the_bid(argosy):
    us = ("--symbol", "IBM", "--venue", "us")
    argosy.ok("data", "import", shared("equity/IBM_tick_trade_20131007.csv"), *us)
    argosy.ok("data", "import", shared("equity/IBM_tick_quote_0930_1000_20131007.csv"), *us, "--best-quote")
    argosy.ok("data", "resample", *us, "--kind", "trades", "--to", "1m")
    argosy.write("quotes.yaml", config({"currency": "USD", "balance": 100000},
                                       [{"symbol": "IBM", "venue": "us", "data": "quotes", "lot_size": 1}],
                                       {"name": "ema_cross", "timeframe": "1m", "parameters": {"fast": 1, "slow": 2}}))
    argosy.ok("backtest", "quotes.yaml", "--to", "2013-10-07T13:56:00Z", "--quick", "-o", "report")
    fills = rows(argosy, "report/fills.csv")
    assert len(fills) >= 10, fills
    quotes = export(argosy, *us, "--kind", "quotes")
    times = [moment(q["time"]) for q in quotes]
    for fill in fills:
        at = bisect.bisect_right(times, moment(fill["time"])) - 1
        assert D(fill["price"]) == D(quotes[at]["ask" if fill["side"] == "buy" else "bid"]), (fill, quotes[at])


def funding_rows():
    """[(time, rate)] of the raw file."""
    utc = datetime.timezone.utc
    with open(shared("crypto/perp/bybit_BTCUSDT_funding_8h.csv")) as file:
        return [(datetime.datetime.strptime(row["time_utc"], "%Y%m%d %H:%M:%S").replace(tzinfo=utc), D(row["funding_rate"]))
                for row in csv.DictReader(file)]


def carry_by_hand(settlements, window=9, entry=D("0.0003"), leave=D("0.0001"), agreeing=D("0.8")):
    """[(time, before, now)] where docs/strategies/funding_carry.md enters and leaves."""
    held, turns = "hold", []
    for i in range(window, len(settlements) + 1):
        rates = [rate for _, rate in settlements[i - window:i]]
        mean = sum(rates) / window
        agree = sum(r > 0 if mean > 0 else r < 0 for r in rates) >= agreeing * window
        now = held
        if agree and abs(mean) >= entry:
            now = "short" if mean > 0 else "long"
        elif (held == "short" and mean < leave) or (held == "long" and mean > -leave):
            now = "hold"
        if now != held:
            turns.append((settlements[i - 1][0], held, now))
            held = now
    return turns


def test_funding_carry_enters_and_is_paid_as_the_funding_file_says(argosy):
    import_perpetual(argosy)
    argosy.ok("backtest", "-s", "BTC/USDT:USDT", "-S", "funding_carry", "-t", "1h", "--from", "2020-03-25T16:00:00Z",
              "--to", "2023-10-23T16:00:00Z", "--quick", "-o", "report")
    trades, settlements = rows(argosy, "report/trades.csv"), funding_rows()
    assert len(trades) >= 10
    turns = carry_by_hand(settlements)
    entries = [(t, now) for t, _, now in turns if now != "hold"]
    exits = [t for t, before, _ in turns if before != "hold"]
    assert [(moment(t["entry_time"]), t["side"]) for t in trades] == entries[:len(trades)]
    assert [moment(t["exit_time"]) for t in trades] == exits[:len(trades)]
    with open(shared("crypto/ohlcv/binance_usdm_BTCUSDT_1h.csv")) as file:
        closes = {datetime.datetime.fromtimestamp(int(r["timestamp"]) / 1000 + 3600, datetime.timezone.utc): D(r["close"])
                  for r in csv.DictReader(file)}
    for t in trades:
        signed = D(t["qty"]) * (1 if t["side"] == "long" else -1)
        # What is held at a settlement pays it: entered before it, left at or after it.
        paid = sum(-signed * closes[time] * rate for time, rate in settlements
                   if moment(t["entry_time"]) < time <= moment(t["exit_time"]))
        assert paid == D(t["funding"]), f"{t['entry_time']}: {paid} by hand"
    assert sum(D(t["funding"]) for t in trades) > 0, "carry is paid, on balance"


def test_pairs_trade_both_legs_against_each_other(argosy):
    for coin in ("BTC", "ETH"):
        with open(shared(f"crypto/ohlcv/binance_spot_{coin}USDT_5m.csv")) as file:
            argosy.write(f"{coin}.csv", "".join(itertools.islice(file, 20_000)))
        argosy.ok("data", "import", f"{coin}.csv", "--symbol", f"{coin}/USDT:USDT", "--venue", "binance", "--interval", "5m",
                  "--time-is", "open", "--unit", "ms")
    fills = same_fills(argosy, "-s", "BTC/USDT:USDT,ETH/USDT:USDT", "-S", "pairs", "-t", "5m", least=100)
    held = {}
    for number, fill in enumerate(fills):
        signed = D(fill["qty"]) * (1 if fill["side"] == "buy" else -1)
        held[fill["instrument"]] = held.get(fill["instrument"], 0) + signed
        is_last_of_instant = number + 1 == len(fills) or fills[number + 1]["time"] != fill["time"]
        if is_last_of_instant:
            btc, eth = held.get("BTC/USDT:USDT", 0), held.get("ETH/USDT:USDT", 0)
            assert btc * eth < 0 or btc == eth == 0, f"one leg stands alone after {fill}"


def test_momentum_rotation_holds_the_strongest(argosy):
    symbols = ("SPY", "AAPL", "IBM")
    for symbol in symbols:
        argosy.ok("data", "import", shared(f"equity/{symbol}_1d.csv"), "--symbol", symbol, "--venue", "us", "--interval", "1d",
                  "--time-is", "open", "--zone", "UTC")
    lookback, rebalance = 60, 20
    fills = same_fills(argosy, "-s", ",".join(symbols), "--venue", "us", "--currency", "USD", "-S", "momentum_rotation",
                       "-t", "1d", "--from", "2015-01-01", "-p", f"momentum_rotation.lookback={lookback}",
                       "-p", f"momentum_rotation.rebalance={rebalance}", least=40)
    closes = {}
    for symbol in symbols:
        with open(shared(f"equity/{symbol}_1d.csv")) as file:
            closes[symbol] = [(moment(r["date"] + "T00:00:00Z"), float(r["close"])) for r in csv.DictReader(file)
                              if r["date"] >= "2015-01-01"]
    days = [t for t, _ in closes["SPY"]]
    day = datetime.timedelta(days=1)
    epoch = datetime.datetime(1970, 1, 1, tzinfo=datetime.timezone.utc)
    block = lambda t: (t + day - epoch) // (rebalance * day)  # noqa: E731 of the close
    expected, held = [], None
    for i in range(lookback, len(days) - 1):
        if block(days[i]) == block(days[i - 1]):
            continue
        momentum = {s: closes[s][i][1] / closes[s][i - lookback][1] - 1 for s in symbols}
        best = max(symbols, key=momentum.get)
        now = best if momentum[best] >= 0 else None
        if now == held:
            continue
        if held:
            expected.append((days[i + 1], "sell", held))
        if now:
            expected.append((days[i + 1], "buy", now))
        held = now
    got = [(moment(f["time"]), f["side"], f["instrument"]) for f in fills]
    assert sorted(got) == sorted(expected)


RULES = """name: rsi_dip
buy: {all: [rsi(14) < 40]}
exit: {any: [rsi(14) > 50]}
"""


def test_the_running_simulation_trades_a_rule_file_and_survives_kill_9(argosy):
    argosy.write("dip.yaml", RULES)
    live = argosy.start("-S", "dip.yaml,ema_cross", "--speed", "max")
    live.wait_for("a ballot of the rules", lambda: "rsi_dip" in str(live.get("/api/v1/signals")))
    live.process.send_signal(signal.SIGKILL)
    live.process.wait()
    live = argosy.start("-S", "dip.yaml,ema_cross", "--speed", "600")
    assert live.started["resumed_records"] > 0 and "rsi_dip" in str(live.get("/api/v1/signals"))
    live.stop()
    argosy.write("dip.yaml", RULES.replace("50", "60"))
    argosy.fails("up", "-S", "dip.yaml,ema_cross", "--port", "0", "--gateway-port", "0", says=["other settings", "rules_checksum", "--new"])


def test_a_replay_of_a_rule_file_and_of_a_grid_fills_like_a_backtest(argosy):
    argosy.write("dip.yaml", RULES)
    import_perpetual(argosy)
    words = ("-s", "BTC/USDT:USDT", "--venue", "binance", "-t", "1h", "--from", "2022-01-01", "--to", "2022-07-01")
    same_fills(argosy, *words, "-S", "dip.yaml", "--stop", "3", least=50)
    same_fills(argosy, *words, "-S", "grid", least=50)


if __name__ == "__main__":
    support.main(sys.modules[__name__])
