// The everyday tests: no root, no servers, loopback only. The live suite has a config of its own.
import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    exclude: ['test/live/**', 'node_modules/**'],
    setupFiles: ['test/support/chance.ts'],
    testTimeout: 20_000,
  },
})
