/** What the pages compute from closed trades. */

export interface Bin {
  from: number;
  to: number;
  count: number;
}

/** Equal bins whose borders are round numbers, with zero among them. */
export function histogram(values: number[], wanted = 24): Bin[] {
  if (values.length === 0) return [];
  const low = Math.min(0, ...values);
  const high = Math.max(0, ...values);
  const width = roundUp((high - low) / wanted || 1);
  const first = Math.floor(low / width);
  const count = Math.max(1, Math.ceil(high / width) - first);
  const bins = Array.from({ length: count }, (_, i) => ({ from: (first + i) * width, to: (first + i + 1) * width, count: 0 }));
  for (const value of values) bins[Math.min(Math.floor(value / width) - first, count - 1)]!.count += 1;
  return bins;
}

/** 1, 2 or 5 times a power of ten, not below `x`. */
function roundUp(x: number): number {
  const power = 10 ** Math.floor(Math.log10(x));
  return [1, 2, 5, 10].map((m) => m * power).find((step) => step >= x * 0.999999)!;
}

export interface Month {
  year: number;
  month: number;
  value: number;
}

/** Sums by month of the time, UTC; in order. */
export function monthly(rows: { time: string | null; value: number }[]): Month[] {
  const sums = new Map<string, number>();
  for (const { time, value } of rows) if (time) sums.set(time.slice(0, 7), (sums.get(time.slice(0, 7)) ?? 0) + value);
  return [...sums].sort().map(([month, value]) => ({ year: Number(month.slice(0, 4)), month: Number(month.slice(5)), value }));
}
