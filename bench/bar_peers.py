"""Row 1 against other engines: the same bars, the same fills, then timed in turn.

Each peer runs in a process of its own (bench/peers/bars_NAME.py) that stays ready, so that a run is a run and not a
start. Slow peers get fewer bars; all figures are per bar. Time is processor time on both sides.
"""
import csv
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent / "support"))
from contestant import Contestant
from server import ROOT, print_row

IS_QUICK = "BENCH_QUICK" in os.environ
PEERS = Path(os.environ.get("BENCH_PEERS", ROOT / "build/peers"))
OURS = str(ROOT / "build/release/bench/bar_backtest_bench")
OUR_BARS = 1_000_000
ROUNDS = 3 if IS_QUICK else 9


@dataclass
class Peer:
    name: str
    file: str
    package: str
    bars: int
    goal_ratio: float | None = None


ALL = [
    Peer("NautilusTrader", "bars_nautilus.py", "nautilus_trader", 20_000, 20),
    Peer("backtrader", "bars_backtrader.py", "backtrader", 10_000, 500),
    Peer("backtesting.py", "bars_backtesting.py", "backtesting", 50_000),
    Peer("vectorbt", "bars_vectorbt.py", "vectorbt", 1_000_000),
]


def is_installed(package):
    python = PEERS / "bin/python"
    code = f"import importlib.util, sys; sys.exit(importlib.util.find_spec('{package}') is None)"
    return python.exists() and subprocess.run([str(python), "-c", code]).returncode == 0


def make_task(folder, count):
    """Bars and our fills; the seconds that our whole process takes."""
    bars, fills = folder / "bars", folder / "ours.csv"
    begin = time.perf_counter()
    subprocess.run([OURS, str(count), "--dump-bars", str(bars), "--fills", str(fills)], check=True,
                   stderr=subprocess.DEVNULL)
    return bars, read_fills(fills, has_header=True), time.perf_counter() - begin


def read_fills(path, has_header=False):
    with open(path, newline="") as file:
        rows = list(csv.reader(file))[int(has_header):]
    return [(int(bar), side in ("buy", "True"), float(qty), float(price), float(fee)) for bar, side, qty, price, fee in rows]


def difference(ours, theirs, count):
    """What is different, or nothing. An order of the last bar is never filled by us, and a trade that is open at the
    end is not reported by everybody."""
    theirs = [f for f in theirs if f[0] < count]
    if abs(len(ours) - len(theirs)) > 1:
        return f"{len(theirs)} fills, ours {len(ours)}"
    for a, b in zip(ours, theirs):
        if a[:2] != b[:2] or any(abs(x - y) > 1e-7 for x, y in zip(a[2:], b[2:])):
            return f"fill {b}, ours {a}"
    return ""


def our_ns():
    done = subprocess.run([OURS, str(OUR_BARS), "--only", "1"], capture_output=True, text=True, check=True,
                          env=dict(os.environ, BENCH_QUICK="1"))
    return 1000 / json.loads(done.stdout.splitlines()[0])["ours"]


def race(peer, folder):
    bars, expected, our_cold = make_task(folder, peer.bars)
    fills = folder / "theirs.csv"
    begin = time.perf_counter()
    with Contestant(peer.name, PEERS / "bin/python", ROOT / "bench/peers" / peer.file, bars, peer.bars, fills) as theirs:
        cold = time.perf_counter() - begin
        if why := difference(expected, read_fills(fills), peer.bars):
            raise SystemExit(f"bar_peers: {peer.name} fills otherwise: {why}")
        pairs = [(our_ns(), theirs.run() * 1e9 / peer.bars) for _ in range(ROUNDS)]
    report(peer, pairs, len(expected), our_cold, cold)


def report(peer, pairs, fills, our_cold, cold):
    ours, theirs = (statistics.median(column) for column in zip(*pairs))
    print_row("1", "bar backtest, one strategy", 1000 / ours, "M bars/s", peer=peer.name, peer_value=1000 / theirs,
              limit=200, goal_ratio=peer.goal_ratio, smaller_is_better=False,
              pairwise=statistics.median(t / o for o, t in pairs),
              note=f"{fills} fills, the same; {theirs:,.0f} ns a bar ({peer.bars:,} bars), ours {ours:.1f}; "
                   f"cold to the fills {cold:.1f} s, ours {our_cold:.2f} s")


def main():
    for peer in ALL:
        if not is_installed(peer.package):
            print_row("1", "bar backtest, one strategy", 0, "M bars/s", note=f"{peer.name} is not installed")
            continue
        with tempfile.TemporaryDirectory() as folder:
            race(peer, Path(folder))


if __name__ == "__main__":
    main()
