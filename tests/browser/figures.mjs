// What the pages weigh and how they keep up, against their budgets: `node tests/browser/figures.mjs`, for docs/dashboard.md.
import { readdirSync, readFileSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { brotliCompressSync } from 'node:zlib';
import { Bench } from './bench.mjs';

const seconds = 10;
const assets = new URL('../../web/dist/assets/', import.meta.url);
const index = readFileSync(new URL('../index.html', assets), 'utf8');
const names = readdirSync(assets).filter((name) => /\.(js|css)$/.test(name));
const weight = (of) => of.reduce((sum, name) => sum + brotliCompressSync(readFileSync(new URL(name, assets))).length, 0);
const kb = (bytes) => `${(bytes / 1000).toFixed(1)} KB`;
const rows = [
  ['scripts before the first paint, brotli', kb(weight(names.filter((n) => n.endsWith('.js') && index.includes(n)))), '45 KB', '273 KB'],
  ['styles, brotli', kb(weight(names.filter((n) => n.endsWith('.css')))), '10 KB', ''],
  ['the heaviest page of its own', kb(Math.max(...names.filter((n) => n.includes('Page-')).map((n) => weight([n])))), '15 KB', ''],
  ['charts, loaded when there is one', kb(weight(names.filter((n) => /^(common|equity|price|lines)-/.test(n)))), '75 KB', ''],
  ['everything, brotli', kb(weight(names)), '180 KB', '771 KB'],
];

const b = new Bench();
await b.start();
try {
  const opened = [];
  for (let times = 0; times < 5; times += 1) {
    await b.open('/');
    const from = performance.now();
    await b.page.reload();
    await b.page.locator('.main dd').first().waitFor();
    await b.isLive();
    opened.push(performance.now() - from);
  }
  const paint = await b.page.evaluate(() => performance.getEntriesByName('first-contentful-paint')[0].startTime);
  rows.push(['address to live numbers, loopback, the median of five', `${Math.round(opened.sort((x, y) => x - y)[2])} ms`, '1,000 ms', '']);
  rows.push(['first paint', `${Math.round(paint)} ms`, '300 ms', '']);
  await sleep(1500); // whatever is made once is made
  const { portfolio, positions } = b.server.world.snapshot;
  /** A thousand updates a second for so many seconds: of the account and of a position, by turns. */
  const stream = async () => {
    const start = performance.now();
    for (let sent = 0; sent < 1000 * seconds; await sleep(10)) {
      for (; sent < performance.now() - start; sent += 1) {
        if (sent % 2 === 0) b.server.publish('portfolio_update', { portfolio: { ...portfolio, equity: `${50_000 + (sent % 1000)}.5` } });
        else b.server.publish('position_update', { ...positions[0], mark_price: `${63_000 + (sent % 1000)}.25` });
      }
    }
  };
  /** What the main thread was busy while `work` went on, in per cent, and how often it laid the page out anew, a second. */
  const busy = async (timeDomain, work) => {
    const devtools = await b.context.newCDPSession(b.page);
    await devtools.send('Performance.enable', { timeDomain });
    const now = async () => Object.fromEntries((await devtools.send('Performance.getMetrics')).metrics.map(({ name, value }) => [name, value]));
    const [before, start] = [await now(), performance.now()];
    await work();
    const [after, passed] = [await now(), (performance.now() - start) / 1000];
    await devtools.send('Performance.disable');
    await devtools.detach();
    return { share: `${Math.round((100 * (after.TaskDuration - before.TaskDuration)) / passed)} %`, layouts: ((after.LayoutCount - before.LayoutCount) / passed).toFixed(0) };
  };
  // Its own time on a processor: what others on this machine take from it is none of its work. By the clock it is busy too
  // while it waits for a processor.
  const [own, idle] = [await busy('threadTicks', stream), await busy('threadTicks', () => sleep(5000))];
  const clock = await busy('timeTicks', stream);
  const frames = b.page.evaluate(
    (duration) =>
      new Promise((done) => {
        const gaps = [];
        const start = performance.now();
        let last = start;
        const tick = (now) => {
          gaps.push(now - last);
          last = now;
          if (now - start < duration) requestAnimationFrame(tick);
          else done(gaps.slice(1).sort((x, y) => x - y));
        };
        requestAnimationFrame(tick);
      }),
    1000 * seconds,
  );
  await stream();
  const gaps = await frames;
  const at = (part) => `${gaps[Math.floor(part * (gaps.length - 1))].toFixed(1)} ms`;
  const what = '1,000 updates a second: ';
  rows.push([`${what}main thread, its time on a processor`, own.share, '30 %', '']);
  rows.push([`${what}main thread, by the clock`, clock.share, '', '']);
  rows.push([`${what}layouts a second`, own.layouts, '10', '']);
  rows.push(['no updates: main thread, its time on a processor', idle.share, '', '']);
  rows.push([`${what}median frame`, at(0.5), '16.7 ms', '']);
  rows.push([`${what}99th of 100 frames`, at(0.99), '', '']);
} finally {
  await b.end();
}
console.log(`load of this machine meanwhile: ${loadavg()[0].toFixed(1)} on ${cpus().length} processors\n`);
console.log('| what | measured | budget | FreqUI |\n| --- | ---: | ---: | ---: |');
for (const row of rows) console.log(`| ${row.join(' | ')} |`);
