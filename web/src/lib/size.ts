import type { Decimal } from '../api';

/** How big an order shall be: in units of what is traded, by its worth, or as a part of what a limit leaves. */
export type SizeUnit = 'qty' | 'worth' | 'share';

const places = 12;
const one = 10n ** BigInt(places);
/** 0 for what is no plain decimal above zero. */
function scaled(text: Decimal): bigint {
  if (!/^\d+(\.\d+)?$/.test(text)) return 0n;
  const [whole = '0', fraction = ''] = text.split('.');
  return BigInt(whole) * one + BigInt(fraction.slice(0, places).padEnd(places, '0'));
}

/**
 * The quantity, rounded down to what can be traded: never more than was asked for. '' when there is none (yet).
 * `left`: what the limit leaves, in money; for a share only. `price`: what a unit costs, about.
 */
export function quantity(amount: Decimal, unit: SizeUnit, price: Decimal, left: Decimal, decimals: number): Decimal {
  if (unit === 'qty') return amount;
  const cost = scaled(price);
  if (cost === 0n) return '';
  const worth = unit === 'worth' ? scaled(amount) : (scaled(amount) * scaled(left)) / (100n * one);
  const units = (worth * 10n ** BigInt(decimals)) / cost;
  if (units === 0n) return '';
  const digits = units.toString().padStart(decimals + 1, '0');
  return decimals === 0 ? digits : `${digits.slice(0, -decimals)}.${digits.slice(-decimals)}`.replace(/\.?0+$/, '');
}
