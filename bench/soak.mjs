import { setTimeout as pause } from 'node:timers/promises';
import { must } from '../test/faults/http-client.mjs';
import { measure } from './processes.mjs';
import { content } from './sender.mjs';
import { userName } from './users.mjs';

const MB = 1024 * 1024;
const TENTHS = 10;
const SWING = 0.1;
const BULK = 1_000;
const SAMPLE_MS = 1_000;
/** As many as may be on their way: a soak that only fills Kafka would measure its own backlog. */
const AHEAD = 20_000;

/** Ten in a row: six mails, and one by each of the other channels. */
const CHANNELS = ['email', 'webhook', 'email', 'sms', 'email', 'push', 'email', 'in_app', 'email', 'email'];
/** Of those ten, whose sends the simulator counts: all but in-app. */
const COUNTED_SHARE = 0.9;

const body = (n) => ({
  user_id: userName(n),
  notification_type: CHANNELS[n % CHANNELS.length] === 'email' ? 'newsletter' : 'order_update',
  priority: 'low',
  channels: [CHANNELS[n % CHANNELS.length]],
  content: content(n),
});

/** So many people change their mind in every round, so that they have to be looked up again. */
const CHANGED = 40;

async function changeMinds({ gateway, apiKey }, round) {
  const users = Array.from({ length: CHANGED }, (_, i) => userName(round * CHANGED + i));
  const body = { channels: { chat: round % 2 === 0 } };
  await Promise.all(users.map((user) => must(gateway, 'PUT', `/v1/users/${user}/preferences`, { apiKey, body })));
}

/** A device for each user that a push goes to: always the same of every ten. */
export async function storeDevices({ gateway, apiKey }, users) {
  for (let first = CHANNELS.indexOf('push'); first < users; first += CHANNELS.length * 50) {
    const some = Array.from({ length: 50 }, (_, i) => first + i * CHANNELS.length).filter((n) => n < users);
    await Promise.all(
      some.map((n) =>
        must(gateway, 'PUT', `/v1/users/${userName(n)}/devices/bench`, {
          apiKey,
          body: { token: `bench-token-${n}`, platform: 'android' },
        }),
      ),
    );
  }
}

/** By whatever provider: who stumbles is stood in for by another. */
async function sent(simulator) {
  const counts = await must(simulator, 'GET', '/control/counts', { timeoutMs: 60_000 });
  return Object.values(counts).reduce((sum, { accepted = 0 }) => sum + accepted, 0);
}

/** Resident megabytes of every app while it runs, a sample a second, and how far it was at each. */
async function watched(pids, names, doneShare, run) {
  const samples = [];
  const timer = setInterval(() => {
    const now = measure(pids());
    const mb = Object.fromEntries(names.map((name) => [name, now[name].residentBytes / MB]));
    samples.push({ tenth: Math.min(TENTHS - 1, Math.floor(doneShare() * TENTHS)), mb });
  }, SAMPLE_MS);
  await run().finally(() => clearInterval(timer));
  return samples;
}

const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;

/** The median of every tenth, and how far those after the first lie from their mean. */
function memoryOf(name, samples) {
  const tenths = Array.from({ length: TENTHS }, (_, tenth) =>
    median(samples.filter((one) => one.tenth === tenth).map(({ mb }) => mb[name])),
  );
  const later = tenths.slice(1).filter((mb) => !Number.isNaN(mb));
  const mean = later.reduce((sum, mb) => sum + mb, 0) / later.length;
  const swing = Math.max(...later.map((mb) => Math.abs(mb - mean) / mean));
  return { mb_by_tenth: tenths.map(Math.round), swing: Math.round(swing * 1000) / 1000, met: swing <= SWING };
}

/** Many notifications by all channels, never far ahead of what is delivered: no app's memory may grow with their number. */
export async function soak({ platform, sender, store, simulator, pids, appNames }, { n, progress }) {
  const before = await sent(simulator);
  let posted = 0;
  let done = 0;
  const names = appNames().filter((name) => name !== 'provider-sim');
  const began = performance.now();
  let said = 0;
  const settle = async (ahead) => {
    for (const end = performance.now() + 120_000; performance.now() < end; await pause(250)) {
      done = Math.min(n, ((await sent(simulator)) - before) / COUNTED_SHARE);
      if (posted - done <= ahead) return;
    }
    throw new Error(`only ${Math.round(done)} of ${posted} had left after two minutes without progress enough`);
  };
  const sendAll = async () => {
    for (let round = 0; posted < n; round++) {
      await changeMinds(platform.addresses, round);
      const lanes = Array.from({ length: 4 }, (_, lane) => posted + lane * BULK).filter((first) => first < n);
      await Promise.all(lanes.map((first) => bulk(sender, first, Math.min(BULK, n - first))));
      posted = Math.min(n, posted + lanes.length * BULK);
      await settle(AHEAD);
      if (Math.floor((posted / n) * TENTHS) > said) progress.line(`soak: ${posted} of ${n} (${++said}/${TENTHS})`);
    }
    await settle(0);
    await store.untilIdle(120_000);
  };
  const samples = await watched(pids, names, () => done / n, sendAll);
  const seconds = Math.round((performance.now() - began) / 1000);
  const memory = Object.fromEntries(names.map((name) => [name, memoryOf(name, samples)]));
  return {
    n,
    seconds,
    per_second: Math.round(n / seconds),
    memory,
    met: Object.values(memory).every(({ met }) => met),
  };
}

async function bulk(sender, first, count) {
  const notifications = Array.from({ length: count }, (_, i) => body(first + i));
  const answer = await sender.post('/v1/notifications/bulk', { notifications });
  const accepted = answer.split('"id"').length - 1;
  if (accepted !== count) throw new Error(`bulk accepted ${accepted} of ${count}: ${answer.slice(0, 300)}`);
}
