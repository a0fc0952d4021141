// The routes behind the pages, from a made-up platform. A test changes what it holds.
import { random } from './market.mjs';

const day = 86_400_000;
const notFound = (detail) => ({ status: 404, data: { status: 404, code: 'not_found', detail, hint: '' } });

function makeTrades(count, world) {
  const next = random(5);
  const strategies = world.snapshot.status.strategies.map((s) => s.name);
  return Array.from({ length: count }, (_, i) => {
    const net = ((next() - 0.45) * 200).toFixed(4);
    const side = next() > 0.5 ? 'buy' : 'sell';
    const instrument = next() > 0.4 ? 'BTC/USDT' : 'ETH/USDT';
    const closed = world.now - i * 3_600_000;
    const price = (60_000 + next() * 5000).toFixed(2);
    const trip = {
      strategy: strategies[i % strategies.length], instrument, side, exit_purpose: Number(net) > 0 ? 'take_profit' : 'stop_loss',
      entry_time: world.at(closed - 1_800_000), exit_time: world.at(closed), entry_price: price, exit_price: price, qty_max: '0.1',
      currency: 'USDT', fees: '-0.9',
    };
    return { trade_id: `t${count - i}`, status: 'CLOSED', net, pair: instrument, exchange: 'sim', side, strategy: trip.strategy, currency: 'USDT', trip };
  });
}

const parameters = [
  { name: 'fast', type: 'integer', unit: 'bars', doc: 'Length of the fast average.', value: 12, default: 12, min: 2, max: 200 },
  { name: 'slow', type: 'integer', unit: 'bars', doc: 'Length of the slow average.', value: 26, default: 26, min: 3, max: 400 },
  { name: 'filter', type: 'boolean', unit: '', doc: 'Only with the trend.', value: 1, default: 1, min: 0, max: 1 },
];

