import type { Decimal } from '../api';

const parts = (x: Decimal) => {
  const [whole = '0', fraction = ''] = x.split('.');
  return { whole, fraction };
};

/** a - b to the last digit: quantities never pass through a floating point number. Requires: plain decimals, a and b >= 0. */
export function less(a: Decimal, b: Decimal): Decimal {
  const [x, y] = [parts(a), parts(b)];
  const places = Math.max(x.fraction.length, y.fraction.length);
  const scaled = (p: { whole: string; fraction: string }) => BigInt(p.whole + p.fraction.padEnd(places, '0'));
  const difference = scaled(x) - scaled(y);
  const sign = difference < 0n ? '-' : '';
  const digits = difference.toString().replace('-', '').padStart(places + 1, '0');
  const text = places === 0 ? digits : `${digits.slice(0, -places)}.${digits.slice(-places)}`;
  return sign + (text.includes('.') ? text.replace(/\.?0+$/, '') : text);
}
