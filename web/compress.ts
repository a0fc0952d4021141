import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import type { Plugin } from 'vite';

const quality = { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } };

/** Writes FILE.br and FILE.gz beside each file of the build that becomes smaller: the binary serves them as they are. */
export function compressAssets(): Plugin {
  let folder = 'dist';
  return {
    name: 'argosy-compress',
    // A build that is only compared is held against the content of these files.
    apply: (_, { command, mode }) => command === 'build' && mode !== 'compare',
    configResolved(config) {
      folder = resolve(config.root, config.build.outDir);
    },
    closeBundle() {
      for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
        if (!entry.isFile() || /\.(br|gz)$/.test(entry.name)) continue;
        const path = join(entry.parentPath ?? entry.path, entry.name);
        const content = readFileSync(path);
        for (const [suffix, packed] of [
          ['.br', brotliCompressSync(content, quality)],
          ['.gz', gzipSync(content, { level: 9 })],
        ] as const) {
          if (packed.length < content.length * 0.9) writeFileSync(path + suffix, packed);
        }
      }
    },
  };
}
