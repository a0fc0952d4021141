import { describe, expect, it } from 'vitest';
import { indexAt, intervalName, intervalsFor, longer, overviewInterval } from '../report/src/bars';
import { parseCsv } from '../report/src/csv';
import { readReport } from '../report/src/data';

describe('CSV', () => {
  it('reads quoted fields with commas, quotes and new lines', () => {
    expect(parseCsv('a,b\n"x, ""y""\nz",2\n,\n')).toEqual([['a', 'b'], ['x, "y"\nz', '2'], ['', '']]);
    expect(parseCsv('a,b\r\n1,2\r\n')).toEqual([['a', 'b'], ['1', '2']]);
    expect(parseCsv('a\n"1"')).toEqual([['a'], ['1']]);
  });
});

describe('data of a report', () => {
  const wire = {
    name: 'run',
    currency: 'USDT',
    trades: 'entry_time,exit_time,net\n2026-01-01T00:00:00Z,2026-01-01T01:00:00Z,-1.5\n',
    equity: 'time,equity\n2026-01-01T00:00:00Z,1000\n2026-01-02T00:00:00Z,998.5\n',
    benchmark: [100_000, -550],
    days: { edges: [], counts: [] },
    results: { edges: [], counts: [] },
    instruments: [
      { symbol: 'X', stored: 60, interval: 60, start: 600, gaps: [2, 300], places: 2, open: [10050, 0, -1050], close: [50, -50, 500], high: [100, 25, 0], low: [150, 50, 0] },
    ],
  };
  it('is what was written', () => {
    const report = readReport(JSON.stringify(wire));
    expect(report.instruments[0]!.bars).toEqual({
      time: [600, 660, 1020],
      open: [100.5, 101, 90],
      close: [101, 100.5, 95],
      high: [102, 101.25, 95],
      low: [99, 100, 90],
    });
    expect(report.curve).toEqual({ time: [1767225600, 1767312000], equity: [1000, 998.5], benchmark: [1000, 994.5] });
    expect(report.trades[0]).toMatchObject({ number: 1, net: -1.5, entry: 1767225600, exit: 1767229200 });
  });
});

describe('bars', () => {
  const bars = { time: [0, 60, 120, 180], open: [1, 2, 3, 4], high: [5, 9, 6, 7], low: [1, 0.5, 2, 3], close: [2, 3, 4, 5] };
  it('become longer ones', () => {
    expect(longer(bars, 120)).toEqual({ time: [0, 120], open: [1, 3], high: [9, 7], low: [0.5, 2], close: [3, 5] });
  });
  it('are found by time', () => {
    expect([-1, 0, 59, 60, 999].map((t) => indexAt(bars.time, t))).toEqual([-1, 0, 0, 1, 3]);
  });
  it('offer intervals that the run is long enough for', () => {
    expect(intervalsFor(3600, 43_800).map(intervalName)).toEqual(['1h', '4h', '1d']);
    expect(intervalsFor(60, 600).map(intervalName)).toEqual(['1m', '5m']);
    expect(overviewInterval([3600, 14_400, 86_400], 3600, 43_800)).toBe(86_400);
  });
});
