import { describe, expect, it } from 'vitest';
import { compare, sorted, toCsv, type Column } from '../src/lib/table';

interface Row {
  name: string;
  net: string | null;
}
const columns: Column<Row>[] = [
  { title: 'name', value: (r) => r.name },
  { title: 'net', value: (r) => r.net },
];
const rows: Row[] = [
  { name: 'b', net: '10' },
  { name: 'a', net: '9.5' },
  { name: 'c', net: null },
  { name: 'd', net: '-3' },
];

describe('order', () => {
  it('is by size where it is a number, and what is missing comes last', () => {
    expect(sorted(rows, columns, { column: 1, isDown: false }).map((r) => r.name)).toEqual(['d', 'a', 'b', 'c']);
    expect(compare('9.5', '10')).toBeLessThan(0);
    expect(compare('ETH/USDT', 'BTC/USDT')).toBeGreaterThan(0);
  });
  it('leaves the rows as they are', () => {
    sorted(rows, columns, { column: 0, isDown: true });
    expect(rows[0]!.name).toBe('b');
    expect(sorted(rows, columns, null)).toBe(rows);
  });
});

describe('CSV', () => {
  it('quotes what would break it', () => {
    expect(toCsv([{ name: 'a "b", c', net: '1' }], columns)).toBe('name,net\r\n"a ""b"", c",1\r\n');
  });
  it('runs no formula, and keeps negative numbers', () => {
    expect(toCsv([{ name: '=1+1', net: '-3.5' }, { name: '-x', net: null }], columns)).toBe("name,net\r\n'=1+1,-3.5\r\n'-x,\r\n");
  });
});
