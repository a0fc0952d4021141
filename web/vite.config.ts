import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vitest/config';
import { keepBudgets } from './budget';
import { compressAssets } from './compress';

export default defineConfig({
  plugins: [svelte(), compressAssets(), keepBudgets()],
  build: {
    target: 'es2022',
    // The content security policy allows no data: scripts and the binary serves every file by its own name.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    cssCodeSplit: false,
    // Four parts in a hundred smaller than what Vite does by itself.
    minify: 'terser',
    terserOptions: { module: true },
    reportCompressedSize: false,
  },
  server: { proxy: { '/api': 'http://127.0.0.1:9100', '/ws': { target: 'ws://127.0.0.1:9100', ws: true } } },
  test: { include: ['tests/**/*.test.ts'], environment: 'node' },
});
