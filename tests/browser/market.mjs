// A small made-up account in the form of docs/api.md. Seeded: every run shows the same.

export function random(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

const minute = 60_000;
const start = Date.parse('2024-03-01T00:00:00Z');
const at = (ms) => new Date(ms).toISOString().replace('.000Z', 'Z');

function makeBars(from, drift, seed, count, step) {
  const next = random(seed);
  let price = from;
  const bars = [];
  for (let i = 0; i < count; i += 1) {
    const open = price;
    const move = () => price * (1 + (next() - 0.5 + drift) * 0.004);
    const path = [open, move(), move(), move()];
    price = path[3];
    bars.push([
      at(start + i * step),
      open.toFixed(2),
      Math.max(...path).toFixed(2),
      Math.min(...path).toFixed(2),
      price.toFixed(2),
      (5 + next() * 40).toFixed(4),
    ]);
  }
  return bars;
}

export function makeWorld() {
  const instruments = [
    { instrument: 'BTC/USDT', venue: 'sim', price_decimals: 2, qty_decimals: 5, intervals: ['1m', '15m', '1h'] },
    { instrument: 'ETH/USDT', venue: 'sim', price_decimals: 2, qty_decimals: 4, intervals: ['1m', '15m', '1h'] },
    { instrument: 'BTC/USDT:USDT', venue: 'sim', price_decimals: 1, qty_decimals: 3, intervals: ['1m'] },
  ];
  const strategies = ['ema_cross', 'stochrsi_ema', 'donchian', 'rsi_reversion'].map((name) => ({ name, enabled: true }));
  const bars = {
    'BTC/USDT 1m': makeBars(62000, 0.012, 1, 500, minute),
    'BTC/USDT 15m': makeBars(60500, 0.02, 2, 300, 15 * minute),
    'BTC/USDT 1h': makeBars(52000, 0.03, 3, 300, 60 * minute),
    'ETH/USDT 1m': makeBars(3400, -0.01, 4, 500, minute),
    'ETH/USDT 15m': makeBars(3450, 0, 5, 300, 15 * minute),
    'ETH/USDT 1h': [],
    'BTC/USDT:USDT 1m': makeBars(62010, 0.012, 6, 500, minute),
  };
  const now = start + 500 * minute;
  const status = {
    status: 'running',
    mode: 'simulation',
    source: 'synthetic market, seed 42',
    speed: '60x',
    time: at(now),
    wall_time: at(Date.now()),
    started_at: at(Date.now() - 3_600_000),
    version: '0.1.0',
    currency: 'USDT',
    instruments,
    strategies,
  };
  const last = (key) => bars[key].at(-1)[4];
  const positions = [
    {
      instrument: 'BTC/USDT', side: 'long', qty: '0.15000', entry_price: '62840.10', mark_price: last('BTC/USDT 1m'),
      exposure: (0.15 * Number(last('BTC/USDT 1m'))).toFixed(6), unrealised: '214.386000', realised: '0', fees: '-3.77', funding: '0',
      stop_price: '61900.00', liquidation_price: null, opened_at: at(now - 95 * minute), marked_at: at(now),
    },
    {
      instrument: 'ETH/USDT', side: 'short', qty: '2.5', entry_price: '3371.25', mark_price: last('ETH/USDT 1m'),
      exposure: (-2.5 * Number(last('ETH/USDT 1m'))).toFixed(6), unrealised: '-38.125', realised: '0', fees: '-3.37', funding: '0',
      stop_price: null, liquidation_price: null, opened_at: at(now - 22 * minute), marked_at: at(now),
    },
  ];
  const order = (id, instrument, side, type, qty, limit, trigger, purpose, strategy, status = 'accepted', filled = '0') => ({
    id,
    request: {
      instrument, side, type, qty, limit_price: limit, trigger_price: trigger, trail_offset: '0', trail_rate: '0',
      trigger_source: 'last', time_in_force: 'gtc', expire_at: null, post_only: false, reduce_only: purpose !== 'entry', purpose,
      strategy, decision: 40, parent: null, decision_price: '0',
    },
    status, filled, cost: '0', created_at: at(now - 95 * minute), updated_at: at(now - 95 * minute), venue_order_id: `v${id}`, reason: '',
  });
  const orders = [
    order(904, 'BTC/USDT', 'sell', 'stop_market', '0.15', '0', '61900.00', 'stop_loss', 'ema_cross'),
    order(905, 'BTC/USDT', 'sell', 'take_profit_limit', '0.15', '65500.00', '65400.00', 'take_profit', 'ema_cross'),
    order(911, 'ETH/USDT', 'buy', 'limit', '1.0', '3310.50', '0', 'entry', 'rsi_reversion', 'partially_filled', '0.4'),
    order(913, 'BTC/USDT:USDT', 'sell', 'limit', '0.05', '66000.0', '0', 'entry', 'donchian', 'unknown'),
  ];
  const next = random(9);
  const trades = Array.from({ length: 14 }, (_, i) => {
    const isBtc = next() > 0.4;
    const entry = isBtc ? 62000 + next() * 900 : 3380 + next() * 50;
    const net = (next() - 0.42) * 180;
    const qty = isBtc ? 0.1 : 2;
    const side = next() > 0.4 ? 'buy' : 'sell';
    return {
      trade_id: `t${100 - i}`,
      status: 'CLOSED',
      net: net.toFixed(6),
      trip: {
        strategy: strategies[Math.floor(next() * 4)].name, instrument: isBtc ? 'BTC/USDT' : 'ETH/USDT', side,
        exit_purpose: net > 0 ? (next() > 0.5 ? 'take_profit' : 'exit') : 'stop_loss', fees_complete: true, fill_count: 2, bars_held: 30,
        entry_time: at(now - (i + 2) * 40 * minute), exit_time: at(now - (i + 1) * 33 * minute), entry_price: entry.toFixed(2),
        exit_price: (entry + (side === 'buy' ? net : -net) / qty).toFixed(2), qty_max: String(qty), currency: 'USDT', gross: net.toFixed(6),
        fees: '-1.2', funding: '0', slippage: '0.3', decided: '0', mae: '0', mfe: '0', initial_risk: '0', turnover: '0',
      },
    };
  });
  const fills = trades
    .filter((t) => t.trip.instrument === 'BTC/USDT')
    .flatMap((t, i) => [
      { id: 2 * i, order: i, instrument: 'BTC/USDT', strategy: t.trip.strategy, side: t.trip.side, liquidity: 'taker', purpose: 'entry', qty: '0.1', price: t.trip.entry_price, decision_price: '0', fee: '-0.6', fee_currency: 'USDT', time: t.trip.entry_time },
      { id: 2 * i + 1, order: i, instrument: 'BTC/USDT', strategy: t.trip.strategy, side: t.trip.side === 'buy' ? 'sell' : 'buy', liquidity: 'taker', purpose: 'exit', qty: '0.1', price: t.trip.exit_price, decision_price: '0', fee: '-0.6', fee_currency: 'USDT', time: t.trip.exit_time },
    ])
    .filter((f) => Date.parse(f.time) >= start);
  const vote = (strategy, direction, weight, counted = true, veto = false, reason = '') => ({ strategy, direction, weight, strength: 0.8, counted, veto, reason });
  const ballot = (id, instrument, ago, outcome, agreement, reason, votes) => ({
    id, instrument, time: at(now - ago * minute), outcome, agreement, strength: 0.7, regime: 'trend_up', price: '62840.10', reason, votes,
  });
  const ballots = [
    ballot(44, 'BTC/USDT', 2, 'buy', 0.82, 'agreed', [vote('ema_cross', 'buy', 0.9), vote('stochrsi_ema', 'buy', 0.55), vote('donchian', 'buy', 0.7), vote('rsi_reversion', 'sell', 0.45)]),
    ballot(43, 'ETH/USDT', 9, 'hold', 0.51, 'AGREEMENT_MISSING 0.51 of 0.60', [vote('ema_cross', 'sell', 0.6), vote('stochrsi_ema', 'buy', 0.58), vote('donchian', 'hold', 0.3), vote('rsi_reversion', 'buy', 0.4, false, false, 'gated by regime')]),
    ballot(42, 'ETH/USDT', 22, 'sell', 0.74, 'agreed', [vote('ema_cross', 'sell', 0.8), vote('stochrsi_ema', 'sell', 0.35), vote('donchian', 'hold', 0.4)]),
    ballot(41, 'BTC/USDT:USDT', 31, 'hold', 0.9, 'VETO rsi_reversion', [vote('ema_cross', 'buy', 0.8), vote('rsi_reversion', 'sell', 0.2, true, true, 'overbought')]),
  ];
  const points = [];
  let equity = 50000;
  let peak = equity;
  const walk = random(11);
  for (let i = 0; i < 400; i += 1) {
    equity *= 1 + (walk() - 0.485) * 0.003;
    peak = Math.max(peak, equity);
    points.push([at(start + (i + 100) * minute), equity.toFixed(6), (1 - equity / peak).toFixed(6)]);
  }
  const portfolio = {
    currency: 'USDT', equity: points.at(-1)[1], balance: (equity - 176.26).toFixed(6), unrealised: '176.261000', realised: '1043.22', fees: '-84.12',
    funding: '-2.10', daily_pnl: '412.873000', total_pnl: (equity - 50000).toFixed(6), drawdown: points.at(-1)[2], max_drawdown: '0.031870',
    exposure_gross: '17823.55', exposure_net: '1022.15', open_positions: 2, active_trades: 2, trades_today: 14, win_rate: 0.571, time: at(now),
  };
  const risk = {
    state: 'reduced', since: at(now - 40 * minute), cause: 'drawdown 0.0531 >= 0.05', latched: false,
    gauges: [
      { name: 'drawdown', used: '0.0531', limit: '0.08', unit: 'ratio', next: 'crisis' },
      { name: 'daily_loss', used: '0.0042', limit: '0.03', unit: 'ratio', next: 'reduced' },
      { name: 'exposure_gross', used: '17823.55', limit: '20000', unit: 'money', next: 'refuse' },
      { name: 'open_orders', used: '4', limit: '20', unit: 'count', next: 'refuse' },
      { name: 'open_positions', used: '2', limit: '5', unit: 'count', next: 'refuse' },
    ],
    protections: [{ name: 'cooldown', instrument: 'ETH/USDT', until: at(now + 12 * minute), reason: 'stop loss 8 min ago' }],
  };
  const alert = (id, level, category, message, instrument, ago) => ({ id, level, category, message, instrument, time: at(now - ago * minute) });
  const alerts = [
    alert(7, 'ERROR', 'order', 'the outcome of order 913 is unknown; asking the venue', 'BTC/USDT:USDT', 3),
    alert(6, 'WARNING', 'risk', 'drawdown 5.31 % passed 5 %: new positions are halved', null, 40),
    alert(5, 'INFO', 'data', 'replay reached 2024-03-01 08:00', null, 60),
  ];
  const snapshot = { status, portfolio, positions, orders, trades, ballots, risk, alerts, equity: { currency: 'USDT', points } };
  return { snapshot, bars, fills, now, minute, at };
}

/** An account on which nothing has happened yet. */
export function makeEmptyWorld() {
  const world = makeWorld();
  const { snapshot } = world;
  Object.assign(snapshot, { positions: [], orders: [], trades: [], ballots: [], alerts: [], equity: { currency: 'USDT', points: [] } });
  snapshot.risk = { state: 'normal', since: null, cause: '', latched: false, gauges: [], protections: [] };
  Object.assign(snapshot.portfolio, { unrealised: '0', daily_pnl: '0', total_pnl: '0', drawdown: '0', win_rate: null, fees: '0', open_positions: 0, trades_today: 0 });
  return world;
}
