"""Under what conditions a table was measured."""
import os
import platform
import re
import subprocess
from datetime import datetime, timezone


def first_match(path, pattern):
    with open(path) as file:
        found = re.search(pattern, file.read(), re.M)
    return found.group(1).strip() if found else "unknown"


def output(*words, cwd=None):
    try:
        return subprocess.run(words, cwd=cwd, capture_output=True, text=True, timeout=10).stdout.strip()
    except (OSError, subprocess.TimeoutExpired):
        return ""


def describe(root, quick, peers, load_before):
    cpu = first_match("/proc/cpuinfo", r"model name\s*:\s*(.*)")
    memory = int(first_match("/proc/meminfo", r"MemTotal:\s+(\d+)")) // (1 << 20)
    system = first_match("/etc/os-release", r'PRETTY_NAME="?([^"\n]*)')
    disk = output("findmnt", "-no", "FSTYPE,SOURCE", "--target", str(root / "build"))
    return {
        "date": datetime.now(timezone.utc).strftime("%Y-%m-%d %H:%M UTC"),
        "code": output("git", "describe", "--always", "--dirty", cwd=root),
        "processor": f"{os.cpu_count()} × {cpu}, {memory} GiB",
        "system": f"{system}, Linux {platform.release()}; disk of build/: {disk}",
        "compiler": output("clang++-19", "--version").split("\n")[0] + ", -O2",
        "load": f"{load_before[0]:.1f} before, {os.getloadavg()[0]:.1f} after (one-minute averages; ours is 1 to 2)",
        "peers": ", ".join(f"{name} {version}" for name, version in peers.versions.items()) or "none",
        "sizes": "quick: the figures are not for keeping" if quick else "full",
    }
