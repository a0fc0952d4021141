"""Row 14: how long does a restart take when the journal holds a million orders?

`argosy up` trades a synthetic market until its journal holds so many orders, is killed, and is started again: the time
counts from the start of the process to the first 200 of /ready. A restart goes on from the snapshot beside the journal;
without one it plays the whole journal again and compares every record. Positions, orders and the account must come out
as they were both times.
"""
import json
import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent / "support"))
from server import PROGRAM, Server, print_row

IS_QUICK = "BENCH_QUICK" in os.environ
ORDERS = 20_000 if IS_QUICK else 1_000_000
RESTARTS = 3
INSTRUMENTS = 20
BARS_AN_ORDER = 1.33  # a little more than the strategy below needs


def settings(folder):
    """Twenty instruments and a strategy that turns at nearly every bar; one small order each, nothing forbids it."""
    names = [f"C{i:02}/USDT:USDT" for i in range(INSTRUMENTS)]
    config = {
        "run": {
            "account": {"balance": "1000000000", "leverage": "2"},
            "instruments": [{"symbol": n, "tick_size": "0.01", "lot_size": "0.001", "qty_max": "0.01", "funding": False}
                            for n in names],
            "books": [{"strategies": [{"name": "ema_cross", "timeframe": "1m", "parameters": {"fast": "1", "slow": "2"}}]}],
            "detect_regime": False,
        },
        "synthetic": [{"symbol": n, "start_price": 100 + 10 * i, "volatility": 0.8, "volume_per_bar": 500}
                      for i, n in enumerate(names)],
        "history": round(ORDERS * BARS_AN_ORDER / INSTRUMENTS),
        "speed": 0.001,
    }
    path = folder / "simulation.json"
    path.write_text(json.dumps(config))
    return path


def orders_in(journal):
    """Counts the orders that left, and all records, from outside."""
    words = [str(PROGRAM), "journal", "verify", str(journal), "--json"]
    return json.loads(subprocess.run(words, capture_output=True, text=True, check=True).stdout)


def state_of(server):
    return {path: server.get(f"/api/v1/{path}") for path in ("positions", "orders", "portfolio/summary")}


def restart(folder, words, expected):
    """Wall and processor seconds, and resident MB, of one restart that came out as the first run was."""
    with Server(folder, *words, path="/ready", patience=200) as server:
        took = server.ready_s, server.cpu_s(), server.resident_mb()
        if state_of(server) != expected:
            raise SystemExit("restart: positions, orders or the account are not what they were")
        return took


def main():
    with tempfile.TemporaryDirectory() as inside:
        folder = Path(inside)
        words = ["--config", settings(folder)]
        with Server(folder, *words, path="/ready", patience=200) as server:
            expected = state_of(server)  # and then kill -9
        journal = orders_in(folder / "state/journal")
        orders = journal["by_type"]["venue_command"]
        if orders < ORDERS:
            raise SystemExit(f"restart: only {orders} orders: raise BARS_AN_ORDER")
        snapshot = folder / "state/journal/state.snapshot"
        size = snapshot.stat().st_size
        runs = [restart(folder, words, expected) for _ in range(RESTARTS)]
        again = []
        for _ in range(RESTARTS):
            snapshot.unlink()
            again.append(restart(folder, words, expected))
    wall, cpu, memory = (statistics.median(column) for column in zip(*runs))
    print_row("14", f"restart with a journal of {orders:,} orders to /ready", wall, "s", goal=1,
              note=f"{journal['records']:,} records, {journal['payload_bytes'] / 1e6:.0f} MB of payload; from a snapshot of "
                   f"{size / 1e6:.0f} MB; {cpu:.2f} s of processor; minimum {min(r[0] for r in runs):.2f} s; "
                   f"{memory:.0f} MB resident; state equal")
    wall, cpu, memory = (statistics.median(column) for column in zip(*again))
    print_row("14", "the same without a snapshot: the whole run is played again", wall, "s",
              note=f"{cpu:.2f} s of processor, {cpu / orders * 1e6:.1f} us an order; minimum {min(r[0] for r in again):.2f} s; "
                   f"{memory:.0f} MB resident; every record compared, state equal")


if __name__ == "__main__":
    main()
