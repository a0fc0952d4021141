// The page in a real browser against a server that a test can break. `tests/browser/run` starts it.
import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import { Bench } from './bench.mjs';
import { makeEmptyWorld, makeWorld } from './market.mjs';

const b = new Bench();
let server, page, errors;

before(async () => {
  await b.start();
  ({ server, page, errors } = b);
});
after(() => b.end());

const open = (world = makeWorld(), options = {}) => b.open('/', { world, ...options });
const text = (selector) => page.locator(selector).first().innerText();
const see = (what, timeout) => b.see(what, timeout);
const card = (title) => b.card(title);
const isLive = () => b.isLive();
const until = (check, what) => b.until(check, what);

describe('what the page shows', () => {
  beforeEach(() => open());

  it('the account, live, without one error or breach of the content policy', async () => {
    await isLive();
    assert.equal(await text('.strip b'), 'SIMULATION');
    assert.equal(await text('.main dd'), '49,716.04 USDT');
    assert.match(await page.title(), /49,716 USDT · SIM · Argosy/);
    for (const title of ['Equity', 'Price', 'Open positions', 'Open orders', 'Last trades', 'Risk', 'Strategies', 'Venues', 'Ballots', 'Alerts']) {
      assert.ok(await card(title).isVisible(), title);
    }
    await until(async () => (await page.locator('.chart canvas').count()) > 2, 'both charts are drawn');
    assert.equal(await card('Open positions').locator('tbody tr').count(), 2);
    assert.match(await card('Open orders').innerText(), /unknown/);
    assert.match(await card('Ballots').innerText(), /VETO rsi_reversion/);
    assert.equal(await card('Risk').getByRole('meter').count(), 5);
    assert.deepEqual(errors, []);
  });

  it('what changes, as it changes', async () => {
    await isLive();
    const { snapshot } = server.world;
    server.publish('portfolio_update', { total_balance: 1, portfolio: { ...snapshot.portfolio, equity: '50123.456', unrealised: '-7.5' } });
    await see('50,123.46');
    await see('−7.50');
    server.publish('order_update', { ...snapshot.orders[0], status: 'canceled' });
    await until(async () => (await card('Open orders').locator('tbody tr').count()) === 3, 'the canceled order leaves');
    server.publish('position_update', { ...snapshot.positions[1], qty: '0' });
    await until(async () => (await card('Open positions').locator('tbody tr').count()) === 1, 'the closed position leaves');
    server.publish('signal', { ...snapshot.ballots[0], id: 77, reason: 'QUORUM_MISSING 1 of 2', outcome: 'hold' });
    await see('QUORUM_MISSING 1 of 2');
    server.publish('risk_state', { ...snapshot.risk, state: 'crisis', cause: 'daily_loss 0.0311 >= 0.03' });
    await see('exits only: daily_loss 0.0311 >= 0.03');
    const bar = server.world.bars['BTC/USDT 1m'].at(-1);
    server.publish('bar', { instrument: 'BTC/USDT', interval: '1m', bar: [bar[0], bar[1], '64000', bar[3], '63999.99', bar[5]], closed: false });
    await until(async () => (await text('[data-testid=price]')) === '63,999.99', 'the newest price');
    server.publish('fill', { ...server.world.fills[0], id: 9999 });
    await until(async () => /(Bought|Sold) 0\.1 BTC\/USDT at/.test(await text('[data-testid=announcer]')), 'it is told to who listens');
    assert.deepEqual(errors, []);
  });

  it('text of a venue as text, whatever it holds', async () => {
    await isLive();
    const message = '<img src=x onerror=alert(1)> & "quotes"';
    server.publish('alert', { alert: { alert_id: 'a99', level: 'ERROR', category: 'order', message, instrument: null, timestamp: '2024-03-01T08:00:00Z' } });
    await see(message);
    assert.equal(await page.locator('main img').count(), 0);
    server.publish('alert_resolved', { alert_id: 'a99' });
    await until(async () => (await page.locator('main').getByText(message).count()) === 0, 'what is resolved leaves');
  });

  it('the instrument and interval that were chosen, also after a reload', async () => {
    await isLive();
    await page.getByLabel('Instrument').selectOption('ETH/USDT');
    await page.getByRole('button', { name: '15m' }).click();
    await until(() => page.url().includes('instrument=ETH'), 'the address holds the choice');
    await page.reload();
    await isLive();
    assert.equal(await page.getByLabel('Instrument').inputValue(), 'ETH/USDT');
    assert.equal(await page.getByRole('button', { name: '15m' }).getAttribute('aria-pressed'), 'true');
  });
});

