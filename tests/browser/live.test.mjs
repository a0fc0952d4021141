// The page on the program itself: `argosy up` trades, dies and comes back. Needs a built program (PROGRAM, or
// build/release/argosy); without one these tests are skipped.
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, afterEach, before, beforeEach, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { openBrowser, watchForErrors } from './browser.mjs';

const binary = process.env.PROGRAM ?? fileURLToPath(new URL('../../build/release/argosy', import.meta.url));
const skip = existsSync(binary) ? false : `no program at ${binary}`;

/** Starts `argosy up` and gives where it listens, once it does. */
function start(folder, page = 0, gateway = 0) {
  const words = ['up', '--json', '--speed', '600', '--port', page, '--gateway-port', gateway].map(String);
  const child = spawn(binary, words, { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] });
  return new Promise((resolve, reject) => {
    let out = '', err = '';
    child.stderr.on('data', (bytes) => (err += bytes));
    child.stdout.on('data', (bytes) => {
      out += bytes;
      if (out.trimEnd().endsWith('}')) resolve({ child, ...JSON.parse(out) });
    });
    child.on('exit', (code) => reject(new Error(`argosy up ended with ${code}: ${err}`)));
  });
}

/** A link that signs a browser in; there is none until the first start has made its admin. */
async function entryLink(folder, { state }) {
  for (let tries = 0; tries < 100; tries += 1) {
    const link = execFileSync(binary, ['login', '--state', state], { cwd: folder, encoding: 'utf8' }).trim();
    if (link) return link;
    await sleep(100);
  }
  throw new Error('argosy login gives no link');
}

/** A token of the owner, as a script asks for it. */
const token = (folder, { state }) => execFileSync(binary, ['token', '--state', state], { cwd: folder, encoding: 'utf8' }).trim();

const portOf = (url) => new URL(url).port;
async function kill({ child }) {
  const gone = new Promise((resolve) => child.once('exit', resolve));
  if (child.kill('SIGKILL')) await gone;
}

describe('the page on a running simulation', { skip }, () => {
  let browser, folder, live, page, errors;
  before(async () => (browser = await openBrowser()));
  after(() => browser.close());
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'argosy_page_'));
    live = await start(folder);
    page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
    errors = watchForErrors(page);
    await page.goto(await entryLink(folder, live));
  });
  afterEach(async () => {
    await page.close();
    await kill(live);
    rmSync(folder, { recursive: true, force: true });
  });
  const isLive = (timeout = 10_000) => page.locator('.lamp.live').waitFor({ timeout });
  const card = (title) => page.getByRole('region', { name: title });

  it('shows equity, price, positions, ballots and risk within ten seconds, and they move', async () => {
    await isLive();
    assert.equal(await page.locator('.strip b').first().innerText(), 'SIMULATION');
    for (const title of ['Equity', 'Price', 'Open positions', 'Last trades', 'Risk', 'Ballots']) {
      assert.ok(await card(title).isVisible(), title);
    }
    assert.ok((await card('Risk').getByRole('meter').count()) > 0, 'gauges');
    assert.match(await card('Ballots').innerText(), /ema_cross/);
    const price = () => page.locator('[data-testid=price]').first().innerText();
    const first = await price();
    for (let i = 0; i < 100 && (await price()) === first; i += 1) await sleep(50);
    assert.notEqual(await price(), first, 'the price moves');
    assert.deepEqual(errors, []);
  });

  it('comes back by itself when the program was killed and started again', async () => {
    await isLive();
    await kill(live);
    await page.locator('.lamp.live').waitFor({ state: 'detached', timeout: 10_000 });
    live = await start(folder, portOf(live.page), portOf(live.gateway));
    assert.ok(live.resumed_records > 0);
    await isLive(20_000);
  });

  it('shows an emergency stop that somebody else made', async () => {
    await isLive();
    const answer = await fetch(new URL('/api/v1/trading/emergency-stop', live.gateway), {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', Authorization: `Bearer ${token(folder, live)}` },
      body: JSON.stringify({ reason: 'from another desk' }),
    });
    assert.equal(answer.status, 200);
    await page.getByText(/emergency stop/i).first().waitFor({ timeout: 5000 });
    await page.getByText('from another desk').first().waitFor({ timeout: 5000 });
  });
});
