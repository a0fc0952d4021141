// Every page for everybody: axe finds nothing serious in both themes, wide and at the width of a phone.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { after, before, describe, it } from 'node:test';
import { Bench } from './bench.mjs';
import { FakeRest } from './fake_rest.mjs';
import { paths } from './fake_server.mjs';
import { makeWorld } from './market.mjs';

const axe = readFileSync(createRequire(new URL('../../web/package.json', import.meta.url)).resolve('axe-core/axe.min.js'), 'utf8');
const b = new Bench();
before(() => b.start());
after(() => b.end());

const height = 740;
const queries = { '/trades': '?trade=t40', '/strategies': '?strategy=ema_cross', '/config': '?as=yaml' };
// A theme changes colours and nothing else: what a page is made of is judged once for each width.
const looks = [
  { colorScheme: 'dark', width: 1280 },
  { colorScheme: 'light', width: 1280, rules: ['color-contrast', 'link-in-text-block'] },
  { colorScheme: 'light', width: 360 },
  { colorScheme: 'dark', width: 360, rules: ['color-contrast', 'link-in-text-block'] },
];

/** What is serious, as lines that say where. */
async function serious(rules) {
  // Half a megabyte: told once, the page stays the same one.
  if (!(await b.page.evaluate(() => 'axe' in window))) await b.page.evaluate(axe);
  const found = await b.page.evaluate(
    // No violation is looked for in frames, of which there are none, nor in styles loaded anew.
    (only) => window.axe.run(document, { resultTypes: ['violations'], iframes: false, preload: false, ...(only ? { runOnly: { type: 'rule', values: only } } : {}) }),
    rules,
  );
  return found.violations
    .filter((v) => v.impact === 'serious' || v.impact === 'critical')
    .map((v) => `${v.id}: ${v.nodes.slice(0, 3).map((n) => `${n.html.slice(0, 120)} ${n.failureSummary.split('\n').at(-1).trim()}`).join(' | ')}`);
}
async function problems({ colorScheme, width, rules }) {
  await b.page.setViewportSize({ width, height });
  await b.page.emulateMedia({ colorScheme });
  await b.until(() => b.page.evaluate((theme) => document.documentElement.dataset.theme === theme && document.getAnimations().length === 0, colorScheme), 'it has these colours');
  const found = await serious(rules);
  const wide = await b.page.evaluate(() => document.documentElement.scrollWidth);
  return wide > width ? [...found, `it is ${wide} pixels wide`] : found;
}
async function isInReach({ width }) {
  const box = await b.button('Emergency stop').boundingBox();
  return box.x >= 0 && box.x + box.width <= width && box.y + box.height <= height;
}

describe('for everybody', () => {
  before(async () => {
    const world = makeWorld();
    new FakeRest(world);
    await b.open('/', { world });
    await b.isLive();
  });
  for (const path of paths.filter((p) => p !== '/' && p !== '/login')) {
    it(path, async () => {
      await b.go(path + (queries[path] ?? ''));
      await b.until(async () => (await b.page.locator('main [aria-busy=true]').count()) === 0, 'it is loaded');
      for (const look of looks) {
        assert.deepEqual(await problems(look), [], `${look.colorScheme}, ${look.width} pixels`);
        assert.ok(await isInReach(look), `the emergency stop, ${look.width} pixels`);
      }
    });
  }
  it('/login', async () => {
    await b.open('/login', { signIn: {} });
    await b.see('Sign in to Argosy');
    for (const look of looks) assert.deepEqual(await problems(look), [], `${look.colorScheme}, ${look.width} pixels`);
  });
});
