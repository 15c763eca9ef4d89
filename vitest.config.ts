import { defaultServerConditions } from 'vite';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  ssr: { resolve: { conditions: ['@bilag/source', ...defaultServerConditions] } },
  test: {
    include: ['{packages,apps,tools}/*/test/**/*.test.ts', 'test/**/*.test.ts'],
    globalSetup: ['test/global-setup.ts'],
    testTimeout: 30_000,
    hookTimeout: 60_000,
    reporters: ['default', 'json'],
    // The closing counts for machines; `.ci/run` reads them.
    outputFile: { json: 'node_modules/.cache/bilag/test-report.json' },
  },
});
