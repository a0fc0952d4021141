// Every page does what it is for, and breaks nothing when a part of the server is missing.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { after, before, describe, it } from 'node:test';
import { Bench } from './bench.mjs';
import { FakeRest, offer } from './fake_rest.mjs';
import { makeWorld } from './market.mjs';

const readQr = createRequire(new URL('../../web/package.json', import.meta.url))('jsqr');

const b = new Bench();
let rest;
before(() => b.start());
after(() => b.end());

async function open(path, options = {}) {
  const world = makeWorld();
  options.change?.(world);
  rest = new FakeRest(world, options);
  await b.open(path, { world, ...options });
  await b.isLive();
}
const row = (text) => b.page.locator('[role=row], tr, li').filter({ hasText: text }).first();

describe('trades', () => {
  it('ten thousand of them cost a screenful of rows', async () => {
    await open('/trades', { trades: 10_000 });
    await b.see(/10000 of 10000/);
    const table = b.page.getByRole('table', { name: 'Trades' });
    assert.ok((await table.getByRole('row').count()) < 80);
    await table.evaluate((e) => (e.scrollTop = e.scrollHeight));
    await b.until(async () => (await table.locator('[aria-rowindex="10001"]').count()) === 1, 'the last row is there');
    assert.deepEqual(b.errors, []);
  });

  it('filters are in the address, and the file has what is shown', async () => {
    await open('/trades?strategy=ema_cross&side=long');
    await b.page.getByLabel('Result').selectOption('won');
    await b.until(() => b.path().includes('result=won'), 'the address holds the filter');
    const wanted = rest.trades.filter((t) => t.strategy === 'ema_cross' && t.side === 'buy' && Number(t.net) > 0);
    await b.see(`${wanted.length} of`);
    await b.page.reload();
    await b.see(`${wanted.length} of`);
    const [file] = await Promise.all([b.page.waitForEvent('download'), b.button('Export CSV').click()]);
    const lines = readFileSync(await file.path(), 'utf8').trim().split('\r\n');
    assert.equal(lines.length, wanted.length + 1);
    assert.match(lines[0], /^trade_id,status,instrument/);
  });

  it('a trade tells its story', async () => {
    await open('/trades');
    const { trade_id: id, trip } = rest.trades[0];
    await row(trip.instrument).getByRole('button').click();
    await b.card(`The story of trade ${id}`).waitFor();
    assert.match(b.path(), new RegExp(`trade=${id}`));
    await b.see('The vote:');
    await b.see(/^The bar: from/);
  });

  it('a decision says how it turned out', async () => {
    await open('/strategies', { change: (world) => (world.snapshot.ballots[0] = { ...world.snapshot.ballots[0], time: world.at(world.now - 3_600_000) }) });
    b.server.publish('trade_update', { trade: { ...rest.trades[0], trade_id: 'led-to', net: '12.5', trip: { ...rest.trades[0].trip, instrument: 'BTC/USDT', side: 'buy', entry_time: b.server.world.at(b.server.world.now - 3_500_000) } } });
    await b.until(async () => /turned out \+12\.50 USDT/.test(await b.card('Ballots').locator('article').first().innerText()), 'its trade');
    assert.equal(await b.card('Ballots').locator('article').filter({ hasText: 'hold' }).getByText('turned out').count(), 0, 'to hold leads to nothing');
  });
});

