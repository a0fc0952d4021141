import type { Book, Decimal, Level, Order } from '../api';
import { less } from '../lib/decimal';
import { signOf } from '../lib/format';
import { ApiError, get, part, post, remove } from '../lib/http';
import type { Input, Wire } from './wire';

export type OrderTicket = Input<'order_ticket'> & { qty: Decimal };
/** What would happen: what it costs, and what the risk checks say. */
export type Preview = Wire<'order_preview'>;

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

/** What became of an order. */
const orderNow = (id: number) => get<Order>(`${base}/${id}`);
/** It protects a position: it is moved in one step. */
export const protects = ({ request }: Order) => request.purpose === 'stop_loss' || request.purpose === 'take_profit';

const ended = new Set(['filled', 'canceled', 'rejected', 'expired']);
const settleTries = 50;
const settlePause = 200; // ms

/** The order once it has ended; null: it has not within ten seconds. */
async function settled(id: number): Promise<Order | null> {
  for (let tries = 0; tries < settleTries; tries += 1) {
    const order = await orderNow(id);
    if (ended.has(order.status)) return order;
    await new Promise((done) => setTimeout(done, settlePause));
  }
  return null;
}

/** Asks to cancel, and waits for what the venue says. Errors: ApiError when it does not say anything. */
async function cancelAndWait(id: number): Promise<Order> {
  try {
    await cancel(id);
  } catch (error) {
    if ((error as ApiError).status !== 409) throw error; // 409: it has ended already
  }
  const order = await settled(id);
  if (order) return order;
  throw new ApiError(0, `The venue has not confirmed that order ${id} is cancelled: nothing was placed.`, 'Watch the open orders; try again when it has left them.');
}

/**
 * The same order at another price, or for another quantity; answers what became of it. What protects a position is moved
 * in one step; any other is cancelled, and what the venue says is left of it is placed anew: never two of them, whatever
 * the fills do meanwhile. `wanted`: what shall wait, of an order as `order` is; what is filled since then goes off it.
 */
export async function amend(order: Order, price: Decimal, wanted: Decimal): Promise<string> {
  const { instrument, side, type, purpose, limit_price, time_in_force, reduce_only } = order.request;
  if (protects(order)) {
    await moveStop({ symbol: instrument, ...(purpose === 'stop_loss' ? { stop_loss: price } : { take_profit: price }) });
    return `Order ${order.id} moves to ${price}.`;
  }
  const before = await cancelAndWait(order.id);
  const [left, meanwhile] = [less(before.request.qty, before.filled), less(before.filled, order.filled)];
  const qty = less(wanted, meanwhile);
  if (signOf(left) === 0 || signOf(qty) <= 0) return `Order ${order.id} was filled before it could be cancelled: nothing was placed.`;
  const isLimit = signOf(limit_price) !== 0;
  try {
    await place({
      instrument,
      side,
      type,
      qty,
      ...(isLimit ? { limit_price: price } : { trigger_price: price }),
      time_in_force: time_in_force as 'gtc',
      reduce_only,
    });
  } catch (error) {
    const { status, message, hint, traceId, code } = error as ApiError;
    throw new ApiError(status, `Order ${order.id} is cancelled, but the new one was not placed: ${message}`, hint, traceId, code);
  }
  return `Order ${order.id} is cancelled; ${qty} wait at ${price}.`;
}
/** What of it still waits. */
export const open = (order: Order): Decimal => less(order.request.qty, order.filled);
