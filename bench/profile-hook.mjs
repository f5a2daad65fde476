// Loaded into an app by `npm run bench -- --profile DIR` (NODE_OPTIONS=--import). SIGUSR2 starts its CPU profile, and the next one
// writes it to BENCH_PROFILE_FILE, for Chrome's DevTools or bench/profile-summary.mjs.
import { writeFileSync } from 'node:fs';
import { Session } from 'node:inspector/promises';

const session = new Session();
session.connect();
await session.post('Profiler.enable');
await session.post('Profiler.setSamplingInterval', { interval: 500 });
let running = false;

process.on('SIGUSR2', async () => {
  running = !running;
  if (running) return session.post('Profiler.start');
  const { profile } = await session.post('Profiler.stop');
  writeFileSync(process.env.BENCH_PROFILE_FILE, JSON.stringify(profile));
});
