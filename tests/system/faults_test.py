#!/usr/bin/env python3
"""The invariants of docs/reliability.md, each broken for real: a short set. The long one: tests/system/faults."""
import http.client
import os
import random
import signal
import socket
import sys
import threading
import time

import fault_tools
import fuzz_tools
import support
import websocket
from fault_tools import Ledger, Producer

SEED = int(os.environ.get("TEST_SEED", random.SystemRandom().randrange(1 << 32)))
print(f"  seed {SEED}")
chance = random.Random(SEED)


def status_of(live):
    return live.get("/api/v1/status")["status"]


# An instrument rests after an exit of a strategy, which an order of ours may meet.
NO_REST = ("--set", "run.protections.cooldown=0s")


def test_kill_9_with_orders_in_flight_loses_and_doubles_none(argosy):
    """I-01, I-03, I-20"""
    figures = fault_tools.kill_loop(argosy, SEED, kills=5)
    assert figures["orders"] >= 10, f"too little happened: {dict(figures)}"
    print(f"    {dict(figures)}")


def test_64_producers_with_the_same_keys_get_one_order_for_each_key(argosy):
    """I-01, I-06: nobody gets a second order, and no limit is passed on the way."""
    live = argosy.start("--speed", "60", *NO_REST)
    keys, answers, begin = [f"same-{n}" for n in range(4)], [], threading.Barrier(64)
    tokens = [live.token, live.token_for("trader")]

    def produce(number):
        begin.wait()
        for key in keys:
            body = {"symbol": "BTC-USDT", "side": "buy", "order_type": "limit", "price": "40000", "amount": "0.001"}
            answers.append((key, live.call("POST", "/api/v1/orders", body, token=tokens[number % 2], timeout=30,
                                           headers={"Idempotency-Key": key})))
    threads = [threading.Thread(target=produce, args=(n,)) for n in range(64)]
    [t.start() for t in threads]
    [t.join() for t in threads]
    assert len(answers) == 64 * len(keys)
    for key in keys:
        got = {(a.status, a.json.get("order_id")) for k, a in answers if k == key}
        assert len(got) == 1, f"{key}: {got}"  # also a refusal is one for all
    assert sum(a.status == 201 for _, a in answers) >= 64, f"every key was refused: {answers[0][1]}"
    other = live.call("POST", "/api/v1/orders", {"symbol": "BTC-USDT", "side": "sell", "order_type": "market", "amount": "1"},
                      headers={"Idempotency-Key": keys[0]})
    assert other.status == 422 and other.is_problem, other
    assert live.stop() == 0
    placed = [r["data"]["key"] for r in fault_tools.records(argosy, "argosy-state/journal", "command")
              if r["type"] == "order_request_once"]
    assert sorted(placed) == sorted(f"script/{key}" for key in keys), placed


def test_limits_hold_against_64_producers(argosy):
    """I-06: the journal is read event by event; open orders never exceed the limit."""
    live = argosy.start("--speed", "60", *NO_REST, "--set", "run.limits.open_orders_max=20")
    begin = threading.Barrier(64)
    statuses = []

    def produce():
        begin.wait()
        body = {"symbol": "BTC-USDT", "side": "buy", "order_type": "limit", "price": "40000", "amount": "0.001"}
        statuses.append(live.call("POST", "/api/v1/orders", body, timeout=30).status)
    threads = [threading.Thread(target=produce) for _ in range(64)]
    [t.start() for t in threads]
    [t.join() for t in threads]
    assert statuses.count(201) >= 1 and set(statuses) <= {201, 409, 422}, statuses
    assert len(live.get("/api/v1/orders?status=open&limit=1000")["orders"]) <= 20
    assert live.stop() == 0


def stop_by_http(argosy, live):
    live.post("/api/v1/trading/emergency-stop", {"reason": "test"})


