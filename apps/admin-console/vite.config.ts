import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
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
      // Few files, as each costs a way there and back: what finds out who is there, what several screens share, and each screen's own.
      output: {
        codeSplitting: {
          // What a group needs beside itself goes where it belongs by its own name; otherwise the controls would hold what the first look needs.
          includeDependenciesRecursively: false,
          groups: [
            { name: 'start', test: isForStart, priority: 2 },
            { name: 'controls', test: isForControls, minShareCount: 2, priority: 2 },
            { name: 'console', minShareCount: 2, priority: 1 },
          ],
        },
      },
      // «use client» is a word for servers that render; there is none here.
      onLog: (level, log, handle) => log.code !== 'MODULE_LEVEL_DIRECTIVE' && handle(level, log),
    },
  },
  plugins: [loadedAhead(), compressed(), sealed()],
});

/** What runs before anybody has signed in, without the screens. */
function isForStart(id: string): boolean {
  return /node_modules\/(oauth4webapi|react)\/|\/src\/preferences\/|\/src\/i18n\/message-table\.ts|\/src\/api\/(ask-ahead|first-questions)\.ts|\/src\/session\/(session-store|open-id|pending-sign-in|kept-drafts|settings|messages)\.ts|vite\/preload-helper|rolldown\/runtime/.test(
    id,
  );
}

/** React Aria and what is made of it: what opens over the page, and comes after it. */
function isForControls(id: string): boolean {
  return /node_modules\/(react-aria|react-stately|react-aria-components|@internationalized)\/|\/src\/components\/aria-/.test(
    id,
  );
}

/**
 * Lets the browser fetch the console itself while it still finds out who is there. Without it that would begin only once somebody has come back from the
 * provider, with nothing to do for the connection until then.
 */
function loadedAhead(): Plugin {
  return {
    name: 'loaded-ahead',
    apply: 'build',
    transformIndexHtml: {
      order: 'post',
      handler(html, { bundle = {} }) {
        const chunks = Object.values(bundle).filter((it) => it.type === 'chunk');
        const wanted = new Set<string>();
        const want = (file: string) => {
          if (wanted.has(file)) return;
          wanted.add(file);
          for (const it of chunks.find(({ fileName }) => fileName === file)?.imports ?? []) want(it);
        };
        for (const it of chunks) if (it.name === 'console-root') want(it.fileName);
        if (wanted.size === 0) throw new Error('There is no console to load.');
        return [...wanted]
          .filter((file) => !html.includes(file))
          .map((file) => ({
            tag: 'link',
            attrs: { rel: 'modulepreload', crossorigin: true, fetchpriority: 'low', href: `/console/${file}` },
            injectTo: 'head' as const,
          }));
      },
    },
  };
}

/** Puts compressed copies beside each file; the service hands out the smallest that a browser takes. */
function compressed(): Plugin {
  return {
    name: 'compressed',
    apply: 'build',
    writeBundle({ dir = '' }) {
      for (const file of readdirSync(dir, { recursive: true, encoding: 'utf8' })) {
        if (!/\.(js|css|html|svg)$/.test(file)) continue;
        const whole = readFileSync(path.join(dir, file));
        writeFileSync(path.join(dir, `${file}.gz`), gzipSync(whole, { level: constants.Z_BEST_COMPRESSION }));
        writeFileSync(path.join(dir, `${file}.br`), brotliCompressSync(whole));
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