/** Of an authenticator: as long as the program's are. */
export const offer = { key: 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP', link: 'otpauth://totp/Argosy:operator?secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP&issuer=Argosy&algorithm=SHA1&digits=6&period=30' };

const metric = (name, title, value, unit, definition, reason = '') => ({ name, title, value, unit, definition, reason, low: null, high: null });
const metrics = [
  metric('total_return', 'Total return', 0.0213, 'fraction', 'equity at the end / equity at the start - 1'),
  metric('sharpe', 'Sharpe ratio', 1.42, 'number', 'mean(daily return - rf) / standard deviation × √P'),
  metric('cagr', 'Growth a year', null, 'fraction', '(1 + total return)^(365.25 / days) - 1', 'the run is under 30 days'),
  metric('net_profit', 'Net profit', 1043.22, 'money', 'equity at the end - equity at the start'),
];
const byName = Object.fromEntries(metrics.map((m) => [m.name, m]));

export class FakeRest {
  constructor(world, { trades = 40 } = {}) {
    this.world = world;
    this.trades = makeTrades(trades, world);
    world.snapshot.trades = this.trades.slice(0, 14);
    this.strategies = world.snapshot.status.strategies.map(({ name }, i) => ({
      name, strategy: name, title: name.replaceAll('_', ' '), summary: 'Buys what rises and sells what falls.', active: i < 3, enabled: i < 3,
      book: 'main', timeframe: '1h', weight: 1, veto: false, instruments: ['BTC/USDT'], parameters,
    }));
    this.values = { fast: 12, slow: 26, filter: 1 };
    this.jobs = [];
    this.alerts = world.snapshot.alerts.map((a) => ({ ...a, alert_id: `engine-${a.id}`, exchange: null, timestamp: a.time, resolved: false }));
    this.rules = [{ name: 'urgent', level_min: 'ERROR', categories: [], channels: ['desk'], text: '[{level}] {message}', hourly_max: 60 }];
    this.settings = { platform: { trading: { mode: 'simulation' } }, simulation: { run: { limits: { open_orders_max: 20, open_orders_warning: null, drawdown: '0.2' }, name: 'demo' } } };
    this.versions = [{ version: 1, kind: 'start', author: 'argosy', reason: 'first start', time: world.at(world.now - day), changed: [], restart_required: [] }];
    this.keys = [];
    this.books = { state: 'in_step', orders_ours: 4, orders_venues: 4, positions: [], time: world.at(world.now) };
    this.ended = new Map(); // orders, by number
    this.isSlowVenue = false; // an order that shall be cancelled waits for end()
    world.rest = (...args) => this.answer(...args);
  }

  answer(method, path, query, body, server) {
    const route = `${method} ${path}`;
    for (const [pattern, handler] of this.routes()) {
      const match = pattern.exec(route);
      if (match) return handler({ parts: match.slice(1).map(decodeURIComponent), query, body, server });
    }
    return null;
  }

  routes() {
    this.table ??= [
      [/^GET \/api\/v1\/trades$/, ({ query }) => this.tradesPage(query)],
      [/^GET \/api\/v1\/trades\/(.+)$/, ({ parts }) => this.one(this.trades.find((t) => t.trade_id === parts[0]))],
      [/^GET \/api\/v1\/signals$/, () => ({ data: { ballots: this.ballots() } })],
      [/^GET \/api\/v1\/orders$/, () => ({ data: { orders: this.world.snapshot.orders } })],
      [/^GET \/api\/v1\/equity$/, () => ({ data: this.world.snapshot.equity })],
      [/^GET \/api\/v1\/balances$/, () => ({ data: { balances: [{ exchange: 'sim', total_balance: 49716.04, available_balance: 31892.49, currency: 'USDT', total: '49716.04', available: '31892.49', total_pnl: -283.96, daily_pnl: 412.87, timestamp: this.world.at(this.world.now) }] } })],
      [/^GET \/api\/v1\/exchanges$/, () => ({ data: { exchanges: [{ name: 'sim', mode: 'simulation', status: 'healthy', simulated: true, pairs: 3, currencies: ['USDT'], also_called: [] }] } })],
      [/^GET \/api\/v1\/exchanges\/(.+)\/health$/, ({ parts }) => ({ data: { exchange: parts[0], status: 'healthy', response_time: 0.0012, last_check: this.world.at(this.world.now), error_count: 0, reconciliation: this.books } })],
      [/^GET \/api\/v1\/risk\/exposure$/, () => ({ data: this.exposure() })],
      [/^GET \/api\/v1\/market\/orderbook\/sim\/.+$/, () => ({ data: { data: { bids: [['62999.5', '0.4'], ['62999.0', '1.2']], asks: [['63000.5', '0.7'], ['63001.0', '2']] } } })],
      ...this.tradingRoutes(),
      ...this.strategyRoutes(),
      ...this.alertRoutes(),
      ...this.configRoutes(),
      ...this.otherRoutes(),
    ];
    return this.table;
  }

  exposure() {
    const part = (name, gross, net) => ({ strategy: name, gross, net, of_equity: String(Number(gross) / 50_000) });
    const row = (instrument, exchange, exposure) => ({ instrument, exchange, position: '1', exposure, of_equity: '0.1' });
    return {
      currency: 'USDT', equity: '50000', gross: '18000', net: '1000', gross_of_equity: '0.36', net_of_equity: '0.02', total_exposure: 18000, exposure_percentage: 36,
      instruments: [row('BTC/USDT', 'sim', '9500'), row('ETH/USDT', 'sim', '-7000'), row('ACME', 'bourse', '-1500')],
      strategies: [part('ema_cross', '11000', '8000'), part('', '7000', '-7000')], time: this.world.at(this.world.now),
    };
  }

  one(data) {
    return data ? { data } : notFound('there is no such thing');
  }

  /** Also the one that opened the newest trade. */
  ballots() {
    const { ballots } = this.world.snapshot;
    return [...ballots, { ...ballots[0], id: 1, instrument: this.trades[0].pair, time: this.world.at(this.world.now - 7_200_000) }];
  }

  tradesPage(query) {
    const from = Number(query.get('cursor') ?? 0);
    const to = from + Number(query.get('limit'));
    return { data: { trades: this.trades.slice(from, to), next_cursor: to < this.trades.length ? String(to) : null } };
  }

  /** An order ends, as the venue says. */
  end(id, how, server) {
    const { orders } = this.world.snapshot;
    const [order] = orders.splice(orders.findIndex((o) => o.id === id), 1);
    const ended = { ...order, ...how };
    this.ended.set(id, ended);
    server.publish('order_update', ended);
    return ended;
  }

  tradingRoutes() {
    return [
      [/^POST \/api\/v1\/orders\/preview$/, ({ body }) => ({
        data: {
          would_pass: Number(body.qty) < 1, reasons: Number(body.qty) < 1 ? [] : [{ reason: 'POSITION_LIMIT', text: 'position limit: 1 of 0.5' }],
          instrument: body.instrument, exchange: 'sim', side: body.side, qty: body.qty, position_now: '0.15', position_after: '0.25', price: '63000.50',
          notional: '6300.05', fee: '3.15', fee_rate: '0.0005', margin: '630.01', margin_available: '31892.49', currency: 'USDT',
        },
      })],
      [/^POST \/api\/v1\/orders$/, ({ body, server }) => {
        const like = this.world.snapshot.orders.at(-1);
        const order = { ...like, id: 950, status: 'accepted', filled: '0', request: { ...like.request, ...body, purpose: 'entry', trigger_price: '0' } };
        this.world.snapshot.orders.unshift(order);
        server.publish('order_update', order);
        return { status: 201, data: order };
      }],
      [/^GET \/api\/v1\/orders\/(\d+)$/, ({ parts }) => {
        const order = this.ended.get(Number(parts[0])) ?? this.world.snapshot.orders.find((o) => o.id === Number(parts[0]));
        return order ? { data: order } : notFound(`there is no order ${parts[0]}`);
      }],
      [/^DELETE \/api\/v1\/orders\/(\d+)$/, ({ parts, server }) => {
        const order = this.world.snapshot.orders.find((o) => o.id === Number(parts[0]));
        if (!order) return notFound(`there is no order ${parts[0]}`);
        return { data: this.isSlowVenue ? Object.assign(order, { status: 'pending_cancel' }) : this.end(order.id, { status: 'canceled' }, server) };
      }],
      [/^POST \/api\/v1\/risk\/stops$/, () => ({ data: {} })],
      [/^POST \/api\/v1\/orders\/cancel-all$/, () => ({ data: { orders_canceled: 1, orders_open: 2 } })],
    ];
  }

  strategyRoutes() {
    const find = (name) => this.strategies.find((s) => s.name === name);
    return [
      [/^GET \/api\/v1\/strategies$/, () => ({ data: { strategies: this.strategies } })],
      [/^POST \/api\/v1\/strategies\/(.+)\/(enable|disable)$/, ({ parts }) => this.one(Object.assign(find(parts[0]), { enabled: parts[1] === 'enable' }))],
      [/^GET \/api\/v1\/strategies\/(.+)\/config$/, ({ parts }) => ({ data: { strategy_name: parts[0], active: true, parameters: this.values, declared: parameters } })],
      [/^PUT \/api\/v1\/strategies\/(.+)\/config$/, ({ body }) => ({ data: { parameters: Object.assign(this.values, body.parameters) } })],
      [/^POST \/api\/v1\/strategies\/(.+)\/backtest$/, ({ parts, body }) => this.start(parts[0], body)],
      [/^GET \/api\/v1\/performance\/compare$/, () => ({ data: { strategies: [{ strategy_name: 'ema_cross', total_trades: 12, winning_trades: 7, win_rate: 0.58, total_pnl: 321.5, sharpe_ratio: 1.1, max_drawdown: 0.04, period: 'all' }] } })],
      [/^GET \/api\/v1\/backtests$/, () => ({ data: { backtests: this.jobs.map((j) => this.step(j)), next_cursor: null } })],
      [/^GET \/api\/v1\/backtests\/compare$/, ({ query }) => this.compare(query.get('ids').split(','))],
      [/^GET \/api\/v1\/backtests\/(.+)\/result$/, ({ parts }) => ({ data: this.result(parts[0]) })],
      [/^GET \/api\/v1\/backtests\/(.+)\/trades.csv$/, () => ({ text: this.tradesFile() })],
      [/^DELETE \/api\/v1\/backtests\/(.+)$/, ({ parts }) => this.cancel(parts[0])],
    ];
  }

  /** One trade that won and two that did not. */
  tradesFile() {
    const row = (hoursAgo, net) => `ema_cross,BTC/USDT,long,${this.world.at(this.world.now - (hoursAgo + 1) * 3_600_000)},${this.world.at(this.world.now - hoursAgo * 3_600_000)},1,1,1,${net},0,0,${net},USDT`;
    return ['strategy,instrument,side,entry_time,exit_time,qty,entry_price,exit_price,gross,fees,funding,net,currency', row(30, '12'), row(20, '-3'), row(10, '0')].join('\n');
  }

  start(strategy, body) {
    const job = {
      job_id: `job${this.jobs.length + 1}`, kind: 'backtest', name: '', status: 'running', owner: 'operator', created_at: this.world.at(this.world.now),
      started_at: null, finished_at: null, progress: 0.1, eta_s: 12, source: 'synthetic', timeframe: body.timeframe, symbols: ['BTC/USDT'],
      strategies: [strategy], error: null, hint: null, attempts: 1, metrics: {}, warnings: ['SHORT_RUN: under 30 days', 'SHORT_RUN: under 30 days'], files: ['report.html', 'trades.csv'], request: body,
    };
    this.jobs.unshift(job);
    return { status: 202, data: { job_id: job.job_id, status: job.status } };
  }
  /** A job gets on whenever somebody looks, unless a test holds it. */
  step(job) {
    if (job.status !== 'running' || this.isHeld) return job;
    job.progress = Math.min(1, job.progress + 0.45);
    if (job.progress === 1) job.status = 'completed';
    return job;
  }
  cancel(id) {
    const job = this.jobs.find((j) => j.job_id === id);
    if (!job) return notFound(`there is no job ${id}`);
    if (job.status === 'running') job.status = 'cancelled';
    else this.jobs = this.jobs.filter((j) => j !== job);
    return { data: job };
  }
  curve() {
    return this.world.snapshot.equity.points.map((p) => [p[0], p[1]]);
  }
  result(id) {
    const curve = this.curve();
    return {
      name: id, start: curve[0][0], end: curve.at(-1)[0], currency: 'USDT', start_equity: curve[0][1], end_equity: curve.at(-1)[1], metrics: byName, curve,
      months: [{ year: 2024, month: 3, return: 0.0213 }], warnings: [],
      heat_maps: [{ x: 'fast', y: 'slow', x_values: [5, 10], y_values: [20, 30], best: [[0.5, null], [0.9, 1.2]] }],
    };
  }
  compare(ids) {
    const jobs = ids.map((id) => this.jobs.find((j) => j.job_id === id));
    const curves = ids.map((_, i) => this.curve().map(([time, equity]) => ({ time, value: (Number(equity) / 50_000) * (1 + i / 100) })));
    return { data: { jobs, metrics: [{ metric: 'sharpe', title: 'Sharpe ratio', values: ids.map((_, i) => 1 + i), best: ids.at(-1) }], curves } };
  }

  alertRoutes() {
    const base = '\\/api\\/v1\\/notifications';
    return [
      [/^GET \/api\/v1\/alerts$/, ({ query }) => ({ data: { alerts: this.alerts.filter((a) => query.get('unresolved') !== 'true' || !a.resolved), next_cursor: null } })],
      [/^PUT \/api\/v1\/alerts\/(.+)\/resolve$/, ({ parts }) => this.one(Object.assign(this.alerts.find((a) => a.alert_id === parts[0]) ?? {}, { resolved: true }))],
      [new RegExp(`^GET ${base}\\/settings$`), () => ({ data: { channels: [{ name: 'desk', enabled: true, problem: '', channel: { type: 'webhook', url: 'https://desk.example/hook', secret: '***', allow_private: false } }], rules: this.rules, silence: '' } })],
      [new RegExp(`^GET ${base}\\/deliveries$`), () => ({ data: { waiting: [], deliveries: this.deliveries ?? [], next_cursor: null } })],
      [new RegExp(`^POST ${base}\\/channels\\/(.+)\\/test$`), ({ parts }) => {
        this.deliveries = [{ id: 1, time: this.world.at(this.world.now), status: 'sent', channel: parts[0], rule: '', attempts: 1, note: '', message: 'a test' }];
        return { data: { delivered: true, note: '200 OK' } };
      }],
      [new RegExp(`^PUT ${base}\\/rules\\/(.+)$`), ({ parts, body }) => ({ data: (this.rules = [...this.rules.filter((r) => r.name !== parts[0]), { name: parts[0], ...body }]) })],
      [new RegExp(`^DELETE ${base}\\/rules\\/(.+)$`), ({ parts }) => ({ data: (this.rules = this.rules.filter((r) => r.name !== parts[0])) })],
    ];
  }

  /** What a proposal would change: only the limit of open orders is understood here. */
  differences({ yaml, set }) {
    const wanted = /open_orders_max[:=] ?(-?\d+)/.exec(yaml ?? (set ?? []).join('\n'))?.[1];
    const { limits } = this.settings.simulation.run;
    return wanted === undefined || Number(wanted) === limits.open_orders_max
      ? []
      : [{ path: 'simulation.run.limits.open_orders_max', from: String(limits.open_orders_max), to: wanted }];
  }
  put(to, reason, kind) {
    const version = this.versions[0].version + 1;
    const changed = ['simulation.run.limits.open_orders_max'];
    this.versions.unshift({ version, kind, author: 'operator', reason, time: this.world.at(this.world.now), changed, restart_required: [] });
    this.settings.simulation.run.limits.open_orders_max = Number(to);
    return { data: this.versions[0] };
  }
  configRoutes() {
    const current = () => ({ version: this.versions[0].version, hash: 'abc', time: this.versions[0].time, settings: this.settings });
    const limit = () => this.settings.simulation.run.limits.open_orders_max;
    return [
      [/^GET \/api\/v1\/config$/, ({ query }) =>
        query.get('format') === 'yaml'
          ? { text: `version: 1\nsettings:\n  simulation:\n    run:\n      limits:\n        open_orders_max: ${limit()}\n` }
          : { data: current() }],
      [/^POST \/api\/v1\/config\/validate$/, ({ body }) => {
        const differences = this.differences(body);
        const isBad = differences.some((d) => Number(d.to) < 0);
        const problems = isBad ? [{ path: differences[0].path, message: 'must not be below 0', line: 4, column: 25 }] : [];
        return { data: { valid: !isBad, hash: '', problems, differences: isBad ? [] : differences, restart_required: [] } };
      }],
      [/^PUT \/api\/v1\/config\/update$/, ({ body }) =>
        this.problem ? { status: this.problem.status, data: this.problem } :
        body.base_version === this.versions[0].version
          ? this.put(this.differences(body)[0].to, body.reason, 'update')
          : { status: 412, data: { status: 412, detail: 'version 2 is in force by now', hint: 'read it first' } }],
      [/^GET \/api\/v1\/config\/versions$/, () => ({ data: { versions: this.versions, next_cursor: '' } })],
      [/^GET \/api\/v1\/config\/diff$/, ({ query }) => ({ data: { from: 1, to: 1, differences: [{ path: 'simulation.run.limits.open_orders_max', from: String(limit()), to: query.get('to') === '1' ? '20' : String(limit()) }] } })],
      [/^POST \/api\/v1\/config\/rollback$/, ({ body }) => this.put(20, body.reason, 'rollback')],
    ];
  }

  service(name, status, detail, needs) {
    return { name, state: 'running', status, detail, since: this.world.at(this.world.now), remote: false, needs };
  }
  otherRoutes() {
    const points = Array.from({ length: 30 }, (_, i) => ({ time: this.world.at(this.world.now - (30 - i) * day), equity: String(50_000 + 40 * i), pnl: String(40 * i), change: '40', drawdown: '0' }));
    const parts = [{ name: 'ema_cross', trades: 12, wins: 7, win_rate: 0.58, profit_factor: 1.6, expectancy: 26, net: '321.50', fees: '-12.1', funding: '-1' }];
    return [
      [/^GET \/api\/v1\/analytics\/metrics$/, () => ({ data: { currency: 'USDT', start: points[0].time, end: points.at(-1).time, periods_per_year: 365, risk_free_rate: 0, metrics } })],
      [/^POST \/api\/v1\/reports$/, ({ body }) => ({ status: 201, data: { report_id: 'r1', ...body, url: '/api/v1/reports/r1/download' } })],
      [/^GET \/api\/v1\/analytics\/summary$/, () => ({ data: { currency: 'USDT', net: '321.5', fees: '-84.12', funding: '-2.1', total_trades: 12 } })],
      [/^GET \/api\/v1\/analytics\/pnl-history$/, () => ({ data: { currency: 'USDT', points } })],
      [/^GET \/api\/v1\/analytics\/breakdown$/, ({ query }) => ({ data: { currency: 'USDT', by: query.get('by'), parts } })],
      [/^GET \/api\/v1\/services$/, () => ({ data: { status: 'degraded', services: [this.service('gateway', 'healthy', '', []), this.service('news', 'degraded', 'a feed is late', ['gateway'])] } })],
      [/^GET \/api\/v1\/logs$/, () => ({ data: { lines: [{ level: 'warning', text: '{"@timestamp":"2024-03-01T08:00:00Z","message":"the feed is late","log.logger":"news"}' }, { level: 'info', text: 'gateway: ready' }] } })],
      [/^GET \/api\/v1\/monitoring\/feeds$/, () => ({ data: { feeds: [{ instrument: 'BTC/USDT', messages: 192, age_seconds: 0.2, allowed_seconds: 30, is_stale: false }] } })],
      [/^GET \/api\/v1\/risk\/limits$/, () => ({ data: { limits: { open_orders_max: 20, daily_loss: { amount: '0', fraction: '0.05' } } } })],
      [/^GET \/api\/v1\/secrets$/, () => ({ data: { secrets: [] } })],
      [/^GET \/api\/v1\/monitoring\/queues$/, () => ({ data: { topics: [{ topic: 'alerts', published: 3, skipped: 0, dead: 0, subscribers: 2 }], store_queue: 0, store_queue_max: 7, store_committed: 90, store_failed: 0, store_refused: 0, log_lost: 0, journal_records: 12345, journal_bytes: 134217728, journal_files: 2, journal: 'healthy' } })],
      [/^GET \/api\/v1\/audit$/, () => ({ data: { entries: [{ sequence: 2, time: this.world.at(this.world.now), actor: 'user:operator', action: 'config.update', target: '2', trace: '', hash: 'f00dfeed00112233' }], next_cursor: null } })],
      [/^GET \/api\/v1\/audit\/verify$/, () => ({ data: { ok: true, entries: 2, head: '2:f00dfeed', broken_at: null, problem: '' } })],
      [/^POST \/api\/v1\/me\/totp$/, () => ({ data: { key: offer.key, link: offer.link } })],
      [/^GET \/api\/v1\/me\/totp$/, () => ({ data: { is_enrolled: false, since: null } })],
      [/^GET \/api\/v1\/sessions$/, () => ({ data: { sessions: [{ id: 's1', user: 'operator', client: 'dashboard', role: 'admin', started: this.world.at(this.world.now), expires: this.world.at(this.world.now + day), is_current: true }, { id: 's2', user: 'operator', client: 'cli', role: 'admin', started: this.world.at(this.world.now), expires: this.world.at(this.world.now + day), is_current: false }] } })],
      [/^GET \/api\/v1\/api-keys$/, () => ({ data: { keys: this.keys } })],
      [/^POST \/api\/v1\/api-keys$/, ({ body }) => {
        const key = { prefix: 'ak_7Q2', label: body.label, owner: 'operator', role: body.role, scopes: 'read', created: this.world.at(this.world.now), expires: this.world.at(this.world.now + 90 * day), last_used: null };
        this.keys.push(key);
        return { status: 201, data: { ...key, key: 'ak_7Q2.shown-once' } };
      }],
    ];
  }
}
