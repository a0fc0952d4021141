import { expect, it } from 'vitest';
import { budgetOf } from '../src/lib/budgets.svelte';

it('a rate budget is read from the headers of an answer', () => {
  expect(budgetOf('"read";q=60000;w=60', '"read";r=59990;t=1')).toEqual({ name: 'read', quota: 60000, window: 60, left: 59990 });
});
it('and from nothing else', () => {
  for (const [policy, state] of [[null, null], ['"read";q=1;w=1', null], ['"read";q=1;w=1', '"write";r=1;t=1'], ['read', 'read']] as const) {
    expect(budgetOf(policy, state)).toBeNull();
  }
});
