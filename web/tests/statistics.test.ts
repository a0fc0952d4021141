import { describe, expect, it } from 'vitest';
import { below, leaves } from '../src/client/config';
import { metricText } from '../src/lib/metric';
import { histogram, monthly } from '../src/lib/statistics';
import { overlay } from '../src/pages/strategies/overlay';

describe('histogram', () => {
  it('counts everything once, with zero between two bins', () => {
    const values = [-95, -10, -0.5, 0, 3, 18, 99, 100];
    const bins = histogram(values, 10);
    expect(bins.reduce((sum, b) => sum + b.count, 0)).toBe(values.length);
    expect(bins.some((b) => b.from === 0)).toBe(true);
    for (const b of bins) expect(b.count).toBe(values.filter((v) => v >= b.from && (v < b.to || (b.to === bins.at(-1)!.to && v === b.to))).length);
  });
  it('of nothing is nothing, and of one value is one bin that holds it', () => {
    expect(histogram([])).toEqual([]);
    expect(histogram([5]).filter((b) => b.count > 0)).toHaveLength(1);
  });
});

describe('months', () => {
  it('sum what closed in them', () => {
    const rows = [
      { time: '2024-02-29T23:59:59Z', value: 1 },
      { time: '2024-03-01T00:00:00Z', value: 2 },
      { time: '2024-03-31T10:00:00Z', value: -5 },
      { time: null, value: 100 },
    ];
    expect(monthly(rows)).toEqual([
      { year: 2024, month: 2, value: 1 },
      { year: 2024, month: 3, value: -3 },
    ]);
  });
});

describe('figures', () => {
  it('are printed by their unit', () => {
    expect(metricText({ value: 0.0213, unit: 'fraction' })).toBe('2.13 %');
    expect(metricText({ value: -1234.5, unit: 'money' })).toBe('\u22121,234.50');
    expect(metricText({ value: 12.4, unit: 'count' })).toBe('12');
    expect(metricText({ value: 2.25, unit: 'days' })).toBe('2.3 days');
    expect(metricText({ value: 0.5, unit: 'days' })).toBe('12.0 hours');
    expect(metricText({ value: 0.0184, unit: 'days' })).toBe('26 min');
    expect(metricText({ value: null, unit: 'number' })).toBe('–');
  });
});

describe('curves on one axis', () => {
  it('keep their last value, and have none before their first', () => {
    const at = (s: number, value: number) => ({ time: new Date(s * 1000).toISOString(), value });
    expect(overlay([[at(1, 10), at(3, 30)], [at(2, 5)]])).toEqual({ time: [1, 2, 3], values: [[10, 10, 30], [null, 5, 5]] });
  });
});

describe('settings', () => {
  it('have a key path each', () => {
    expect(leaves({ a: { b: [1, { c: 'x' }], d: [] }, e: null })).toEqual([
      { path: 'a.b[0]', value: 1 },
      { path: 'a.b[1].c', value: 'x' },
      { path: 'a.d', value: [] },
      { path: 'e', value: null },
    ]);
  });
  it('are cut out of the document that holds them', () => {
    expect(below('version: 1\nsettings:\n  a:\n    b: 1\n  c: 2\nhash: x\n', 'settings')).toBe('a:\n  b: 1\nc: 2');
    expect(below('a: 1\n', 'settings')).toBe('a: 1\n');
  });
});
