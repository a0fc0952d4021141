/** A figure with what it means; `value` is null when it is not defined, and `reason` says why. */
export interface Metric {
  title: string;
  value: number | null;
  reason?: string;
  unit: string;
  definition: string;
}

const places = (x: number) => (Math.abs(x) >= 100 ? 0 : Math.abs(x) >= 10 ? 1 : 2);

/** "12.3 %", "1.42", "–". Units: fraction, money, days, count, R, number. */
export function metricText(m: Pick<Metric, 'value' | 'unit'>): string {
  const { value, unit } = m;
  if (value === null || !Number.isFinite(value)) return '–';
  const sign = value < 0 ? '\u2212' : '';
  const size = Math.abs(value);
  if (unit === 'fraction') return `${sign}${(100 * size).toFixed(2)} %`;
  if (unit === 'money') return sign + size.toFixed(2).replace(/\B(?=(\d{3})+\.)/g, ',');
  if (unit === 'count') return sign + String(Math.round(size));
  if (unit === 'days' && size < 1) return size * 24 < 1 ? `${sign}${Math.round(size * 1440)} min` : `${sign}${(size * 24).toFixed(1)} hours`;
  if (unit === 'days' || unit === 'R') return `${sign}${size.toFixed(1)} ${unit}`;
  return sign + size.toFixed(places(size));
}