describe('portfolio and analytics', () => {
  it('equity, drawdown, allocation, venues and balances', async () => {
    await open('/portfolio');
    for (const title of ['Equity and drawdown', 'Allocation', 'Exposure', 'Venues', 'Balances', 'Open positions']) await b.card(title).waitFor();
    await b.until(async () => (await b.page.locator('.lines canvas').count()) === 2, 'both charts are drawn');
    await b.see('31,892.49');
    await b.see(/healthy/);
    assert.match(await b.card('Exposure').innerText(), /ema_cross\s+11,000 USDT net \+8,000 22\.0\s%\s+by hand\s+7,000 USDT net −7,000 14\.0\s%/);
    assert.match(await b.card('Exposure').innerText(), /sim\s+16,500 USDT net \+2,500 33\.0\s%\s+bourse\s+1,500 USDT net −1,500 3\.0\s%/);
    await b.see('● in step with the venue');
    await b.see(/compared \d+\.\d s ago/);
    assert.deepEqual(b.errors, []);
  });

  it('books that are not the venue’s say where', async () => {
    await open('/portfolio');
    rest.books = { ...rest.books, state: 'differs', orders_venues: 5, positions: [{ instrument: 'BTC/USDT', ours: '0.15', venues: '0.10' }] };
    await b.page.reload();
    await b.see('■ not what the venue has');
    assert.match(await b.card('Venues').innerText(), /4 open orders, 5 there\s+· BTC\/USDT: 0\.15, 0\.1 there/);
  });

  it('figures say how they are computed, and why one is missing', async () => {
    await open('/analytics?by=instrument');
    await b.see('Sharpe ratio');
    await b.page.getByText('why not').click();
    await b.see('the run is under 30 days. (1 + total return)');
    await b.card('Months').getByRole('table').waitFor();
    await b.card('By instrument').waitFor();
    await b.page.getByLabel('Split by').selectOption('hour');
    await b.until(() => b.server.calls.some((c) => c.path.endsWith('breakdown') && c.query.by === 'hour'), 'asked anew');
    await b.button('Make a tear sheet').click();
    assert.equal(await b.page.getByRole('link', { name: 'Open the tear sheet' }).getAttribute('href'), '/api/v1/reports/r1/download');
    assert.deepEqual(b.errors, []);
  });
});

describe('trading', () => {
  it('an order is previewed, sent as it was previewed, and canceled', async () => {
    await open('/trading');
    await b.page.getByLabel('Find an instrument').fill('ethusdt');
    await b.page.keyboard.press('Enter');
    await b.until(() => b.path().includes('instrument=ETH'), 'the instrument is chosen');
    await b.page.getByRole('heading', { name: 'Trading' }).click();
    await b.page.keyboard.press('b');
    const order = b.card('Order');
    await order.getByLabel('Quantity').fill('0.5');
    await order.getByLabel('Limit price').fill('3300.5');
    await b.button('Preview').click();
    await b.see('✓ passes');
    await order.getByLabel('Quantity').fill('2');
    assert.equal(await b.page.getByText('✓ passes').count(), 0, 'another order needs another preview');
    await b.button('Preview').click();
    await b.see('position limit: 1 of 0.5');
    assert.ok(await b.button('Buy 2 ETH/USDT').isDisabled());
    await order.getByLabel('Quantity').fill('0.5');
    await b.button('Preview').click();
    await b.button('Buy 0.5 ETH/USDT').click();
    await b.until(() => b.posts().includes('POST /api/v1/orders'), 'it was sent');
    const { body } = b.server.calls.find((c) => c.method === 'POST' && c.path === '/api/v1/orders');
    assert.deepEqual(body, { instrument: 'ETH/USDT', side: 'buy', type: 'limit', qty: '0.5', limit_price: '3300.5', time_in_force: 'gtc', reduce_only: false });
    await b.button('Cancel order 950').click();
    await b.until(async () => (await b.button('Cancel order 950').count()) === 0, 'it is gone');
    await b.see('Order 913 is unknown:');
    await b.card('Book').getByText('62,999.50').waitFor();
    assert.deepEqual(b.errors, []);
  });
});

describe('the size of an order', () => {
  it('may be its worth, or a part of what the exposure limit leaves; the quantity is shown and sent', async () => {
    await open('/trading?instrument=ETH/USDT');
    const order = b.card('Order');
    await order.getByLabel('Limit price').fill('3000');
    await order.getByLabel('Size in').selectOption('worth');
    await order.getByLabel(/^Worth, USDT/).fill('1000');
    await b.see('That is 0.3333, at 3000.');
    await order.getByLabel('Size in').selectOption('share');
    await order.getByLabel(/^Per cent/).fill('50');
    await b.see('That is 0.3627, at 3000.'); // half of 20,000 - 17,823.55
    await b.button('Preview').click();
    await b.button('Buy 0.3627 ETH/USDT').click();
    await b.until(() => b.posts().includes('POST /api/v1/orders'), 'it was sent');
    assert.equal(b.server.calls.find((c) => c.path === '/api/v1/orders').body.qty, '0.3627');
    await order.getByLabel(/^Per cent/).fill('0.0001');
    await b.see('That is less than can be traded.');
    assert.ok(await b.button('Preview').isDisabled());
  });
});

