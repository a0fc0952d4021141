// Every page and every control on the program itself: `argosy up` trades in simulation, is stopped, dies and comes back.
// Needs a built program (PROGRAM, or build/release/argosy); without one these tests are skipped.
import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { openBrowser, patience, until, watchForErrors } from './browser.mjs';
import { binary, enter, kill, password, replacePages, start } from './program.mjs';

const skip = existsSync(binary) ? false : `no program at ${binary}`;

let browser, folder, live, context, page, errors, refusals, requests;
let secret; // the first password
let authenticator = ''; // the key of one, while it is asked for
const runBars = '400'; // of a backtest
const runPatience = 5 * patience; // for one, in a build without optimisation beside other tests
/** What the program said: a message of the stream for each type, and what the pages' own types are of beside it. */
const said = new Map();
const typed = [[/^GET \/api\/v1\/bars\//, 'Bars'], [/^POST \/api\/v1\/trading\/emergency-stop$/, 'StopReport'], [/^POST \/api\/v1\/trading\/st(art|op)$/, 'Status']];

/** A page in a context of its own, as another person has it. */
async function visitor() {
  const own = await browser.newContext({ viewport: { width: 1280, height: 900 }, acceptDownloads: true });
  await replacePages(own);
  return own;
}
before(async () => {
  if (skip) return;
  folder = mkdtempSync(join(tmpdir(), 'argosy_page_'));
  [browser, live] = await Promise.all([openBrowser(), start(folder, { speed: 300 })]);
  [refusals, requests] = [[], new Set()];
  context = await visitor();
  // The line that a test cuts.
  await context.addInitScript(() => {
    window.lines = [];
    window.WebSocket = class extends WebSocket {
      constructor(...words) {
        super(...words);
        window.lines.push(this);
      }
    };
  });
  page = await context.newPage();
  page.setDefaultTimeout(patience);
  errors = watchForErrors(page);
  page.on('response', async (r) => {
    if (r.status() < 400) return;
    const { detail, hint } = await r.json().catch(() => ({}));
    refusals.push([r.status(), r.request().method(), new URL(r.url()).pathname, detail, hint].join(' '));
  });
  page.on('websocket', (socket) => socket.on('framereceived', ({ payload }) => {
    const message = JSON.parse(payload);
    if (message.topic === 'dashboard') said.set(message.type, ['Message', message]);
    if (message.topic?.startsWith('book:')) said.set(`book ${message.type}`, ['Book', message.data]);
  }));
  page.on('response', async (r) => {
    const [, type] = typed.find(([route]) => route.test(`${r.request().method()} ${new URL(r.url()).pathname}`)) ?? [];
    if (type && r.ok()) said.set(type, [type, await r.json().catch(() => said.get(type)?.[1])]);
  });
  page.on('request', (r) => /\/(api|metrics)/.test(r.url()) && requests.add(`${r.method()} ${decodeURIComponent(new URL(r.url()).pathname)}`));
  await enter(page, folder, live);
  secret = password(live);
  // A sign-in is fresh for five minutes; on a slow machine the tests take longer.
  const question = page.getByRole('dialog', { name: 'Your password again' });
  await page.addLocatorHandler(question, async () => {
    const code = question.getByLabel(/^Code of/);
    if (await code.isVisible()) await code.fill(codeNow(authenticator, 1));
    await question.getByLabel('Password').fill(secret);
    await question.getByRole('button', { name: 'Continue' }).click();
    await until(async () => !(await question.isVisible()) || ((await code.isVisible()) && (await code.inputValue()) === ''), 'it is answered');
    for (const list of [refusals, errors]) list.splice(0, list.length, ...list.filter((line) => !/\b40[13]\b/.test(line)));
  }, { noWaitAfter: true });
});
after(async () => {
  await browser?.close();
  if (live) await kill(live);
  if (folder) rmSync(folder, { recursive: true, force: true });
});

/** A panel by its title, behind which a count may stand. */
const card = (title) => page.getByRole('region', { name: typeof title === 'string' ? new RegExp(`^${title}\\s*\\d*$`) : title });
const button = (name, within = page) => within.getByRole('button', { name });
const see = (what, within = page, timeout = patience) => within.getByText(what).first().waitFor({ timeout });
const isLive = (timeout = patience) => page.locator('.lamp.live').waitFor({ timeout });
const rows = (title) => card(title).locator('tbody tr');
/** What an authenticator with this key (base32) shows, `ahead` steps from now (RFC 6238). */
function codeNow(key, ahead = 0) {
  const bits = [...key].map((letter) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(letter).toString(2).padStart(5, '0')).join('');
  const bytes = Buffer.from(bits.match(/.{8}/g).map((byte) => parseInt(byte, 2)));
  const step = Buffer.alloc(8);
  step.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000) + ahead));
  const digest = createHmac('sha1', bytes).update(step).digest();
  return String((digest.readUInt32BE(digest.at(-1) & 15) & 0x7fffffff) % 1_000_000).padStart(6, '0');
}
/** By the keyboard, as the help says. */
async function go(key, title) {
  await page.locator('#page-title').first().focus();
  await page.keyboard.press('g');
  await page.keyboard.press(key);
  await page.getByRole('heading', { name: title, level: 1 }).waitFor({ state: 'attached' });
  await page.locator('main section').first().waitFor();
}
/** What the server itself says, with the rights of the page. */
const ask = async (path) => (await context.request.get(new URL(path, live.page).href)).json();
const state = () => page.locator('[data-testid=trading-state]').innerText();
/** No script failed, the policy held, nothing was refused since it was asked last. */
function nothingWrong() {
  const found = [...new Set([...refusals, ...errors])];
  refusals.length = errors.length = 0;
  assert.deepEqual(found, []);
}
const hasAnswered = async () => {
  await until(async () => (await page.locator('main [aria-busy=true]').count()) === 0, 'every panel has its answer');
  assert.equal(await page.getByText('This server does not have this yet.').count(), 0, 'the server has all that the page asks for');
};

