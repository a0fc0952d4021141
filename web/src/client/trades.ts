import type { Ballot, BarRow, Fill, Order, Timestamp, TradeRow } from '../api';
import { get, part } from '../lib/http';
import type { Wire } from './wire';

/** A trade as the ledger lists it; `trip` is the engine's record and missing for one recorded by hand. */
export type LedgerTrade = Wire<'trade'>;

/** The same, flat: what lists show, filter and export. */
export interface Trade {
  id: string;
  status: string;
  instrument: string;
  exchange: string;
  side: 'long' | 'short';
  strategy: string;
  qty: string;
  entryPrice: string;
  exitPrice: string;
  entryTime: Timestamp | null;
  exitTime: Timestamp | null;
  closedBy: string;
  net: string;
  fees: string;
  currency: string;
}

const asText = (x: number | null | undefined) => (x === null || x === undefined ? '' : String(x));

/** Of the ledger, or of the stream, which tells less. */
export function flat(t: LedgerTrade | (TradeRow & Partial<Omit<LedgerTrade, keyof TradeRow>>)): Trade {
  const { trip } = t;
  const isOpen = t.status === 'OPEN';
  return {
    id: t.trade_id,
    status: t.status,
    instrument: t.pair ?? trip?.instrument ?? '',
    exchange: t.exchange ?? '',
    side: (t.side ?? trip?.side) === 'sell' ? 'short' : 'long',
    strategy: (t.strategy || trip?.strategy) ?? 'by hand',
    qty: trip?.qty_max ?? asText(t.position_size),
    entryPrice: trip?.entry_price ?? asText(t.entry_price),
    exitPrice: isOpen ? '' : (trip?.exit_price ?? asText(t.exit_price)),
    entryTime: t.entry_time ?? trip?.entry_time ?? null,
    exitTime: isOpen ? null : (t.exit_time ?? trip?.exit_time ?? null),
    closedBy: isOpen ? '' : (trip?.exit_purpose ?? ''),
    net: t.net ?? '0',
    fees: trip?.fees ?? '0',
    currency: t.currency ?? trip?.currency ?? '',
  };
}

interface Page {
  trades: LedgerTrade[];
  next_cursor?: string | null;
}

const pageSize = 1000;

export async function tradesPage(cursor: string, range: { from?: string; to?: string } = {}): Promise<{ trades: Trade[]; next: string }> {
  const page = await get<Page>('/api/v1/trades', { limit: pageSize, cursor, ...range });
  return { trades: page.trades.map(flat), next: page.next_cursor ?? '' };
}

/** Closed trades, as many pages as it takes; `most` bounds them. */
export async function closedTrades(most: number): Promise<Trade[]> {
  const all: Trade[] = [];
  let cursor = '';
  do {
    const page = await tradesPage(cursor);
    all.push(...page.trades.filter((t) => t.status === 'CLOSED'));
    cursor = page.next;
  } while (cursor !== '' && all.length < most);
  return all;
}

export const oneTrade = async (id: string) => flat(await get<LedgerTrade>(`/api/v1/trades/${encodeURIComponent(id)}`));

/** One thing that happened to a trade. */
export interface StoryEvent {
  time: Timestamp;
  kind: 'data' | 'decision' | 'order' | 'fill';
  title: string;
  detail: string;
  ballot?: Ballot;
}

const within = (time: Timestamp | null, trade: Trade) =>
  time !== null && time >= (trade.entryTime ?? '') && (trade.exitTime === null || time <= trade.exitTime);

function ballotEvents(ballots: Ballot[], trade: Trade): StoryEvent[] {
  const before = ballots.filter((b) => b.instrument === trade.instrument && b.time <= (trade.entryTime ?? ''));
  const entry = before.sort((a, b) => b.time.localeCompare(a.time)).find((b) => b.outcome !== 'hold');
  if (!entry) return [];
  return [{ time: entry.time, kind: 'decision', title: `The vote: ${entry.outcome}`, detail: entry.reason, ballot: entry }];
}

/** The newest bar that the vote could know. */
function dataEvents(bars: BarRow[], decided: Timestamp | undefined): StoryEvent[] {
  const bar = bars.findLast((b) => decided !== undefined && b[0] < decided);
  if (!bar) return [];
  const [time, open, high, low, close] = bar;
  return [{ time, kind: 'data', title: `The bar: from ${open} to ${close}`, detail: `high ${high}, low ${low}` }];
}

function orderEvents(orders: Order[], trade: Trade): StoryEvent[] {
  const ours = orders.filter((o) => o.request.instrument === trade.instrument && within(o.created_at, trade));
  return ours.map((o) => ({
    time: o.created_at!,
    kind: 'order',
    title: `${o.request.purpose.replaceAll('_', ' ')} order ${o.id}: ${o.request.side} ${o.request.qty}`,
    detail: `${o.request.type.replaceAll('_', ' ')}, ${o.status.replaceAll('_', ' ')}${o.reason ? `: ${o.reason}` : ''}`,
  }));
}

function fillEvents(fills: Fill[], trade: Trade): StoryEvent[] {
  const ours = fills.filter((f) => f.instrument === trade.instrument && (f.strategy ?? 'by hand') === trade.strategy && within(f.time, trade));
  return ours.map((f) => ({
    time: f.time,
    kind: 'fill',
    title: `${f.purpose.replaceAll('_', ' ')}: ${f.side === 'buy' ? 'bought' : 'sold'} ${f.qty} at ${f.price}`,
    detail: `fee ${f.fee} ${f.fee_currency}, order ${f.order}`,
  }));
}

/** From the decision to the last fill. What a server does not tell is left out; `missing` says what that was. */
export async function storyOf(trade: Trade): Promise<{ events: StoryEvent[]; missing: string[] }> {
  const missing: string[] = [];
  const ask = <T>(what: string, asked: Promise<T>): Promise<T | null> =>
    asked.catch(() => {
      missing.push(what);
      return null;
    });
  const [ballots, orders, bars] = await Promise.all([
    ask('ballots', get<{ ballots: Ballot[] }>('/api/v1/signals', { limit: 1000, instrument: trade.instrument })),
    ask('orders', get<{ orders: Order[] }>('/api/v1/orders', { limit: 1000 })),
    ask('fills', get<{ bars: BarRow[]; fills: Fill[] }>(`/api/v1/bars/${part(trade.instrument)}`, { limit: 1000 })),
  ]);
  const votes = ballotEvents(ballots?.ballots ?? [], trade);
  const events = [
    ...dataEvents(bars?.bars ?? [], votes[0]?.time),
    ...votes,
    ...orderEvents(orders?.orders ?? [], trade),
    ...fillEvents(bars?.fills ?? [], trade),
  ];
  const rank = { data: 0, decision: 1, order: 2, fill: 3 };
  events.sort((a, b) => a.time.localeCompare(b.time) || rank[a.kind] - rank[b.kind]);
  return { events, missing };
}
