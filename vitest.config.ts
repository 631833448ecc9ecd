// The everyday tests: no root, no servers, loopback only. The live suite has a config of its own.
import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    exclude: ['test/live/**', 'node_modules/**'],
    setupFiles: ['test/support/chance.ts', 'test/support/leftovers.ts'],
    // To load the house anew for each of its files would be two fifths of the work of all; leftovers.ts keeps them apart.
    isolate: false,
    // Left to itself it leaves one processor free, which on two is half of them.
    maxWorkers: '100%',
    testTimeout: 20_000,
  },
})
