// The thread that ends the process while its main thread is inside a checkpoint: within.ts starts it.

import { workerData } from 'node:worker_threads'

const { shared, after } = workerData as { readonly shared: SharedArrayBuffer; readonly after: number }
const runs = new Int32Array(shared)
for (let wait = after; ; wait /= 2) {
  Atomics.wait(runs, 0, 0)
  // Nobody wakes the second number: this is a pause of so many milliseconds.
  Atomics.wait(runs, 1, 0, wait)
  if (Atomics.load(runs, 0) === 1) process.kill(process.pid, 'SIGKILL')
  while (Atomics.load(runs, 0) === 1) Atomics.wait(runs, 1, 0, 1)
}
