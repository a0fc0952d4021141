import type {
  Alert,
  Ballot,
  Equity,
  EquityPoint,
  Message,
  Order,
  Portfolio,
  Position,
  Risk,
  Snapshot,
  Status,
  TradeRow,
} from '../api';

/** Everything the page shows, as the stream has told it. */
export type Model = Snapshot;

const tradesMax = 50;
const ballotsMax = 20;
const alertsMax = 50;
const pointsMax = 1200;

/** The name under which an alert is resolved. */
export const alertId = (a: Alert) => a.alert_id ?? `engine-${a.id}`;

const finalStates = new Set(['filled', 'canceled', 'rejected', 'expired']);

/** Replaces the item with the same key or puts it in front. */
function upsert<T>(list: T[], item: T, key: (x: T) => unknown, max = Infinity): T[] {
  const at = list.findIndex((x) => key(x) === key(item));
  if (at < 0) return [item, ...list].slice(0, max);
  const copy = [...list];
  copy[at] = item;
  return copy;
}

function withPosition(list: Position[], item: Position): Position[] {
  // Not by side: what is closed has none, and a turn from long to short is one position.
  const key = (p: Position) => p.instrument;
  if (/^0(\.0*)?$/.test(item.qty)) return list.filter((p) => key(p) !== key(item));
  return upsert(list, item, key);
}

function withOrder(list: Order[], item: Order): Order[] {
  if (finalStates.has(item.status)) return list.filter((o) => o.id !== item.id);
  return upsert(list, item, (o) => o.id);
}

function withTrade(list: TradeRow[], item: TradeRow): TradeRow[] {
  return upsert(list, item, (t) => t.trade_id, tradesMax);
}

/** Every second point of the older half goes when there are too many: the whole run stays in view. */
function withPoint(equity: Equity, point: EquityPoint): Equity {
  const last = equity.points.at(-1);
  const points = last && last[0] === point[0] ? equity.points.slice(0, -1) : equity.points;
  const all = [...points, point];
  if (all.length <= pointsMax) return { ...equity, points: all };
  return { ...equity, points: all.filter((_, i) => i >= pointsMax / 2 || i % 2 === 0) };
}

/** The model after one message. Requires: the first message of a stream, a snapshot, has been applied. */
export function apply(model: Model, message: Message): Model {
  switch (message.type) {
    case 'snapshot':
      return message.data;
    case 'status':
      return { ...model, status: message.data satisfies Status };
    case 'portfolio_update':
      return { ...model, portfolio: message.data.portfolio satisfies Portfolio };
    case 'position_update':
      return { ...model, positions: withPosition(model.positions, message.data) };
    case 'order_update':
      return { ...model, orders: withOrder(model.orders, message.data) };
    case 'trade_update':
      return { ...model, trades: withTrade(model.trades, message.data.trade) };
    case 'signal':
      return { ...model, ballots: upsert<Ballot>(model.ballots, message.data, (b) => b.id, ballotsMax) };
    case 'risk_state':
      return { ...model, risk: message.data satisfies Risk };
    case 'equity_point':
      return { ...model, equity: withPoint(model.equity, message.data) };
    case 'alert':
      return { ...model, alerts: upsert<Alert>(model.alerts, message.data.alert, alertId, alertsMax) };
    case 'alert_resolved':
      return { ...model, alerts: model.alerts.filter((a) => alertId(a) !== message.data.alert_id) };
    default:
      return model;
  }
}