describe('themes and sizes', () => {
  it('follows the system, and remembers a choice', async () => {
    await open(makeWorld(), { colorScheme: 'light' });
    await isLive();
    const background = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    const light = await background();
    await page.getByRole('button', { name: 'Switch to dark colours' }).click();
    const dark = await background();
    assert.notEqual(light, dark);
    await page.reload();
    await isLive();
    assert.equal(await background(), dark);
  });

  it('fits every width, with the emergency stop in reach', async () => {
    await open();
    await isLive();
    await until(async () => (await page.locator('.chart canvas').count()) > 2, 'both charts are drawn');
    for (const width of [360, 768, 1024, 1920]) {
      await page.setViewportSize({ width, height: 740 });
      await until(async () => (await page.evaluate(() => document.documentElement.scrollWidth)) <= width, `it fits ${width} pixels`);
      const box = await page.getByRole('button', { name: 'Emergency stop' }).boundingBox();
      assert.ok(box.x >= 0 && box.x + box.width <= width && box.y + box.height <= 740, `${width} pixels`);
    }
  });
});

describe('controls', () => {
  beforeEach(async () => {
    await open();
    await isLive();
  });
  const lastPost = () => server.calls.findLast((c) => c.method === 'POST');
  const posts = () => server.calls.filter((c) => c.method === 'POST').map((c) => c.path.replace('/api/v1/trading/', ''));

  it('stop and start ask first; cancel changes nothing', async () => {
    await page.getByRole('button', { name: 'Stop trading' }).click();
    await see('4 open orders are canceled');
    await page.getByRole('button', { name: 'Cancel' }).click();
    assert.deepEqual(posts(), []);
    await page.getByRole('button', { name: 'Stop trading' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Stop trading' }).click();
    await until(async () => (await text('[data-testid=trading-state]')) === '■ stopped', 'it says stopped');
    await page.getByRole('button', { name: 'Start trading' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Start trading' }).click();
    await until(async () => (await text('[data-testid=trading-state]')) === '● running', 'it says running');
    assert.deepEqual(posts(), ['stop', 'start']);
  });

  it('the emergency stop by keyboard alone: focus on Cancel, a typed word, a report, a banner, a reset in two steps', async () => {
    await page.keyboard.press('Control+Shift+X');
    assert.equal(await page.evaluate(() => document.activeElement.textContent), 'Cancel');
    await page.getByLabel(/Type STOP/).fill('stp');
    await page.keyboard.press('Enter');
    assert.deepEqual(posts(), []);
    await page.getByLabel(/Type STOP/).fill('stop');
    await page.keyboard.press('Enter');
    await see('3 of 4');
    await see('0.18 ms');
    assert.deepEqual(lastPost().body, { reason: 'by hand, from the dashboard', flatten: false });
    await page.keyboard.press('Escape');
    await see('No order leaves until a person resets it.');
    await page.getByRole('button', { name: 'Reset…' }).click();
    await page.getByRole('button', { name: 'Show what is open' }).click();
    await see('1 orders and 2 positions are open');
    await page.getByRole('button', { name: 'Open the gate' }).click();
    await until(async () => (await text('[data-testid=trading-state]')) === '■ stopped', 'stopped, not running');
    assert.deepEqual(lastPost().body, { confirm: 'a3f9' });
  });

  it('the emergency stop goes over HTTP and the stream at once, as one; its count goes on', async () => {
    const press = async (count) => {
      await page.keyboard.press('Control+Shift+X');
      await page.getByLabel(/Type STOP/).fill('STOP');
      await page.keyboard.press('Enter');
      await see(count);
    };
    await press('3 of 4');
    await until(() => server.stops.length === 2, 'both ways');
    assert.deepEqual(server.stops.map((s) => s.way).sort(), ['http', 'stream']);
    assert.equal(server.stops[0].key, server.stops[1].key);
    assert.match(server.stops[0].key, /^[0-9a-f-]{36}$/);
    for (const order of server.world.snapshot.orders) server.publish('order_update', { ...order, status: 'canceled' });
    await see('4 of 4');
    assert.equal(server.resyncs, 0, 'an answer is none of the numbered messages');
    await page.keyboard.press('Escape');

    server.failures.set('/api/v1/trading/emergency-stop', { status: 503, detail: 'too busy', hint: '' });
    await press('4 of 4');
    assert.deepEqual(server.stops.slice(2).map((s) => s.way), ['stream'], 'the stream alone is enough');
    await page.keyboard.press('Escape');

    server.failures.clear();
    server.takesStream = false;
    for (const socket of server.sockets) socket.cut();
    await page.locator('.lamp.offline').waitFor();
    await press('4 of 4');
    assert.deepEqual(server.stops.slice(3).map((s) => s.way), ['http'], 'so is HTTP');
  });

  it('the red button must be held for a second', async () => {
    await page.getByRole('button', { name: 'Emergency stop' }).click();
    await page.getByLabel(/Also close/).check();
    const hold = page.getByRole('button', { name: 'Hold to stop' });
    await hold.click();
    // Timers of one page end in their order: one of a second that was not taken back would be over by then.
    await page.evaluate(() => new Promise((done) => setTimeout(done, 1100)));
    assert.deepEqual(posts(), []);
    await hold.hover();
    await page.mouse.down();
    await see('Stopped');
    await page.mouse.up();
    assert.equal(lastPost().body.flatten, true);
  });

  it('a refusal says why and what to do', async () => {
    server.failures.set('/api/v1/trading/stop', { status: 409, detail: 'a config change is under way', hint: 'try again in a moment', trace_id: 'abc123' });
    await page.getByRole('button', { name: 'Stop trading' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Stop trading' }).click();
    const failure = page.getByRole('alert').filter({ hasText: 'a config change is under way' });
    await failure.waitFor();
    assert.match(await failure.innerText(), /try again in a moment.*abc123/s);
    await failure.getByRole('button', { name: 'Dismiss' }).click();
    assert.equal(await failure.count(), 0);
  });

  it('an emergency stop that nobody confirms is not called done', async () => {
    server.takesStops = false;
    server.failures.set('/api/v1/trading/emergency-stop', { status: 503, detail: 'the execution service does not answer', hint: '' });
    await page.keyboard.press('Control+Shift+X');
    await page.getByLabel(/Type STOP/).fill('STOP');
    await page.keyboard.press('Enter');
    await see('The stop was not confirmed');
    await see('argosy emergency-stop');
    server.failures.clear();
    await page.getByRole('button', { name: 'Send again' }).click();
    await see('3 of 4');
  });
});

describe('when something is missing or broken', () => {
  it('an account on which nothing has happened says what comes next', async () => {
    await open(makeEmptyWorld());
    for (const words of ['No open positions.', 'No open orders.', 'No trade is closed yet.', 'No decision yet.', 'Nothing to report.', 'No limits are set.']) {
      await see(words);
    }
    assert.deepEqual(errors, []);
  });

  it('no bars and bars that cannot be had are told apart, in their own panel', async () => {
    await open();
    await isLive();
    await page.getByLabel('Instrument').selectOption('ETH/USDT');
    await page.getByRole('button', { name: '1h' }).click();
    await see('No bars of ETH/USDT yet.');
    server.failures.set('/api/v1/bars/', { status: 503, detail: 'the history is being rebuilt', hint: 'wait a minute' });
    await page.getByRole('button', { name: '15m' }).click();
    await see('the history is being rebuilt');
    await see('wait a minute');
    assert.ok(await card('Open positions').isVisible());
    server.failures.clear();
    await page.getByRole('button', { name: 'Try again' }).click();
    await until(async () => (await page.getByText('the history is being rebuilt').count()) === 0, 'the error goes');
  });

  it('bars are shown although one snapshot follows another', async () => {
    await open();
    await isLive();
    await page.route('**/api/v1/bars/**', (route) => {
      for (const socket of server.sockets) server.sendSnapshot(socket); // arrives before the answer
      setTimeout(() => void route.continue().catch(() => null), 100);
    });
    await page.getByLabel('Instrument').selectOption('ETH/USDT');
    await until(async () => /\d/.test(await page.locator('[data-testid=price]').first().innerText().catch(() => '')) && (await page.getByText('Loading bars…').count()) === 0, 'bars are shown');
    await page.unroute('**/api/v1/bars/**');
  });

  it('a gap in the stream heals by a fresh snapshot', async () => {
    await open();
    await isLive();
    server.world.snapshot.portfolio.equity = '60000';
    server.seq += 3;
    server.beat();
    await see('60,000.00');
    assert.equal(server.resyncs, 1);
    server.publish('portfolio_update', { portfolio: { ...server.world.snapshot.portfolio, equity: '60001' } });
    await see('60,001.00');
  });

  it('a dropped connection comes back by itself', async () => {
    await open();
    await isLive();
    for (const socket of server.sockets) socket.cut();
    await page.locator('.lamp.offline').waitFor();
    await isLive();
  });

  it('a stopped server leaves the last numbers, marked as old, until it is back', async () => {
    await open();
    await isLive();
    const { port } = server;
    await server.stop();
    await see(/Connection lost .* ago/);
    await see(/attempt [2-9]/);
    assert.equal(await text('.main dd'), '49,716.04 USDT');
    assert.match(await page.title(), /^\(stale\)/);
    assert.ok(Number(await page.locator('.main dd').first().evaluate((e) => getComputedStyle(e).opacity)) < 1);
    await server.start(port);
    // Unless it has come back by itself meanwhile.
    await Promise.race([page.getByRole('button', { name: 'Try now' }).click().catch(() => null), isLive()]);
    await isLive();
    assert.equal(await page.getByText('Connection lost').count(), 0);
  });

  it('a server that is connected but silent shows the age of its data', async () => {
    await open();
    await isLive();
    server.isSilent = true;
    await see(/No news for/);
    await page.locator('.lamp.stale').waitFor();
  });

  it('a server that takes no stream is named with what to do', async () => {
    await open();
    await isLive();
    server.takesStream = false;
    await page.reload();
    await see('Argosy does not answer at');
    await see('argosy up');
  });
});
