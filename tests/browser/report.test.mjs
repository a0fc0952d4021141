// The report of a backtest in a real browser, from the disk and without a network: what `argosy backtest --out` wrote.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, afterEach, before, describe, it } from 'node:test';
import { openBrowser, patience, until, watchForErrors } from './browser.mjs';
import { binary } from './program.mjs';

const program = existsSync(binary) ? binary : null;
const axe = readFileSync(createRequire(new URL('../../web/package.json', import.meta.url)).resolve('axe-core/axe.min.js'), 'utf8');

let folder, report, browser, page, errors, requests;

/** Five years of hourly bars of a random walk, always the same. */
function makeBars() {
  let seed = 7;
  const random = () => (seed = (seed * 48271) % 2147483647) / 2147483647;
  const lines = ['timestamp,open,high,low,close,volume'];
  let price = 20_000;
  for (let hour = 0; hour < 43_800; hour += 1) {
    const open = price;
    price = Math.max(1000, open * (1 + (random() - 0.4985) * 0.016 + Math.sin(hour / 700) * 0.0006));
    const [high, low] = [Math.max(open, price) * (1 + random() * 0.004), Math.min(open, price) * (1 - random() * 0.004)];
    lines.push([1577836800000 + hour * 3_600_000, ...[open, high, low, price].map((p) => p.toFixed(1)), 10].join());
  }
  return `${lines.join('\n')}\n`;
}

function argosy(...words) {
  const { ARGOSY_SOAK: _soak, ARGOSY_PAGES: _pages, ...env } = process.env; // of these tests, none of its settings
  return execFileSync(program, ['--data-dir', join(folder, 'data'), ...words], { encoding: 'utf8', env });
}

before(async () => {
  if (!program) return;
  folder = mkdtempSync(join(tmpdir(), 'argosy-report-'));
  const bars = join(folder, 'bars.csv');
  writeFileSync(bars, makeBars());
  argosy('data', 'import', bars, '--symbol', 'BTC/USDT', '--venue', 'test', '--interval', '1h', '--time-is', 'open', '--unit', 'ms');
  argosy('backtest', '-s', 'BTC/USDT', '-S', 'stochrsi_ema,ema_cross,donchian_trend', '-t', '1h', '--stop', '5',
    '--set', 'name=</script><img src=x onerror=alert(1)>', '--out', join(folder, 'out'));
  report = join(folder, 'out', 'report.html');
  browser = await openBrowser();
});
after(async () => {
  await browser?.close();
  if (folder) rmSync(folder, { recursive: true });
});
afterEach(() => page?.close());

async function open(options = {}, file = report) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, offline: true, acceptDownloads: true, ...options });
  context.setDefaultTimeout(patience);
  page = await context.newPage();
  errors = watchForErrors(page);
  requests = [];
  page.on('request', (r) => r.url().startsWith('file:') || r.url().startsWith('blob:') || requests.push(r.url()));
  page.on('dialog', (d) => errors.push(`dialog: ${d.message()}`));
  await page.goto(`file://${file}`);
  await until(() => page.evaluate(() => document.documentElement.classList.contains('script')), 'the script ran');
}

/** How many different colours a chart's canvases hold, among every eleventh pixel: 1 when nothing was drawn. */
const colours = (id) =>
  page.locator(`#${id}`).evaluate((box) => {
    const found = new Set();
    for (const canvas of box.querySelectorAll('canvas')) {
      if (canvas.width === 0 || canvas.height === 0) continue;
      const pixels = new Uint32Array(canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data.buffer);
      for (let i = 0; i < pixels.length; i += 11) found.add(pixels[i]);
    }
    return found.size;
  });
const picture = (id) => page.locator(`#${id}`).screenshot().then((bytes) => bytes.toString('base64'));
/** What is done shows in the picture. */
async function changes(id, action) {
  const before = await picture(id);
  await action();
  await until(async () => (await picture(id)) !== before, `${id} is another picture`);
}
const charts = ['equity-chart', 'underwater-chart', 'price-chart', 'days-chart', 'results-chart'];
const text = (id) => page.locator(`#${id}`).innerText();

