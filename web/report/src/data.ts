import { parseCsv } from './csv';

/** What src/report/chart_data.cpp writes; see there for the units. */
interface Wire {
  name: string;
  currency: string;
  trades: string;
  equity: string;
  benchmark?: number[];
  days: Histogram;
  results: Histogram;
  instruments: WireInstrument[];
}
interface WireInstrument {
  symbol: string;
  stored: number;
  interval: number;
  start: number;
  gaps: number[];
  places: number;
  open: number[];
  close: number[];
  high: number[];
  low: number[];
}

export interface Histogram {
  edges: number[];
  counts: number[];
}
/** Bars as columns; times are seconds since 1970 UTC. */
export interface Bars {
  time: number[];
  open: number[];
  high: number[];
  low: number[];
  close: number[];
}
export interface Instrument {
  symbol: string;
  stored: number; // seconds of the bars that drove the run
  interval: number; // of these, longer when there were too many
  places: number;
  bars: Bars;
}
/** A line of trades.csv: its texts are exact, its numbers are for sorting and drawing. */
export interface Trade {
  number: number;
  text: Record<string, string>;
  entry: number;
  exit: number;
  net: number;
}
export interface Report {
  name: string;
  currency: string;
  files: { trades: string; equity: string };
  trades: Trade[];
  curve: { time: number[]; equity: number[]; benchmark: number[] | null };
  days: Histogram;
  results: Histogram;
  instruments: Instrument[];
}

const seconds = (iso: string) => Date.parse(iso) / 1000;

/** From differences back to values. */
function sums(differences: number[], scale: number): number[] {
  let sum = 0;
  return differences.map((d) => (sum += d) / scale);
}

function barsOf(wire: WireInstrument): Bars {
  const scale = 10 ** wire.places;
  const gaps = new Map<number, number>();
  for (let i = 0; i < wire.gaps.length; i += 2) gaps.set(wire.gaps[i]!, wire.gaps[i + 1]!);
  const bars: Bars = { time: [], open: [], high: [], low: [], close: [] };
  let time = wire.start - wire.interval;
  let close = 0;
  for (let i = 0; i < wire.open.length; i += 1) {
    time += wire.interval + (gaps.get(i) ?? 0);
    const open = close + wire.open[i]!;
    close = open + wire.close[i]!;
    bars.time.push(time);
    bars.open.push(open / scale);
    bars.close.push(close / scale);
    bars.high.push((Math.max(open, close) + wire.high[i]!) / scale);
    bars.low.push((Math.min(open, close) - wire.low[i]!) / scale);
  }
  return bars;
}

function tradesOf(csv: string): Trade[] {
  const [head = [], ...lines] = parseCsv(csv);
  return lines.map((line, i) => {
    const text = Object.fromEntries(head.map((name, column) => [name, line[column]!]));
    return { number: i + 1, text, entry: seconds(text['entry_time']!), exit: seconds(text['exit_time']!), net: Number(text['net']) };
  });
}

export function readReport(json: string): Report {
  const wire = JSON.parse(json) as Wire;
  const curve = parseCsv(wire.equity).slice(1);
  return {
    name: wire.name,
    currency: wire.currency,
    files: { trades: wire.trades, equity: wire.equity },
    trades: tradesOf(wire.trades),
    curve: {
      time: curve.map((line) => seconds(line[0]!)),
      equity: curve.map((line) => Number(line[1])),
      benchmark: wire.benchmark ? sums(wire.benchmark, 100) : null,
    },
    days: wire.days,
    results: wire.results,
    instruments: wire.instruments.map((w) => ({ symbol: w.symbol, stored: w.stored, interval: w.interval, places: w.places, bars: barsOf(w) })),
  };
}
