import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import type { Plugin } from 'vite';

const kb = 1000;

interface Budget {
  what: string;
  bytes: number;
  limit: number;
}

/** What the pages may weigh, compressed. A build that is heavier fails and says by how much. */
function budgets(folder: string): Budget[] {
  const names = readdirSync(join(folder, 'assets')).filter((name) => /\.(js|css)$/.test(name));
  const content = (name: string) => readFileSync(join(folder, 'assets', name));
  const brotli = (of: string[]) => of.reduce((sum, name) => sum + brotliCompressSync(content(name)).length, 0);
  const page = readFileSync(join(folder, 'index.html'), 'utf8');
  const first = names.filter((name) => page.includes(name));
  const charts = /^(common|equity|price|lines)-/;
  return [
    { what: 'first load, gzip', bytes: first.reduce((sum, name) => sum + gzipSync(content(name)).length, 0), limit: 65 * kb },
    { what: 'first scripts, brotli', bytes: brotli(first.filter((name) => name.endsWith('.js'))), limit: 45 * kb },
    { what: 'styles, brotli', bytes: brotli(names.filter((name) => name.endsWith('.css'))), limit: 10 * kb },
    { what: 'charts, brotli', bytes: brotli(names.filter((name) => charts.test(name))), limit: 75 * kb },
    { what: 'everything, brotli', bytes: brotli(names), limit: 180 * kb },
    ...names.filter((name) => name.includes('Page-')).map((name) => ({ what: `${name}, brotli`, bytes: brotli([name]), limit: 15 * kb })),
  ];
}

export function keepBudgets(): Plugin {
  let folder = 'dist';
  return {
    name: 'argosy-budgets',
    apply: 'build',
    configResolved(config) {
      folder = resolve(config.root, config.build.outDir);
    },
    closeBundle() {
      const all = budgets(folder);
      for (const { what, bytes, limit } of all.filter((b) => !b.what.includes('Page-'))) console.info(`${what}: ${bytes} of ${limit} bytes`);
      const broken = all.filter((b) => b.bytes > b.limit).map((b) => `${b.what}: ${b.bytes} bytes, the budget is ${b.limit}`);
      if (broken.length > 0) this.error(broken.join('\n'));
    },
  };
}
