import { expect, it } from 'vitest';
import { intervalMs } from '../src/client/indicators';

it('intervals are as long as they say', () => {
  expect(['30s', '1m', '15m', '4h', '1d', '', 'x'].map(intervalMs)).toEqual([30_000, 60_000, 900_000, 14_400_000, 86_400_000, 0, 0]);
});