async function breaches() {
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() => axe.run(document, { resultTypes: ['violations'] }));
  return violations.filter((v) => ['serious', 'critical'].includes(v.impact)).map((v) => `${v.id}: ${v.nodes[0].html.slice(0, 120)}`);
}

/** The same report with this many trades, which are those of the run again and again. */
function withTrades(count) {
  const page = readFileSync(report, 'utf8');
  const begin = page.indexOf('>', page.indexOf('id="data"')) + 1;
  const end = page.indexOf('</script>', begin);
  const data = JSON.parse(page.slice(begin, end));
  const [head, ...lines] = data.trades.trimEnd().split('\n');
  data.trades = `${[head, ...Array.from({ length: count }, (_, i) => lines[i % lines.length])].join('\n')}\n`;
  const file = join(folder, `trades_${count}.html`);
  writeFileSync(file, page.slice(0, begin) + JSON.stringify(data).replaceAll('<', '\\u003c') + page.slice(end));
  return file;
}

describe('the report of a backtest', { skip: program ? false : `no program at ${binary}` }, () => {
  it('opens from the disk without a network, draws every chart and makes no error', async () => {
    await open();
    for (const id of charts) await until(async () => (await colours(id)) > 3, `${id} is drawn`);
    assert.deepEqual(requests, []);
    assert.deepEqual(errors, []);
    assert.match(await page.locator('h1').innerText(), /<\/script><img/);
    assert.equal(await page.locator('img').count(), 0);
    assert.ok(readFileSync(report).length < 3_000_000);
  });

  it('moves the chart to a trade, by mouse and by keyboard', async () => {
    await open();
    await until(async () => (await colours('price-chart')) > 3, 'the chart is drawn');
    assert.equal(await page.locator('#chart-interval [aria-pressed=true]').innerText(), '1d');
    await changes('price-chart', () => page.locator('#trade-list tbody tr').nth(4).click());
    await until(async () => /^\d+ trades in view$/.test(await text('chart-note')) && Number.parseInt(await text('chart-note')) < 40, 'few trades are in view');
    assert.ok(await page.locator('#trade-list tr.selected').isVisible());
    await page.locator('#trade-list').focus();
    await changes('price-chart', async () => {
      for (let i = 0; i < 12; i += 1) await page.keyboard.press('ArrowDown');
    });
    assert.equal(await page.locator('#trade-list tr.selected button').innerText(), '16');
    await page.getByRole('button', { name: 'Whole run' }).click();
    await until(async () => /zoom in for all/.test(await text('chart-note')), 'the whole run is in view again');
    assert.deepEqual(errors, []);
  });

  it('zooms out over all hourly bars and pans', async () => {
    await open();
    await page.locator('#chart-interval button', { hasText: '1h' }).click();
    await until(async () => (await page.locator('#chart-interval [aria-pressed=true]').innerText()) === '1h', 'hours are shown');
    await page.locator('#price-chart').scrollIntoViewIfNeeded();
    const box = await page.locator('#price-chart').boundingBox();
    await page.mouse.move(box.x + 200, box.y + 150);
    await changes('price-chart', async () => {
      for (let i = 0; i < 12; i += 1) await page.mouse.wheel(0, 400); // out to thousands of bars
    });
    await changes('price-chart', async () => {
      await page.mouse.down();
      for (let i = 0; i < 40; i += 1) await page.mouse.move(box.x + 200 + i * 8, box.y + 150);
      await page.mouse.up();
    });
    assert.deepEqual(errors, []);
  });

  it('lists ten thousand trades, sorts and filters them', async () => {
    await open({}, withTrades(10_000));
    assert.match(await text('trade-count'), /^10,000 of 10,000 trades/);
    assert.ok((await page.locator('#trade-list tbody tr').count()) < 60, 'only the rows in view exist');
    const ask = (action) => page.evaluate((name) => {
      if (name === 'sort') [...document.querySelectorAll('#trade-list th button')].find((b) => b.textContent === 'Net').click();
      if (name === 'search') {
        const box = document.getElementById('trade-search');
        box.value = 'stop';
        box.dispatchEvent(new Event('input'));
      }
    }, action);
    await ask('sort');
    const net = await page.locator('#trade-list tbody td.up').first().innerText();
    assert.match(net, /^\+/);
    await ask('search');
    assert.doesNotMatch(await text('trade-count'), /^10,000 of/);
    await page.locator('#trade-search').fill('');
    await page.locator('#trade-list').evaluate((box) => (box.scrollTop = box.scrollHeight));
    await until(async () => (await page.locator('#trade-list tbody tr[aria-rowindex="10001"]').count()) === 1, 'the last row is there');
    await page.locator('#trade-result').selectOption('loss');
    await until(async () => (await page.locator('#trade-list tbody td.up').count()) === 0, 'no win is left');
    assert.deepEqual(errors, []);
  });

  it('says so when there is no trade, or none that fits', async () => {
    await open({}, withTrades(0));
    assert.match(await page.locator('#trade-list tbody').innerText(), /made no trade/);
    await until(async () => (await colours('price-chart')) > 3, 'the candles are drawn');
    await page.goto(`file://${report}`);
    await page.locator('#trade-search').fill('nothing like this');
    assert.match(await page.locator('#trade-list tbody').innerText(), /No trade fits/);
    assert.deepEqual(errors, []);
  });

  it('saves the very files that lie beside it', async () => {
    await open();
    for (const [button, name] of [['Trades CSV', 'trades.csv'], ['Equity CSV', 'equity.csv']]) {
      const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: button }).click()]);
      assert.equal(readFileSync(await download.path(), 'utf8'), readFileSync(join(folder, 'out', name), 'utf8'));
      assert.match(download.suggestedFilename(), /^[\w.-]+\.csv$/);
    }
  });

  it('follows the system\'s colours and remembers a choice', async () => {
    await open({ colorScheme: 'light' });
    const background = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    const light = await background();
    await page.emulateMedia({ colorScheme: 'dark' });
    await until(async () => (await background()) !== light, 'it follows the system');
    const dark = await background();
    await page.getByRole('button', { name: 'Light colours' }).click();
    assert.equal(await background(), light);
    assert.notEqual(dark, light);
    await page.reload();
    assert.equal(await background(), light);
    for (const id of charts) await until(async () => (await colours(id)) > 3, `${id} is drawn`);
    assert.deepEqual(errors, []);
  });

  for (const [width, colorScheme] of [[360, 'dark'], [1280, 'light'], [1920, 'dark']]) {
    it(`fits ${width} pixels and is accessible in ${colorScheme} colours`, async () => {
      await open({ viewport: { width, height: 800 }, colorScheme });
      for (const id of charts) await until(async () => (await colours(id)) > 3, `${id} is drawn`);
      assert.ok((await page.evaluate(() => document.documentElement.scrollWidth)) <= width);
      assert.deepEqual(await breaches(), []);
    });
  }

  it('explains every figure, and prints the explanations', async () => {
    await open();
    const sharpe = page.locator('#metric-sharpe');
    assert.ok(!(await sharpe.getByText('standard deviation').isVisible()));
    await sharpe.locator('summary').focus();
    await page.keyboard.press('Enter');
    assert.ok(await sharpe.getByText('standard deviation').isVisible());
    await page.evaluate(() => dispatchEvent(new Event('beforeprint')));
    assert.equal(await page.locator('.metrics details:not([open])').count(), 0);
  });

  it('reads without a script', async () => {
    const context = await browser.newContext({ javaScriptEnabled: false, offline: true });
    page = await context.newPage();
    await page.goto(`file://${report}`);
    for (const id of ['warnings', 'months', 'breakdown', 'consensus', 'metrics', 'origin']) assert.ok(await page.locator(`#${id}`).isVisible(), id);
    assert.ok(!(await page.locator('#price-chart').isVisible()));
    assert.ok(await page.getByText('need JavaScript').isVisible());
  });
});
