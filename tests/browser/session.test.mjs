// Signing in, staying signed in, and finding one's way.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { Bench } from './bench.mjs';
import { FakeRest } from './fake_rest.mjs';
import { paths } from './fake_server.mjs';
import { makeWorld } from './market.mjs';

const b = new Bench();
before(() => b.start());
after(() => b.end());

async function signIn(password = 'correct horse battery') {
  await b.page.getByLabel('User').fill('operator');
  await b.page.getByLabel('Password').fill(password);
  await b.page.keyboard.press('Enter');
}

describe('sign-in', () => {
  it('is asked for everywhere, and leads back to where one was', async () => {
    await b.open('/trades?side=buy', { signIn: {} });
    await b.see('Sign in to Argosy');
    assert.match(b.path(), /^\/login\?next=/);
    await signIn();
    await b.isLive();
    assert.equal(b.path(), '/trades?side=buy');
    assert.ok(await b.page.getByRole('heading', { name: 'Trades', level: 1 }).isVisible());
  });

  it('leads to no other site', async () => {
    for (const next of ['https://example.com/', '//example.com/', '/\\example.com']) {
      await b.open(`/login?next=${encodeURIComponent(next)}`, { signIn: {} });
      await signIn();
      await b.isLive();
      assert.equal(b.path(), '/dashboard');
    }
  });

  it('with a password that somebody else made leads to where it is changed', async () => {
    await b.open('/trades', { signIn: { mustChange: true } });
    await signIn();
    await b.isLive();
    assert.equal(b.path(), '/settings');
    await b.see(/made by somebody else/);
  });

  it('says what was wrong, and how long to wait after too much of it', async () => {
    await b.open('/login', { signIn: {} });
    for (let i = 0; i < 3; i += 1) {
      await signIn('wrong');
      await b.until(() => b.server.signIn.failures === i + 1, 'the attempt arrived');
      await b.see('the name or the password is wrong');
    }
    await signIn('wrong');
    await b.see('too many attempts to sign in');
    assert.ok(await b.button(/Wait [12] s/).isDisabled());
    b.server.signIn.failures = 0;
    await b.until(() => b.button('Sign in').isEnabled(), 'one may try again');
    await signIn();
    await b.isLive();
  });

  it('asks for the code of an authenticator after the password, and again when it was wrong', async () => {
    await b.open('/login', { signIn: { code: '287082' } });
    await signIn();
    const code = b.page.getByLabel(/^Code of your authenticator/);
    await code.waitFor();
    assert.equal(await b.page.evaluate(() => document.activeElement.name), 'code');
    assert.ok(!(await b.page.getByLabel('Password').isVisible()));
    await b.page.keyboard.type('123456');
    await b.page.keyboard.press('Enter');
    await b.see('the code is wrong or was used');
    assert.equal(await b.page.evaluate(() => document.activeElement.name), 'code');
    await b.page.keyboard.type('287082');
    await b.page.keyboard.press('Enter');
    await b.isLive();
  });

  it('may be at a provider: a button each, and what it was refused for', async () => {
    const providers = [{ name: 'corp', label: 'Corp SSO' }];
    await b.open('/login?next=%2Ftrades', { signIn: { providers, mode: 'live' } });
    const door = b.page.getByRole('link', { name: 'Sign in with Corp SSO' });
    await door.waitFor();
    assert.equal(await door.getAttribute('href'), '/api/v1/auth/openid/corp?next=%2Ftrades');
    await b.see('real money');
    await b.see(/Argosy 0\.1\.0/);
    await b.context.addCookies([{ name: 'argosy_refusal', value: encodeURIComponent('<b>no role</b> here'), domain: '127.0.0.1', path: '/login' }]);
    await b.page.reload();
    await b.see('You were not let in: <b>no role</b> here.');
    await b.page.reload();
    await door.waitFor();
    assert.equal(await b.page.getByText('You were not let in').count(), 0);
  });

  it('is renewed before it ends, without a question', async () => {
    await b.open('/login', { signIn: { life: 2 } });
    await signIn();
    await b.isLive();
    await b.until(() => b.server.signIn.renewals >= 2, 'two renewals');
    assert.equal(b.path(), '/dashboard');
  });

  it('that has lapsed is renewed by the first request that notices, which is repeated', async () => {
    await b.open('/login?next=%2Fsettings', { signIn: {} }); // a page that asks for nothing by itself
    await signIn();
    await b.isLive();
    await b.button('Stop trading').click();
    b.server.signIn.expireAccess();
    await b.page.getByRole('dialog').getByRole('button', { name: 'Stop trading' }).click();
    await b.until(async () => (await b.page.getByTestId('trading-state').innerText()) === '■ stopped', 'it stopped');
    assert.equal(b.server.signIn.renewals, 1);
    const keys = b.server.calls.filter((c) => c.path === '/api/v1/trading/stop');
    assert.equal(keys.length, 2);
  });

  it('that has ended leads to the sign-in, and back again', async () => {
    await b.open('/login', { signIn: {} });
    await signIn();
    await b.isLive();
    await b.page.getByRole('link', { name: 'Strategies' }).click();
    b.server.signIn.expireAll();
    for (const socket of b.server.sockets) socket.cut();
    await b.see('Sign in to Argosy');
    await signIn();
    await b.isLive();
    assert.equal(b.path(), '/strategies');
  });

  it('ends when one signs out', async () => {
    await b.open('/login', { signIn: {} });
    await signIn();
    await b.isLive();
    await b.button('Sign out').click();
    await b.see('Sign in to Argosy');
    assert.ok(b.posts().includes('POST /api/v1/auth/logout'));
    await b.page.goto(`${b.url}/portfolio`);
    await b.see('Sign in to Argosy');
  });
});