describe('what the pages show of a running simulation', { skip }, () => {
  it('dashboard: equity, price, positions, orders, trades, ballots and risk; and they move', async () => {
    await isLive();
    assert.equal(await page.locator('.strip b').first().innerText(), 'SIMULATION');
    assert.match(new URL(page.url()).pathname, /^\/(dashboard)?$/);
    await until(async () => (await rows('Open positions').count()) > 0, 'it holds a position');
    await until(async () => (await rows('Last trades').count()) > 2, 'it has traded');
    await until(async () => (await page.locator('.chart canvas').count()) > 2, 'both charts are drawn');
    assert.ok((await card('Risk').getByRole('meter').count()) > 1, 'gauges');
    assert.match(await card('Ballots').innerText(), /ema_cross/);
    const { strategies } = await ask('/api/v1/status');
    assert.equal(await card('Strategies').getByText('● votes').count(), strategies.filter((s) => s.enabled).length);
    await see(/healthy/, card('Venues'));
    const figures = () => Promise.all([page.locator('[data-testid=price]').first().innerText(), page.locator('.main dd').first().innerText()]);
    const [price, equity] = await figures();
    await until(async () => (await figures())[0] !== price, 'the price moves');
    await until(async () => (await figures())[1] !== equity, 'equity moves');
    nothingWrong();
  });

  it('trading: candles, book, ticket, open orders', async () => {
    await go('t', 'Trading');
    await hasAnswered();
    await card('Book').getByRole('table').waitFor();
    assert.equal(await card('Book').locator('tbody tr').count(), 17, 'eight of each side and the spread');
    await until(async () => (await rows('Open orders').count()) > 0, 'stops and targets wait');
    assert.ok((await page.locator('.chart canvas').count()) > 2);
    const asked = page.waitForResponse((r) => /indicators\/BTC.*which=bollinger/.test(r.url()));
    await page.getByLabel('Indicator').selectOption('bollinger');
    const { indicators } = await (await asked).json();
    assert.ok(indicators[0].series.upper.length > 100, 'a line over the candles');
    nothingWrong();
  });

  it('portfolio: curves, allocation, venue, balances', async () => {
    await go('p', 'Portfolio');
    await hasAnswered();
    await until(async () => (await page.locator('.lines canvas').count()) === 2, 'both curves are drawn');
    await see(/healthy/, card('Venues'));
    const { balances } = await ask('/api/v1/balances');
    assert.match(await card('Balances').innerText(), new RegExp(balances[0].exchange));
    assert.match(await card('Allocation').innerText(), /USDT/);
    await see(/^● in step with the venue|^○ messages are under way/, card('Venues'));
    const { strategies } = await ask('/api/v1/risk/exposure');
    await until(async () => new RegExp(strategies[0].strategy).test(await card('Exposure').innerText()), 'what each strategy holds');
    nothingWrong();
  });

  it('trades: all of them, and one from its vote to its last fill', async () => {
    await go('h', 'Trades');
    await see(/^\d+ of \d+/);
    await page.getByLabel('Status').selectOption('CLOSED');
    const table = page.getByRole('table', { name: 'Trades' });
    await table.locator('[data-row]').first().click();
    const story = card(/^The story of trade/);
    await see('The vote:', story);
    await see(/^The bar: from/, story);
    await see(/bought|sold/, story);
    await see(/take profit|stop loss|exit/, story);
    const [file] = await Promise.all([page.waitForEvent('download'), button('Export CSV').click()]);
    const lines = readFileSync(await file.path(), 'utf8').trim().split('\r\n');
    assert.match(lines[0], /^trade_id,status,instrument/);
    assert.ok(lines.length > 2);
    nothingWrong();
  });

  it('strategies: those that vote, with how they did', async () => {
    await go('s', 'Strategies');
    await hasAnswered();
    const { strategies } = await ask('/api/v1/strategies');
    assert.equal(await card('Strategies').locator('tbody tr').count(), strategies.length);
    assert.ok(strategies.filter((s) => s.active).length >= 4);
    await see('● votes');
    nothingWrong();
  });

  it('analytics: figures with their definitions, the curve, months, distribution, costs', async () => {
    await go('y', 'Analytics');
    await hasAnswered();
    await see('Sharpe ratio');
    await card('Months').getByRole('table').waitFor();
    await button('Make a tear sheet').click();
    const sheet = await page.getByRole('link', { name: 'Open the tear sheet' }).getAttribute('href');
    assert.match(await (await context.request.get(new URL(sheet, live.page).href)).text(), /^<!doctype html>[^]*tear sheet/);
    for (const by of ['exchange', 'instrument', 'weekday', 'hour']) {
      await page.getByLabel('Split by').selectOption(by);
      await page.getByRole('table', { name: `Results by ${by}` }).waitFor();
    }
    nothingWrong();
  });

  it('alerts: none, and where they would go', async () => {
    await go('a', 'Alerts');
    await hasAnswered();
    await see('Nothing to report.');
    await see('No channel yet.');
    nothingWrong();
  });

  it('configuration: every setting, and the version in force', async () => {
    await go('c', 'Configuration');
    await hasAnswered();
    const { version } = await ask('/api/v1/config');
    await see(`version ${version}`);
    await page.getByLabel('Find a setting').fill('open_orders_max');
    await page.getByLabel('simulation.run.limits.open_orders_max').waitFor();
    await see('in force', card('Versions'));
    nothingWrong();
  });

  it('monitoring: every service, queues, the log, the audit log', async () => {
    await go('m', 'Monitoring');
    await hasAnswered();
    const { services } = await ask('/api/v1/services');
    assert.equal(await card('Services').locator('li').count(), services.length);
    assert.ok((await rows('Queues').count()) > 5);
    assert.equal(await rows('Feeds').count(), 3);
    assert.match(await card('Rate budgets').innerText(), /reading\s+\d+ of 60000 requests left/);
    assert.ok((await rows('Latencies').count()) > 5);
    assert.match(await card('Queues').innerText(), /Journal, records\s+[\d,]+\s+Journal, on the disk\s+[\d.]+ MB in \d+ file/);
    await until(async () => (await page.getByRole('log').locator('p').count()) > 3, 'the log has lines');
    nothingWrong();
  });

  it('settings: looks, password, sign-ins, keys', async () => {
    await go('e', 'Settings');
    await hasAnswered();
    await see('this one', card('Sign-ins'));
    await page.getByLabel('Gains and losses').selectOption('blue');
    assert.equal(await page.evaluate(() => document.documentElement.dataset.colours), 'blue');
    await page.getByLabel('Gains and losses').selectOption('green');
    nothingWrong();
  });

  it('each of them also by its own address', async () => {
    for (const path of ['/', '/dashboard', '/trading', '/portfolio', '/trades', '/strategies', '/analytics', '/alerts', '/config', '/monitoring', '/settings']) {
      const answer = await context.request.get(new URL(path, live.page).href, { headers: { Accept: 'text/html' } });
      assert.equal(answer.status(), 200, path);
      assert.match(await answer.text(), /<div id="app">|type="module"/, path);
      assert.match(answer.headers()['content-security-policy'], /script-src 'self'/, path);
    }
  });
});

