#!/usr/bin/env python3
"""A full disk is an error with the path and the next step; what was stored before is still there."""
import contextlib
import resource
import subprocess
import sys
import time

import support
from support import IMPORT, bars_csv, skip


@contextlib.contextmanager
def small_disk(argosy, size):
    """A file system of its own, so that nobody else's disk fills up."""
    folder = argosy.path("disk")
    folder.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", folder], capture_output=True)
    if mounted.returncode != 0:
        skip("a tmpfs cannot be mounted here")
    try:
        yield folder
    finally:
        argosy.close()
        subprocess.run(["umount", "-l", folder], check=True)


def limit_files(size):
    return lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))


def test_an_import_into_a_full_disk_keeps_what_was_there(argosy):
    argosy.write("small.csv", bars_csv(500))
    large = argosy.write("large.csv", bars_csv(60_000))
    with small_disk(argosy, "600k") as disk:
        data = ("--data-dir", disk, "data")
        argosy.ok(*data, "import", "small.csv", *IMPORT)
        argosy.fails(*data, "import", large, *IMPORT, "--replace", "--encoding", "raw", says=[str(disk), "No space left"])
        argosy.ok(*data, "verify")
        assert argosy.ok(*data, "list", "--json").json()["series"][0]["rows"] == 500
        argosy.fails(*data, "export", *IMPORT[:2], "--interval", "1h", "--output", disk / "none" / "x.csv")


def test_an_export_into_a_full_disk_is_an_error_and_leaves_no_half_file(argosy):
    argosy.write("bars.csv", bars_csv(20_000))
    argosy.ok("data", "import", "bars.csv", *IMPORT)
    with small_disk(argosy, "100k") as disk:
        argosy.fails("data", "export", *IMPORT[:2], "--interval", "1h", "--output", disk / "bars.csv", says=["bars.csv"])
        assert not (disk / "bars.csv").exists(), "half a file was left"
        argosy.fails("backtest", "-s", "BTC/USDT:USDT", "-S", "ema_cross", "--quick", "-o", disk / "report",
                     says=[str(disk)])


def test_a_report_that_does_not_fit_leaves_the_one_before_whole(argosy):
    argosy.write("bars.csv", bars_csv(2000))
    argosy.ok("data", "import", "bars.csv", *IMPORT)
    run = ("backtest", "-s", "BTC/USDT:USDT", "-t", "1h", "--quick")
    with small_disk(argosy, "4m") as disk:
        argosy.ok(*run, "-S", "macd", "-o", disk / "report")
        before = {file.name: file.read_bytes() for file in (disk / "report").iterdir()}
        with open(disk / "rest", "wb") as rest, contextlib.suppress(OSError):
            while rest.write(b"x" * 65_536):
                rest.flush()
        argosy.fails(*run, "-S", "ema_cross", "-o", disk / "report", says=[str(disk), "No space left"])
        assert {file.name: file.read_bytes() for file in (disk / "report").iterdir()} == before


def test_standard_output_that_is_full_is_a_failure(argosy):
    argosy.write("bars.csv", bars_csv(2000))
    argosy.ok("data", "import", "bars.csv", *IMPORT)
    for words in (["data", "list"], ["data", "export", *IMPORT[:2], "--interval", "1h"], ["strategies", "--json"]):
        with open("/dev/full", "w") as full:
            done = subprocess.run([argosy.binary, *words], cwd=argosy.folder, env=argosy.environment, stdout=full,
                                  stderr=subprocess.PIPE, text=True)
        assert done.returncode == 1 and "standard output" in done.stderr, f"{words}: {done}"


def test_the_file_size_limit_is_an_error_and_no_death(argosy):
    large = argosy.write("large.csv", bars_csv(60_000))
    argosy.fails("data", "import", large, *IMPORT, "--encoding", "raw", says=["argosy-data"],
                 preexec_fn=limit_files(100_000))
    assert argosy.ok("data", "list", "--json").json()["series"] == []
    argosy.fails("up", "--port", "0", "--gateway-port", "0", says=["file size limit", "journal"],
                 preexec_fn=limit_files(1 << 20))


def test_a_journal_on_a_full_disk_stops_trading_and_the_page_says_so(argosy):
    with small_disk(argosy, "9m") as disk:  # two segments fit
        live = argosy.start("--speed", "max", "--state", disk)
        live.wait_for("the disk to be full", lambda: live.request("/ready")[0] == 503, seconds=240)  # two segments have to be written
        status, problem = live.request("/ready")
        assert "full" in problem["detail"], problem
        status, problem = live.request("/api/v1/trading/start", {}, "POST")
        assert status == 503, (status, problem)
        seen = live.get("/api/v1/status")
        time.sleep(0.3)
        assert live.get("/api/v1/status")["time"] == seen["time"], "it plays on without a journal"
        assert live.stop() == 1
        assert "full" in live.errors() and "next: " in live.errors(), live.errors()
        argosy.ok("journal", "verify", disk / "journal")


if __name__ == "__main__":
    support.main(sys.modules[__name__])
