import { expect, it } from 'vitest';
import type { Message, Order, Position } from '../src/api';
import { apply, type Model } from '../src/lib/model';
import { makeWorld } from '../../tests/browser/market.mjs';

const start = () => structuredClone(makeWorld().snapshot) as unknown as Model;
const after = (model: Model, type: Message['type'], data: unknown) =>
  apply(model, { v: 1, topic: 'dashboard', type, data, seq: 1, ts: '2024-01-01T00:00:00Z' } as Message);

it('an order that ends leaves the list, one that changes keeps its place', () => {
  const model = start();
  const order = model.orders[1] as Order;
  const changed = after(model, 'order_update', { ...order, status: 'partially_filled', filled: '0.05' });
  expect(changed.orders.map((o) => o.id)).toEqual(model.orders.map((o) => o.id));
  expect(changed.orders[1]?.filled).toBe('0.05');
  for (const status of ['filled', 'canceled', 'rejected', 'expired']) {
    expect(after(model, 'order_update', { ...order, status }).orders).toHaveLength(model.orders.length - 1);
  }
  expect(after(model, 'order_update', { ...order, id: 999 }).orders[0]?.id).toBe(999);
});

it('a position of zero is gone whatever its side, and one that turned is one position', () => {
  const model = start();
  const position = model.positions[0] as Position;
  expect(after(model, 'position_update', { ...position, qty: '0.00000' }).positions).toHaveLength(1);
  expect(after(model, 'position_update', { ...position, qty: '0.05' }).positions).toHaveLength(2);
  expect(after(model, 'position_update', { ...position, side: 'short' }).positions).toHaveLength(2);
  expect(after(model, 'position_update', { ...position, side: 'short', qty: '0' }).positions).toHaveLength(1);
});

it('lists keep the newest and a bounded length', () => {
  let model = start();
  for (let i = 0; i < 100; i += 1) {
    model = after(model, 'signal', { ...model.ballots[0], id: 1000 + i });
    model = after(model, 'alert', { alert: { ...model.alerts[0], id: 1000 + i } });
    model = after(model, 'trade_update', { trade: { ...model.trades[0], trade_id: `x${i}` } });
  }
  expect([model.ballots.length, model.alerts.length, model.trades.length]).toEqual([20, 50, 50]);
  expect(model.ballots[0]?.id).toBe(1099);
});

it('the curve keeps its whole length in a bounded number of points', () => {
  let model = start();
  const first = model.equity.points[0];
  for (let i = 0; i < 5000; i += 1) {
    const time = new Date(Date.parse('2024-04-01T00:00:00Z') + i * 1000).toISOString();
    model = after(model, 'equity_point', [time, String(50000 + i), '0']);
  }
  expect(model.equity.points.length).toBeLessThanOrEqual(1200);
  expect(model.equity.points[0]).toBe(first);
  expect(model.equity.points.at(-1)?.[1]).toBe('54999');
});

it('a second point of the same moment replaces the first', () => {
  const model = start();
  const [time] = model.equity.points.at(-1)!;
  const changed = after(model, 'equity_point', [time, '1', '0']);
  expect(changed.equity.points).toHaveLength(model.equity.points.length);
  expect(changed.equity.points.at(-1)?.[1]).toBe('1');
});

it('a message type that this page does not know changes nothing', () => {
  const model = start();
  expect(after(model, 'funding_update' as Message['type'], {})).toBe(model);
});
