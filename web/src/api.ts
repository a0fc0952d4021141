/** The server's objects and routes, as docs/api.md describes them. Decimals are strings and stay so. */

import { get, post, send } from './lib/http';

export { ApiError } from './lib/http';

export type Decimal = string;
export type Timestamp = string;

export interface InstrumentInfo {
  instrument: string;
  venue: string;
  price_decimals: number;
  qty_decimals: number;
  intervals: string[];
}
export interface Status {
  status: 'running' | 'stopped' | 'emergency_stop';
  mode: 'simulation' | 'live';
  source: string;
  speed: string | null;
  time: Timestamp | null;
  wall_time: Timestamp;
  started_at: Timestamp;
  version: string;
  currency: string;
  instruments: InstrumentInfo[];
  strategies: { name: string; enabled: boolean }[];
}
export interface Portfolio {
  currency: string;
  equity: Decimal;
  balance: Decimal;
  unrealised: Decimal;
  realised: Decimal;
  fees: Decimal;
  funding: Decimal;
  daily_pnl: Decimal;
  total_pnl: Decimal;
  drawdown: Decimal;
  max_drawdown: Decimal;
  exposure_gross: Decimal;
  exposure_net: Decimal;
  open_positions: number;
  active_trades: number;
  trades_today: number;
  win_rate: number | null;
  time: Timestamp | null;
}
export interface Position {
  instrument: string;
  side: 'long' | 'short';
  qty: Decimal;
  entry_price: Decimal;
  mark_price: Decimal;
  exposure: Decimal;
  unrealised: Decimal;
  realised: Decimal;
  fees: Decimal;
  funding: Decimal;
  stop_price: Decimal | null;
  liquidation_price: Decimal | null;
  opened_at: Timestamp | null;
  marked_at: Timestamp | null;
}
export interface OrderRequest {
  instrument: string;
  side: 'buy' | 'sell';
  type: string;
  qty: Decimal;
  limit_price: Decimal;
  trigger_price: Decimal;
  time_in_force: string;
  reduce_only: boolean;
  purpose: string;
  strategy: string | null;
  decision: number | null;
}
export interface Order {
  id: number;
  request: OrderRequest;
  status: string;
  filled: Decimal;
  created_at: Timestamp | null;
  updated_at: Timestamp | null;
  reason: string;
}
export interface Fill {
  id: number;
  order: number;
  instrument: string;
  strategy: string | null;
  side: 'buy' | 'sell';
  purpose: string;
  qty: Decimal;
  price: Decimal;
  fee: Decimal;
  fee_currency: string;
  time: Timestamp;
}
export interface RoundTrip {
  strategy: string | null;
  instrument: string;
  side: 'buy' | 'sell';
  exit_purpose: string;
  entry_time: Timestamp | null;
  exit_time: Timestamp | null;
  entry_price: Decimal;
  exit_price: Decimal;
  qty_max: Decimal;
  currency: string;
  fees: Decimal;
}
export interface TradeRow {
  trade_id: string;
  status: 'OPEN' | 'CLOSED';
  net: Decimal;
  trip: RoundTrip;
}
export type Direction = 'buy' | 'sell' | 'hold';
export interface Vote {
  strategy: string | null;
  direction: Direction;
  weight: number | null;
  strength: number | null;
  counted: boolean;
  veto: boolean;
  reason: string;
}
export interface Ballot {
  id: number;
  instrument: string;
  time: Timestamp;
  outcome: Direction;
  agreement: number | null;
  strength: number | null;
  regime: string;
  price: Decimal;
  reason: string;
  votes: Vote[];
}
export interface Gauge {
  name: string;
  used: Decimal;
  limit: Decimal;
  unit: 'ratio' | 'money' | 'count';
  next: string;
}
export interface Protection {
  name: string;
  instrument: string | null;
  until: Timestamp | null;
  reason: string;
}
export interface Risk {
  state: 'normal' | 'reduced' | 'crisis' | 'stopped';
  since: Timestamp | null;
  cause: string;
  latched: boolean;
  gauges: Gauge[];
  protections: Protection[];
}
export type AlertLevel = 'INFO' | 'WARNING' | 'ERROR';
/** As the stream tells one; a snapshot has those of the engine, which it knows by number and time. */
export interface Alert {
  alert_id?: string;
  id?: number;
  level: AlertLevel;
  category: string;
  message: string;
  instrument: string | null;
  time?: Timestamp;
  timestamp?: Timestamp;
}
export type EquityPoint = [time: Timestamp, equity: Decimal, drawdown: Decimal];
export interface Equity {
  currency: string;
  points: EquityPoint[];
}
/** [open_time, open, high, low, close, volume] */
export type BarRow = [Timestamp, Decimal, Decimal, Decimal, Decimal, Decimal];
export interface Bars {
  instrument: string;
  interval: string;
  bars: BarRow[];
  fills: Fill[];
}
export interface Snapshot {
  status: Status;
  portfolio: Portfolio;
  positions: Position[];
  orders: Order[];
  trades: TradeRow[];
  ballots: Ballot[];
  risk: Risk;
  alerts: Alert[];
  equity: Equity;
}
export type Level = [price: Decimal, qty: Decimal];
/** The best first. */
export interface Book {
  bids: Level[];
  asks: Level[];
}
export interface BarEvent {
  instrument: string;
  interval: string;
  bar: BarRow;
  closed: boolean;
}

/** Another version of the settings is in force, whoever made it. */
export interface ConfigChanged {
  version: number;
  author: string;
  reason: string;
  hash: string;
  changed: string[];
  time: Timestamp;
}

interface Payloads {
  snapshot: Snapshot;
  status: Status;
  portfolio_update: { portfolio: Portfolio };
  position_update: Position;
  order_update: Order;
  fill: Fill;
  trade_update: { trade: TradeRow };
  signal: Ballot;
  risk_state: Risk;
  equity_point: EquityPoint;
  bar: BarEvent;
  alert: { alert: Alert };
  alert_resolved: { alert_id: string };
  config_changed: ConfigChanged;
}
/** What the stream answers to a stop that came over it, outside the numbered messages; null: this sign-in may not. */
export interface StopAnswer {
  type: 'stop_report';
  key: string;
  data: StopReport | null;
}
/** One message of the live stream; types that this page does not know are ignored. */
export type Message = { [T in keyof Payloads]: { v: number; topic: string; type: T; data: Payloads[T]; seq: number; ts: Timestamp } }[keyof Payloads];

export interface StopWish {
  /** The same over HTTP and the stream: it is one stop. */
  key: string;
  reason: string;
  flatten: boolean;
}
export interface StopReport {
  gate_closed_us: number;
  orders_open: number;
  orders_canceled: number;
  orders_unconfirmed: number;
  warning?: string | null;
}
export interface ResetOffer {
  confirm: string;
  expires_in_s: number;
  orders_open: number;
  positions_open: number;
  cause: string;
}

export const api = {
  bars: (symbol: string, interval: string, limit: number) => get<Bars>(`/api/v1/bars/${encodeURIComponent(symbol)}`, { interval, limit }),
  start: () => post<Status>('/api/v1/trading/start'),
  stop: () => post<Status>('/api/v1/trading/stop'),
  emergencyStop: ({ key, ...body }: StopWish) =>
    send<StopReport>('POST', '/api/v1/trading/emergency-stop', { body, headers: { 'Idempotency-Key': key } }),
  offerReset: () => post<ResetOffer>('/api/v1/trading/emergency-reset', {}),
  confirmReset: (confirm: string) => post<Status>('/api/v1/trading/emergency-reset', { confirm }),
};