describe('what the pages do', { skip }, () => {
  it('trading is stopped and started, each after a question', async () => {
    await go('d', 'Dashboard');
    await button('Stop trading').click();
    await button('Stop trading', page.getByRole('dialog')).click();
    await until(async () => (await state()) === '■ stopped', 'it says stopped');
    assert.equal((await ask('/api/v1/status')).status, 'stopped');
    await button('Start trading').click();
    await button('Start trading', page.getByRole('dialog')).click();
    await until(async () => (await state()) === '● running', 'it says running');
    assert.equal((await ask('/api/v1/status')).status, 'running');
    nothingWrong();
  });

  it('an order is previewed with its fee, placed, and cancelled', async () => {
    await go('t', 'Trading');
    await page.getByLabel('Find an instrument').fill('ethusdt');
    await page.keyboard.press('Enter');
    await until(() => page.url().includes('instrument=ETH'), 'the instrument is chosen');
    await page.locator('#page-title').first().focus();
    await page.keyboard.press('b');
    const order = card('Order');
    await order.getByLabel('Quantity').fill('0.05');
    await order.getByLabel('Limit price').fill('1500');
    const waiting = (price) => page.getByRole('row').filter({ hasText: price });
    /** False: a strategy has just left this instrument, which locks it for some simulated minutes. */
    const placed = async () => {
      await button('Preview', order).click();
      await see(/✓ passes|✗ refused/, order);
      const buy = button('Buy 0.05 ETH/USDT:USDT', order);
      if (!(await buy.isVisible()) || !(await buy.isEnabled())) return false;
      assert.match(await order.innerText(), /Fee, about\s+[\d.]+ USDT/);
      await buy.click();
      await until(async () => (await waiting('1,500').count()) > 0 || (await order.getByRole('alert').count()) > 0, 'it waits, or is refused');
      return (await waiting('1,500').count()) > 0;
    };
    for (let tries = 0; !(await placed()); tries += 1) assert.ok(tries < 30, await order.innerText());
    const isLock = (line) => /LOCK_INSTRUMENT|status of 409/.test(line);
    for (const list of [refusals, errors]) list.splice(0, list.length, ...list.filter((line) => !isLock(line)));
    await button(/^Change/, waiting('1,500')).click();
    await page.getByLabel(/^New price of order/).fill('1400');
    await page.keyboard.press('Enter');
    const cancel = button(/^Cancel/, waiting('1,400'));
    await cancel.waitFor();
    await cancel.click();
    await until(async () => (await cancel.count()) === 0, 'it is gone');
    await order.getByLabel('Quantity').fill('100000');
    await button('Preview', order).click();
    await see('✗ refused', order);
    nothingWrong();
  });

  it('a strategy is switched off and on, and another parameter is in force at once', async () => {
    await go('s', 'Strategies');
    await button('Disable macd').click();
    await button('Enable macd').waitFor();
    assert.equal((await ask('/api/v1/strategies/macd')).enabled, false);
    await button('Enable macd').click();
    await button('Disable macd').waitFor();
    await page.getByRole('button', { name: 'ema_cross', exact: true }).first().click();
    await page.getByLabel(/^fast, bars/).fill('7');
    await button('Apply 1 change').click();
    await see('Applied.');
    assert.equal((await ask('/api/v1/strategies/ema_cross/config')).parameters.fast, 7);
    await button('Close', card('Parameters of ema_cross')).click();
    nothingWrong();
  });

  it('a backtest runs with its progress, is cancelled, and another has a result', async () => {
    await go('s', 'Strategies');
    const form = card('New backtest');
    await form.getByLabel('Strategy').selectOption('ema_cross');
    await form.getByLabel('Instrument').selectOption('BTC/USDT:USDT');
    await form.getByLabel('Market').selectOption('synthetic');
    await form.getByLabel('Bars, if made up').fill('100000');
    await button('Run', form).click();
    await page.getByRole('progressbar').waitFor();
    await button(/^Cancel simulation/).click();
    await see('cancelled', card('Backtests'));
    await form.getByLabel('Bars, if made up').fill(runBars);
    for (const count of [1, 2]) {
      await button('Run', form).click();
      await until(async () => (await card('Backtests').getByText('completed').count()) === count, `run ${count} is done`, runPatience);
    }
    await card('Backtests').locator('button.link').first().click();
    await see('Growth a year', card(/^Result of/));
    await until(async () => (await card(/^Result of/).locator('canvas').count()) === 2, 'equity and drawdown are drawn');
    await see('a trade that won', card(/^Result of/));
    for (const box of await card('Backtests').getByRole('checkbox').all()) if (await box.isEnabled()) await box.check();
    await button('Compare 2 runs').click();
    await see('Sharpe ratio', card('2 runs side by side'));
    await see('Nothing: it was the same request.', card('2 runs side by side'));
    nothingWrong();
  });

  it('a search over two parameters ends in a table of the best and a heat map', async () => {
    await go('s', 'Strategies');
    const form = card('New backtest');
    await form.getByLabel('Strategy').selectOption('ema_cross');
    await form.getByLabel('Instrument').selectOption('BTC/USDT:USDT');
    await form.getByLabel('Market').selectOption('synthetic');
    await form.getByLabel('Bars, if made up').fill(runBars);
    await form.getByLabel('search its parameters').check();
    for (const [name, from, to, by] of [['fast', 5, 15, 5], ['slow', 20, 30, 10]]) {
      await form.getByLabel(`${name}, from`).fill(String(from));
      await form.getByLabel(`${name}, to`).fill(String(to));
      await form.getByLabel(`${name}, by`).fill(String(by));
    }
    await hasAnswered();
    const before = await card('Backtests').getByText('completed').count();
    await button('Search', form).click();
    await until(async () => (await card('Backtests').getByText('completed').count()) > before, 'the search is done', runPatience);
    await card('Backtests').locator('button.link').first().click();
    await see('6 of 6 combinations tried');
    const map = page.getByRole('region', { name: 'Search over ema_cross.fast and ema_cross.slow' });
    assert.equal(await map.locator('tbody td').count(), 6);
    nothingWrong();
  });

  it('a limit is lowered at once, and refused when another was faster', async () => {
    await go('c', 'Configuration');
    const panel = card('Risk limits');
    const field = panel.getByLabel('open orders max', { exact: true });
    await field.fill('40');
    await button('Set 1 limit', panel).click();
    await see('In force.', panel);
    assert.equal((await ask('/api/v1/risk/limits')).limits.open_orders_max, 40);
    await field.fill('39');
    const tag = (await context.request.get(new URL('/api/v1/risk/limits', live.page).href)).headers().etag;
    const other = await context.request.put(new URL('/api/v1/risk/limits', live.page).href, { data: { limits: { open_orders_max: '38' } }, headers: { Origin: live.page.replace(/\/$/, ''), 'If-Match': tag } });
    assert.equal(other.status(), 200);
    await button('Set 1 limit', panel).click();
    await button('Read the limits in force', panel).click();
    await until(async () => refusals.some((r) => r.startsWith('412 PUT')), '412');
    refusals.length = errors.length = 0;
  });

  it('a key of a venue is written, never shown, and removed', async () => {
    await go('c', 'Configuration');
    const panel = card('Keys of venues');
    await panel.getByLabel('Which').fill('exchanges.binance.api_secret');
    await panel.getByLabel('Value').fill('a long secret of a venue');
    await button('Keep it', panel).click();
    await see('exchanges.binance.api_secret is kept', panel);
    const { secrets } = await ask('/api/v1/secrets');
    assert.equal(secrets.length, 1);
    assert.ok(!JSON.stringify(secrets).includes('a long secret'));
    assert.ok(!(await page.content()).includes('a long secret'));
    await button('Remove exchanges.binance.api_secret', panel).click();
    await until(async () => (await ask('/api/v1/secrets')).secrets.length === 0, 'it is gone');
    nothingWrong();
  });

  it('live mode asks for a word, a reason and the password; what it lacks is said', async () => {
    await go('c', 'Configuration');
    const { version } = await ask('/api/v1/config');
    await page.getByLabel('Type LIVE').fill('LIVE');
    await page.getByLabel('Why trade live?').fill('to see what it takes');
    await button('Switch to LIVE').click();
    await see('no live venue is configured', card('Mode'));
    await see('stay in simulation', card('Mode'));
    assert.equal((await ask('/api/v1/config')).version, version);
    for (const list of [refusals, errors]) list.splice(0, list.length, ...list.filter((line) => !/\b409\b/.test(line)));
    nothingWrong();
  });

  it('settings are checked, compared, applied, and rolled back', async () => {
    await go('c', 'Configuration');
    await page.getByLabel('Find a setting').fill('open_orders_max');
    const field = page.getByLabel('simulation.run.limits.open_orders_max', { exact: true });
    const before = await field.inputValue();
    await field.fill('-1');
    await button('Check').click();
    await see('✗', card('What would change'));
    await field.fill('44');
    await button('Check').click();
    await card('What would change').getByRole('cell', { name: '44' }).waitFor();
    await page.getByLabel('Why?').first().fill('fewer at once');
    await button('Apply').click();
    await see(/Version \d+ is in force\./);
    assert.equal((await ask('/api/v1/config')).settings.simulation.run.limits.open_orders_max, 44);
    await button(/^Roll back….* to version \d+$/).first().click();
    const dialog = page.getByRole('dialog', { name: 'Roll back' });
    await dialog.getByRole('cell', { name: before }).first().waitFor();
    await dialog.getByLabel('Why?').fill('too few');
    await button('Roll back', dialog).click();
    await until(async () => (await ask('/api/v1/config')).settings.simulation.run.limits.open_orders_max === Number(before), 'the old value is back');
    await button('YAML').click();
    await until(async () => (await page.getByRole('textbox', { name: /All settings/ }).inputValue()).includes(`open_orders_max: ${before}`), 'as YAML too');
    nothingWrong();
  });

  it('a channel is set up and tested, a rule sends to it, and an alert is resolved', async () => {
    const came = [];
    const desk = createServer((request, response) => {
      let body = '';
      request.on('data', (bytes) => (body += bytes));
      request.on('end', () => (came.push(body), response.end('ok')));
    });
    await new Promise((done) => desk.listen(0, '127.0.0.1', done));
    try {
      await go('a', 'Alerts');
      await button('New channel').click();
      const form = page.getByRole('form', { name: 'Channel' });
      await form.getByLabel('Name').fill('desk');
      await form.getByLabel('Address').fill(`http://127.0.0.1:${desk.address().port}/hook`);
      await form.getByLabel('Secret that signs it').fill('a secret that is long enough');
      await form.getByLabel('may be on this machine').check();
      await button('Save channel', form).click();
      await button('Send test to desk').click();
      await see(/desk took the test message/);
      assert.match(came[0], /a test of this channel/);
      await button('New rule').click();
      const rules = card('Rules');
      await rules.getByLabel('Name').fill('everything');
      await rules.getByLabel(/^\s*To\s/).selectOption('desk');
      await button('Save', rules).click();
      await rules.getByRole('button', { name: 'everything', exact: true }).waitFor();
      await context.request.post(new URL('/api/v1/alerts', live.page).href, { data: { level: 'WARNING', category: 'data', message: 'a feed is late' }, headers: { Origin: live.page.replace(/\/$/, '') } });
      await see('a feed is late');
      await until(() => came.some((body) => /a feed is late/.test(body)), 'the rule sent it');
      await button(/^Resolve “a feed is late”/).click();
      await until(async () => (await button(/^Resolve “a feed/).count()) === 0, 'it left the list');
      await button('Edit desk').click();
      assert.equal(await form.getByLabel('Secret that signs it').inputValue(), '***', 'a secret is not shown');
      await button('Cancel', form).click();
      await button('Remove everything').click();
      await button('Remove desk').click();
      await see('No channel yet.');
    } finally {
      desk.close();
    }
    nothingWrong();
  });

  it('a key for a script is made, works, and is revoked', async () => {
    await go('e', 'Settings');
    const keys = card('API keys');
    await keys.getByLabel('For what').fill('a script');
    await button('Make a key', keys).click();
    await see('shown this once', keys);
    const key = await keys.locator('code').last().innerText();
    const use = () => fetch(new URL('/api/v1/status', live.gateway), { headers: { 'X-API-Key': key } }).then((r) => r.status);
    assert.equal(await use(), 200);
    await button('Revoke a script', keys).click();
    await until(async () => (await use()) === 401, 'it is refused');
    nothingWrong();
  });

  it('an authenticator is set up, asked for at the sign-in, and removed', async () => {
    await go('e', 'Settings');
    const panel = card('Authenticator');
    await button('Set up an authenticator', panel).click();
    await panel.getByRole('img', { name: 'The key as a QR code' }).waitFor();
    const key = (authenticator = (await panel.locator('code').first().innerText()).replaceAll(' ', ''));
    await panel.getByLabel(/^The code that it shows/).fill('000000');
    await button('Confirm', panel).click();
    await see('the code is wrong or was used', panel);
    refusals.length = errors.length = 0;
    await panel.getByLabel(/^The code that it shows/).fill(codeNow(key));
    await button('Confirm', panel).click();
    await see('● in use', panel);
    const door = await visitor();
    const stranger = await door.newPage();
    await stranger.goto(new URL('/login', live.page).href);
    await see(/^SIMULATION/, stranger);
    await stranger.getByLabel('User').fill('admin');
    await stranger.getByLabel('Password').fill(secret);
    await stranger.keyboard.press('Enter');
    const code = stranger.getByLabel(/^Code of your authenticator/);
    await code.waitFor();
    // The one that confirmed is used: the next is good, a clock may be a step ahead.
    await code.fill(codeNow(key, 1));
    await stranger.keyboard.press('Enter');
    await stranger.locator('.lamp.live').waitFor();
    await door.close();
    await button('Remove the authenticator', panel).click();
    await see('your password is enough again', panel);
    nothingWrong();
  });

  it('the emergency stop by keyboard cancels every order, says how many, and is reset in two steps', async () => {
    await go('m', 'Monitoring');
    await button('Check the chain').click();
    await see(/entries are as they were written/, card('Audit log'));
    await until(async () => (await ask('/api/v1/orders?limit=50')).orders.some((o) => o.status === 'accepted'), 'orders wait');
    await page.keyboard.press('Control+Shift+X');
    await page.getByLabel(/Type STOP/).fill('stop');
    await page.keyboard.press('Enter');
    const dialog = page.getByRole('dialog', { name: 'Emergency stop' });
    await see('Orders canceled', dialog);
    assert.match(await dialog.innerText(), /Orders canceled\s+[1-9]\d* of [1-9]\d*/);
    await page.keyboard.press('Escape');
    // It went over HTTP and over the stream, and was one stop.
    await until(async () => (await ask('/api/v1/audit?limit=20')).entries.filter((e) => /emergency-stop|^\/ws\/dashboard/.test(e.target)).length === 2, 'both ways are in the audit log');
    assert.equal((await ask('/api/v1/alerts?limit=50')).alerts.filter((a) => a.category === 'emergency' && /^emergency stop/.test(a.message)).length, 1);
    assert.equal((await ask('/api/v1/status')).status, 'emergency_stop');
    await until(async () => (await ask('/api/v1/orders?limit=50')).orders.every((o) => ['canceled', 'filled', 'expired', 'rejected'].includes(o.status)), 'no order is left');
    await see('No order leaves until a person resets it.');
    await button('Reset…').click();
    await button('Show what is open').click();
    await see(/orders and \d+ positions are open/);
    await button('Open the gate').click();
    await until(async () => (await state()) === '■ stopped', 'stopped, not running');
    nothingWrong();
  });

  it('the red button, held for a second, closes positions too', async () => {
    await go('d', 'Dashboard');
    await button('Start trading').click();
    await button('Start trading', page.getByRole('dialog')).click();
    await until(async () => (await rows('Open positions').count()) > 0, 'it holds a position');
    await page.getByRole('button', { name: 'Emergency stop' }).click();
    await page.getByLabel(/Also close/).check();
    await button('Hold to stop').hover();
    await page.mouse.down();
    await see('Gate closed after');
    await page.mouse.up();
    await page.keyboard.press('Escape');
    await until(async () => (await rows('Open positions').count()) === 0, 'the positions are closed');
    nothingWrong();
  });

  it('shows an emergency stop and a start that somebody else made', async () => {
    const post = (path, data) => context.request.post(new URL(path, live.page).href, { data, headers: { Origin: live.page.replace(/\/$/, '') } });
    const offer = await (await post('/api/v1/trading/emergency-reset', {})).json();
    await post('/api/v1/trading/emergency-reset', { confirm: offer.confirm });
    await post('/api/v1/trading/start', {});
    await until(async () => (await state()) === '● running', 'it says running');
    await post('/api/v1/trading/emergency-stop', { reason: 'from another desk' });
    await see('from another desk');
    nothingWrong();
  });
});

