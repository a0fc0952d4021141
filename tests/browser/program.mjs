// Starts and ends the program itself for tests and pictures: PROGRAM, or the newest build.
import { execFileSync, spawn } from 'node:child_process';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const built = (preset) => fileURLToPath(new URL(`../../build/${preset}/argosy`, import.meta.url));
const newest = ['release', 'ci', 'dev'].map(built).filter(existsSync).sort((a, b) => statSync(b).mtimeMs - statSync(a).mtimeMs)[0];
export const binary = process.env.PROGRAM ? resolve(process.env.PROGRAM) : (newest ?? built('release'));

// Variables of these tests are none of the program's settings.
const { ARGOSY_SOAK: _soak, ARGOSY_PAGES: pages, ...env } = process.env;

/** `argosy up` in a folder of its own, as it says of itself once it listens. */
export function start(folder, { page = 0, gateway = 0, speed = 600 } = {}) {
  const words = ['up', '--json', '--speed', speed, '--port', page, '--gateway-port', gateway].map(String);
  const child = spawn(binary, words, { cwd: folder, env, stdio: ['ignore', 'pipe', 'pipe'] });
  return new Promise((resolve, reject) => {
    let out = '', err = '';
    child.stderr.on('data', (bytes) => (err += bytes));
    child.stdout.on('data', (bytes) => {
      out += bytes;
      if (out.trimEnd().endsWith('}')) resolve({ child, ...JSON.parse(out), told: () => err });
    });
    child.on('exit', (code) => reject(new Error(`argosy up ended with ${code}: ${err}`)));
  });
}

export async function kill({ child }) {
  const gone = new Promise((resolve) => child.once('exit', resolve));
  if (child.kill('SIGKILL')) await gone;
}

const ask = (folder, words) => execFileSync(binary, words, { cwd: folder, env, encoding: 'utf8', stdio: 'pipe' }).trim();

/** A link that signs a browser in, once; there is none until the first start has made its admin. */
async function entryLink(folder, { state }) {
  for (let tries = 0; tries < 600; tries += 1) {
    try {
      return ask(folder, ['login', '--state', state]);
    } catch (error) {
      if (!String(error.stderr).includes('no admin yet')) throw error;
      await sleep(100);
    }
  }
  throw new Error('argosy login gives no link');
}
/** Signs this page's browser in. */
export async function enter(page, folder, live) {
  await page.goto(await entryLink(folder, live));
  if (pages) await page.goto(live.page); // where the link leads to is not replaced
}
/** What the program shows once, at its first start. */
export const password = (live) => /password (\S+)/.exec(live.told())[1];

const types = { js: 'text/javascript', css: 'text/css', svg: 'image/svg+xml' };
/** ARGOSY_PAGES=web/dist: pages of that folder instead of those in the program, so that pages can be written without building it. */
export async function replacePages(context) {
  if (!pages) return;
  await context.route(/\/assets\/|\/icon\.svg/, (route) => {
    const { pathname } = new URL(route.request().url());
    if (!existsSync(join(pages, pathname))) return route.continue();
    return route.fulfill({ body: readFileSync(join(pages, pathname)), contentType: types[pathname.split('.').pop()] });
  });
  await context.route((url) => !/^\/(api|assets|openapi|metrics|enter|icon)/.test(url.pathname), async (route) => {
    const answer = await route.fetch();
    return route.fulfill({ response: answer, body: readFileSync(join(pages, 'index.html')) });
  });
}
