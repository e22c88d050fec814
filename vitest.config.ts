import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: [
      'server/src/**/*.test.ts',
      'client/src/**/*.test.ts',
      'web/src/**/*.test.{ts,tsx}',
      'bench/**/*.test.ts',
      'scripts/**/*.test.mjs',
    ],
    globalSetup: ['./server/src/testing/global-setup.ts'],
    // Two cores, one PostgreSQL: more workers only wait for each other.
    maxWorkers: 2,
    testTimeout: 90_000,
    hookTimeout: 240_000,
    // Prototype pollution surfaces as a TypeError in the test that causes it (promises 1.7).
    execArgv: ['--disable-proto=throw'],
  },
});
