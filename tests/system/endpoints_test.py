#!/usr/bin/env python3
"""Every row of ../shared/spec/endpoints.yaml from outside: its documented fields, and a problem for a bad request."""
import re
import sys
import time

import support
import websocket

ROW = re.compile(r'service: ([\w-]+), method: "?([A-Z, *]+)"?, path: "?([^",]+)"?,')
VALUES = {"exchange": "binance", "exchange_name": "binance", "symbol": "BTC-USDT", "pair": "BTC-USDT",
          "strategy_name": "ema_cross", "data_type": "ticker"}

# The data models of the requirement documents: `?` may be null.
TRADE = "trade_id pair exchange entry_price exit_price? status position_size strategy entry_time exit_time? pnl?"
BALANCE = "exchange total_balance available_balance total_pnl daily_pnl timestamp"
ALERT = "alert_id level category message exchange? details timestamp resolved"
MARKET_DATA = "exchange symbol data_type data timestamp"
ORDER = "exchange symbol order_type side amount price? order_id status"
HEALTH = "exchange status response_time last_check error_count"
SIGNAL = "strategy_name pair exchange signal confidence strength timestamp market_regime"
CONSENSUS = "pair exchange consensus_signal agreement_percentage participating_strategies signals timestamp"
PERFORMANCE = "strategy_name total_trades winning_trades win_rate? total_pnl sharpe_ratio? max_drawdown period"
STATUS = "status cycle_count active_trades total_pnl last_cycle? uptime"
CYCLE = "cycle_id cycle_type start_time end_time? trades_processed signals_generated errors"
LIMITS = "max_concurrent_trades max_daily_trades max_daily_loss max_total_loss position_size_percentage"
DATABASE = "host port name user password pool_size max_overflow"
TRADING = "mode max_concurrent_trades position_size_percentage stop_loss_percentage take_profit_percentage"
MODELS = {TRADE, BALANCE, HEALTH, SIGNAL, CONSENSUS, PERFORMANCE, STATUS, LIMITS, TRADING}
NUMBERS = set("entry_price position_size total_balance available_balance total_pnl daily_pnl response_time confidence strength "
              "agreement_percentage max_daily_loss max_total_loss position_size_percentage uptime amount "
              "stop_loss_percentage take_profit_percentage".split())

