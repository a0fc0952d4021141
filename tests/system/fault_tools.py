"""What breaks things for the fault tests: producers of orders, kills, a checker that reads the journal, a shim for fsync.

The checker is the oracle: it believes the journal and what clients were answered, and nothing that the program says of
itself.
"""
import collections
import json
import random
import shutil
import subprocess
import threading
import time

from support import Argosy, skip


class Producer(threading.Thread):
    """Places small orders, each under a key of its own, until the process goes; remembers what it was answered."""

    def __init__(self, live, name, chance):
        super().__init__(daemon=True)
        self.live, self.name, self.chance = live, name, chance
        self.sent, self.answered, self.stopping = {}, {}, threading.Event()

    def run(self):
        for n in range(1 << 30):
            if self.stopping.is_set():
                return
            key, body = f"{self.name}-{n}", order(self.chance)
            self.sent[key] = body
            try:
                answer = self.live.call("POST", "/api/v1/orders", body, headers={"Idempotency-Key": key}, timeout=5)
            except OSError:
                return  # killed: whether it was placed is what the checker asks
            except Exception:  # noqa: BLE001 an answer cut in the middle
                return
            if answer.status == 429:
                del self.sent[key]
                if self.stopping.wait(int(answer.headers["Retry-After"])):
                    return
                continue
            self.answered[key] = answer
            time.sleep(self.chance.uniform(0, 0.02))


def order(chance):
    """Most are filled at the next instant, some rest in the book: both kinds are in flight at any moment."""
    body = {"symbol": chance.choice(["BTC-USDT", "ETH-USDT"]), "side": chance.choice(["buy", "sell"]),
            "order_type": "market", "amount": chance.choice(["0.002", "0.003", "0.01"])}
    if chance.random() < 0.3:
        body.update(order_type="limit", side="buy", price="2000" if body["symbol"] == "ETH-USDT" else "40000")
    return body


class Ledger:
    """Of every key: what was sent, and the order that the first answer named."""

    def __init__(self):
        self.sent, self.orders, self.figures = {}, {}, collections.Counter()

    def add(self, producer):
        self.sent.update(producer.sent)
        for key, answer in producer.answered.items():
            self.figures["acknowledged" if answer.status == 201 else "refused"] += 1
            assert answer.status < 500 or answer.status == 503, answer
            if answer.status == 201:
                self.orders[key] = answer.json["order_id"]
        self.figures["unanswered"] += len(set(producer.sent) - set(producer.answered))

    def ask_again(self, live, keys):
        """The same key and order again: one that was acknowledged must be the same order, any other is settled now."""
        for key in keys:
            while True:
                answer = live.call("POST", "/api/v1/orders", self.sent[key], headers={"Idempotency-Key": key})
                if answer.status != 429:
                    break
                time.sleep(int(answer.headers["Retry-After"]))
            self.figures["asked again"] += 1
            if key in self.orders:
                assert answer.status == 201, f"order {self.orders[key]} of {key} was acknowledged, now: {answer}"
                assert answer.json["order_id"] == self.orders[key], f"{key} was {self.orders[key]}, now {answer}"
            elif answer.status == 201:
                self.orders[key] = answer.json["order_id"]

    def check_journal(self, argosy: Argosy, folder):
        """Every key is there once, every order is sent once, and what was acknowledged was sent."""
        argosy.ok("journal", "verify", folder)
        placed = collections.Counter()
        for record in records(argosy, folder, "command"):
            if record["type"] == "order_request_once":
                placed[record["data"]["key"].split("/", 1)[1]] += 1
        submitted, filled = collections.Counter(), set()
        for record in records(argosy, folder, "venue_command"):
            if record["type"] == "submit_order":
                submitted[str(record["data"]["order"])] += 1
        for record in records(argosy, folder, "venue_event"):
            if record["type"] == "fill":
                fill = record["data"]["fill"]
                identity = (fill["order"], fill.get("id"), fill["time"], fill["qty"], fill["price"])
                self.figures["fills doubled"] += identity in filled
                filled.add(identity)
        ids = list(self.orders.values())
        self.figures["orders"] = len(ids)
        self.figures["fills"] = len(filled)
        self.figures["lost"] = sum(1 for key, id in self.orders.items() if not placed[key] or not submitted[id])
        self.figures["doubled"] = sum(n > 1 for n in placed.values()) + sum(n > 1 for n in submitted.values()) + \
            len(ids) - len(set(ids))
        self.figures["unknown"] = len(set(placed) - set(self.sent))
        for what in ("lost", "doubled", "unknown", "fills doubled"):
            assert self.figures[what] == 0, f"{what}: {dict(self.figures)}"


