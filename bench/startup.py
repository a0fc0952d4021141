"""Row 15: how fast does `argosy up` start, and how much memory does it hold?

A start counts from the start of the process, with an empty state folder and the default settings, to the first 200 of
/health: by then its 1,440 bars of history have been traded. Memory is what is resident after three seconds.
"""
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent / "support"))
from server import PROGRAM, ROOT, Server, print_row

STARTS = 5 if "BENCH_QUICK" in os.environ else 15
SYMBOLS = 50
PEERS = Path(os.environ.get("BENCH_PEERS", ROOT / "build/peers"))


def folder(inside):
    return Path(tempfile.mkdtemp(dir=inside))


def time_of(*words):
    """Milliseconds of a program from start to end."""
    begin = time.perf_counter()
    with open(os.devnull, "w") as nothing:
        subprocess.run(words, stdout=nothing, check=True)
    return (time.perf_counter() - begin) * 1e3


def measure_help():
    ours, bare = [], []
    for _ in range(STARTS):
        ours.append(time_of(str(PROGRAM), "--help"))
        bare.append(time_of("/bin/true"))
    print_row("15", "argosy --help", statistics.median(ours), "ms", limit=statistics.median(bare), goal=5,
              note=f"minimum {min(ours):.1f} ms; limit: /bin/true started the same way")


def nautilus_node():
    """Milliseconds until a NautilusTrader node without venues is built and gone, and its resident MB; or nothing."""
    python, times = PEERS / "bin/python", []
    for _ in range(3):
        if not python.exists():
            return {}, {}
        begin = time.perf_counter()
        done = subprocess.run([str(python), str(ROOT / "bench/peers/node_nautilus.py")], capture_output=True, text=True)
        times.append((time.perf_counter() - begin) * 1e3)
        if done.returncode != 0:
            return {}, {}
    peer = "NautilusTrader node without venues"
    return ({"peer": peer, "peer_value": statistics.median(times)},
            {"peer": peer, "peer_value": float(done.stdout.split()[-1])})


def measure_starts(inside, peer):
    times = []
    for _ in range(STARTS):
        with Server(folder(inside)) as server:
            times.append(server.ready_s * 1e3)
    print_row("15", "argosy up to the first /health 200", statistics.median(times), "ms", **peer, limit=5.5, goal=30,
              note=f"{STARTS} cold starts, minimum {min(times):.1f} ms, maximum {max(times):.1f} ms")


def measure_bare_starts(inside):
    """The same without the history and the journal: the start itself."""
    times = []
    for _ in range(STARTS):
        with Server(folder(inside), "--no-journal", "--set", "history=0") as server:
            times.append(server.ready_s * 1e3)
    print_row("15", "the same without history and journal", statistics.median(times), "ms", limit=5.5,
              note=f"minimum {min(times):.1f} ms")


def many_symbols():
    """--set words for a market of 50 instruments, otherwise the defaults."""
    names = [f"C{i:02}/USDT:USDT" for i in range(SYMBOLS)]
    instruments = [{"symbol": n, "tick_size": "0.01", "lot_size": "0.001", "notional_min": "5", "funding": False}
                   for n in names]
    synthetic = [{"symbol": n, "start_price": 100 + 10 * i, "volatility": 0.8, "volume_per_bar": 500}
                 for i, n in enumerate(names)]
    return ["--set", "run.instruments=" + json.dumps(instruments), "--set", "synthetic=" + json.dumps(synthetic)]


def measure_memory(inside, peer):
    for what, words, goal, more in (("resident memory, idle (3 symbols)", [], 25, {"limit": 8.7, **peer}),
                                    (f"resident memory, {SYMBOLS} symbols", many_symbols(), 60, {})):
        with Server(folder(inside), *words) as server:
            time.sleep(3)
            status = server.get("/api/v1/status")
            print_row("15", what, server.resident_mb(), "MB", goal=goal, **more,
                      note=f"peak {server.peak_mb():.0f} MB, {status['status']} for 3 s after {server.ready_s * 1e3:.0f} ms of start")


def main():
    with tempfile.TemporaryDirectory() as inside:
        measure_help()
        start, memory = nautilus_node()
        measure_starts(inside, start)
        measure_bare_starts(inside)
        measure_memory(inside, memory)


if __name__ == "__main__":
    main()
