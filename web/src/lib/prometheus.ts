/** Histograms out of the text that /metrics answers. */

export interface Histogram {
  labels: Record<string, string>;
  /** Upper bounds in seconds, rising; the last is Infinity. */
  bounds: number[];
  /** How many fell into each, not added up. */
  counts: number[];
  total: number;
}

const sample = /^(\w+)_bucket\{(.*)\} (\S+)/;
const label = /(\w+)="((?:[^"\\]|\\.)*)"/g;

export function histograms(text: string, name: string): Histogram[] {
  const found = new Map<string, Histogram>();
  for (const line of text.split('\n')) {
    const match = sample.exec(line);
    if (match?.[1] !== name) continue;
    const { le = '', ...labels } = Object.fromEntries([...match[2]!.matchAll(label)].map((m) => [m[1]!, m[2]!])) as Record<string, string>;
    const key = JSON.stringify(labels);
    const h = found.get(key) ?? { labels, bounds: [], counts: [], total: 0 };
    const upTo = Number(match[3]);
    h.bounds.push(le === '+Inf' ? Infinity : Number(le));
    h.counts.push(upTo - h.total);
    h.total = upTo;
    found.set(key, h);
  }
  return [...found.values()];
}

/** The bound below which this share of all lies, in seconds; null: nothing was measured. */
export function quantile(h: Histogram, share: number): number | null {
  let seen = 0;
  for (const [i, count] of h.counts.entries()) {
    seen += count;
    if (h.total > 0 && seen >= share * h.total) return h.bounds[i]!;
  }
  return null;
}

/** All of them as one. Requires: the same bounds. */
export function joined(all: Histogram[]): Histogram {
  const bounds = all[0]?.bounds ?? [];
  return { labels: {}, bounds, counts: bounds.map((_, i) => all.reduce((sum, h) => sum + (h.counts[i] ?? 0), 0)), total: all.reduce((sum, h) => sum + h.total, 0) };
}
