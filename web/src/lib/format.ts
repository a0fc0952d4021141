/** Decimals as text, for people: rounding and grouping work on the digits, never on a binary number. */

export type Sign = -1 | 0 | 1;

interface Parts {
  negative: boolean;
  digits: bigint; // without the point
  scale: number; // digits behind the point
}

function parse(text: string): Parts | null {
  const match = /^([+-]?)(\d+)(?:\.(\d+))?$/.exec(text);
  if (!match) return null;
  const fraction = match[3] ?? '';
  return { negative: match[1] === '-', digits: BigInt(match[2] + fraction), scale: fraction.length };
}

function print(parts: Parts): string {
  const text = parts.digits.toString().padStart(parts.scale + 1, '0');
  const whole = text.slice(0, text.length - parts.scale).replace(/\B(?=(\d{3})+$)/g, ',');
  return parts.scale === 0 ? whole : `${whole}.${text.slice(text.length - parts.scale)}`;
}

/** Half away from zero, as people expect of a displayed amount. */
function rescale(parts: Parts, scale: number): Parts {
  if (scale >= parts.scale) {
    return { ...parts, digits: parts.digits * 10n ** BigInt(scale - parts.scale), scale };
  }
  const unit = 10n ** BigInt(parts.scale - scale);
  return { ...parts, digits: (parts.digits + unit / 2n) / unit, scale };
}

export function signOf(text: string): Sign {
  const parts = parse(text);
  if (!parts || parts.digits === 0n) return 0;
  return parts.negative ? -1 : 1;
}

const minus = '\u2212';

function withSign(parts: Parts, always: boolean): string {
  const isZero = parts.digits === 0n;
  const sign = isZero ? '' : parts.negative ? minus : always ? '+' : '';
  return sign + print(parts);
}

/** "1234567.895", 2 -> "1,234,567.90". Text that is not a decimal is given back as it is. */
export function decimal(text: string, places: number): string {
  const parts = parse(text);
  return parts ? withSign(rescale(parts, places), false) : text;
}

/** The same with a sign unless it is zero. */
export function signed(text: string, places: number): string {
  const parts = parse(text);
  return parts ? withSign(rescale(parts, places), true) : text;
}

/** As many places as the text has, without zeros at the end. */
export function exact(text: string): string {
  const parts = parse(text);
  if (!parts) return text;
  while (parts.scale > 0 && parts.digits % 10n === 0n) {
    parts.digits /= 10n;
    parts.scale -= 1;
  }
  return withSign(parts, false);
}

/** A ratio in per cent: "0.0213" -> "2.13 %". */
export function percent(ratio: string, places = 2): string {
  const parts = parse(ratio);
  if (!parts) return ratio;
  const shifted = parts.scale >= 2 ? { ...parts, scale: parts.scale - 2 } : { ...rescale(parts, 2), scale: 0 };
  return `${withSign(rescale(shifted, places), false)}\u00a0%`;
}

/** For bars and curves, where a pixel is coarser than the error. */
export function toNumber(text: string): number {
  return Number(text);
}

/** used / limit, for the length of a bar. */
export function share(used: string, limit: string): number {
  const whole = toNumber(limit);
  return whole > 0 ? toNumber(used) / whole : 0;
}

const two = (n: number) => String(n).padStart(2, '0');

let inZone: Intl.DateTimeFormat | null = null;

/** In which zone times are printed from now on: "UTC", or a name of the IANA database. */
export function setTimeZone(zone: string): void {
  const options = { dateStyle: 'short', timeStyle: 'medium', hourCycle: 'h23', timeZone: zone } as const;
  inZone = zone === 'UTC' ? null : new Intl.DateTimeFormat('sv-SE', options);
}

/** "2024-08-08 23:54:15". */
export function dateTime(iso: string | null | undefined): string {
  if (!iso) return '\u2013';
  return inZone ? inZone.format(new Date(iso)) : `${iso.slice(0, 10)} ${iso.slice(11, 19)}`;
}

/** "08-08 23:54". */
export function shortTime(iso: string | null | undefined): string {
  return iso ? dateTime(iso).slice(5, 16) : '\u2013';
}

/** "0.4 s", "12 s", "3 min", "2 h 05 min", "4 d". */
export function duration(ms: number): string {
  const s = Math.max(0, ms) / 1000;
  if (s < 10) return `${s.toFixed(1)} s`;
  if (s < 60) return `${Math.floor(s)} s`;
  if (s < 3600) return `${Math.floor(s / 60)} min`;
  if (s < 86_400) return `${Math.floor(s / 3600)} h ${two(Math.floor((s % 3600) / 60))} min`;
  return `${Math.floor(s / 86_400)} d`;
}

/** "partially_filled" -> "partially filled". */
export function words(name: string): string {
  return name.replaceAll('_', ' ');
}
