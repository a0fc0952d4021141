#!/usr/bin/env bash
# Row 8: the bus inside a process against NATS, whose server runs here while it lasts (Debian's nats-server).
set -eu
cd "$(dirname "$0")/.."
server=
trap '[ -z "$server" ] || kill "$server" 2>/dev/null' EXIT
if command -v nats-server >/dev/null; then
  port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
  nats-server -a 127.0.0.1 -p "$port" >/dev/null 2>&1 & server=$!
  export BENCH_NATS=nats://127.0.0.1:$port
  for _ in $(seq 100); do (: >"/dev/tcp/127.0.0.1/$port") 2>/dev/null && break; sleep 0.05; done
fi
build/release/bench/bus_bench