# What a GET answers: (name of the list or "", fields). Rows that are not here need no more than a good answer.
GETS = {
    "/api/orders": ("orders", ORDER), "/orders": ("orders", ORDER), "/api/order-status": ("orders", ORDER),
    "/api/v1/trading/orders/{exchange}": ("orders", ORDER), "/api/v1/trades": ("trades", TRADE),
    "/api/v1/trades/open": ("trades", TRADE), "/api/v1/trades/exchange/{exchange_name}": ("trades", TRADE),
    "/analytics/trades": ("trades", TRADE), "/api/trades": ("trades", TRADE),
    "/api/v1/balances": ("balances", BALANCE), "/api/v1/balances/{exchange_name}": ("", BALANCE),
    "/api/v1/account/balance/{exchange}": ("", BALANCE), "/api/v1/simulation/balance/{exchange}": ("", BALANCE),
    "/api/v1/alerts": ("alerts", ALERT), "/api/v1/alerts/unresolved": ("alerts", ALERT), "/api/alerts": ("alerts", ALERT),
    "/api/v1/market/ticker/{exchange}/{symbol}": ("", MARKET_DATA), "/api/v1/market/ohlcv/{exchange}/{symbol}": ("", MARKET_DATA),
    "/api/v1/market/orderbook/{exchange}/{symbol}": ("", MARKET_DATA),
    "/api/v1/cache/market-data/{exchange}/{pair}/{data_type}": ("", MARKET_DATA),
    "/api/v1/exchanges/{exchange_name}/health": ("", HEALTH), "/api/v1/signals/{exchange}/{pair}": ("signals", SIGNAL),
    "/signals/{symbol}": ("signals", SIGNAL), "/api/signals": ("signals", SIGNAL),
    "/api/v1/signals/consensus/{exchange}/{pair}": ("", CONSENSUS), "/api/v1/performance/{strategy_name}": ("", PERFORMANCE),
    "/api/v1/performance/compare": ("strategies", PERFORMANCE), "/api/v1/trading/status": ("", STATUS),
    "/api/v1/risk/limits": ("", LIMITS), "/risk/limits": ("", LIMITS), "/api/v1/config/database": ("", DATABASE),
    "/api/v1/config/trading": ("", TRADING), "/api/v1/trading/active-trades": ("trades", "trade_id pair exchange status"),
    "/positions": ("positions", "instrument qty entry_price"), "/api/positions": ("positions", "instrument qty entry_price"),
    "/api/v1/trading/positions/{exchange}": ("positions", "instrument qty entry_price"),
    "/health": ("", "status service version"), "/ready": ("", "status"), "/live": ("", "status"),
    "/health/all": ("services", "name status"), "/services": ("services", "name status"),
    "/cache/stats": ("", "entries hits misses hit_rate"), "/quote/{symbol}": ("", "symbol bid ask timestamp"),
    "/api/latest/{symbol}": ("", "symbol price timestamp"), "/market-status": ("", "is_open status"),
    "/api/market_status": ("", "is_open status"), "/chart/{symbol}": ("", "instrument interval bars"),
    "/api/chart/{symbol}": ("", "instrument interval bars"), "/historical/{symbol}": ("", "instrument interval bars"),
    "/analytics/summary": ("", "total_pnl total_trades"), "/analytics/pnl-history": ("points", "time equity pnl"),
    "/notifications/settings": ("", "channels rules"), "/api/v1/pairs/selected": ("pairs", "pair exchange volume_24h volatility"),
    "/api/v1/pairs/candidates": ("candidates", "pair exchange volume_24h volatility"),
    "/api/v1/risk/exposure": ("", "equity gross net total_exposure exposure_percentage"),
    "/api/v1/market/pairs/{exchange}": ("pairs", "symbol base quote"), "/api/v1/exchanges": ("exchanges", "name status"),
    "/api/v1/exchanges/{exchange_name}/info": ("", "exchange order_types"), "/api/v1/strategies": ("strategies", "name enabled"),
    "/api/v1/strategies/{strategy_name}": ("", "name enabled"), "/api/v1/strategies/{strategy_name}/config": ("", "parameters"),
    "/api/v1/config/strategies": ("strategies", "name enabled parameters"), "/api/v1/config/health": ("", "status"),
    "/api/news-sentiment": ("sentiment", "instrument score? headlines"), "/api/performance-metrics": ("metrics", "name value?"),
    "/api/backtest-results": ("", "results"), "/api/v1/trading/cycle-stats": ("", "cycle_count"),
    "/api/account": ("", "account_id equity cash buying_power"), "/account": ("", "account_id equity cash buying_power"),
    "/portfolio/summary": ("", "equity balance total_pnl"), "/api/v1/portfolio/summary": ("", "equity balance total_pnl"),
    "/api/portfolio": ("", "equity balance total_pnl"), "/api/config": ("", "version settings"), "/config": ("", "version settings"),
}

BUY = {"exchange": "binance", "symbol": "BTC-USDT", "order_type": "limit", "side": "buy", "amount": 0.01, "price": 20000.5}
TRADE_IN = {"pair": "BTC-USDT", "exchange": "binance", "side": "buy", "entry_price": 100.5, "position_size": 0.1,
            "strategy": "ema_cross", "status": "OPEN", "entry_time": "2026-01-01T10:00:00Z"}
ALERT_IN = {"level": "WARNING", "category": "test", "message": "a test", "details": {"a": 1}}
CACHE_IN = {"exchange": "binance", "symbol": "BTC-USDT", "data_type": "ticker", "data": {"last": 1}, "ttl": "1m"}
CHECK_IN = {"symbol": "BTC-USDT", "side": "buy", "amount": 0.01, "price": 60000}

