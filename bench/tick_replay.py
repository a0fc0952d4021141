"""Row 3: recorded L2 markets replayed with our orders in the queues, against hftbacktest.

bench/tick_replay.cpp states the task. Both replay the same events (a changed level or a trade is one), and must fill the
same orders at the same prices before anything is timed.
"""
import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent / "support"))
from contestant import Contestant, race
from server import ROOT, print_row

ROUNDS = 3 if "BENCH_QUICK" in os.environ else 9
PEERS = Path(os.environ.get("BENCH_PEERS", ROOT / "build/peers"))
DATA = ROOT.parent / "shared/data/crypto/capture"
OURS = ROOT / "build/release/bench/tick_replay_bench"
RECORD_BYTES = 64


@dataclass
class Capture:
    name: str
    file: str
    tick: str
    lot: str


ALL = [
    Capture("BTCUSDT perpetual", "binance_usdm_btcusdt_20240808.log.gz", "0.1", "0.001"),
    Capture("ETHUSDT perpetual", "binance_usdm_ethusdt_20240808.log.gz", "0.01", "0.001"),
    Capture("BTCUSDT spot", "binance_spot_btcusdt_20240808.log.gz", "0.01", "0.00001"),
]


def has_peer():
    python = PEERS / "bin/python"
    return python.exists() and subprocess.run([str(python), "-c", "import hftbacktest"], stderr=subprocess.DEVNULL).returncode == 0


def fills_of(path):
    return sorted((int(order), round(float(price), 6), int(when))
                  for order, price, when in (line.split(",") for line in path.read_text().splitlines()))


def fills_at_another_time(name, ours, theirs):
    """The orders filled and their prices must be the same. At another moment is possible: a trade beyond a price fills
    us whichever side took; hftbacktest looks at orders on the passive side only, and fills a little later."""
    different = sorted({f[:2] for f in ours} ^ {f[:2] for f in theirs})
    if different:
        raise SystemExit(f"tick_replay: {name}: other orders are filled by hftbacktest: {different[:6]}")
    return len(set(ours) - set(theirs))


def measure(capture, peer, folder):
    events, ours, theirs = folder / "events", folder / "ours.csv", folder / "theirs.csv"
    with Contestant("tick_replay_bench", OURS, DATA / capture.file, events, ours, capture.tick, capture.lot) as us:
        count, fills = events.stat().st_size // RECORD_BYTES, fills_of(ours)
        if not peer:
            report(capture, count, f"{len(fills)} fills; hftbacktest is not installed", *race([us], ROUNDS))
            return
        script = ROOT / "bench/peers/ticks_hftbacktest.py"
        with Contestant("hftbacktest", PEERS / "bin/python", script, events, theirs, capture.tick, capture.lot) as them:
            later = fills_at_another_time(capture.name, fills, fills_of(theirs))
            report(capture, count, f"{len(fills)} fills, the same orders and prices, {later} at another time",
                   *race([us, them], ROUNDS))


def report(capture, count, fills, seconds, ratios):
    speeds = [count / s / 1e6 for s in seconds]
    peer = {"peer": "hftbacktest 2.4.4", "peer_value": speeds[1], "pairwise": ratios[1], "goal_ratio": 3} if len(speeds) > 1 else {}
    print_row("3", f"L2 replay, queue positions, {capture.name}", speeds[0], "M events/s", **peer, limit=40, goal=15,
              smaller_is_better=False,
              note=f"{count:,} events, {fills}")


def main():
    if not DATA.exists():
        print("tick_replay: no ../shared/data", file=sys.stderr)
        sys.exit(77)
    peer = has_peer()
    for capture in ALL:
        with tempfile.TemporaryDirectory() as folder:
            measure(capture, peer, Path(folder))


if __name__ == "__main__":
    main()
