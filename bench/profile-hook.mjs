// Loaded into an app by `npm run bench -- --profile DIR` (NODE_OPTIONS=--import). SIGUSR2 starts its CPU profile, and the next one
// writes it to BENCH_PROFILE_FILE, for Chrome's DevTools or bench/profile-summary.mjs; each thread's to a file of its own.
import { writeFileSync } from 'node:fs';
import { Session } from 'node:inspector/promises';
import { isMainThread, threadId } from 'node:worker_threads';

const session = new Session();
session.connect();
await session.post('Profiler.enable');
await session.post('Profiler.setSamplingInterval', { interval: 500 });
let running = false;

async function toggle() {
  running = !running;
  if (running) return session.post('Profiler.start');
  const { profile } = await session.post('Profiler.stop');
  const file = process.env.BENCH_PROFILE_FILE;
  writeFileSync(
    isMainThread ? file : file.replace('.cpuprofile', `.thread-${threadId}.cpuprofile`),
    JSON.stringify(profile),
  );
}

// Signals reach the main thread only.
const threads = new BroadcastChannel('bench-profile');
if (isMainThread) {
  process.on('SIGUSR2', () => {
    threads.postMessage('toggle');
    void toggle();
  });
} else threads.onmessage = toggle;
threads.unref();
