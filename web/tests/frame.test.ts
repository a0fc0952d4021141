import { expect, it } from 'vitest';
import { frameOf } from '../src/lib/frame';

it('a message says what it is, whatever stands in its data', () => {
  const text = '{"v":1,"topic":"book:BTC/USDT:USDT","type":"book","data":{"seq":7,"text":"\\"seq\\":8"},"seq":41,"ts":"2024-01-01T00:00:00Z"}';
  expect(frameOf(text)).toEqual({ topic: 'book:BTC/USDT:USDT', type: 'book', seq: 41, text });
});

it('another order of its members is the same message', () => {
  const text = '{"seq":3,"type":"fill","data":{},"topic":"dashboard","v":1}';
  expect(frameOf(text)).toEqual({ topic: 'dashboard', type: 'fill', seq: 3, text });
});

it('an answer has no number, and half a message is none', () => {
  expect(frameOf('{"type":"stop_report","key":"k","data":null}')).toMatchObject({ type: 'stop_report', seq: -1 });
  expect(frameOf('{"v":1,"topic":"dashboard","type":"fill","data":{"seq":1')).toBeNull();
  expect(frameOf('')).toBeNull();
});