# What a POST, PUT or DELETE is sent to succeed, and what it answers: (body, status, list, fields).
WRITES = {
    ("POST", "/api/orders"): (BUY, 201, "", ORDER), ("POST", "/orders"): (BUY, 201, "", ORDER),
    ("POST", "/api/v1/trading/order"): (BUY, 201, "", ORDER), ("POST", "/api/v1/simulation/order"): (BUY, 201, "", ORDER),
    ("POST", "/api/execute-trade"): (BUY, 201, "", ORDER), ("POST", "/api/v1/trades"): (TRADE_IN, 201, "", TRADE),
    ("POST", "/api/v1/alerts"): (ALERT_IN, 201, "", ALERT), ("POST", "/risk/assess"): (CHECK_IN, 200, "", "would_pass|approved reasons"),
    ("POST", "/api/v1/risk/check"): (CHECK_IN, 200, "", "would_pass|approved reasons"),
    ("POST", "/api/assess-risk"): (CHECK_IN, 200, "", "would_pass|approved reasons"),
    ("POST", "/api/v1/cache/market-data"): (CACHE_IN, 201, "", MARKET_DATA),
    ("DELETE", "/api/v1/cache/expired"): (None, 200, "", "removed"),
    ("POST", "/api/v1/config/validate"): ({}, 200, "", "valid problems"),
    ("POST", "/api/v1/strategies/{strategy_name}/enable"): ({}, 200, "", "name enabled"),
    ("POST", "/api/v1/strategies/{strategy_name}/disable"): ({}, 200, "", "name enabled"),
    ("POST", "/api/v1/analysis/{exchange}/{pair}"): ({}, 200, "", "pair exchange market_regime indicators"),
    ("POST", "/api/v1/performance/{strategy_name}/update"): ({}, 200, "", PERFORMANCE),
    ("PUT", "/api/v1/strategies/{strategy_name}/config"): ({"parameters": {"fast": 8, "slow": 21}}, 200, "", "strategy_name parameters"),
    ("POST", "/api/v1/strategies/{strategy_name}/backtest"): ({}, 202, "", "job_id status"),
    ("POST", "/api/run-backtest"): ({}, 202, "", "job_id status"),
    ("POST", "/api/v1/trading/start"): ({}, 200, "", STATUS), ("POST", "/api/v1/trading/stop"): ({}, 200, "", STATUS),
    ("POST", "/api/control/start"): ({}, 200, "", STATUS), ("POST", "/api/control/stop"): ({}, 200, "", STATUS),
    ("POST", "/api/v1/trading/cycle/entry"): ({}, 200, "", CYCLE), ("POST", "/api/v1/trading/cycle/exit"): ({}, 200, "", CYCLE),
    ("POST", "/api/v1/pairs/select"): ({"pairs": ["BTC-USDT", "ETH-USDT"]}, 200, "pairs", "pair exchange"),
    ("POST", "/api/generate-signals"): ({"symbol": "BTC-USDT", "bars": "RECENT", "interval": "1m"}, 200, "signals", SIGNAL),
    ("POST", "/api/process-data"): ({"bars": "RECENT", "interval": "1m"}, 200, "", "interval"),
}

# Routes whose answer to anything is good (they have no input) or that a bad body must not hinder.
NO_BAD_REQUEST = {"/health", "/live", "/ready", "/health/all", "/api/v1/trading/emergency-stop"}


def rows(method_wanted=None):
    for line in support.shared_spec("endpoints.yaml").read_text().splitlines():
        if not (match := ROW.search(line)):
            continue
        service, methods, path = match.groups()
        for method in methods.replace(" ", "").split(","):
            if method != "*" and (method_wanted is None or method == method_wanted):
                yield service, method, path


def concrete(path, **more):
    path = path.replace("/*", "/summary")
    return re.sub(r"\{(\w+)\}", lambda m: {**VALUES, **more}.get(m[1], "unknown-id"), path)


def lacking(document, name, fields):
    """What the documents name and the answer has not."""
    if name:
        if not isinstance(document, dict) or not isinstance(document.get(name), list):
            return f"no list {name}"
        if not document[name]:
            return f"the list {name} is empty: the test would prove nothing"
        document = document[name][0]
    wrong = []
    for field in fields.split():
        may_be_null, names = field.endswith("?"), field.rstrip("?").split("|")
        present = [n for n in names if n in document]
        if not present or (document[present[0]] is None and not may_be_null):
            wrong.append(field)
        elif fields in MODELS and present[0] in NUMBERS and not isinstance(document[present[0]], (int, float)):
            wrong.append(f"{field} is no number: {document[present[0]]!r}")
    return wrong


def started(argosy):
    live = argosy.start("--speed", "600")
    live.call("POST", "/api/v1/alerts", ALERT_IN)
    live.wait_for("a finished trade and an open one", lambda: len(live.get("/api/v1/trades")["trades"]) > 2 and
                  live.get("/api/v1/trades/open")["trades"] and live.get("/api/v1/alerts")["alerts"] and
                  live.get("/api/v1/positions")["positions"])
    return live


def port_of(service):
    return "page" if service == "dashboard" else "gateway"


