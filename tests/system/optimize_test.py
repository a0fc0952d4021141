#!/usr/bin/env python3
"""argosy optimize from outside: usage: optimize_test.py PATH_OF_ARGOSY

Makes its own small data set; checks that threads and kill -9 do not change a byte, and what wrong use is told.
"""
import filecmp, json, math, os, pathlib, random, signal, subprocess, sys, tempfile, time

argosy = os.path.abspath(sys.argv[1])
passed = failures = 0


def check(name, ok, detail=""):
    global passed, failures
    passed += bool(ok)
    failures += not ok
    print(("ok: " if ok else "FAILED: ") + name + ("" if ok else f"\n{detail}"))


def make_data(folder):
    """A seeded walk of hourly bars, 400 days."""
    r = random.Random(11)
    price, start = 30000.0, 1577836800000
    lines = ["timestamp,open,high,low,close,volume"]
    for i in range(400 * 24):
        close = price * math.exp(r.gauss(0, 0.006) + 0.0004 * math.sin(i / 300))
        high, low = max(price, close) * (1 + r.random() * 0.003), min(price, close) * (1 - r.random() * 0.003)
        lines.append(f"{start + i * 3600000},{price:.2f},{high:.2f},{low:.2f},{close:.2f},{100 + r.random() * 50:.3f}")
        price = round(close, 2)
    path = folder / "walk.csv"
    path.write_text("\n".join(lines) + "\n")
    return path


def run(*args, **more):
    return subprocess.run([argosy, *map(str, args)], capture_output=True, text=True, timeout=600, **more)