describe('when the line or the program breaks', { skip }, () => {
  it('a dropped WebSocket is named and comes back by itself', async () => {
    const lines = () => page.evaluate(() => window.lines.length);
    const before = await lines();
    await page.evaluate(() => window.lines.at(-1).close());
    await page.locator('.lamp.live').waitFor({ state: 'detached' });
    await isLive();
    assert.equal(await lines(), before + 1);
    nothingWrong();
  });

  it('a killed program leaves the last numbers, and is found again after its restart', async () => {
    await kill(live);
    await see(/Connection lost/);
    // The last that was told, by itself or with everything else: whichever came later.
    const [, { data, type }] = [said.get('snapshot'), said.get('portfolio_update')].sort(([, a], [, b]) => a.seq - b.seq).at(-1);
    const shown = async () => Number((await page.locator('.main dd').first().innerText()).replace(/[^0-9.]/g, ''));
    await until(async () => Math.abs((await shown()) - Number(data.portfolio.equity)) < 0.01, `it shows the equity of the last ${type}`);
    const port = (url) => new URL(url).port;
    live = await start(folder, { page: port(live.page), gateway: port(live.gateway), speed: 300 });
    assert.ok(live.resumed_records > 0);
    await isLive();
    await see('from another desk'); // the stop holds over restarts
    errors.length = refusals.length = 0;
  });

  it('a sign-in that somebody ended asks for another, and leads back', async () => {
    await go('p', 'Portfolio');
    const other = await visitor();
    const desk = await other.newPage();
    await enter(desk, folder, live);
    await desk.getByRole('link', { name: 'Settings' }).click();
    const sessions = desk.getByRole('region', { name: 'Sign-ins' });
    await sessions.getByText('this one').waitFor();
    for (let left = await sessions.getByRole('button', { name: /^End/ }).count(); left > 0; left -= 1) {
      await sessions.getByRole('button', { name: /^End/ }).first().click();
      await until(async () => (await sessions.getByRole('button', { name: /^End/ }).count()) < left, 'one less');
    }
    await other.close();
    await see('Sign in to Argosy');
    assert.match(page.url(), /login\?next=/);
  });

  it('a wrong password is refused, the right one is not', async () => {
    await page.getByLabel('User').fill('admin');
    await page.getByLabel('Password').fill('not the password');
    await page.keyboard.press('Enter');
    await see(/password is wrong|name or/);
  });

  it('every route that the pages asked for is one that the program describes', async () => {
    const { paths } = await (await fetch(new URL('/openapi.json', live.page))).json();
    const known = Object.entries(paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => new RegExp(`^${method.toUpperCase()} ${path.replaceAll('.', '\\.').replace(/\{\w+\}/g, '[^ ]+')}$`)),
    );
    assert.deepEqual([...requests].filter((r) => !known.some((k) => k.test(r))), []);
  });

  it('the stream says what the pages are written for', async () => {
    const { mistakes } = await import('./api_types.mjs');
    const wanted = ['snapshot', 'status', 'portfolio_update', 'position_update', 'order_update', 'fill', 'trade_update', 'signal', 'risk_state', 'equity_point', 'bar', 'alert', 'alert_resolved', 'book snapshot', 'book book', 'Bars', 'StopReport', 'Status'];
    assert.deepEqual(wanted.filter((type) => !said.has(type)), [], 'each was said');
    assert.deepEqual(mistakes(wanted.map((type) => said.get(type))), []);
  });

  it('the types of the pages are those of the program', async () => {
    const { generate, target } = await import(new URL('../../web/types.mjs', import.meta.url).href);
    const document = await (await fetch(new URL('/openapi.json', live.page))).json();
    assert.equal(readFileSync(fileURLToPath(`file://${target}`), 'utf8'), await generate(document), 'run: (cd web && npm run types -- ADDRESS/openapi.json)');
  });
});
