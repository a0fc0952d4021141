"""Row 9: what does an authorised JSON GET through the gateway cost, beside nginx?

Two questions, each asked of both servers in turn: an answer made in the process, and one passed on to another process (an
nginx of its own, the same for both). Ours checks a token, counts the rate and keeps metrics; nginx does nothing of that.
wrk asks over 256 connections from one core, together with the other process; the server has the other core. The cost is
the server's processor time, of /proc, for each request.
"""
import json
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent / "support"))
from server import ROOT, free_port, is_answering, print_row

QUICK = "BENCH_QUICK" in os.environ
ROUNDS, SECONDS, CONNECTIONS = (2, 1, 64) if QUICK else (9, 2, 256)
CORES = sorted(os.sched_getaffinity(0))
LOAD_CORE, SERVER_CORE = CORES[0], CORES[-1]
BODY = '{"symbol":"BTC/USDT:USDT","price":"64250.10","time":"2024-08-08T23:54:15.342Z"}'
NGINX = shutil.which("nginx") or ("/usr/sbin/nginx" if Path("/usr/sbin/nginx").exists() else None)


def pinned(core, words, **more):
    return subprocess.Popen(["taskset", "-c", str(core), *map(str, words)], **more)


def start_nginx(folder, core, port, locations, upstreams=""):
    """One worker without a log; `master_process off` keeps it one process, whose time is the server's."""
    folder.mkdir()
    (folder / "nginx.conf").write_text(f"""
daemon off; master_process off; worker_processes 1; pid {folder}/pid; error_log {folder}/error.log;
events {{ worker_connections 4096; }}
http {{
  access_log off; keepalive_requests 1000000000; server_tokens off; default_type application/json;
  client_body_temp_path {folder}/a; proxy_temp_path {folder}/b; fastcgi_temp_path {folder}/c;
  uwsgi_temp_path {folder}/d; scgi_temp_path {folder}/e;
  {upstreams}
  server {{ listen 127.0.0.1:{port} backlog=4096; {locations} }}
}}""")
    process = pinned(core, [NGINX, "-p", folder, "-c", folder / "nginx.conf"], stderr=subprocess.DEVNULL)
    wait_for(process, port, "/quote")
    return process


def wait_for(process, port, path):
    begin = time.monotonic()
    while not is_answering(port, path):
        if process.poll() is not None or time.monotonic() - begin > 20:
            raise SystemExit("a server did not start")
        time.sleep(0.01)


def cpu_s(pid):
    fields = open(f"/proc/{pid}/stat").read().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def milliseconds(text):
    number, unit = re.fullmatch(r"([\d.]+)(us|ms|s)", text).groups()
    return float(number) * {"us": 1e-3, "ms": 1, "s": 1e3}[unit]


def load(pid, port, path, token):
    """Microseconds of processor time for each request, and p50 and p99 of the latency in milliseconds."""
    before = cpu_s(pid)
    words = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{SECONDS}s", "--latency", "-H", f"Authorization: Bearer {token}",
             f"http://127.0.0.1:{port}{path}"]
    text = pinned(LOAD_CORE, words, stdout=subprocess.PIPE, text=True).communicate(timeout=60)[0]
    used = cpu_s(pid) - before
    requests = int(re.search(r"(\d+) requests in", text).group(1))
    if "Non-2xx" in text or "Socket errors" in text or not requests:
        raise SystemExit(f"{path}: not every request was answered well:\n{text}")
    latency = [milliseconds(re.search(rf"{p}%\s+(\S+)", text).group(1)) for p in ("50", "99")]
    return used / requests * 1e6, *latency


def measure(what, ours, peer, limit, goal, note):
    """ours, peer: (process id, port, path, token)."""
    load(*ours), load(*peer)
    rounds = [(load(*ours), load(*peer)) for _ in range(ROUNDS)]
    middle = lambda side, i: statistics.median(r[side][i] for r in rounds)
    ratio = statistics.median(b[0] / a[0] for a, b in rounds)
    p50, p99 = middle(0, 1), middle(0, 2)
    print_row("9", what, middle(0, 0), "us", peer="nginx", peer_value=middle(1, 0), pairwise=ratio, limit=limit, goal=goal,
              note=f"processor time of the server; {CONNECTIONS} connections: p50 {p50:.2f} ms, p99 {p99:.2f} ms, nginx "
                   f"{middle(1, 1):.2f} and {middle(1, 2):.2f}; {note}")
    print_row("9", what + ", p99 over p50", p99 / p50, "times", goal=3)


def main():
    if not NGINX or not shutil.which("wrk"):
        raise SystemExit("this needs the Debian packages nginx-light and wrk: script/bootstrap bench")
    far, front = free_port(), free_port()
    with tempfile.TemporaryDirectory() as inside:
        running = []
        try:
            answer = f"return 200 '{BODY}';"
            running.append(start_nginx(Path(inside) / "far", LOAD_CORE, far, f"location / {{ {answer} }}"))
            running.append(start_nginx(
                Path(inside) / "front", SERVER_CORE, front,
                f"location /quote {{ {answer} }} location /api/v1/far/ {{ proxy_pass http://far; "
                'proxy_http_version 1.1; proxy_set_header Connection ""; }',
                f"upstream far {{ server 127.0.0.1:{far}; keepalive 256; keepalive_requests 1000000000; }}"))
            ours = pinned(SERVER_CORE, [ROOT / "build/release/bench/gateway_bench", f"http://127.0.0.1:{far}"],
                          stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
            running.append(ours)
            told = json.loads(ours.stdout.readline())
            us, nginx = (ours.pid, told["port"]), (running[1].pid, front)
            measure("JSON GET answered in the process", (*us, "/api/v1/quote/BTC-USDT", told["token"]),
                    (*nginx, "/quote", "none"), 5.9, 7.5, "with token, rate and metrics")
            measure("JSON GET passed on to another process", (*us, "/api/v1/far/quote", told["token"]),
                    (*nginx, "/api/v1/far/quote", "none"), 11.8, 11.5, "with token, rate and breaker")
        finally:
            for process in running:
                process.kill()
                process.wait()


if __name__ == "__main__":
    main()
