"""Row 2 against vectorbt: the same bars and candidates, the same entries, then timed in turn.

vectorbt holds every column in memory, so it gets the first twenty candidates; both figures are per bar and candidate.
It trades one unit where ours sizes by equity, so entries are compared and amounts are not.
"""
import json
import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent / "support"))
from contestant import Contestant
from server import ROOT, print_row

PEERS = Path(os.environ.get("BENCH_PEERS", ROOT / "build/peers"))
OURS = str(ROOT / "build/release/bench/sweep_bench")
IS_QUICK = "BENCH_QUICK" in os.environ
BARS, CANDIDATES, OUR_CANDIDATES = 200_000, 20, 1_000
ROUNDS = 3 if IS_QUICK else 9


def our_ns():
    done = subprocess.run([OURS, str(BARS), str(OUR_CANDIDATES), "1"], capture_output=True, text=True, check=True)
    return 1 / json.loads(done.stdout.splitlines()[0])["ours"]


def entries(path):
    by_candidate = {}
    for line in path.read_text().splitlines():
        fast, slow, bar, is_long = line.split(",")
        by_candidate.setdefault((fast, slow), []).append((int(bar), is_long))
    return by_candidate


def check_equal(ours, theirs):
    """A trade that is still open at the end is not among ours."""
    for candidate, expected in ours.items():
        found = theirs.get(candidate, [])
        if found[:len(expected)] != expected or len(found) > len(expected) + 1:
            raise SystemExit(f"sweep_peers: candidate {candidate} trades otherwise in vectorbt")


def main():
    if not (PEERS / "bin/python").exists():
        print_row("2", "parameter sweep, one core", 0, "G bar-params/s", note="vectorbt is not installed")
        return
    with tempfile.TemporaryDirectory() as folder:
        bars, ours, theirs = (Path(folder) / name for name in ("bars", "ours.csv", "theirs.csv"))
        subprocess.run([OURS, str(BARS), str(CANDIDATES), "1", str(bars), str(ours)], check=True)
        script = ROOT / "bench/peers/sweep_vectorbt.py"
        with Contestant("vectorbt", PEERS / "bin/python", script, bars, BARS, ours, theirs) as peer:
            expected = entries(ours)
            check_equal(expected, entries(theirs))
            pairs = [(our_ns(), peer.run() * 1e9 / (BARS * CANDIDATES)) for _ in range(ROUNDS)]
    ours_ns, peer_ns = (statistics.median(column) for column in zip(*pairs))
    print_row("2", "parameter sweep, one core", 1 / ours_ns, "G bar-params/s", peer="vectorbt", peer_value=1 / peer_ns,
              limit=8.5, first_goal=1, goal=4, smaller_is_better=False,
              pairwise=statistics.median(t / o for o, t in pairs),
              note=f"{sum(map(len, expected.values())):,} entries of {CANDIDATES} candidates, the same; ours over "
                   f"{OUR_CANDIDATES} candidates")


if __name__ == "__main__":
    main()