describe('a change of an order', () => {
  const dialog = () => b.page.getByRole('dialog', { name: 'Change the order' });
  const placed = () => b.server.calls.filter((c) => c.method === 'POST' && c.path === '/api/v1/orders').map((c) => c.body);
  async function ask(id, price, qty) {
    await b.button(`Change… order ${id}`).click();
    await dialog().getByLabel(`New price of order ${id}`).fill(price);
    if (qty) await dialog().getByLabel('Quantity that shall wait').fill(qty);
    await dialog().getByRole('button', { name: 'Change it' }).click();
  }

  it('is made once the venue has confirmed the cancellation, for what was left by then', async () => {
    await open('/trading?instrument=ETH/USDT');
    rest.isSlowVenue = true;
    await ask(911, '3300');
    await b.until(() => b.server.calls.filter((c) => c.path === '/api/v1/orders/911').length > 3, 'it keeps asking');
    assert.deepEqual(placed(), [], 'nothing is placed while the first may still be filled');
    rest.end(911, { status: 'canceled', filled: '0.75' }, b.server);
    await b.see('Order 911 is cancelled; 0.25 wait at 3300.');
    assert.deepEqual(placed(), [{ instrument: 'ETH/USDT', side: 'buy', type: 'limit', qty: '0.25', limit_price: '3300', time_in_force: 'gtc', reduce_only: false }]);
    assert.deepEqual(b.errors, []);
  });

  it('may be of its quantity: what is filled meanwhile goes off it', async () => {
    await open('/trading?instrument=ETH/USDT');
    rest.isSlowVenue = true;
    await ask(911, '3300', '0.5');
    await b.until(() => b.server.calls.some((c) => c.method === 'DELETE'), 'it was asked to cancel');
    rest.end(911, { status: 'canceled', filled: '0.5' }, b.server); // 0.1 more than when it was asked
    await b.see('Order 911 is cancelled; 0.4 wait at 3300.');
    assert.equal(placed()[0].qty, '0.4');
  });

  it('is none when the order is filled first: nothing is placed', async () => {
    await open('/trading?instrument=ETH/USDT');
    rest.isSlowVenue = true;
    await ask(911, '3300');
    await b.until(() => b.server.calls.some((c) => c.method === 'DELETE'), 'it was asked to cancel');
    rest.end(911, { status: 'filled', filled: '1.0' }, b.server);
    await b.see('Order 911 was filled before it could be cancelled: nothing was placed.');
    assert.deepEqual(placed(), []);
  });

  it('follows its line, dragged on the chart; Escape leaves it', async () => {
    // Where the candles are.
    const close = (world) => world.bars['ETH/USDT 1m'].at(-1)[4];
    await open('/trading?instrument=ETH/USDT', { change: (world) => (world.snapshot.orders[2].request.limit_price = close(world)) });
    const before = Number(close(b.server.world));
    const chart = b.page.locator('.chart');
    await b.until(async () => (await chart.locator('canvas').count()) > 2, 'it is drawn');
    await chart.scrollIntoViewIfNeeded();
    const { x, y, height } = await chart.boundingBox();
    // Where the pointer says that a line can be taken.
    const find = async () => {
      for (let at = 4; at < height - 30; at += 4) {
        await b.page.mouse.move(x + 200, y + at);
        if ((await chart.evaluate((e) => e.style.cursor)) === 'ns-resize') return y + at;
      }
      return 0;
    };
    let line = 0;
    await b.until(async () => (line = await find()) > 0, 'the line of order 911');
    const drag = async (by) => {
      await b.page.mouse.move(x + 200, line);
      await b.page.mouse.down();
      await b.page.mouse.move(x + 200, line + by / 2);
      await b.page.mouse.move(x + 200, line + by);
      await b.page.mouse.up();
    };
    const by = line - y > height / 2 ? -60 : 60;
    await drag(by);
    const wanted = Number(await dialog().getByLabel('New price of order 911').inputValue());
    assert.ok(by < 0 ? wanted > before : wanted < before, `up is dearer: ${wanted}`);
    await b.page.keyboard.press('Escape');
    await dialog().waitFor({ state: 'hidden' });
    assert.deepEqual(b.posts(), [], 'nothing happened');
    await drag(by);
    await dialog().getByRole('button', { name: 'Change it' }).click();
    await b.see(/^Order 911 is cancelled; 0\.6 wait at/);
    assert.equal(placed().length, 1);
    assert.deepEqual(b.errors, []);
  });

  it('of what protects a position moves in one step', async () => {
    await open('/trading?instrument=BTC/USDT');
    await ask(904, '61950');
    await b.see('Order 904 moves to 61950.');
    assert.deepEqual(b.server.calls.find((c) => c.path === '/api/v1/risk/stops').body, { symbol: 'BTC/USDT', stop_loss: '61950' });
    assert.deepEqual(b.posts(), ['POST /api/v1/risk/stops']);
  });
});

