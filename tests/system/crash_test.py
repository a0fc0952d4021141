#!/usr/bin/env python3
"""kill -9 at random moments: what was reported as stored is there, nothing is half, trading goes on where it was.

The seed is printed; TEST_SEED=<n> repeats a run.
"""
import csv
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time

import support
from support import IMPORT, bars_csv

SEED = int(os.environ.get("TEST_SEED", random.SystemRandom().randrange(1 << 32)))
print(f"  seed {SEED}")
chance = random.Random(SEED)
SERIES = ("--symbol", "BTC/USDT:USDT", "--interval", "1h")


def rows_stored(argosy):
    listed = argosy.ok("data", "list", "--json").json()["series"]
    return listed[0]["rows"] if listed else 0


def file_names(argosy, folder):
    return sorted(str(f.relative_to(argosy.path(folder))) for f in argosy.path(folder).rglob("*") if f.is_file())


def test_an_import_that_is_killed_keeps_what_it_reported_and_leaves_no_half_file(argosy):
    per_file, count = 4000, 8
    lines = bars_csv(per_file * count).splitlines()
    files = [argosy.write(f"{i}.csv", "\n".join(lines[:1] + lines[1 + i * per_file:1 + (i + 1) * per_file]) + "\n")
             for i in range(count)]
    words = ["data", "import", *map(str, files), *IMPORT]
    begin = time.monotonic()
    argosy.ok("--data-dir", "whole", *words)
    usual = time.monotonic() - begin
    whole = argosy.ok("--data-dir", "whole", "data", "export", *SERIES).out
    partial = 0
    for _ in range(25):
        process = subprocess.Popen([argosy.binary, *words], cwd=argosy.folder, env=argosy.environment,
                                   stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        time.sleep(chance.uniform(0, usual))
        process.send_signal(signal.SIGKILL)
        reported = process.communicate()[0].count(" stored\n")
        rows = rows_stored(argosy)
        assert rows % per_file == 0, f"{rows} rows are no whole number of files"
        assert rows >= reported * per_file, f"{reported} files were reported as stored, {rows} rows are there"
        partial += 0 < rows < per_file * count
        if rows:
            argosy.ok("data", "verify")
            assert whole.startswith(argosy.ok("data", "export", *SERIES).out)
        if rows == per_file * count:
            for file in argosy.path("argosy-data").rglob("*"):
                if file.is_file():
                    file.unlink()
    argosy.ok(*words)
    assert argosy.ok("data", "export", *SERIES).out == whole
    assert file_names(argosy, "argosy-data") == file_names(argosy, "whole"), "files were left over"
    print(f"    {partial} of 25 kills met a half-finished import")


def state_of(live):
    """What a person sees of it: time, positions, open orders."""
    time_before = live.get("/api/v1/status")["time"]
    positions = live.get("/api/v1/positions")["positions"]
    orders = [o for o in live.get("/api/v1/orders?limit=1000")["orders"] if o["status"] in ("accepted", "partially_filled")]
    return time_before, positions, orders, live.get("/api/v1/status")["time"] == time_before


def test_positions_and_open_orders_are_the_same_after_kill_9(argosy):
    compared = 0
    for _ in range(6):
        live = argosy.start("--speed", "60")
        status, page = live.request("/", port="page")
        assert status == 200 and "<html" in page.lower(), "the page works after a restart"
        time.sleep(chance.uniform(0, 0.6))
        before = state_of(live)
        live.kill()
        live = argosy.start("--speed", "60")
        after = state_of(live)
        live.kill()
        assert after[0] >= before[0], f"time ran back from {before[0]} to {after[0]}"
        if before[3] and after[3] and before[0] == after[0]:
            compared += 1
            assert after[1] == before[1], f"positions\n{before[1]}\n{after[1]}"
            assert after[2] == before[2], f"open orders\n{before[2]}\n{after[2]}"
            assert before[1] or before[2], "nothing was open"
    assert compared >= 2, f"only {compared} of 6 kills fell between two instants"


def test_a_journal_that_was_cut_or_removed_and_a_damaged_database_are_refused(argosy):
    live = argosy.start("--speed", "3600")
    live.wait_for("a thousand records", lambda: argosy.ok("journal", "verify", "argosy-state/journal", "--json").json()["records"] > 1000)
    assert live.stop() == 0
    state = argosy.path("argosy-state")
    shutil.copytree(state, argosy.path("kept"))

    def put_back():
        shutil.rmtree(state)
        shutil.copytree(argosy.path("kept"), state)
    file = max((state / "journal").glob("*.journal"), key=lambda f: f.stat().st_size)
    os.truncate(file, file.stat().st_size // 2)
    argosy.fails("up", "--port", "0", "--gateway-port", "0", says=["the journal ends after", "backup", "--new"])
    put_back()
    shutil.rmtree(state / "journal")
    argosy.fails("up", "--port", "0", "--gateway-port", "0", says=["the journal ends after", "removed"])
    put_back()
    database = state / "argosy.db"
    size = database.stat().st_size
    with open(database, "r+b") as f:
        f.seek(size // 2)
        byte = f.read(1)
        f.seek(size // 2)
        f.write(bytes([byte[0] ^ 1]))
    argosy.fails("up", "--port", "0", "--gateway-port", "0", says=["argosy.db is damaged", "store check", "backup"])
    put_back()
    live = argosy.start("--speed", "3600")
    assert live.started["resumed_records"] > 1000
    assert live.stop() == 0
    argosy.path("argosy-state/journal").rename(argosy.path("elsewhere"))
    fresh = argosy.start("--new")
    assert fresh.started["resumed_records"] == 0


def journal_lines(argosy, state):
    return argosy.ok("journal", "show", f"{state}/journal").out.splitlines()


def test_a_journal_of_many_kills_is_that_of_a_run_without(argosy):
    words = ("--speed", "20000", "--state", "killed")
    for _ in range(12):
        if chance.random() < 0.4:  # while it starts and reads its journal
            process = subprocess.Popen([argosy.binary, "up", "--port", "0", "--gateway-port", "0", *words],
                                       cwd=argosy.folder, env=argosy.environment, stdout=subprocess.DEVNULL,
                                       stderr=subprocess.DEVNULL)
            time.sleep(chance.uniform(0, 0.2))
            process.kill()
            process.wait()
        else:
            live = argosy.start(*words)
            time.sleep(chance.uniform(0, 0.3))
            live.kill()
        checked = argosy.run("journal", "verify", "killed/journal")
        assert checked.code == 0 or "no journal" in checked.err, f"{checked}"
    killed = journal_lines(argosy, "killed")
    live = argosy.start("--speed", "max", "--state", "whole")
    last = killed[-1].split('"time":"')[1].split('"')[0]
    live.wait_for("the same time", lambda: live.get("/api/v1/status")["time"] > last)
    assert live.stop() == 0
    whole = journal_lines(argosy, "whole")
    assert len(killed) > 3000, "too little happened"
    for i, (a, b) in enumerate(zip(killed, whole)):
        assert a == b, f"record {i + 1} differs\n{a}\n{b}"


def test_a_replay_that_is_killed_again_and_again_fills_like_a_backtest(argosy):
    argosy.write("bars.csv", bars_csv(6000))
    argosy.ok("data", "import", "bars.csv", *IMPORT)
    flags = ("--venue", "binance", "--timeframe", "1h", "-S", "ema_cross,donchian_trend", "--stop", "2")
    argosy.ok("backtest", "-s", "BTC/USDT:USDT", *flags, "--quick", "-o", "report")
    with open(argosy.path("report/fills.csv")) as file:
        expected = [(row["time"], row["side"], row["qty"], row["price"], row["fee"]) for row in csv.DictReader(file)]
    assert len(expected) > 50
    words = ("--replay", "BTC/USDT:USDT", *flags, "--speed", str(6000 * 3600))  # a second for all of it
    for _ in range(6):
        live = argosy.start(*words)
        time.sleep(chance.uniform(0, 0.3))
        live.kill()
    live = argosy.start(*words)
    live.wait_for("the end of the replay", lambda: "the replay is over" in live.errors())
    assert live.stop() == 0
    events = argosy.ok("journal", "show", "argosy-state/journal", "--type", "venue_event").out.splitlines()
    fills = [e["data"]["fill"] for e in (json.loads(line)["data"] for line in events) if e["type"] == "fill"]
    assert [(f["time"], f["side"], f["qty"], f["price"], f["fee"]) for f in fills] == expected


def test_a_journal_cut_anywhere_continues_and_a_flipped_bit_is_refused(argosy):
    live = argosy.start("--speed", "6000")
    time.sleep(0.5)
    assert live.stop() == 0
    files = sorted(argosy.path("argosy-state/journal").glob("*.journal"))
    last, whole = files[-1], files[-1].read_bytes()
    for _ in range(4):
        last.write_bytes(whole[:chance.randrange(64, len(whole))])
        for database in argosy.path("argosy-state").glob("argosy.db*"):
            database.unlink()  # which knows better, see above
        live = argosy.start("--speed", "60")
        live.kill()
        argosy.ok("journal", "verify", "argosy-state/journal")
    for _ in range(6):
        at = chance.randrange(len(whole) - 64)
        broken = bytearray(whole)
        broken[at] ^= 1 << chance.randrange(8)
        last.write_bytes(broken)
        said = argosy.fails("journal", "verify", "argosy-state/journal", says=[last.name, "offset"])
        argosy.fails("up", "--port", "0", "--gateway-port", "0", says=[last.name, "offset"])
        assert last.read_bytes() == bytes(broken), f"a refused journal was changed\n{said}"
    last.write_bytes(whole)
    live = argosy.start("--speed", "60")
    assert live.started["resumed_records"] > 0


if __name__ == "__main__":
    support.main(sys.modules[__name__])