def records(argosy, folder, kind):
    for line in argosy.ok("journal", "show", folder, "--type", kind, timeout=120).out.splitlines():
        yield json.loads(line)["data"]


def start_raw(argosy, *words):
    """`argosy up` that is not waited for: killed while it reads its journal."""
    return subprocess.Popen([argosy.binary, "up", "--port", "0", "--gateway-port", "0", *words], cwd=argosy.folder,
                            env=argosy.environment, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


keys_kept = 4096  # docs/api.md: the answers to so many keys are kept


def kill_loop(argosy, seed, kills, producers=4, say=lambda text: None):
    """Trades, is killed at random moments with orders in flight (also while it recovers), and is asked again."""
    chance, ledger, words = random.Random(seed), Ledger(), ("--speed", "600")
    for n in range(kills):
        while chance.random() < 0.15:
            process = start_raw(argosy, *words)
            time.sleep(chance.uniform(0, 0.3))
            process.kill()
            process.wait()
            ledger.figures["kills while it starts"] += 1
        live = argosy.start(*words)
        unsettled = [key for key in ledger.sent if key not in ledger.orders]
        recent = [key for key in list(ledger.sent)[-keys_kept // 2:] if key in ledger.orders]
        known = chance.sample(recent, min(5, len(recent)))
        ledger.ask_again(live, [key for key in unsettled if key.startswith(f"k{n - 1}-")] + known)
        # What rests in the book would soon be all that the limit of open orders lets through.
        live.call("POST", "/api/v1/orders/cancel-all", {})
        threads = [Producer(live, f"k{n}-{i}", random.Random(chance.random())) for i in range(producers)]
        [t.start() for t in threads]
        time.sleep(chance.uniform(0.05, 0.6))
        live.kill()
        ledger.figures["kills"] += 1
        for t in threads:
            t.stopping.set()
            t.join(10)
            ledger.add(t)
        if n % 10 == 9:
            say(f"    {n + 1} kills: {dict(ledger.figures)}")
    live = argosy.start(*words)
    last = list(ledger.orders)[-40:]
    ledger.ask_again(live, last)
    for key in last:
        shown = live.call("GET", f"/api/v1/orders/{ledger.orders[key]}")
        assert shown.status == 200 and shown.json["order_id"] == ledger.orders[key], shown
    assert live.stop() == 0
    ledger.check_journal(argosy, "argosy-state/journal")
    return ledger.figures


SHIM = r"""
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>
/* Fails the syncs of files whose path holds FAIL_PATH once the file FAIL_WHEN exists; FAIL_SLOW_US delays them instead. */
static int is_due(int fd) {
    char link[64], path[4096];
    const char *part = getenv("FAIL_PATH"), *when = getenv("FAIL_WHEN");
    char digits[16]; int n = 0, i; unsigned v = (unsigned)fd;
    do digits[n++] = (char)('0' + v % 10); while (v /= 10);
    strcpy(link, "/proc/self/fd/");
    size_t at = strlen(link);
    for (i = n; i-- > 0;) link[at++] = digits[i];
    link[at] = 0;
    ssize_t len = readlink(link, path, sizeof path - 1);
    if (len < 0 || !part || !when || access(when, F_OK) != 0) return 0;
    path[len] = 0;
    return strstr(path, part) != 0;
}
static int act(int fd) {
    if (!is_due(fd)) return 0;
    const char *slow = getenv("FAIL_SLOW_US");
    if (slow) { usleep((useconds_t)atoi(slow)); return 0; }
    errno = EIO;
    return -1;
}
#define SYNC(name) int name(int fd) { \
    static int (*real)(int); if (!real) *(void **)&real = dlsym(RTLD_NEXT, #name); \
    return act(fd) ? -1 : real(fd); }
SYNC(fsync)
SYNC(fdatasync)
"""


def with_failing_fsync(argosy, part, slow_us=None):
    """From now on the program runs with a library that fails fsync below `part`, once the returned file is made."""
    if not shutil.which("cc"):
        skip("no C compiler for the shim")
    source, library, when = argosy.write("shim.c", SHIM), argosy.path("shim.so"), argosy.path("fail-now")
    built = subprocess.run(["cc", "-shared", "-fPIC", "-O1", "-o", library, source, "-ldl"], capture_output=True, text=True)
    assert built.returncode == 0, built.stderr
    argosy.environment.update(LD_PRELOAD=str(library), FAIL_PATH=part, FAIL_WHEN=str(when))
    if slow_us:
        argosy.environment["FAIL_SLOW_US"] = str(slow_us)
    return when


def without_shim(argosy):
    for name in ("LD_PRELOAD", "FAIL_PATH", "FAIL_WHEN", "FAIL_SLOW_US"):
        argosy.environment.pop(name, None)
