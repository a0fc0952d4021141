#!/usr/bin/env bash
# parquet.sh COLUMNS ROWS: writes and reads six 64-bit columns as Parquet; prints "write_ns read_ns bytes checksum".
# Needs pyarrow in $BENCH_PEERS or build/peers, where bench/run installs it.
set -eu
venv="${BENCH_PEERS:-$(dirname "$0")/../../build/peers}"
exec "$venv/bin/python" - "$1" "$2" <<'PY'
import os, sys, time
import numpy, pyarrow, pyarrow.parquet as parquet

columns, rows = sys.argv[1], int(sys.argv[2])
data = numpy.fromfile(columns, dtype="int64").reshape(6, rows)
table = pyarrow.table({name: data[i] for i, name in enumerate("tohlcv")})
path = columns + ".parquet"
pyarrow.set_cpu_count(1)
pyarrow.set_io_thread_count(1)

def write():
    with open(path, "wb") as file:
        parquet.write_table(table, file, compression="zstd")
        file.flush()
        os.fsync(file.fileno())

def read():
    return parquet.read_table(path, use_threads=False)

def median(run):
    times = []
    for _ in range(10):
        start = time.perf_counter_ns()
        run()
        times.append(time.perf_counter_ns() - start)
    return sorted(times[1:])[4] / rows

write_ns, read_ns = median(write), median(read)
back = read()
checksum = sum(int((column.to_numpy() % 1_000_003).sum()) for column in back.columns)
print(write_ns, read_ns, os.path.getsize(path), checksum)
PY
