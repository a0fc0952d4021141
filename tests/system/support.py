"""What the system tests share: they run the program that users run, from outside, in a folder of their own.

A test is a function whose name begins with `test_`; main() runs those of a module, each with an Argosy in a fresh
folder, and ends with code 1 when one failed. A test that cannot run here calls skip().
"""
import http.client
import json
import os
import pathlib
import random
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import traceback
import urllib.error
import urllib.request

ROOT = pathlib.Path(__file__).resolve().parents[2]
SHARED = ROOT.parent / "shared"


class Skip(Exception):
    pass


def skip(why):
    raise Skip(why)


def shared(path):
    """A file of the shared data; skips where there is none, fails where only this file is missing."""
    if not (SHARED / "data").exists():
        skip("no ../shared")
    file = SHARED / "data" / path
    assert file.exists(), f"../shared is there, but {path} is not"
    return file


def shared_spec(name):
    """A file of the shared specification; skips where there is none."""
    if not (SHARED / "spec").exists():
        skip("no ../shared")
    return SHARED / "spec" / name


class Outcome:
    def __init__(self, words, done):
        self.words, self.code = words, done.returncode
        self.out, self.err = done.stdout, done.stderr

    def json(self):
        return json.loads(self.out)

    def __str__(self):
        return f"$ argosy {' '.join(map(str, self.words))}\nexit {self.code}\n{self.out[-2000:]}{self.err[-2000:]}"


