import type { Decimal, Order } from '../api';
import { less } from '../lib/decimal';
import { get, part, post, remove } from '../lib/http';
import type { Input, Wire } from './wire';

export type OrderTicket = Input<'order_ticket'> & { qty: Decimal };
/** What would happen: what it costs, and what the risk checks say. */
export type Preview = Wire<'order_preview'>;
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
/** Moves the protection of an open position. */
export const moveStop = (input: Input<'stops_input'>) => post<unknown>('/api/v1/risk/stops', input);
export const cancel = (id: number) => remove<unknown>(`${base}/${id}`);

export async function book(venue: string, instrument: string): Promise<Book> {
  const { data } = await get<Wire<'exchange_book'>>(`/api/v1/market/orderbook/${part(venue)}/${part(instrument)}`);
  return { bids: data.bids as Level[], asks: data.asks as Level[] };
}

/**
 * The same order at another price. What protects a position is moved in one step; any other is cancelled first and
 * what is left of it is placed anew, so that never two of them wait.
 */
export async function reprice(order: Order, price: Decimal): Promise<void> {
  const { instrument, side, type, qty, purpose, limit_price, time_in_force, reduce_only } = order.request;
  if (purpose === 'stop_loss') return void (await moveStop({ symbol: instrument, stop_loss: price }));
  if (purpose === 'take_profit') return void (await moveStop({ symbol: instrument, take_profit: price }));
  await cancel(order.id);
  const isLimit = Number(limit_price) !== 0;
  await place({
    instrument,
    side,
    type,
    qty: less(qty, order.filled),
    ...(isLimit ? { limit_price: price } : { trigger_price: price }),
    time_in_force: time_in_force as 'gtc',
    reduce_only,
  });
}
