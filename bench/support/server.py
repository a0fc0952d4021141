"""`argosy up` from outside: started in a folder of its own, watched through its API and /proc, always ended."""
import json
import os
import signal
import socket
import subprocess
import time
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
PROGRAM = ROOT / "build/release/argosy"


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def is_answering(port, path):
    """The path answers 200. A raw socket, because a start is measured in milliseconds."""
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=5) as s:
            s.sendall(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n".encode())
            return s.recv(64).startswith(b"HTTP/1.1 200")
    except OSError:
        return False


class Server:
    """A context manager; `ready_s` is the time from the start of the process to the first 200 of `path`."""

    def __init__(self, folder, *words, path="/health", patience=60):
        self.port, page = free_port(), free_port()
        self.state, self.token = folder / "state", None
        line = [str(PROGRAM), "up", "--state", str(folder / "state"), "--port", str(page),
                "--gateway-port", str(self.port), *map(str, words)]
        self.log = open(folder / "log", "w")
        begin = time.perf_counter()
        self.process = subprocess.Popen(line, cwd=folder, stdout=self.log, stderr=self.log)
        while not is_answering(self.port, path):
            if self.process.poll() is not None or time.perf_counter() - begin > patience:
                self.end()
                raise SystemExit(f"argosy up did not start: {(folder / 'log').read_text()[-500:]}")
            time.sleep(0.0002)
        self.ready_s = time.perf_counter() - begin

    def get(self, path):
        """What the API answers to a viewer."""
        if self.token is None:
            self.token = subprocess.run([str(PROGRAM), "token", "--role", "viewer", "--state", str(self.state)],
                                        capture_output=True, text=True, check=True).stdout.strip()
        request = urllib.request.Request(f"http://127.0.0.1:{self.port}{path}", headers={"Authorization": f"Bearer {self.token}"})
        with urllib.request.urlopen(request, timeout=30) as answer:
            return json.load(answer)

    def resident_mb(self):
        return self.status("VmRSS") / 1024

    def peak_mb(self):
        return self.status("VmHWM") / 1024

    def status(self, name):
        for line in open(f"/proc/{self.process.pid}/status"):
            if line.startswith(name + ":"):
                return float(line.split()[1])
        return 0.0

    def cpu_s(self):
        """Processor time so far, user and system."""
        fields = open(f"/proc/{self.process.pid}/stat").read().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def end(self, how=signal.SIGKILL):
        if self.process.poll() is None:
            self.process.send_signal(how)
        self.process.wait(timeout=30)
        self.log.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.end()


def print_row(row, what, ours, unit, **more):
    print(json.dumps({"row": row, "what": what, "ours": ours, "unit": unit, **more}), flush=True)
