#!/usr/bin/env bash
# postgres.sh COLUMNS ROWS: a table of six bigint columns by COPY (binary) into a cluster of its own, and out again;
# prints "write_ns read_ns bytes checksum". Needs Debian's postgresql-15.
set -eu
bin=/usr/lib/postgresql/15/bin
[ -x $bin/initdb ]
dir=$(mktemp -d); as=()
if [ "$(id -u)" = 0 ]; then as=(runuser -u postgres --); chown postgres "$dir"; fi
trap '"${as[@]}" $bin/pg_ctl -D $dir/db -m immediate stop >/dev/null 2>&1; rm -rf "$dir"' EXIT
"${as[@]}" $bin/initdb -D "$dir/db" >/dev/null
"${as[@]}" $bin/pg_ctl -D "$dir/db" -w -o "-k $dir -c listen_addresses= -c max_wal_size=4GB" start >/dev/null
python3 - "$1" "$2" "$dir/rows" <<'PY'
import array, struct, sys
columns, rows = sys.argv[1], int(sys.argv[2])
data = array.array("q"); data.frombytes(open(columns, "rb").read())
pack = struct.Struct(">hiqiqiqiqiqiq").pack
with open(sys.argv[3], "wb") as out:
    out.write(b"PGCOPY\n\xff\r\n\0" + struct.pack(">ii", 0, 0))
    for i in range(rows):
        v = data[i::rows]
        out.write(pack(6, 8, v[0], 8, v[1], 8, v[2], 8, v[3], 8, v[4], 8, v[5]))
    out.write(struct.pack(">h", -1))
PY
chmod 755 "$dir"; chmod 644 "$dir/rows"
sql() { "${as[@]}" $bin/psql -h "$dir" -U "${PGUSER:-$([ "$(id -u)" = 0 ] && echo postgres || id -un)}" -d postgres -qtA "$@"; }
now() { date +%s%N; }
median() { sort -n | sed -n 3p; }
for _ in 1 2 3 4 5; do
  sql -c 'DROP TABLE IF EXISTS bars' -c 'CREATE TABLE bars(t bigint PRIMARY KEY,o bigint,h bigint,l bigint,c bigint,v bigint)' 2>/dev/null
  s=$(now); sql -c "COPY bars FROM '$dir/rows' (FORMAT binary)"; echo $(($(now) - s))
done | median >"$dir/write"
for _ in 1 2 3 4 5; do
  s=$(now); sql -c "COPY (SELECT * FROM bars ORDER BY t) TO '/dev/null' (FORMAT binary)"; echo $(($(now) - s))
done | median >"$dir/read"
bytes=$(sql -c "SELECT pg_total_relation_size('bars')")
sum=$(sql -c 'SELECT sum(t%1000003+o%1000003+h%1000003+l%1000003+c%1000003+v%1000003) FROM bars')
awk -v w="$(cat "$dir/write")" -v r="$(cat "$dir/read")" -v n="$2" -v b="$bytes" -v s="$sum" 'BEGIN{printf "%f %f %s %s\n", w/n, r/n, b, s}'
