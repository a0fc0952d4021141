// Whether what the program really sent has the types of web/src/api.ts, which are written by hand: the stream is not part of
// the OpenAPI document. The samples become constants of a source file, and the compiler judges.
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

const web = fileURLToPath(new URL('../../web/', import.meta.url));
const ts = createRequire(`${web}package.json`)('typescript');
const listMost = 3; // of a long list, so many are looked at

// A bar or a point is a list whose length belongs to its type.
const isRow = (list) => list.every((x) => typeof x !== 'object');
const whole = (value) => {
  if (Array.isArray(value)) return isRow(value) ? value : value.slice(0, listMost).map(whole);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([key, of]) => [key, whole(of)]));
};

/** What the compiler says about these, each [name of a type, value]. */
export function mistakes(samples) {
  const lines = samples.map(
    ([type, value], i) => `const sample${i} = ${JSON.stringify(whole(value))} as const;\nexport const checked${i}: api.${type} = null! as Open<typeof sample${i}>;`,
  );
  const source = `import type * as api from './src/api';\ntype Open<T> = { -readonly [K in keyof T]: Open<T[K]> };\n${lines.join('\n')}\n`;
  const name = `${web}samples.ts`;
  const options = ts.parseJsonConfigFileContent({ extends: './tsconfig.json', files: ['samples.ts'] }, ts.sys, web).options;
  const host = ts.createCompilerHost(options);
  const [exists, read] = [host.fileExists, host.readFile];
  host.fileExists = (file) => file === name || exists(file);
  host.readFile = (file) => (file === name ? source : read(file));
  const program = ts.createProgram([name], { ...options, types: [], noEmit: true }, host);
  return ts.getPreEmitDiagnostics(program).map((d) => ts.flattenDiagnosticMessageText(d.messageText, '\n'));
}
