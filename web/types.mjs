// The server's types for the pages: `npm run types -- http://127.0.0.1:9100/openapi.json` (or a file) writes
// src/client/schema.d.ts. Only what the sources name by Wire<'...'>, and what that is made of.
import openapiTS, { astToString } from 'openapi-typescript';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const sources = fileURLToPath(new URL('src/', import.meta.url));
export const target = `${sources}client/schema.d.ts`;

function named() {
  const files = readdirSync(sources, { recursive: true }).filter((name) => /\.(ts|svelte)$/.test(name) && !name.endsWith('.d.ts'));
  const uses = files.flatMap((name) => [...readFileSync(sources + name, 'utf8').matchAll(/(?:Wire|Input)<'(\w+)'>/g)]);
  return [...new Set(uses.map((use) => use[1]))];
}

/** The schemas of these names with all that they refer to, by name. */
function reachable(schemas, names) {
  const found = new Map();
  const waiting = [...names];
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    if (found.has(name)) continue;
    if (!schemas[name]) throw new Error(`the server knows no schema ${name}`);
    found.set(name, schemas[name]);
    for (const [, other] of JSON.stringify(schemas[name]).matchAll(/"#\/components\/schemas\/(\w+)"/g)) waiting.push(other);
  }
  return Object.fromEntries([...found].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** The types as text. Requires: an OpenAPI document. */
export async function generate(document) {
  const schemas = reachable(document.components.schemas, named());
  const ast = await openapiTS(JSON.stringify({ openapi: '3.1.0', info: document.info, paths: {}, components: { schemas } }));
  const types = astToString(ast);
  const body = types.slice(types.indexOf('export interface components'), types.indexOf('export type $defs'));
  return `// Made by \`npm run types\` from the server's OpenAPI document: do not change it by hand.\n\n${body.trimEnd()}\n`;
}

const read = async (from) => (/^https?:/.test(from) ? (await fetch(from)).json() : JSON.parse(readFileSync(from, 'utf8')));
if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [from = 'http://127.0.0.1:9100/openapi.json'] = process.argv.slice(2);
  writeFileSync(target, await generate(await read(from)));
}
