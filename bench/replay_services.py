"""Row 13: recorded bars through the running services (core, journal, bus, nineteen services) as fast as they go.

The same bars and strategies go through `argosy backtest` in turn; both must fill the same. The time of the services is
from their /ready to the end of the replay, that of the backtest the whole command. An event is a bar that was played or
a record of the journal.
"""
import json
import math
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent / "support"))
from server import PROGRAM, Server, print_row

QUICK = "BENCH_QUICK" in os.environ
BARS, ROUNDS = (50_000, 1) if QUICK else (1_000_000, 5)
FLAGS = ["--venue", "binance", "--timeframe", "1m", "-S", "ema_cross"]
SYMBOL = "BTC/USDT:USDT"
IMPORT = ["--symbol", SYMBOL, "--venue", "binance", "--interval", "1m", "--time-is", "open", "--unit", "ms"]


def write_bars(file):
    """A random walk of minutes, as a CSV."""
    draw, price, start = random.Random(13), 42_000.0, 1_704_067_200_000
    with open(file, "w") as out:
        out.write("timestamp,open,high,low,close,volume\n")
        for i in range(BARS):
            close = price * math.exp(draw.gauss(0, 5e-4))
            high, low = max(price, close) * (1 + abs(draw.gauss(0, 2e-4))), min(price, close) * (1 - abs(draw.gauss(0, 2e-4)))
            out.write(f"{start + i * 60_000},{price:.1f},{high:.1f},{low:.1f},{close:.1f},{draw.uniform(1, 99):.3f}\n")
            price = round(close, 1)


def argosy(folder, *words):
    done = subprocess.run([str(PROGRAM), "--data-dir", str(folder / "data"), *map(str, words)], cwd=folder,
                          capture_output=True, text=True)
    if done.returncode != 0:
        raise SystemExit(f"argosy {words[0]}: {done.stderr[-500:]}")
    return done.stdout


def fills_of_backtest(folder):
    lines = (folder / "report/fills.csv").read_text().splitlines()[1:]
    return len(lines)


def backtest(folder):
    begin = time.perf_counter()
    argosy(folder, "backtest", "-s", SYMBOL, *FLAGS, "--quick", "-o", "report")
    return time.perf_counter() - begin


def replay(inside):
    """Seconds, seconds of processor time, fills and records of the journal."""
    folder = Path(tempfile.mkdtemp(dir=inside))
    with Server(folder, "--replay", SYMBOL, *FLAGS, "--speed", "max", "--data-dir", inside / "data", path="/ready",
                patience=300) as server:
        begin, used = time.perf_counter(), server.cpu_s()
        while "the replay is over" not in (folder / "log").read_text():
            if server.process.poll() is not None:
                raise SystemExit("argosy up ended: " + (folder / "log").read_text()[-500:])
            time.sleep(0.002)
        took, used = time.perf_counter() - begin, server.cpu_s() - used
        server.end(subprocess.signal.SIGINT)
    records = json.loads(argosy(folder, "journal", "verify", folder / "state/journal", "--json"))
    fills = argosy(folder, "journal", "show", folder / "state/journal", "--type", "venue_event").count('"type":"fill"')
    return took, used, fills, records["records"]


def main():
    with tempfile.TemporaryDirectory() as inside:
        folder = Path(inside)
        write_bars(folder / "bars.csv")
        argosy(folder, "data", "import", "bars.csv", *IMPORT)
        rounds = []
        for _ in range(ROUNDS + 1):
            bare = backtest(folder)
            took, used, fills, records = replay(folder)
            if fills != fills_of_backtest(folder):
                raise SystemExit(f"{fills} fills in the services, {fills_of_backtest(folder)} in the backtest")
            rounds.append((took, used, bare))
        middle = lambda i: statistics.median(r[i] for r in rounds[1:] or rounds)
        events = BARS + records
        print_row("13", "replay through the running services", events / middle(0) / 1e6, "M events/s",
                  smaller_is_better=False, peer="argosy backtest of the same", peer_value=events / middle(2) / 1e6, goal=1,
                  note=f"{BARS} bars, {records} records, {fills} fills, the same; {middle(0):.2f} s after the start, "
                       f"{middle(1):.2f} s of processor")


if __name__ == "__main__":
    main()