class Argosy:
    """The program with its own working folder and data."""

    def __init__(self, binary, folder):
        self.binary, self.folder = binary, pathlib.Path(folder)
        self.environment = {"PATH": os.environ["PATH"], "HOME": str(folder), "LANG": "C.UTF-8"}
        self.children = []

    def path(self, name):
        return self.folder / name

    def write(self, name, text):
        path = self.path(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    def run(self, *words, timeout=60, **more):
        done = subprocess.run([self.binary, *map(str, words)], cwd=self.folder, env=self.environment, timeout=timeout,
                              stdin=subprocess.DEVNULL, capture_output=True, text=True, errors="replace", **more)
        return Outcome(words, done)

    def ok(self, *words, **more):
        outcome = self.run(*words, **more)
        assert outcome.code == 0, f"expected success\n{outcome}"
        return outcome

    def fails(self, *words, code=1, says=(), next_step=True, **more):
        """The command refuses: this exit code, all of `says` in its error, nothing on standard output with --json."""
        outcome = self.run(*words, **more)
        assert outcome.code in (code if isinstance(code, tuple) else (code,)), f"expected exit code {code}\n{outcome}"
        assert "error: " in outcome.err, f"no error line\n{outcome}"
        if next_step:
            assert "next: " in outcome.err, f"the error does not say what to do next\n{outcome}"
        for word in says:
            assert word in outcome.err, f"the error does not say {word!r}\n{outcome}"
        return outcome

    def start(self, *words):
        """`argosy up` on free ports; returns once it answers."""
        live = Live(self, words)
        self.children.append(live)
        live.wait_until_up()
        return live

    def close(self):
        for child in self.children:
            child.kill()


class Answer:
    """What came back from one request: status, headers, text, and the text as a document where it is one."""

    def __init__(self, status, headers, text):
        self.status, self.headers, self.text = status, headers, text
        try:
            self.json = json.loads(text)
        except ValueError:
            self.json = None

    @property
    def is_problem(self):
        kind = self.headers.get("Content-Type", "")
        return kind.startswith("application/problem+json") and isinstance(self.json, dict) and \
            self.json.get("status") == self.status and all(k in self.json for k in ("type", "title", "code", "trace_id"))

    def __str__(self):
        return f"{self.status} {self.text[:600]}"


class Live:
    """A running `argosy up`."""

    def __init__(self, argosy, words):
        self.log = open(argosy.path(f"up-{len(argosy.children)}.log"), "w+")
        self.process = subprocess.Popen(
            [argosy.binary, "up", "--json", "--port", "0", "--gateway-port", "0", *map(str, words)], cwd=argosy.folder,
            env=argosy.environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=self.log, text=True)
        self.argosy = argosy
        self.started = self.page = self.gateway = self.token = None

    def wait_until_up(self):
        document = ""
        while line := self.process.stdout.readline():
            document += line
            try:
                self.started = json.loads(document)
                break
            except ValueError:
                continue
        assert self.started, f"argosy up ended with {self.process.wait()}: {self.errors()}"
        self.page, self.gateway = self.started["page"].rstrip("/"), self.started["gateway"].rstrip("/")
        self.token = self.argosy.ok("token", "--role", "admin", "--state", self.started["state"]).out.strip()

    def errors(self):
        self.log.flush()
        return pathlib.Path(self.log.name).read_text()

    def request(self, path, body=None, method=None, port="gateway"):
        """(status, document or text)"""
        data = None if body is None else (body if isinstance(body, bytes) else json.dumps(body).encode())
        request = urllib.request.Request(getattr(self, port) + path, data=data, method=method,
                                         headers={"Content-Type": "application/json", "Authorization": f"Bearer {self.token}"})
        try:
            with urllib.request.urlopen(request, timeout=10) as answer:
                status, text = answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            status, text = error.code, error.read().decode()
        try:
            return status, json.loads(text)
        except ValueError:
            return status, text

    def token_for(self, role, *more):
        return self.argosy.ok("token", "--role", role, "--state", self.started["state"], *more).out.strip()

    def address(self, port="gateway"):
        """(host, port) of the gateway or the page"""
        host, _, number = getattr(self, port).split("://")[1].partition(":")
        return host, int(number)

    def call(self, method, path, body=None, token="mine", headers=None, port="gateway", timeout=10):
        """One request exactly as written, of any method, as anybody (token=None: nobody)."""
        sent = dict(headers or {})
        if token is not None:
            sent["Authorization"] = f"Bearer {self.token if token == 'mine' else token}"
        if body is not None:
            sent.setdefault("Content-Type", "application/json")
            body = body if isinstance(body, (bytes, str)) else json.dumps(body)
        line = http.client.HTTPConnection(*self.address(port), timeout=timeout)
        try:
            line.request(method, path, body=body, headers=sent)
            answer = line.getresponse()
            is_endless = answer.headers.get("Content-Type", "").startswith("text/event-stream")
            text = answer.readline() if is_endless else answer.read()
            return Answer(answer.status, answer.headers, text.decode(errors="replace"))
        finally:
            line.close()

    def local(self, method, path, body=None, headers=None):
        """The same over the socket in the state folder: as the owner, who needs no token."""
        line = http.client.HTTPConnection("localhost", timeout=20)
        line.sock = socket.socket(socket.AF_UNIX)
        try:
            line.sock.connect(str(self.argosy.path(self.started["state"]) / "argosy.sock"))
            body = body if body is None or isinstance(body, bytes) else json.dumps(body).encode()
            line.request(method, path, body=body, headers={"Content-Type": "application/json", **(headers or {})})
            answer = line.getresponse()
            return Answer(answer.status, answer.headers, answer.read().decode(errors="replace"))
        finally:
            line.close()

    def get(self, path, **more):
        status, document = self.request(path, **more)
        assert status == 200, f"GET {path}: {status} {document}"
        return document

    def post(self, path, body=None):
        status, document = self.request(path, body if body is not None else {}, "POST")
        assert status == 200, f"POST {path}: {status} {document}"
        return document

    def wait_for(self, what, condition, seconds=20):
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            assert self.process.poll() is None, f"argosy up ended: {self.errors()}"
            if result := condition():
                return result
            time.sleep(0.02)
        raise AssertionError(f"waited {seconds} s for: {what}; {self.errors()}")

    def stop(self):
        """SIGTERM; returns the exit code."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(timeout=20)

    def kill(self):
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGKILL)
        self.process.wait()
        self.process.stdout.close()
        self.log.close()


def bars_csv(count, interval=3_600_000, start=1_599_998_400_000, seed=7):
    """A plain OHLCV file of a random walk with waves, so that strategies trade."""
    walk, rows, price = random.Random(seed), ["timestamp,open,high,low,close,volume"], 10_000.0
    drift = 0.0
    for i in range(count):
        if i % 40 == 0:
            drift = walk.choice([-0.004, -0.002, 0.002, 0.004])
        close = max(100.0, price * (1 + drift + walk.gauss(0, 0.004)))
        high, low = max(price, close) * 1.002, min(price, close) * 0.998
        rows.append(f"{start + i * interval},{price:.2f},{high:.2f},{low:.2f},{close:.2f},{5 + walk.random() * 10:.3f}")
        price = round(close, 2)
    return "\n".join(rows) + "\n"


IMPORT = ("--symbol", "BTC/USDT:USDT", "--venue", "binance", "--interval", "1h", "--time-is", "open", "--unit", "ms")


def main(module):
    binary = pathlib.Path(sys.argv[1]).resolve()
    only = sys.argv[2:]
    failed = skipped = 0
    tests = [(name, f) for name, f in vars(module).items() if name.startswith("test_") and (not only or name in only)]
    for name, test in tests:
        folder = tempfile.mkdtemp(prefix="argosy_system_")
        argosy = Argosy(binary, folder)
        begin = time.monotonic()
        try:
            test(argosy)
            print(f"  ok {name[5:].replace('_', ' ')} ({time.monotonic() - begin:.1f} s)")
        except Skip as why:
            skipped += 1
            print(f"  skipped {name[5:].replace('_', ' ')}: {why}")
        except Exception:  # noqa: BLE001 a failed test must not hide the others
            failed += 1
            print(f"  FAILED {name[5:].replace('_', ' ')}\n{traceback.format_exc()}")
        finally:
            argosy.close()
            shutil.rmtree(folder, ignore_errors=True)
    print(f"{len(tests) - failed - skipped} passed, {failed} failed, {skipped} skipped")
    sys.exit(1 if failed else 0)
