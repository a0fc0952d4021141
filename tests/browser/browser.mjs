import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { existsSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

const { chromium } = createRequire(new URL('../../web/package.json', import.meta.url))('playwright-core');

/** How long a test waits for what must come, in milliseconds: for a slow machine with others on it. Nothing is proved by haste. */
export const patience = 60_000;

/** Asks until it is so, more and more rarely: asking costs the page the time that it needs to get there. */
export async function until(check, what, within = patience) {
  const end = Date.now() + within;
  for (let pause = 15; Date.now() < end; pause = Math.min(1.4 * pause, 250), await sleep(pause)) if (await check()) return;
  assert.fail(`not within ${within / 1000} s: ${what}`);
}

/** Debian's Chromium, without what it would otherwise ask the internet for. */
export function openBrowser() {
  const executablePath = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(existsSync);
  return chromium.launch({
    executablePath,
    args: [
      '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
      '--disable-component-update', '--disable-sync',
      // A page that does not come from the server has no address of its own, and might not reach a local one.
      ...(process.env.ARGOSY_PAGES ? ['--disable-features=LocalNetworkAccessChecks'] : []),
    ],
  });
}

/** Collects errors of scripts, of the console and of the content security policy. */
export function watchForErrors(page) {
  const errors = [];
  page.on('pageerror', (error) => errors.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') errors.push(message.text());
  });
  return errors;
}
