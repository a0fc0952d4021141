// What every browser test needs: one page on one fake server for a whole file, put back to the start before each test,
// and words to ask it with. A fresh server and a fresh page for each test cost most of the time that the tests took.
import { openBrowser, patience, until, watchForErrors } from './browser.mjs';
import { FakeServer } from './fake_server.mjs';
import { makeWorld } from './market.mjs';

const wide = { width: 1280, height: 900 };

export class Bench {
  async start() {
    this.browser = await openBrowser();
    this.server = new FakeServer(makeWorld());
    this.url = await this.server.start();
    this.context = await this.browser.newContext({ acceptDownloads: true });
    this.context.setDefaultTimeout(patience);
    this.page = await this.context.newPage();
    this.errors = watchForErrors(this.page);
  }
  async end() {
    await this.browser.close();
    await this.server.stop();
  }

  /** The page as at a first visit, on a server that was just started. */
  async open(path = '/', { world = makeWorld(), signIn, colorScheme = 'dark', viewport = wide } = {}) {
    // A file of the same origin that runs no script: nothing of the last test goes on, and what it left is wiped there.
    await this.server.wake();
    if (this.hasMemory) await this.page.goto(`${this.url}/icon.svg`);
    this.server.begin(world, signIn);
    await this.context.clearCookies();
    await this.page.setViewportSize(viewport);
    await this.page.emulateMedia({ colorScheme });
    if (this.hasMemory) await this.page.evaluate(() => localStorage.clear());
    this.hasMemory = true;
    this.errors.length = 0;
    await this.page.goto(this.url + path);
  }

  see(what, timeout = patience) {
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
  /** To another page without loading the program anew, as a link does. */
  async go(path) {
    await this.page.evaluate((to) => {
      history.pushState(null, '', to);
      dispatchEvent(new PopStateEvent('popstate'));
    }, path);
    await this.page.locator('main section').first().waitFor();
  }

  until(check, what) {
    return until(check, what);
  }
}
