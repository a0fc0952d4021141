import type { Bars } from './data';

/** The index of the last time at or before `time`; -1: all are later. */
export function indexAt(times: number[], time: number): number {
  let low = 0;
  let high = times.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (times[middle]! <= time) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

/** Longer bars, which begin at multiples of the interval since 1970 UTC. */
export function longer(bars: Bars, interval: number): Bars {
  const out: Bars = { time: [], open: [], high: [], low: [], close: [] };
  for (let i = 0; i < bars.time.length; i += 1) {
    const time = bars.time[i]! - (bars.time[i]! % interval);
    const last = out.time.length - 1;
    if (out.time[last] !== time) {
      out.time.push(time);
      out.open.push(bars.open[i]!);
      out.high.push(bars.high[i]!);
      out.low.push(bars.low[i]!);
      out.close.push(bars.close[i]!);
      continue;
    }
    out.high[last] = Math.max(out.high[last]!, bars.high[i]!);
    out.low[last] = Math.min(out.low[last]!, bars.low[i]!);
    out.close[last] = bars.close[i]!;
  }
  return out;
}

/** 3600 -> "1h". */
export function intervalName(seconds: number): string {
  for (const [unit, name] of [[86400, 'd'], [3600, 'h'], [60, 'm']] as const) {
    if (seconds % unit === 0) return `${seconds / unit}${name}`;
  }
  return `${seconds}s`;
}

/** What a chart of these bars can be switched to: theirs and usual longer ones of which there are enough. */
export function intervalsFor(interval: number, bars: number): number[] {
  const usual = [300, 900, 3600, 14_400, 86_400].filter((i) => i > interval && i % interval === 0);
  return [interval, ...usual.filter((i) => (bars * interval) / i >= 60)];
}

/** The shortest interval that shows everything in about a screen's worth of bars. */
export function overviewInterval(intervals: number[], interval: number, bars: number): number {
  return intervals.find((i) => (bars * interval) / i <= 2000) ?? intervals.at(-1)!;
}
