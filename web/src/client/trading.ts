import type { Decimal, Order } from '../api';
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
export const cancel = (id: number) => remove<unknown>(`${base}/${id}`);

export async function book(venue: string, instrument: string): Promise<Book> {
  const { data } = await get<Wire<'exchange_book'>>(`/api/v1/market/orderbook/${part(venue)}/${part(instrument)}`);
  return { bids: data.bids as Level[], asks: data.asks as Level[] };
}
