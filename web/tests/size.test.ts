import { describe, expect, it } from 'vitest';
import { quantity } from '../src/lib/size';

describe('the size of an order', () => {
  it('in units is what was typed', () => expect(quantity('0.5', 'qty', '', '', 3)).toBe('0.5'));
  it('by worth is rounded down to what can be traded', () => {
    expect(quantity('1000', 'worth', '3', '', 3)).toBe('333.333');
    expect(quantity('1000', 'worth', '3', '', 0)).toBe('333');
    expect(quantity('100', 'worth', '62840.1', '', 5)).toBe('0.00159');
    expect(quantity('0.3', 'worth', '0.1', '', 2)).toBe('3'); // 2.9999999999999996 in floating point
  });
  it('as a share is of what the limit leaves', () => {
    expect(quantity('50', 'share', '100', '12000.5', 2)).toBe('60');
    expect(quantity('100', 'share', '7', '50', 2)).toBe('7.14');
  });
  it('is nothing without a price, or when it is less than can be traded', () => {
    expect(quantity('10', 'worth', '', '', 2)).toBe('');
    expect(quantity('10', 'worth', '0', '', 2)).toBe('');
    expect(quantity('0.001', 'worth', '100', '', 2)).toBe('');
    expect(quantity('ten', 'worth', '100', '', 2)).toBe('');
    expect(quantity('50', 'share', '100', '-3', 2)).toBe('');
  });
});