def test_every_row_that_reads_answers_with_its_documented_fields(argosy):
    live, wrong, count = started(argosy), [], 0
    for service, method, path in rows("GET"):
        answer = live.call("GET", concrete(path), port=port_of(service))
        count += 1
        if answer.status == 404 and "unknown-id" in concrete(path) and answer.is_problem:
            continue
        if answer.status != 200:
            wrong.append(f"GET {path}: {answer}")
        elif (path in GETS and answer.json is not None) and (missing := lacking(answer.json, *GETS[path])):
            wrong.append(f"GET {path}: {missing}; {answer}")
    trade = live.get("/api/v1/trades/open")["trades"][0]
    position = trade["trade_id"]
    for path, fields in ((f"/api/v1/trades/{trade['trade_id']}", TRADE),
                         (f"/risk/position/{position}", "position_id")):
        answer = live.call("GET", path)
        if answer.status != 200 or (missing := lacking(answer.json, "", fields)):
            wrong.append(f"GET {path}: {answer}")
    assert not wrong, "\n" + "\n".join(wrong)
    assert count > 80, f"only {count} rows were read"


def recent_bars(live):
    bars = live.get("/api/v1/bars/BTC-USDT?interval=1m&limit=200")["bars"]
    return [dict(zip(("time", "open", "high", "low", "close", "volume"), bar)) for bar in bars]


def test_every_row_that_writes_answers_with_its_documented_fields(argosy):
    live, wrong, seen = started(argosy), [], set()
    for service, method, path in rows():
        if (method, path) not in WRITES or (method, path) in seen:
            continue
        seen.add((method, path))
        body, status, name, fields = WRITES[method, path]
        if body and body.get("bars") == "RECENT":
            body = {**body, "bars": recent_bars(live)}
        answer = live.call(method, concrete(path), body, port=port_of(service))
        if answer.status != status:
            wrong.append(f"{method} {path}: expected {status}, got {answer}")
        elif missing := lacking(answer.json, name, fields):
            wrong.append(f"{method} {path}: {missing}; {answer}")
    assert not wrong, "\n" + "\n".join(wrong)
    left = {(m, p) for _, m, p in rows() if m not in ("GET", "WS")} - seen - BY_HAND
    assert not left, f"rows without a good request: {left}"


# Rows whose good request needs what an answer before it gave: the next test.
BY_HAND = {
    ("DELETE", "/api/orders/{id}"), ("DELETE", "/orders/{id}"), ("DELETE", "/api/v1/trading/order/{exchange}/{order_id}"),
    ("POST", "/api/config"), ("POST", "/config"), ("PUT", "/api/v1/config/update"), ("POST", "/notifications/send"),
    ("POST", "/api/alerts"), ("POST", "/api/update-stops"), ("PUT", "/api/v1/trades/{trade_id}"),
    ("PUT", "/api/v1/balances/{exchange_name}"), ("PUT", "/api/v1/alerts/{alert_id}/resolve"),
    ("PUT", "/api/v1/risk/limits"), ("POST", "/api/v1/trading/emergency-stop"),
}


def expect(answer, status, fields=""):
    assert answer.status == status, answer
    assert not lacking(answer.json, "", fields), f"{lacking(answer.json, '', fields)}: {answer}"
    return answer