describe('strategies', () => {
  it('are switched, and their parameters set within their bounds', async () => {
    await open('/strategies');
    await b.button('Disable ema_cross').click();
    await b.button('Enable ema_cross').waitFor();
    await b.button('ema_cross', { exact: true }).first().click();
    await b.page.getByLabel(/^fast, bars/).fill('500');
    await b.see('fast must lie between 2 and 200.');
    assert.ok(await b.button(/^Apply/).isDisabled());
    await b.page.getByLabel(/^fast, bars/).fill('15');
    await b.button('Apply 1 change').click();
    await b.see('Applied.');
    assert.deepEqual(b.server.calls.find((c) => c.method === 'PUT').body, { parameters: { fast: 15 } });
  });

  it('are tried on the past: progress, cancel, result, side by side', async () => {
    await open('/strategies');
    rest.isHeld = true;
    await b.page.getByRole('button', { name: 'Run', exact: true }).click();
    await b.page.getByRole('progressbar').waitFor();
    await b.button(/^Cancel ema_cross/).click();
    await b.see('cancelled');
    rest.isHeld = false;
    await b.page.getByRole('button', { name: 'Run', exact: true }).click();
    await b.until(() => rest.jobs[0].status === 'completed', 'the first is done');
    await b.page.getByRole('button', { name: 'Run', exact: true }).click();
    await b.until(() => rest.jobs.filter((j) => j.status === 'completed').length === 2, 'the second too');
    await b.card('Backtests').locator('button.link').first().click();
    await b.card('Result of ema_cross').waitFor();
    await b.see('Growth a year');
    await b.see('a trade that won');
    await b.page.getByRole('link', { name: /^Tear sheet/ }).waitFor();
    for (const box of await b.page.getByRole('checkbox', { name: 'Compare ema_cross' }).all()) if (await box.isEnabled()) await box.check();
    await b.button('Compare 2 runs').click();
    await b.see('★ 2.000');
    await b.see('Nothing: it was the same request.');
    assert.deepEqual(b.errors, []);
  });
});

describe('alerts', () => {
  it('are resolved, ruled and tested', async () => {
    await open('/alerts');
    await b.button(/^Resolve “the outcome of order 913/).click();
    await b.until(async () => (await b.button(/^Resolve “the outcome/).count()) === 0, 'it left the list');
    await b.button('Send test to desk').click();
    await b.see('desk took the test message. 200 OK');
    await b.button('New rule').click();
    await b.page.getByLabel('Name').fill('night');
    await b.page.getByLabel(/^\s*To\s/).selectOption('desk');
    await b.button('Save').click();
    await b.button('night', { exact: true }).waitFor();
    assert.deepEqual(b.errors, []);
  });
});

