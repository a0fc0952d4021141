"""The programs and libraries that Argosy is measured against: installed below build/peers, never into the system."""
import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
PATIENCE = 300  # seconds for one installation
GIT_PATIENCE = 60  # seconds for one step of fetching sources

# PyPI and npm packages by version, sources by address and commit, and what the system has or has not.
PYPI = {
    "pyarrow": "pyarrow", "numpy": "numpy", "manifoldbt": "manifoldbt", "hftbacktest": "hftbacktest==2.4.4",
    "backtrader": "backtrader", "backtesting": "backtesting", "vectorbt": "vectorbt",
    "nautilus_trader": "nautilus_trader==1.221.0", "TA-Lib": "TA-Lib", "newtulipy": "newtulipy",
}
SOURCES = {  # address, commit, what of it is needed
    "liquibook": ("https://github.com/enewhuis/liquibook", "2427613b32f1667abae68a01df6af9ba8270f8e7", ["src"]),
    "CppTrader": ("https://github.com/chronoxor/CppTrader", "99e579988b3634fac3c00cb29bc78bbc921c1f5b",
                  ["include", "source"]),
    "CppCommon": ("https://github.com/chronoxor/CppCommon", "e14011974b8d463cc854239bf351275b5a857de6",
                  ["include", "source"]),
}
NPM = {"ws": "ws@8"}
SYSTEM = {
    "nats": (lambda: shutil.which("nats-server") and Path("/usr/include/nats/nats.h").exists(),
             "Debian packages nats-server and libnats-dev"),
    "nginx": (lambda: shutil.which("nginx") or Path("/usr/sbin/nginx").exists(), "Debian package nginx-light"),
    "postgresql": (lambda: shutil.which("/usr/lib/postgresql/15/bin/initdb"), "Debian package postgresql-15"),
}


@dataclass
class Found:
    folder: Path
    versions: dict = field(default_factory=dict)
    skipped: dict = field(default_factory=dict)


def install(names, say):
    """Makes the named peers available; what cannot be had is in `skipped` with the reason."""
    found = Found(Path(os.environ.get("BENCH_PEERS", ROOT / "build/peers")))
    for name in dict.fromkeys(names):
        if name in SYSTEM:
            present, what = SYSTEM[name]
            if not present():
                found.skipped[name] = f"no {what} here"
        elif name in SOURCES:
            fetch_source(found, name, say)
        elif name in NPM:
            install_npm(found, name, say)
        else:
            install_package(found, name, say)
    return found


def fetch_source(found, name, say):
    address, commit, parts = SOURCES[name]
    folder = found.folder / "src" / name
    if not (folder / parts[0]).exists():
        say(f"fetching the peer {name}")
        folder.mkdir(parents=True, exist_ok=True)
        try:
            for words in (["init", "-q"], ["fetch", "-q", "--depth=1", address, commit],
                          ["checkout", "-q", commit, "--", *parts]):
                subprocess.run(["git", *words], cwd=folder, check=True, capture_output=True, timeout=GIT_PATIENCE,
                               env=dict(os.environ, GIT_TERMINAL_PROMPT="0"))
        except (subprocess.CalledProcessError, subprocess.TimeoutExpired):
            shutil.rmtree(folder)
            found.skipped[name] = f"{address} cannot be reached"
            return
    found.versions[name] = commit[:10]


def python(found):
    path = found.folder / "bin/python"
    if not path.exists():
        subprocess.run([sys.executable, "-m", "venv", str(found.folder)], check=True, timeout=PATIENCE)
    return str(path)


def version_of(found, name):
    code = f"import importlib.metadata as m; print(m.version('{name}'))"
    done = subprocess.run([python(found), "-c", code], capture_output=True, text=True, timeout=60)
    return done.stdout.strip() if done.returncode == 0 else ""


def install_package(found, name, say):
    version = version_of(found, name)
    if not version:
        say(f"installing the peer {PYPI[name]}")
        try:
            done = subprocess.run([python(found), "-m", "pip", "-q", "install", PYPI[name]], capture_output=True,
                                  text=True, timeout=PATIENCE)
            reason = (done.stderr.strip().splitlines() or ["pip failed"])[-1] if done.returncode else ""
        except subprocess.TimeoutExpired:
            reason = f"not installed after {PATIENCE} s"
        version = version_of(found, name)
        if not version:
            found.skipped[name] = reason.removeprefix("ERROR: ") or "not installed"
            return
    found.versions[name] = version


def install_npm(found, name, say):
    manifest = found.folder / "node_modules" / name / "package.json"
    if not manifest.exists():
        say(f"installing the peer {NPM[name]}")
        try:
            done = subprocess.run(["npm", "install", "--silent", "--no-audit", "--no-fund", "--prefix",
                                   str(found.folder), NPM[name]], capture_output=True, text=True, timeout=PATIENCE)
            reason = (done.stderr.strip().splitlines() or ["not installed"])[-1]
        except (OSError, subprocess.TimeoutExpired) as why:
            reason = str(why)
        if not manifest.exists():
            found.skipped[name] = reason
            return
    found.versions[name] = json.loads(manifest.read_text())["version"]