def stop_by_socket(argosy, live):
    with socket.socket(socket.AF_UNIX) as s:
        s.connect(str(argosy.path("argosy-state/argosy.sock")))
        s.sendall(b"POST /api/v1/trading/emergency-stop HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
        assert b" 200 " in s.recv(65536)


def stop_by_signal(argosy, live):
    live.process.send_signal(signal.SIGUSR1)


def stop_by_file(argosy, live):
    argosy.write("argosy-state/EMERGENCY_STOP", "a person\n")


def no_order_leaves(live):
    answer = live.call("POST", "/api/v1/orders", {"symbol": "BTC-USDT", "side": "buy", "order_type": "market", "amount": "0.002"})
    assert answer.status in (409, 422, 503), f"an order was taken: {answer}"
    assert live.call("POST", "/api/v1/trading/start", {}).status == 409, "it was started"


def test_every_way_to_stop_latches_over_kill_9_until_it_is_reset_in_two_steps(argosy):
    """I-05"""
    live = argosy.start("--speed", "60")
    for way in (stop_by_http, stop_by_socket, stop_by_signal, stop_by_file):
        way(argosy, live)
        live.wait_for(f"the stop {way.__name__}", lambda: status_of(live) == "emergency_stop", 10)
        no_order_leaves(live)
        live.kill()
        live = argosy.start("--speed", "60")
        assert status_of(live) == "emergency_stop", f"{way.__name__} was forgotten over kill -9"
        no_order_leaves(live)
        flag = argosy.path("argosy-state/EMERGENCY_STOP")
        if flag.exists():
            assert live.call("POST", "/api/v1/trading/emergency-reset", {}).status == 409, "reset beside the flag file"
            flag.unlink()
        offer = live.post("/api/v1/trading/emergency-reset")
        assert live.call("POST", "/api/v1/trading/emergency-reset", {"confirm": "x" + offer["confirm"]}).status == 409
        assert status_of(live) == "emergency_stop"
        assert live.call("POST", "/api/v1/trading/emergency-reset", {"confirm": offer["confirm"]},
                         token=live.token_for("trader")).status == 403, "a trader may not reset"
        live.post("/api/v1/trading/emergency-reset", {"confirm": offer["confirm"]})
        assert status_of(live) == "stopped"
        live.post("/api/v1/trading/start")
        assert status_of(live) == "running"


def test_a_client_that_may_ask_no_more_may_still_stop(argosy):
    """I-05: a runaway script has used up what its name may ask; the stop comes through."""
    live = argosy.start("--speed", "60")
    line = http.client.HTTPConnection(*live.address(), timeout=10)
    head = {"Authorization": f"Bearer {live.token}", "Content-Type": "application/json"}
    for _ in range(2000):
        line.request("POST", "/api/v1/risk/check", body="{}", headers=head)
        answer = line.getresponse()
        answer.read()
        if answer.status == 429:
            break
    assert answer.status == 429, "the rate is not limited"
    report = live.call("POST", "/api/v1/trading/emergency-stop", {"reason": "a runaway script"})
    assert report.status == 200 and status_of(live) == "emergency_stop", report
    assert live.call("POST", "/api/v1/trading/emergency-stop", {}, token=None).status == 401


def test_a_stop_before_it_has_started_is_not_missed(argosy):
    """I-05: SIGUSR1 while it reads its journal neither kills it nor is lost; a flag file is seen at the start."""
    live = argosy.start("--speed", "60")
    live.stop()
    live = support.Live(argosy, ["--speed", "60"])
    argosy.children.append(live)
    time.sleep(0.3)
    live.process.send_signal(signal.SIGUSR1)
    live.wait_until_up()
    live.wait_for("the stop", lambda: status_of(live) == "emergency_stop", 10)


def test_the_gate_closes_while_the_store_hangs_and_clients_flood(argosy):
    """I-05: fsync of the database sleeps, 16 clients read without pause; the gate still closes within 10 ms."""
    when = fault_tools.with_failing_fsync(argosy, "argosy.db", slow_us=2_000_000)
    live = argosy.start("--speed", "600")
    when.touch()
    stopping = threading.Event()

    def flood():
        while not stopping.is_set():
            live.call("GET", "/api/v1/orders?limit=1000", timeout=30)
    threads = [threading.Thread(target=flood, daemon=True) for _ in range(16)]
    [t.start() for t in threads]
    live.call("POST", "/api/v1/alerts", {"level": "INFO", "category": "test", "message": "keeps the writer busy"}, timeout=30)
    report = live.post("/api/v1/trading/emergency-stop", {"reason": "test"})
    stopping.set()
    [t.join() for t in threads]
    assert report["status"] == "emergency_stop" and report["orders_unconfirmed"] == 0, report
    print(f"    gate closed after {report['gate_closed_us']} us")


def test_a_paused_process_goes_on_where_it_was(argosy):
    """I-10, I-12: SIGSTOP for a while; nothing is lost, and time does not run back."""
    live = argosy.start("--speed", "60", *NO_REST)
    producer = Producer(live, "pause", random.Random(chance.random()))
    producer.start()
    for _ in range(3):
        before = live.get("/api/v1/status")["time"]
        live.process.send_signal(signal.SIGSTOP)
        time.sleep(chance.uniform(0.2, 1.0))
        live.process.send_signal(signal.SIGCONT)
        live.wait_for("an answer", lambda: live.get("/api/v1/status")["time"] >= before)
    time.sleep(1.5)  # it is asked for more after the last pause, too
    producer.stopping.set()
    producer.join(10)
    ledger = Ledger()
    ledger.add(producer)
    ledger.ask_again(live, list(ledger.orders)[:20])
    assert live.stop() == 0
    ledger.check_journal(argosy, "argosy-state/journal")
    assert ledger.figures["orders"] > 3, dict(ledger.figures)


def test_a_failed_fsync_of_the_journal_stops_orders_and_is_never_repeated(argosy):
    """I-01, I-16: 503 for orders, cancels and the stop still work, and the next start has every acknowledged order."""
    when = fault_tools.with_failing_fsync(argosy, "/journal/")
    live = argosy.start("--speed", "60", *NO_REST)
    producer = Producer(live, "io", random.Random(chance.random()))
    producer.start()
    time.sleep(0.5)
    resting = live.call("POST", "/api/v1/orders", {"symbol": "BTC-USDT", "side": "buy", "order_type": "limit", "price": "40000",
                                                   "amount": "0.002"})
    assert resting.status == 201, resting
    when.touch()
    live.wait_for("trading to stop", lambda: live.request("/ready")[0] == 503)
    producer.stopping.set()
    producer.join(10)
    refused = live.call("POST", "/api/v1/orders", fault_tools.order(chance))
    assert refused.status == 503 and refused.is_problem, refused
    canceled = live.call("DELETE", f"/api/v1/orders/{resting.json['order_id']}")
    assert canceled.status in (200, 503), canceled
    shown = live.call("GET", f"/api/v1/orders/{resting.json['order_id']}")
    assert shown.status == 200 and shown.json["status"] in ("canceled", "pending_cancel"), f"the cancel did not leave: {shown}"
    report = live.post("/api/v1/trading/emergency-stop", {"reason": "disk"})
    assert report["status"] == "emergency_stop" and report["warning"], report
    when.unlink()  # the disk is well again: what was failed stays failed
    time.sleep(0.5)
    assert live.request("/ready")[0] == 503, "it went on after a failed fsync"
    ledger = Ledger()
    ledger.add(producer)
    assert live.stop() == 1
    fault_tools.without_shim(argosy)
    live = argosy.start("--speed", "60", *NO_REST)
    assert status_of(live) == "emergency_stop", "the stop was forgotten"
    ledger.ask_again(live, list(ledger.orders))
    assert live.stop() == 0
    ledger.check_journal(argosy, "argosy-state/journal")


def test_a_failed_fsync_of_the_database_does_not_touch_trading(argosy):
    """I-16, and the failure field 'database on the hot path'."""
    when = fault_tools.with_failing_fsync(argosy, "argosy.db")
    live = argosy.start("--speed", "600", *NO_REST)
    when.touch()
    before = live.get("/api/v1/status")["time"]
    alert = live.call("POST", "/api/v1/alerts", {"level": "INFO", "category": "test", "message": "not stored"})
    assert alert.status in (201, 500, 503) and (alert.status == 201 or alert.is_problem), alert
    order = live.call("POST", "/api/v1/orders", fault_tools.order(random.Random(1)), timeout=20)
    assert order.status == 201, order
    live.wait_for("the market to go on", lambda: live.get("/api/v1/status")["time"] > before)
    assert live.process.poll() is None
    live.kill()
    fault_tools.without_shim(argosy)
    live = argosy.start("--speed", "60", *NO_REST)
    assert live.call("GET", f"/api/v1/orders/{order.json['order_id']}").status == 200


def test_a_database_with_flipped_bits_is_found_and_never_believed(argosy):
    """I-04, I-16: pages carry checksums; the journal, which decides, is not touched."""
    live = argosy.start("--speed", "600")
    live.wait_for("rows", lambda: len(live.get("/api/v1/trades")["trades"]) > 5)
    assert live.stop() == 0
    file = argosy.path("argosy-state/argosy.db")
    whole, found, tried = file.read_bytes(), 0, 0
    page = 4096
    for _ in range(12):
        broken, at = bytearray(whole), chance.randrange(page, len(whole))
        broken[at] ^= 1 << chance.randrange(8)
        file.write_bytes(broken)
        for beside in ("argosy.db-wal", "argosy.db-shm"):
            argosy.path(f"argosy-state/{beside}").unlink(missing_ok=True)
        tried += 1
        checked = argosy.run("store", "check", "--state", "argosy-state")
        assert checked.code in (0, 1), checked
        found += checked.code == 1
    assert found == tried, f"only {found} of {tried} flipped bits were found"
    file.write_bytes(whole)
    argosy.ok("store", "check", "--state", "argosy-state")


def test_thousands_of_idle_and_slow_clients_leave_room_for_others(argosy):
    """I-15, I-19"""
    live = argosy.start("--speed", "60")
    address, sockets = live.address(), []
    for n in range(1500):
        s = socket.create_connection(address, timeout=5)
        if n % 3 == 0:
            s.sendall(b"GET /api/v1/status HTTP/1.1\r\nHost: localhost\r\nX-Slow: ")
        sockets.append(s)
    readers = [websocket.Client(live.address("page"), f"/ws/dashboard?ticket={live.post('/api/v1/auth/ticket')['ticket']}")
               for _ in range(20)]  # and never read
    files = len(os.listdir(f"/proc/{live.process.pid}/fd"))
    took = []
    for _ in range(50):
        begin = time.monotonic()
        live.get("/health")
        took.append(time.monotonic() - begin)
    assert status_of(live) == "running"
    [s.close() for s in sockets]
    [r.socket.close() for r in readers]
    live.wait_for("the sockets to be forgotten", lambda: len(os.listdir(f"/proc/{live.process.pid}/fd")) < files - 1400)
    print(f"    1500 idle or slow sockets; median of /health {sorted(took)[25] * 1000:.1f} ms")


def test_malformed_requests_bodies_and_frames_are_refused(argosy):
    """I-19"""
    figures = fuzz_tools.run(argosy, SEED, 500)
    print(f"    {dict(figures)}")


def test_memory_and_files_stay_bounded(argosy):
    """I-15: the same traffic again and again; a second half adds next to nothing."""
    live = argosy.start("--speed", "6000")

    def resident():
        for line in open(f"/proc/{live.process.pid}/status"):
            if line.startswith("VmRSS"):
                return int(line.split()[1])

    def traffic(count):
        for n in range(count):
            live.call("GET", "/api/v1/orders?limit=100")
            live.call("POST", "/api/v1/orders/preview", {"symbol": "BTC-USDT"})
            live.call("GET", "/api/v1/none/" + "x" * 500)
    traffic(150)
    first, files = resident(), len(os.listdir(f"/proc/{live.process.pid}/fd"))
    traffic(150)
    grown = resident() - first
    assert grown < 16 << 10, f"{grown} KiB more after the same requests"
    assert len(os.listdir(f"/proc/{live.process.pid}/fd")) <= files + 4


def silence(live):
    """Every strategy off: what is ordered from now on is ours."""
    for strategy in live.get("/api/v1/strategies")["strategies"]:
        if strategy["active"]:
            live.post(f"/api/v1/strategies/{strategy['name']}/disable")


def ends_in_journal(argosy, order):
    """What the venue has said about the order, in the order of the journal."""
    said = []
    for record in fault_tools.records(argosy, "argosy-state/journal", "venue_event"):
        about = record["data"].get("fill", record["data"])
        if str(about.get("order")) == order:
            said.append(record["type"])
    return said


def test_an_order_without_an_answer_ends_by_the_venues_word_alone(argosy):
    """I-02: the venue's answers come an hour late. Neither a cancel nor kill -9 nor asking again makes an end of it
    before, nothing is sent twice, and its risk stays reserved; then the late answer is the truth."""
    late = ("--speed", "120", *NO_REST, "--set", "run.latency.response.mean=1h", "--set", "history=0",
            "--set", "run.limits.open_orders_max=1")
    live = argosy.start(*late)
    silence(live)  # before any of them has seen enough to speak
    begin = live.get("/api/v1/status")["time"]
    live.wait_for("a price", lambda: live.get("/api/v1/status")["time"] > begin)
    assert not live.get("/api/v1/orders?limit=1000")["orders"], "there are orders that are not ours"
    body = {"symbol": "BTC-USDT", "side": "buy", "order_type": "market", "amount": "0.002"}
    placed = live.call("POST", "/api/v1/orders", body, headers={"Idempotency-Key": "lost"})
    assert placed.status == 201, placed
    order = placed.json["order_id"]

    def shown():
        return live.get(f"/api/v1/orders/{order}")["status"]

    def is_open():
        return any(o["order_id"] == order for o in live.get("/api/v1/orders?status=open&limit=1000")["orders"])

    def another():
        """A second order: the limit is one."""
        return live.call("POST", "/api/v1/orders", {**body, "symbol": "ETH-USDT", "amount": "0.01"})

    for _ in range(2):
        refused = another()
        assert refused.status in (409, 422) and "1" in refused.text, f"its place in the limits is free: {refused}"
        assert is_open(), f"it is {shown()} without a word of the venue"
        asked = live.call("DELETE", f"/api/v1/orders/{order}")
        assert asked.status in (200, 202, 409), asked
        assert is_open(), f"a cancel that nobody answered made it {shown()}"
        live.kill()  # the answers are still on their way
        assert "fill" not in ends_in_journal(argosy, order), "it came too early: the test shows nothing"
        live = argosy.start(*late)
        assert another().status in (409, 422), "a restart released its risk"
        again = live.call("POST", "/api/v1/orders", body, headers={"Idempotency-Key": "lost"})
        assert again.status == 201 and again.json["order_id"] == order, f"asked again it is another one: {again}"
    live.wait_for("the venue's late answer", lambda: not is_open(), 180)
    assert shown() in ("filled", "canceled"), shown()
    filled = shown() == "filled"
    assert another().status == 201, "its place is not given back"
    assert live.stop() == 0
    said = ends_in_journal(argosy, order)
    assert ("order_filled" in said or "fill" in said) == filled, f"shown as filled: {filled}, the venue said {said}"
    sent = [r for r in fault_tools.records(argosy, "argosy-state/journal", "venue_command")
            if r["type"] == "submit_order" and str(r["data"]["order"]) == order]
    assert len(sent) == 1, f"sent {len(sent)} times"


def test_a_config_change_is_whole_or_not_at_all(argosy):
    """I-17: kill -9 while versions are applied; after the restart the newest that was acknowledged holds."""
    acknowledged = 0.0
    for n in range(3):
        live = argosy.start("--speed", "60")
        limits = live.call("GET", "/api/v1/risk/limits").json
        assert limits["max_concurrent_trades"] >= acknowledged, f"{acknowledged} was acknowledged, {limits}"
        deadline, stopper = chance.uniform(0.05, 0.4), threading.Timer(0, lambda: None)
        stopper = threading.Timer(deadline, lambda: live.process.send_signal(signal.SIGKILL))
        stopper.start()
        value = int(limits["max_concurrent_trades"])
        try:
            while True:
                value += 1
                etag = live.call("GET", "/api/v1/risk/limits").headers["ETag"]
                done = live.call("PUT", "/api/v1/risk/limits", {"max_concurrent_trades": value}, headers={"If-Match": etag})
                if done.status != 200:
                    break
                acknowledged = value
        except Exception:  # noqa: BLE001 it was killed
            pass
        stopper.join()
        live.kill()


if __name__ == "__main__":
    support.main(sys.modules[__name__])