describe('configuration', () => {
  it('is checked, compared, applied with a reason, and rolled back', async () => {
    await open('/config');
    await b.page.getByLabel('Find a setting').fill('open_orders');
    const field = b.page.getByLabel('simulation.run.limits.open_orders_max');
    assert.equal(await b.page.getByLabel('simulation.run.limits.open_orders_warning').inputValue(), '', 'what is not set is empty, not null');
    await field.fill('-1');
    await b.button('Check').click();
    await b.see('must not be below 0');
    await field.fill('7');
    assert.equal(await b.page.getByText('must not be below 0').count(), 0, 'the verdict was of another proposal');
    await b.button('Check').click();
    await b.card('What would change').getByRole('cell', { name: '7' }).waitFor();
    await b.page.getByLabel('Why?').first().fill('fewer at once');
    await b.button('Apply').click();
    await b.see('Version 2 is in force.');
    const { body } = b.server.calls.find((c) => c.method === 'PUT');
    assert.deepEqual(body, { set: ['simulation.run.limits.open_orders_max=7'], reason: 'fewer at once', base_version: 1 });
    await b.button('Roll back… to version 1').click();
    const dialog = b.page.getByRole('dialog', { name: 'Roll back' });
    await dialog.getByRole('cell', { name: '20' }).waitFor();
    await dialog.getByLabel('Why?').fill('too few');
    await dialog.getByRole('button', { name: 'Roll back' }).click();
    await b.see('Version 3 is in force.');
    assert.equal(rest.settings.simulation.run.limits.open_orders_max, 20);
  });

  it('as YAML: somebody else was faster', async () => {
    await open('/config?as=yaml');
    const text = b.page.getByRole('textbox', { name: /All settings/ });
    await b.until(async () => (await text.inputValue()).startsWith('simulation:'), 'the settings alone');
    await text.fill((await text.inputValue()).replace('20', '9'));
    await b.button('Check').click();
    await b.page.getByLabel('Why?').first().fill('less');
    rest.versions.unshift({ ...rest.versions[0], version: 2 });
    await b.button('Apply').click();
    await b.see('version 2 is in force by now');
  });
});

describe('the mode', () => {
  const word = () => b.page.getByLabel('Type LIVE');
  it('is switched by a typed word and a reason; what the server lacks for it is said', async () => {
    await open('/config');
    rest.problem = { status: 409, code: 'no_live_venue', detail: 'no live venue is configured', hint: 'stay in simulation' };
    const card = b.card('Mode');
    await card.getByText('○ Keys of a live venue are kept below').waitFor();
    await card.getByText('Your password again').waitFor();
    assert.ok(await b.button('Switch to LIVE').isDisabled());
    await word().fill('live');
    assert.ok(await b.button('Switch to LIVE').isDisabled(), 'the very word');
    await word().fill('LIVE');
    await b.page.getByLabel('Why trade live?').fill('the season begins');
    await b.button('Switch to LIVE').click();
    await card.getByText('no live venue is configured').waitFor();
    await card.getByText('stay in simulation').waitFor();
    assert.deepEqual(b.server.calls.find((c) => c.method === 'PUT').body, { set: ['platform.trading.mode=live'], reason: 'the season begins', base_version: 1 });
    assert.equal(await word().inputValue(), '', 'it is asked for each time');
  });

  it('that waits for the next start is told apart from the one that is on', async () => {
    await open('/portfolio');
    rest.settings.platform.trading.mode = 'live';
    await b.go('/config');
    await b.card('Mode').getByText('LIVE from the next start on.').waitFor();
    await b.card('Mode').getByText('SIMULATION', { exact: true }).waitFor();
    await b.button('Switch to SIMULATION').waitFor();
  });

  it('of simulation asks no venue what a key may do, and says so', async () => {
    await open('/config');
    await b.card('Keys of venues').getByText(/not checked\. In simulation no venue is asked/).waitFor();
  });
});

describe('the book', () => {
  it('comes over the stream of all topics while its page is open, and only then', async () => {
    await open('/trading?instrument=ETH/USDT');
    const wanted = () => [...b.server.sockets].some((s) => s.topics.has('book:ETH/USDT'));
    await b.until(wanted, 'it is subscribed');
    b.server.publishTopic('book:ETH/USDT', 'book', { bids: [['3456.70', '1.5']], asks: [['3456.90', '2.5']] });
    await b.card('Book').getByRole('cell', { name: '3,456.70' }).waitFor();
    await b.card('Book').getByRole('row', { name: 'Spread 0.20' }).waitFor();
    assert.equal(b.server.calls.filter((c) => c.path.startsWith('/api/v1/market/orderbook')).length, 1, 'it is asked for once, and told from then on');
    await b.go('/portfolio');
    await b.until(() => !wanted(), 'it is left with the page');
    assert.equal(b.server.sockets.size, 1, 'all of it over one socket');
  });
});