def test_rows_that_need_an_answer_before_them(argosy):
    support.shared_spec("endpoints.yaml")
    live = started(argosy)
    for place, cancel in (("/api/orders", "/api/orders/{}"), ("/orders", "/orders/{}"),
                          ("/api/v1/trading/order", "/api/v1/trading/order/binance/{}")):
        order = expect(live.call("POST", place, BUY), 201, ORDER).json
        assert order["status"] in ("pending", "submitted", "accepted", "open"), order
        expect(live.call("DELETE", cancel.format(order["order_id"])), 200, ORDER)
    trade = expect(live.call("POST", "/api/v1/trades", TRADE_IN), 201, TRADE).json
    closed = expect(live.call("PUT", f"/api/v1/trades/{trade['trade_id']}",
                              {"status": "CLOSED", "exit_price": 110.5, "exit_time": "2026-01-01T11:00:00Z"}), 200, TRADE).json
    assert closed["status"] == "CLOSED" and closed["exit_price"] == 110.5, closed
    alert = expect(live.call("POST", "/api/v1/alerts", ALERT_IN), 201, ALERT).json
    assert expect(live.call("PUT", f"/api/v1/alerts/{alert['alert_id']}/resolve", {}), 200, ALERT).json["resolved"] is True
    for rows_shown, (path, method) in enumerate((("/api/config", "POST"), ("/config", "POST"), ("/api/v1/config/update", "PUT")), 50):
        read = live.call("GET", "/api/v1/config")
        change = {"settings": {"platform": {"web_ui": {"rows": rows_shown}}}, "reason": "a test"}
        changed = live.call(method, path, change, headers={"If-Match": read.headers["ETag"]})
        assert changed.status in (200, 201), changed
        assert live.get("/api/v1/config/web-ui")["rows"] == rows_shown
    limits = live.call("GET", "/api/v1/risk/limits")
    answer = live.call("PUT", "/api/v1/risk/limits", {"max_concurrent_trades": 2}, headers={"If-Match": limits.headers["ETag"]})
    assert expect(answer, 200, LIMITS).json["max_concurrent_trades"] == 2
    expect(live.call("PUT", "/api/v1/balances/binance", dict(total_balance=10.5, available_balance=10, total_pnl=0, daily_pnl=0,
                                                             currency="USDT")), 200, BALANCE)
    position = live.get("/api/v1/positions")["positions"][0]
    price = float(position["mark_price"]) * (0.9 if position["side"] == "long" else 1.1)
    answer = live.call("POST", "/api/update-stops", {"symbol": position["instrument"], "stop_loss": f"{price:.0f}"})
    assert answer.status in (200, 409), answer
    sent = live.call("POST", "/notifications/send", {"message": "hello", "level": "INFO"})
    assert sent.status in (200, 202), sent
    expect(live.call("POST", "/api/v1/trading/emergency-stop", {"reason": "a test"}), 200, "status gate_closed_us orders_open")


def test_every_row_answers_a_bad_request_with_a_problem(argosy):
    live, wrong, count = started(argosy), [], 0
    for service, method, path in rows():
        if method == "WS" or port_of(service) == "page" and not path.startswith("/api") or path in NO_BAD_REQUEST:
            continue
        bad = concrete(path, exchange="no-such-venue", exchange_name="no-such-venue", symbol="NO-SUCH", pair="NO-SUCH",
                       strategy_name="no_such_strategy", data_type="no_such_type")
        bodies = [None] if method in ("GET", "DELETE") else [b"{", b"[]", {"no_such_field": 1}, b"\xff\xfe"]
        for body in bodies:
            query = "?limit=-1&no_such_parameter=%41" if method in ("GET", "DELETE") else ""
            answer = live.call(method, bad + query, body, port=port_of(service))
            count += 1
            if not 400 <= answer.status < 500 or not answer.is_problem:
                wrong.append(f"{method} {bad}{query} {body}: {answer}")
    assert not wrong, f"{len(wrong)} of {count}\n" + "\n".join(wrong)
    assert count > 200, count


def test_every_websocket_row_sends_its_events(argosy):
    live, kinds = started(argosy), {"/ws/trades": {"trade_update"}, "/ws/portfolio": {"portfolio_update"},
                                    "/ws/alerts": {"alert"}, "/ws/dashboard": {"portfolio_update", "trade_update", "alert"}}
    fields = {"portfolio_update": "total_balance total_pnl daily_pnl active_trades",
              "trade_update": "trade_id pair exchange status entry_price current_pnl",
              "alert": "level message exchange? timestamp"}
    names = [path for _, method, path in rows("WS")]
    assert names, "no row is a WebSocket"
    for path in names:
        ticket = live.call("POST", "/api/v1/auth/ticket").json["ticket"]
        with websocket.Client(live.address("page"), f"{path}?ticket={ticket}") as ws:
            first = ws.receive()
            assert first["type"] == "snapshot" and first["seq"] >= 0, str(first)[:300]
            live.call("POST", "/api/v1/alerts", ALERT_IN)
            wanted, until, last = set(kinds[path]), time.monotonic() + 20, first["seq"]
            while wanted and time.monotonic() < until:
                event = ws.receive()
                assert event["seq"] == last + 1, f"a gap from {last} to {event['seq']}"
                last = event["seq"]
                if event["type"] in fields:
                    assert event["type"] in kinds[path], f"{event['type']} on {path}"
                    assert not lacking(event["data"], "", fields[event["type"]]), event
                wanted.discard(event["type"])
            assert not wanted, f"{path}: no {wanted} in 20 s"


if __name__ == "__main__":
    support.main(sys.modules[__name__])
