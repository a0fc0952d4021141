import { expect, it } from 'vitest';
import { histograms, joined, quantile } from '../src/lib/prometheus';

const text = `# TYPE t_seconds histogram
t_seconds_bucket{route="/a",le="0.001"} 3
t_seconds_bucket{route="/a",le="0.01"} 9
t_seconds_bucket{route="/a",le="+Inf"} 10
t_seconds_sum{route="/a"} 0.2
t_seconds_count{route="/a"} 10
t_seconds_bucket{route="/b \\"x\\"",le="0.001"} 0
t_seconds_bucket{route="/b \\"x\\"",le="0.01"} 0
t_seconds_bucket{route="/b \\"x\\"",le="+Inf"} 0
other_bucket{le="+Inf"} 7
`;

it('buckets become counts, by what they are labelled with', () => {
  const all = histograms(text, 't_seconds');
  expect(all).toHaveLength(2);
  expect(all[0]).toEqual({ labels: { route: '/a' }, bounds: [0.001, 0.01, Infinity], counts: [3, 6, 1], total: 10 });
  expect(quantile(all[0]!, 0.3)).toBe(0.001);
  expect(quantile(all[0]!, 0.5)).toBe(0.01);
  expect(quantile(all[0]!, 0.99)).toBe(Infinity);
  expect(quantile(all[1]!, 0.5)).toBeNull();
  expect(joined(all).counts).toEqual([3, 6, 1]);
});
