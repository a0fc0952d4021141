// What the pages weigh and how they keep up, against their budgets: `node tests/browser/figures.mjs`, for docs/dashboard.md.
import { readdirSync, readFileSync } from 'node:fs';
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
  const from = performance.now();
  await b.open('/');
  await b.isLive();
  rows.push(['address to live numbers, loopback', `${Math.round(performance.now() - from)} ms`, '1,000 ms', '']);
  const devtools = await b.context.newCDPSession(b.page);
  await devtools.send('Performance.enable');
  const busy = async () => (await devtools.send('Performance.getMetrics')).metrics.find((m) => m.name === 'TaskDuration').value;
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
  const { portfolio } = b.server.world.snapshot;
  const [taskBefore, start] = [await busy(), performance.now()];
  for (let sent = 0; sent < 1000 * seconds; await sleep(10)) {
    for (; sent < performance.now() - start; sent += 1) b.server.publish('portfolio_update', { portfolio: { ...portfolio, equity: `${50_000 + (sent % 1000)}.5` } });
  }
  const share = (await busy()) - taskBefore;
  const gaps = await frames;
  const at = (part) => `${gaps[Math.floor(part * (gaps.length - 1))].toFixed(1)} ms`;
  rows.push(['1,000 updates a second: median frame', at(0.5), '16.7 ms', '']);
  rows.push(['1,000 updates a second: 99th of 100 frames', at(0.99), '', '']);
  rows.push(['1,000 updates a second: main thread', `${Math.round((100 * share) / seconds)} %`, '30 %', '']);
} finally {
  await b.end();
}
console.log('| what | measured | budget | FreqUI |\n| --- | ---: | ---: | ---: |');
for (const row of rows) console.log(`| ${row.join(' | ')} |`);
