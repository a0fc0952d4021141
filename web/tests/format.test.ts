import { describe, expect, it } from 'vitest';
import { dateTime, decimal, duration, exact, percent, share, signed, signOf } from '../src/lib/format';

describe('decimals stay exact', () => {
  it('rounds on the digits, half away from zero', () => {
    expect(decimal('1234567.895', 2)).toBe('1,234,567.90');
    expect(decimal('-0.005', 2)).toBe('−0.01');
    expect(decimal('0.0049999999999999999999', 2)).toBe('0.00');
    expect(decimal('2.675', 2)).toBe('2.68'); // a double would say 2.67
    expect(decimal('9007199254740993.5', 0)).toBe('9,007,199,254,740,994');
    expect(decimal('7', 3)).toBe('7.000');
  });
  it('shows signs only where there is one', () => {
    expect(signed('12.3', 2)).toBe('+12.30');
    expect(signed('-12.3', 2)).toBe('−12.30');
    expect(signed('-0.001', 2)).toBe('0.00');
    expect(signOf('-0.000')).toBe(0);
    expect(signOf('0.0000000001')).toBe(1);
    expect(signOf('-5')).toBe(-1);
  });
  it('drops zeros at the end of quantities', () => {
    expect(exact('0.15000')).toBe('0.15');
    expect(exact('1200')).toBe('1,200');
    expect(exact('0.000')).toBe('0');
  });
  it('shows ratios in per cent', () => {
    expect(percent('0.0213')).toBe('2.13\u00a0%');
    expect(percent('1')).toBe('100.00\u00a0%');
    expect(percent('0.5', 0)).toBe('50\u00a0%');
    expect(percent('-0.00005', 1)).toBe('0.0\u00a0%');
  });
  it('passes on what is not a decimal', () => {
    for (const odd of ['', 'NaN', '1e5', '1,5', '--1']) expect(decimal(odd, 2)).toBe(odd);
  });
  it('measures gauges', () => {
    expect(share('5', '20')).toBe(0.25);
    expect(share('5', '0')).toBe(0);
  });
});

describe('times', () => {
  it('cuts RFC 3339 without a Date, so nanoseconds and zones do no harm', () => {
    expect(dateTime('2024-08-08T23:54:15.342000001Z')).toBe('2024-08-08 23:54:15');
    expect(dateTime(null)).toBe('–');
  });
  it('says how long in the unit that people would use', () => {
    expect([0, 940, 12_345, 65_000, 7_500_000, 3e8].map(duration)).toEqual(['0.0 s', '0.9 s', '12 s', '1 min', '2 h 05 min', '3 d']);
  });
});