describe('monitoring and settings', () => {
  it('the size of the journal, and a link to Grafana once it has an address', async () => {
    await open('/monitoring');
    await b.card('Queues').getByText('134.2 MB').waitFor();
    await b.card('Queues').getByText('12,345').waitFor();
    assert.equal(await b.page.getByRole('link', { name: 'Grafana' }).count(), 0);
    await b.go('/settings');
    const address = b.page.getByLabel(/^Grafana/);
    await address.fill('javascript:alert(1)');
    await address.blur();
    await address.fill('https://grafana.example/d/argosy');
    await address.blur();
    await b.go('/monitoring');
    assert.equal(await b.page.getByRole('link', { name: 'Grafana' }).getAttribute('href'), 'https://grafana.example/d/argosy');
  });

  it('services, log, and a chain that holds', async () => {
    await open('/monitoring');
    await b.see('a feed is late');
    await b.page.getByLabel('Lines that contain').fill('ready');
    await b.until(async () => (await b.page.getByRole('log').locator('p').count()) === 1, 'one line fits');
    await b.button('Check the chain').click();
    await b.see(/All 2 entries are as they were written/);
  });

  it('the key of an authenticator can be photographed', async () => {
    await open('/settings');
    await b.button('Set up an authenticator').click();
    const code = b.page.getByRole('img', { name: 'The key as a QR code' });
    await code.waitFor();
    const photograph = (await code.screenshot()).toString('base64');
    const { width, height, data } = await b.page.evaluate(async (png) => {
      const picture = Object.assign(new Image(), { src: `data:image/png;base64,${png}` });
      await picture.decode();
      const { width, height } = picture;
      const context = Object.assign(document.createElement('canvas'), { width, height }).getContext('2d');
      context.drawImage(picture, 0, 0);
      return { width, height, data: [...context.getImageData(0, 0, width, height).data] };
    }, photograph);
    assert.equal(readQr(Uint8ClampedArray.from(data), width, height)?.data, offer.link);
    assert.deepEqual(b.errors, []);
  });

  it('looks are remembered; a key is made after password and code were given again', async () => {
    const world = makeWorld();
    rest = new FakeRest(world);
    await b.open('/settings', { world, signIn: { code: '287082' } });
    await b.page.getByLabel('User').fill('operator');
    await b.page.getByLabel('Password').fill('correct horse battery');
    await b.page.keyboard.press('Enter');
    await b.page.getByLabel(/^Code of/).fill('287082');
    await b.page.keyboard.press('Enter');
    await b.isLive();
    b.server.signIn.needsStepUp = true;
    await b.page.getByLabel('Gains and losses').selectOption('blue');
    await b.page.getByLabel('For what').fill('a script');
    await b.button('Make a key').click();
    const dialog = b.page.getByRole('dialog', { name: 'Your password again' });
    await dialog.getByLabel('Password').fill('correct horse battery');
    await dialog.getByRole('button', { name: 'Continue' }).click();
    await dialog.getByLabel(/^Code of/).fill('287082');
    await dialog.getByRole('button', { name: 'Continue' }).click();
    await b.see('ak_7Q2.shown-once');
    await b.page.reload();
    await b.card('Looks').waitFor();
    assert.equal(await b.page.evaluate(() => document.documentElement.dataset.colours), 'blue');
  });
});

describe('a server that has few of these routes', () => {
  it('leaves every page standing, and says so in its panels', async () => {
    await b.open('/');
    await b.isLive();
    for (const path of ['/trading', '/portfolio', '/trades', '/strategies', '/analytics', '/alerts', '/config', '/monitoring', '/settings']) {
      await b.go(path);
      await b.see('This server does not have this yet.');
      // Nothing waits for ever: each panel comes to its own answer, the last of them a moment after the first.
      await b.page.locator('[aria-busy=true]').first().waitFor({ state: 'detached' });
    }
    // What is missing is reported by the browser itself; nothing of ours may be.
    assert.deepEqual(b.errors.filter((e) => !e.startsWith('Failed to load resource')), []);
  });
});
