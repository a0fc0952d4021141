// Every page for everybody: axe finds nothing serious in both themes, wide and at the width of a phone.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { after, afterEach, before, describe, it } from 'node:test';
import { Bench } from './bench.mjs';
import { FakeRest } from './fake_rest.mjs';
import { paths } from './fake_server.mjs';
import { makeWorld } from './market.mjs';

const axe = readFileSync(createRequire(new URL('../../web/package.json', import.meta.url)).resolve('axe-core/axe.min.js'), 'utf8');
const b = new Bench();
before(() => b.start());
after(() => b.end());
afterEach(() => b.close());

/** What is serious, as lines that say where. */
async function problems() {
  await b.page.evaluate(`if (!window.axe) { ${axe} }`);
  const found = await b.page.evaluate(() => window.axe.run(document, { resultTypes: ['violations'] }));
  return found.violations
    .filter((v) => v.impact === 'serious' || v.impact === 'critical')
    .map((v) => `${v.id}: ${v.nodes.slice(0, 3).map((n) => `${n.html.slice(0, 120)} ${n.failureSummary.split('\n').at(-1).trim()}`).join(' | ')}`);
}

const queries = { '/trades': '?trade=t40', '/strategies': '?strategy=ema_cross', '/config': '?as=yaml' };

for (const colorScheme of ['dark', 'light']) {
  for (const width of [1280, 360]) {
    describe(`${colorScheme}, ${width} pixels`, () => {
      it('every page', async () => {
        const world = makeWorld();
        new FakeRest(world);
        await b.open('/', { world, colorScheme, viewport: { width, height: 740 } });
        const found = [];
        for (const path of paths.filter((p) => p !== '/' && p !== '/login')) {
          await b.page.goto(b.url + path + (queries[path] ?? ''));
          await b.isLive();
          await b.page.locator('main section').first().waitFor();
          await b.until(async () => (await b.page.locator('main [aria-busy=true]').count()) === 0, `${path} is loaded`);
          found.push(...(await problems()).map((p) => `${path}: ${p}`));
          const wide = await b.page.evaluate(() => document.documentElement.scrollWidth);
          if (wide > width) found.push(`${path}: it is ${wide} pixels wide`);
          const box = await b.button('Emergency stop').boundingBox();
          if (box.x < 0 || box.x + box.width > width || box.y + box.height > 740) found.push(`${path}: the emergency stop is out of reach`);
        }
        assert.deepEqual(found, []);
      });

      it('the sign-in', async () => {
        await b.open('/login', { colorScheme, viewport: { width, height: 740 }, signIn: {} });
        await b.see('Sign in to Argosy');
        assert.deepEqual(await problems(), []);
        assert.ok((await b.page.evaluate(() => document.documentElement.scrollWidth)) <= width);
      });
    });
  }
}
