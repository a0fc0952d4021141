// What every browser test needs: a page on a fake server, and words to ask it with.
import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { openBrowser, watchForErrors } from './browser.mjs';
import { FakeServer } from './fake_server.mjs';
import { makeWorld } from './market.mjs';

export class Bench {
  async start() {
    this.browser = await openBrowser();
  }
  async end() {
    await this.browser.close();
  }

  async open(path = '/', { world = makeWorld(), signIn, ...options } = {}) {
    this.server = new FakeServer(world, { signIn });
    this.url = await this.server.start();
    this.page = await this.browser.newPage({ viewport: { width: 1280, height: 900 }, ...options });
    this.errors = watchForErrors(this.page);
    await this.page.goto(this.url + path);
  }
  async close() {
    await this.page.close();
    await this.server.stop();
  }

  see(what, timeout = 15_000) {
    return this.page.getByText(what).first().waitFor({ timeout });
  }
  card(title) {
    return this.page.getByRole('region', { name: title });
  }
  button(name, options = {}) {
    return this.page.getByRole('button', { name, ...options });
  }
  isLive() {
    return this.page.locator('.lamp.live').waitFor();
  }
  path() {
    const { pathname, search } = new URL(this.page.url());
    return pathname + search;
  }
  posts() {
    return this.server.calls.filter((c) => c.method !== 'GET').map((c) => `${c.method} ${c.path}`);
  }

  /** Asks until it is so; the page draws with the next frame. */
  async until(check, what) {
    for (let i = 0; i < 300; i += 1) {
      if (await check()) return;
      await sleep(50);
    }
    assert.fail(`not within 15 s: ${what}`);
  }
}
