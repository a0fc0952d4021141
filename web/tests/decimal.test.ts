import { expect, it } from 'vitest';
import { less } from '../src/lib/decimal';

it('what is left of a quantity is exact', () => {
  for (const [a, b, left] of [
    ['0.3', '0.1', '0.2'],
    ['1', '0.00000001', '0.99999999'],
    ['2.50', '0.5', '2'],
    ['10', '0', '10'],
    ['100.0', '0', '100'],
    ['0.05', '0.05', '0'],
    ['12345678901234567890.1', '0.1', '12345678901234567890'],
  ] as const)
    expect(less(a, b)).toBe(left);
});
