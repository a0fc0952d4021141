import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';

/** The report of a backtest: one script and one style, which the program writes into every report.html. */
export default defineConfig({
  root: fileURLToPath(new URL('.', import.meta.url)),
  build: {
    target: 'es2022',
    outDir: 'dist',
    emptyOutDir: true,
    lib: { entry: 'src/main.ts', formats: ['iife'], name: 'report', fileName: () => 'report.js', cssFileName: 'report' },
    reportCompressedSize: false,
  },
});
