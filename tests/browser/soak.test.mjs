// A thousand updates a second: the page keeps up, stays usable and does not grow. Five seconds; a minute with ARGOSY_SOAK=1.
import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { Bench } from './bench.mjs';

const seconds = process.env.ARGOSY_SOAK ? 60 : 5;
const grownMost = 4_000_000; // bytes
const layoutsMost = 15; // a second: ten for the numbers, the rest for ages and charts

const b = new Bench();
before(() => b.start());
after(() => b.end());

it(`a thousand updates a second for ${seconds} s, keeping up on a flat heap`, async () => {
  await b.open('/');
  await b.isLive();
  const devtools = await b.context.newCDPSession(b.page);
  const heap = async () => {
    await devtools.send('HeapProfiler.collectGarbage');
    return (await devtools.send('Runtime.getHeapUsage')).usedSize;
  };
  const { portfolio, positions } = b.server.world.snapshot;
  let sent = 0;
  const send = () => {
    sent += 1;
    if (sent % 2 === 0) b.server.publish('portfolio_update', { portfolio: { ...portfolio, equity: `${50_000 + (sent % 1000)}.5` } });
    else b.server.publish('position_update', { ...positions[0], mark_price: `${63_000 + (sent % 1000)}.25` });
  };
  /** Sends for so long, at the rate that was asked for however late a timer comes. */
  const stream = async (duration) => {
    const start = performance.now();
    const first = sent;
    for (let passed = 0; passed < duration; passed = performance.now() - start) {
      while (sent - first < passed) send();
      await sleep(10);
    }
  };
  await devtools.send('Performance.enable');
  const layouts = async () => (await devtools.send('Performance.getMetrics')).metrics.find((m) => m.name === 'LayoutCount').value;
  await stream(1500); // whatever is made once is made
  const before = await heap();
  const [drawn, start] = [await layouts(), performance.now()];
  await stream(1000 * seconds);
  const rate = (1000 * ((await layouts()) - drawn)) / (performance.now() - start);
  assert.ok(rate < layoutsMost, `the page was laid out ${rate.toFixed(1)} times a second`);
  assert.ok(sent >= 1000 * seconds, `${sent} were sent`);
  b.server.publish('portfolio_update', { portfolio: { ...portfolio, equity: '61234.5' } });
  await b.see('61,234.50');
  const grown = (await heap()) - before;
  assert.ok(grown < grownMost, `the heap grew by ${grown} bytes`);
  assert.equal(b.server.resyncs, 0);
  assert.deepEqual(b.errors, []);
});
