// Pictures of every page for docs/: `node tests/browser/screenshots.mjs [FOLDER]`, from the program after some trading in
// simulation, in both themes and at the width of a phone.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { openBrowser } from './browser.mjs';
import { enter, kill, replacePages, start } from './program.mjs';

const into = process.argv[2] ?? fileURLToPath(new URL('../../docs/screenshots', import.meta.url));
const tradesLeast = 40;
const patience = 600_000;
const quality = 0.6;
const looks = [
  { name: 'dark', colorScheme: 'dark', width: 1280, height: 860 },
  { name: 'light', colorScheme: 'light', width: 1280, height: 860 },
  { name: 'phone', colorScheme: 'dark', width: 360, height: 740 },
];
const pages = ['dashboard', 'trading?indicator=bollinger', 'portfolio', 'trades', 'strategies?strategy=ema_cross', 'analytics', 'alerts', 'config', 'monitoring', 'settings'];

const folder = mkdtempSync(join(tmpdir(), 'argosy_pictures_'));
const browser = await openBrowser();
const live = await start(folder, { speed: 600 });
try {
  const context = await browser.newContext();
  await replacePages(context);
  const page = await context.newPage();
  await enter(page, folder, live);
  const origin = live.page.replace(/\/$/, '');
  const ask = async (path) => (await context.request.get(origin + path)).json();
  const send = (method, path, data) => context.request.fetch(origin + path, { method, data, headers: { Origin: origin } });
  const until = async (check) => {
    for (const end = Date.now() + patience; !(await check()); await sleep(250)) if (Date.now() > end) throw new Error(`not within ten minutes: ${check}`);
  };

  // Something to see on every page.
  await send('PUT', '/api/v1/notifications/channels/desk', { enabled: true, channel: { type: 'webhook', url: 'https://desk.example.com/hook', secret: 'a secret of the desk' } });
  await send('PUT', '/api/v1/notifications/rules/urgent', { level_min: 'ERROR', channels: ['desk'], categories: [], text: '[{level}] {message}', hourly_max: 60 });
  await send('POST', '/api/v1/alerts', { level: 'WARNING', category: 'data', message: 'the feed of SOL/USDT:USDT was late by 12 s' });
  const range = (min, max, step) => ({ min, max, step });
  const search = { parameters: { 'ema_cross.fast': range(6, 18, 4), 'ema_cross.slow': range(20, 60, 10) }, objective: 'sharpe', sampler: 'grid', trials: 0, trades_min: 1 };
  const run = { source: 'synthetic', symbols: ['BTC/USDT:USDT'], strategies: ['ema_cross'], timeframe: '1h', bars: 1000, quick: true };
  await send('POST', '/api/v1/backtests', { ...run, name: 'search of two averages', optimize: search });
  await send('POST', '/api/v1/backtests', { ...run, name: 'two averages' });
  await until(async () => (await ask('/api/v1/backtests')).backtests.every((j) => ['completed', 'failed'].includes(j.status)));
  await until(async () => (await ask('/api/v1/trades?limit=200')).trades.length > tradesLeast);
  await until(async () => (await ask('/api/v1/positions')).positions.length > 0);
  const jobs = (await ask('/api/v1/backtests')).backtests;
  const shots = [...pages, `strategies?run=${jobs[0].job_id}`, `strategies?run=${jobs[1].job_id}`];
  const names = [...pages.map((p) => p.split('?')[0]), 'backtest', 'search'];

  /** PNG of a screen to WebP, by the browser itself. */
  const studio = await browser.newPage();
  const toWebp = (png) =>
    studio.evaluate(
      async ([data, q]) => {
        const picture = await createImageBitmap(await (await fetch(`data:image/png;base64,${data}`)).blob());
        const canvas = Object.assign(document.createElement('canvas'), { width: picture.width, height: picture.height });
        canvas.getContext('2d').drawImage(picture, 0, 0);
        return canvas.toDataURL('image/webp', q).split(',')[1];
      },
      [png.toString('base64'), quality],
    );

  mkdirSync(into, { recursive: true });
  let bytes = 0;
  const keep = async (name, png) => {
    const webp = Buffer.from(await toWebp(png), 'base64');
    bytes += webp.length;
    writeFileSync(join(into, `${name}.webp`), webp);
  };
  for (const { name: look, colorScheme, width, height } of looks) {
    await page.setViewportSize({ width, height });
    await page.emulateMedia({ colorScheme });
    for (const [i, path] of shots.entries()) {
      await page.goto(`${origin}/${path}`);
      await page.locator('.lamp.live').waitFor();
      await page.locator('main section').first().waitFor();
      await until(async () => (await page.locator('main [aria-busy=true]').count()) === 0);
      await page.waitForFunction(() => document.getAnimations().length === 0);
      const shown = { backtest: /^Result of/, search: /^Result of/ }[names[i]];
      if (shown) await page.getByRole('region', { name: shown }).evaluate((e) => scrollTo(0, e.getBoundingClientRect().top - 110));
      await sleep(400); // charts draw with the next frames
      await keep(`${names[i]}-${look}`, await page.screenshot());
    }
  }
  const visitor = await browser.newContext();
  await replacePages(visitor);
  const door = await visitor.newPage();
  for (const { name: look, colorScheme, width, height } of looks) {
    await door.setViewportSize({ width, height });
    await door.emulateMedia({ colorScheme });
    await door.goto(`${origin}/login`);
    await door.getByText('Sign in to Argosy').waitFor();
    await keep(`login-${look}`, await door.screenshot());
  }
  console.log(`${looks.length * (shots.length + 1)} pictures, ${bytes} bytes, in ${into}`);
} finally {
  await browser.close();
  await kill(live);
  rmSync(folder, { recursive: true, force: true });
}
