import type { Decimal, Order } from '../api';
import { get, part, post, remove } from '../lib/http';

export interface OrderTicket {
  instrument: string;
  side: 'buy' | 'sell';
  type: string;
  qty: Decimal;
  limit_price?: Decimal;
  trigger_price?: Decimal;
  time_in_force: string;
  reduce_only: boolean;
}
/** What would happen: what it costs, and what the risk checks say. */
export interface Preview {
  would_pass: boolean;
  /** Of every check that refuses: a name, and the same with its numbers. */
  reasons: { reason: string; text: string }[];
  qty: Decimal;
  position_now: Decimal;
  position_after: Decimal;
  price: Decimal;
  notional: Decimal;
  fee: Decimal;
  fee_rate: Decimal;
  margin: Decimal;
  margin_available: Decimal;
  currency: string;
}
export type Level = [price: Decimal, qty: Decimal];
export interface Book {
  bids: Level[];
  asks: Level[];
}

const base = '/api/v1/orders';

export const preview = (ticket: OrderTicket) => post<Preview>(`${base}/preview`, ticket);
export const place = (ticket: OrderTicket) => post<Order>(base, ticket);
/** All but what protects a position. */
export const cancelAll = () => post<{ orders_canceled: number; orders_open: number }>(`${base}/cancel-all`, {});
export const cancel = (id: number) => remove<unknown>(`${base}/${id}`);

type WireLevel = [Decimal | number, Decimal | number] | { price: Decimal | number; qty?: Decimal | number; size?: Decimal | number };
interface WireBook {
  bids?: WireLevel[];
  asks?: WireLevel[];
}
function level(wire: WireLevel): Level {
  return Array.isArray(wire) ? [String(wire[0]), String(wire[1])] : [String(wire.price), String(wire.qty ?? wire.size ?? '0')];
}
export async function book(venue: string, instrument: string): Promise<Book> {
  const answer = await get<WireBook & { data?: WireBook }>(`/api/v1/market/orderbook/${part(venue)}/${part(instrument)}`);
  const of = answer.data ?? answer;
  return { bids: (of.bids ?? []).map(level), asks: (of.asks ?? []).map(level) };
}
