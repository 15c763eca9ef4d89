import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { constants, gzipSync } from 'node:zlib';
import { defaultClientConditions, defineConfig, type Plugin } from 'vite';

const folder = import.meta.dirname;

export default defineConfig({
  root: folder,
  base: '/console/',
  resolve: { conditions: ['@bilag/source', ...defaultClientConditions] },
  // No data URLs: the policy of the page allows none.
  build: {
    outDir: path.join(folder, 'dist'),
    emptyOutDir: true,
    target: 'es2022',
    assetsInlineLimit: 0,
    rolldownOptions: {
      // «use client» is a word for servers that render; there is none here.
      onLog: (level, log, handle) => log.code !== 'MODULE_LEVEL_DIRECTIVE' && handle(level, log),
    },
  },
  plugins: [compressed(), sealed()],
});

/** Puts a compressed copy beside each file; the service hands out that one. */
function compressed(): Plugin {
  return {
    name: 'compressed',
    apply: 'build',
    writeBundle({ dir = '' }) {
      for (const file of readdirSync(dir, { recursive: true, encoding: 'utf8' })) {
        if (!/\.(js|css|html|svg)$/.test(file)) continue;
        const whole = readFileSync(path.join(dir, file));
        writeFileSync(path.join(dir, `${file}.gz`), gzipSync(whole, { level: constants.Z_BEST_COMPRESSION }));
      }
    },
  };
}

/** Leaves a mark when everything else is written. */
function sealed(): Plugin {
  return {
    name: 'sealed',
    apply: 'build',
    closeBundle() {
      writeFileSync(path.join(folder, 'dist', 'built'), '');
    },
  };
}