with tempfile.TemporaryDirectory(prefix="argosy-optimize-") as name:
    home = pathlib.Path(name)
    data = ["--data-dir", home / "data"]
    imported = run("data", "import", make_data(home), "--symbol", "BTC/USDT:USDT", "--interval", "1h", "--venue", "test",
                   "--time-is", "open", "--unit", "ms", *data)
    check("the data are imported", imported.returncode == 0, imported.stderr)

    base = ["optimize", "-s", "BTC/USDT:USDT", "-S", "ema_cross", "-t", "1h", "--set", "protections.cooldown=0s",
            "-p", "ema_cross.fast=4:24:2", "-p", "ema_cross.slow=20:80:5", "--walk-forward", "train=120d,test=60d",
            "--purge", "1d", "--min-trades", "10", "--resamples", "200", *data]

    def files(folder):
        return sorted(p.name for p in folder.iterdir())

    def same(a, b):
        _, wrong, errors = filecmp.cmpfiles(a, b, files(a), shallow=False)
        return files(a) == files(b) and not wrong and not errors, f"{files(a)} {files(b)} {wrong} {errors}"

    for label, extra in [("sweep", []), ("engine", ["--exact"]), ("tpe", ["--sampler", "tpe", "--trials", "60", "--exact"])]:
        one, two = home / f"{label}-1", home / f"{label}-2"
        a, b = run(*base, *extra, "--threads", 1, "-o", one), run(*base, *extra, "--threads", 2, "-o", two)
        check(f"{label}: it ends well", a.returncode == 0 and b.returncode == 0, a.stderr + b.stderr)
        check(f"{label}: one and two threads give the same bytes", *same(one, two))
        check(f"{label}: and the same text", a.stdout == b.stdout, a.stdout + b.stdout)

    report = json.loads((home / "engine-1" / "optimize.json").read_text())
    swept = json.loads((home / "sweep-1" / "optimize.json").read_text())
    check("sweep and engine find the same winner", report["search"]["best"][0]["parameters"] == swept["search"]["best"][0]["parameters"]
          and report["winner"]["digest"] == swept["winner"]["digest"] and swept["search"]["swept"] and not report["search"]["swept"])
    check("every candidate was tried", report["search"]["tried"] == 11 * 13, str(report["search"]))
    check("the winner's file runs as a backtest",
          run("backtest", home / "engine-1" / "winner.yaml", "--quick", *data).returncode == 0)

    # kill -9 in the middle, again and again, each time a good way further.
    many = [a.replace("4:24:2", "4:24:1").replace("20:80:5", "20:80:2") if isinstance(a, str) else a for a in base]
    many += ["--exact", "--threads", 1]
    whole_run, killed = home / "whole", home / "killed"
    check("the long run ends well", run(*many, "-o", whole_run).returncode == 0)
    trials = killed / "trials.jsonl"
    total = len((whole_run / "trials.jsonl").read_text().splitlines())

    def lines(path):
        return path.read_bytes().count(b"\n") if path.exists() else 0

    def start_until(command, path, least, number):
        """Starts the program and sends it a signal once the file has that many lines. True: it was still running."""
        child = subprocess.Popen([argosy, *map(str, command)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        while child.poll() is None and lines(path) < least:
            time.sleep(0.002)
        was_running = child.poll() is None
        child.send_signal(number)
        return was_running, child, child.communicate(timeout=120)

    command, kills = [*many, "-o", killed], 0
    for share in (0.05, 0.3, 0.7):
        kills += start_until(command, trials, share * total, signal.SIGKILL)[0]
        command = [*many, "-o", killed, "--resume", trials]
    check("it was killed three times", kills == 3, f"{kills}")
    last = run(*command)
    check("a resumed run ends well", last.returncode == 0, last.stderr)
    check("after kill -9 the result has the same bytes", *same(whole_run, killed))

    # A torn last line, as a crash of the machine leaves it.
    whole = trials.read_bytes()
    trials.write_bytes(whole[: len(whole) // 2])
    torn = run(*many, "-o", killed, "--resume", trials)
    check("a torn line is cut off", torn.returncode == 0 and trials.read_bytes() == whole, torn.stderr)
    damaged = bytearray(whole)
    damaged[len(whole) // 2] ^= 1
    trials.write_bytes(damaged)
    flipped = run(*many, "-o", killed, "--resume", trials)
    check("a flipped bit is found", flipped.returncode == 1 and "damaged" in flipped.stderr, flipped.stderr)
    trials.write_bytes(whole)

    other = run(*many, "-o", home / "other", "--resume", trials, "--seed", 2)
    check("trials of another configuration are refused with the reason",
          other.returncode == 2 and "another optimisation: its configuration" in other.stderr, other.stderr)
    again = run(*many, "-o", killed)
    check("trials are not overwritten", again.returncode == 2 and "--resume" in again.stderr, again.stderr)

    # ^C keeps what was found.
    stopped = home / "stopped"
    was_running, child, (out, err) = start_until([*many, "-o", stopped], stopped / "trials.jsonl", 100, signal.SIGINT)
    check("^C says how to go on", was_running and child.returncode == 1 and "--resume" in err and "rank" in out, out + err)
    finished = run(*many, "-o", stopped, "--resume", stopped / "trials.jsonl")
    check("and it goes on to the same bytes", finished.returncode == 0 and same(whole_run, stopped)[0], finished.stderr)

    walk = base.index("--walk-forward")
    plain = base[:walk] + base[walk + 4 :]  # without the walk-forward and its purge

    def wrong(name, words, *args):
        r = run(*plain, *args)
        check(name, r.returncode == 2 and all(w in r.stderr for w in words), f"{r.returncode}\n{r.stderr}")

    wrong("a misspelt parameter is told the nearest", ["ema_cross.fsat", "did you mean ema_cross.fast?"], "-p", "ema_cross.fsat=1:5:1")
    wrong("an impossible range is refused", ["is no range"], "-p", "ema_cross.fast=9:5:1")
    wrong("a range beyond the parameter is refused", ["it takes 1 to 1000"], "-p", "ema_cross.fast=0:5:1")
    wrong("a misspelt objective is told the nearest", ["did you mean sharpe?"], "--objective", "sharp")
    wrong("a misspelt sampler is told the nearest", ["--sampler"], "--sampler", "gird")
    wrong("a walk-forward longer than the data is refused", ["less than one training span"], "--walk-forward", "train=5000d,test=90d")
    small = run(*base, "--memory-max", "1M")
    check("a memory ceiling holds", small.returncode == 1 and "ceiling" in small.stderr, small.stderr)

print(f"{passed} passed, {failures} failed, 0 skipped")
sys.exit(failures > 0)
