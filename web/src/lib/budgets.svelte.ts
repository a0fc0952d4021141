import { SvelteMap } from 'svelte/reactivity';

/** How much of one kind of request the server still takes from us. */
export interface RateBudget {
  name: string;
  quota: number;
  /** Seconds in which the quota is given anew. */
  window: number;
  left: number;
}

/** By name; as the newest answer of its kind said. */
export const budgets = new SvelteMap<string, RateBudget>();

/** Reads `RateLimit-Policy: "read";q=60000;w=60` and `RateLimit: "read";r=59990;t=1` (draft-ietf-httpapi-ratelimit-headers). */
export function budgetOf(policy: string | null, state: string | null): RateBudget | null {
  const [, name, quota, window] = /^"([^"]*)";q=(\d+);w=(\d+)/.exec(policy ?? '') ?? [];
  const [, of, left] = /^"([^"]*)";r=(\d+)/.exec(state ?? '') ?? [];
  if (name === undefined || name !== of) return null;
  return { name, quota: Number(quota), window: Number(window), left: Number(left) };
}

export function noteBudget(headers: Headers): void {
  const budget = budgetOf(headers.get('RateLimit-Policy'), headers.get('RateLimit'));
  if (budget) budgets.set(budget.name, budget);
}