describe('finding one’s way', () => {
  it('every path is a page with its heading, and the emergency stop', async () => {
    const world = makeWorld();
    new FakeRest(world);
    await b.open('/', { world });
    await b.isLive();
    for (const path of paths.filter((p) => p !== '/login')) {
      await b.go(path);
      await b.page.locator('#page-title').waitFor({ state: 'attached' });
      assert.equal(await b.page.locator('nav [aria-current=page]').count(), 1, path);
      assert.ok(await b.button('Emergency stop').isVisible(), path);
      assert.equal(await b.page.locator('.strip b').innerText(), 'SIMULATION');
    }
    assert.deepEqual(b.errors, []);
  });

  it('links change the page without loading it anew; back goes back', async () => {
    await b.open('/');
    await b.isLive();
    await b.page.evaluate(() => (window.isSame = true));
    await b.page.getByRole('link', { name: 'Portfolio' }).click();
    await b.page.getByRole('heading', { name: 'Portfolio', level: 1 }).waitFor();
    assert.equal(await b.page.evaluate(() => document.activeElement.id), 'page-title');
    await b.page.goBack();
    await b.card('Open positions').waitFor();
    assert.equal(await b.page.evaluate(() => window.isSame), true);
    assert.equal(b.server.sockets.size, 1);
  });

  it('by keyboard: letters, help, palette, and none of them while typing', async () => {
    await b.open('/');
    await b.isLive();
    await b.page.keyboard.press('g');
    await b.page.keyboard.press('m');
    await b.page.getByRole('heading', { name: 'Monitoring', level: 1 }).waitFor();
    await b.page.keyboard.press('?');
    const help = b.page.getByRole('dialog', { name: 'Keyboard' });
    await help.waitFor();
    await b.page.keyboard.press('Escape');
    await help.waitFor({ state: 'hidden' }); // keys belong to a dialog until it has gone
    await b.page.keyboard.press('Control+k');
    await b.page.getByRole('combobox', { name: /^Find a page/ }).fill('go set');
    await b.page.keyboard.press('Enter');
    await b.page.getByRole('heading', { name: 'Settings', level: 1 }).waitFor();
    await b.page.keyboard.press('Control+k');
    await b.page.getByRole('combobox', { name: /^Find a page/ }).fill('gm');
    assert.equal(b.path(), '/settings');
    await b.page.keyboard.press('Escape');
    await b.page.keyboard.press('Control+Shift+X');
    assert.equal(await b.page.evaluate(() => document.activeElement.textContent), 'Cancel');
  });
});
