import os from 'node:os';
import { defaultServerConditions } from 'vite';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  ssr: { resolve: { conditions: ['@bilag/source', ...defaultServerConditions] } },
  test: {
    include: ['{packages,apps,tools}/*/test/**/*.test.ts', 'test/**/*.test.ts'],
    globalSetup: ['test/global-setup.ts'],
    // Tests wait more than they compute: two at a time also where vitest would leave a core of two alone.
    maxWorkers: Math.max(2, os.availableParallelism() - 1),
    // For what hangs. A test of 4 s beside the killed processes of the chaos on two slow cores has taken 30.
    testTimeout: 120_000,
    hookTimeout: 120_000,
    // What is waited for comes when it comes, but before a fallback does that a test rules out: polls, leases, rests.
    expect: { poll: { timeout: 30_000 } },
    reporters: ['default', 'json'],
    // The closing counts for machines; `.ci/run` reads them.
    outputFile: { json: 'node_modules/.cache/bilag/test-report.json' },
  },
});
