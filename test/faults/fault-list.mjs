import { setTimeout as pause } from 'node:timers/promises';
import Redis from 'ioredis';
import { waitUntil } from '../../scripts/machine/wait.mjs';
import { call, must } from './http-client.mjs';

/** So many dead letters at least are made, and replayed so fast that a replay is under way when its app dies. */
const LETTERS = 8;
const REPLAYED_PER_SECOND = 2;
/** Calls under way at least when an app first dies in them: some are of a type that is not sent again when in doubt. */
const CALLED = 10;
/** What a fault waits for before it goes on. */
const WITHIN = { timeoutMs: 60_000, everyMs: 100 };

/** How long and how often: the whole run, and the quick one for CI. */
const LENGTHS = {
  full: { kills: 3, kafkaAwayMs: 60_000, providerMs: 15_000, freezeMs: 20_000, frozen: ['email', 'status', 'gateway'] },
  quick: { kills: 1, kafkaAwayMs: 20_000, providerMs: 4_000, freezeMs: 14_000, frozen: ['email'] },
};
/** What the platform gets to recover after each fault, while the load goes on. */
const BREATH_MS = { full: 3_000, quick: 1_000 };

const kill = (name) => ({
  kind: 'killed',
  name,
  async run({ platform }) {
    const unit = platform.unit(name);
    await unit.kill();
    await pause(500);
    await unit.start();
  },
});

/** Beyond its Kafka session and its leases: others take over what it holds, and then it wakes. */
const freeze = (name, ms) => ({
  kind: 'frozen',
  name,
  async run({ platform }) {
    await platform.unit(name).freeze();
    await pause(ms);
    platform.unit(name).thaw();
  },
});

const kafkaAway = (ms) => ({
  kind: 'restarted',
  name: 'kafka',
  async run({ platform }) {
    await platform.unit('kafka').stop();
    await pause(ms);
    await platform.unit('kafka').start();
  },
});

const redisEmptied = {
  kind: 'restarted',
  name: 'redis',
  async run({ platform }) {
    const redis = new Redis(platform.services.redisUrl);
    await redis.flushall();
    redis.disconnect();
    await platform.unit('redis').restart();
  },
};

const postgresRestarted = {
  kind: 'restarted',
  name: 'postgres',
  run: ({ platform }) => platform.unit('postgres').restart(),
};

/** Every provider that the simulator stands in for: a new one has its bad days here without a word more. */
async function providersOf({ simulator }) {
  const counts = await must(simulator, 'GET', '/control/counts');
  return Object.keys(counts).filter((name) => typeof counts[name] === 'object');
}

const setFault = ({ simulator }, names, fault) =>
  Promise.all(names.map((name) => must(simulator, 'PUT', `/control/faults/${name}`, { body: fault })));

const providerFault = (fault, ms) => ({
  kind: 'provider',
  name: fault.mode,
  async run({ platform }) {
    const names = await providersOf(platform.addresses);
    await setFault(platform.addresses, names, fault);
    await pause(ms);
    await setFault(platform.addresses, names, { mode: 'ok' });
  },
});

/** An app dies in the middle of what a fault of these providers makes it do. */
const killedDuring = (what, name, providers, fault) => ({
  kind: 'killed',
  name: `${name} in the middle of ${what}`,
  async run({ platform }) {
    await setFault(platform.addresses, providers, fault);
    await pause(1_500);
    await kill(name).run({ platform });
    await pause(1_500);
    await setFault(platform.addresses, providers, { mode: 'ok' });
  },
});

/** Waits for so many dead letters of a channel; answers how many there are. */
async function untilLetters(evidence, channel, count) {
  let found = 0;
  await waitUntil(async () => (found = await evidence.lettersOf(channel)) >= count, WITHIN);
  if (found === 0) throw new Error(`nothing of ${channel} came to the dead letters in ${WITHIN.timeoutMs / 1000} s`);
  return found;
}

/** Of SMS, as of every channel: made by a provider that takes everything and never says so, and sent on while the app dies twice. */
const replay = {
  kind: 'killed',
  name: 'sms in the middle of a replay',
  async run({ platform, progress, evidence }) {
    const { addresses } = platform;
    const { gateway, apiKey } = addresses;
    const makers = ['twilio', 'vonage'];
    await setFault(addresses, makers, { mode: 'accept_then_drop' });
    const dead = await untilLetters(evidence, 'sms', LETTERS).finally(() =>
      setFault(addresses, makers, { mode: 'ok' }),
    );
    progress.line(`${dead} dead letters of SMS are replayed`);
    const body = { channels: ['sms'], rate: REPLAYED_PER_SECOND };
    const asked = async () => (await call(gateway, 'POST', '/v1/replays', { apiKey, body })).status < 300;
    if (!(await waitUntil(asked, { timeoutMs: 30_000, everyMs: 1_000 }))) throw new Error('nobody takes the replay');
    for (let i = 0; i < 2; i++) {
      await pause(1_000);
      await kill('sms').run({ platform });
    }
  },
};

/** A call that does not end, and an app that dies in it, until the same deliveries are left unsettled as often as they may be. */
const threeDeaths = {
  kind: 'killed',
  name: 'push three times over the same deliveries',
  async run({ platform, progress, evidence }) {
    const providers = ['fcm', 'apns', 'webpush'];
    const unit = platform.unit('push');
    await setFault(platform.addresses, providers, { mode: 'timeout' });
    let ids;
    for (const claims of [1, 2, 3]) {
      let called = [];
      const enough = async () => (called = await evidence.calling('push', claims, ids)).length >= (ids ? 1 : CALLED);
      if (!(await waitUntil(enough, WITHIN))) throw new Error(`pushes were not called ${claims} times`);
      await unit.kill();
      ids = called;
      if (claims === 3) await setFault(platform.addresses, providers, { mode: 'ok' });
      await unit.start();
    }
    const inDeadLetters = async () => {
      const reasons = await evidence.deadLetters();
      return ids.every((id) => reasons.get(id) === 'unsettled_claims');
    };
    if (!(await waitUntil(inDeadLetters, WITHIN))) throw new Error(`not all of ${ids.join()} are dead letters`);
    progress.line(`${ids.length} pushes over which their app died three times are dead letters`);
  },
};

export function faultList({ quick, apps }) {
  const { kills, kafkaAwayMs, providerMs, freezeMs, frozen } = LENGTHS[quick ? 'quick' : 'full'];
  const rounds = Array.from({ length: kills }, () => apps.map(kill)).flat();
  return [
    ...rounds,
    ...frozen.filter((name) => apps.includes(name)).map((name) => freeze(name, freezeMs)),
    providerFault({ mode: 'error', status: 500, rate: 0.7 }, providerMs),
    providerFault({ mode: 'timeout', rate: 0.2 }, providerMs),
    providerFault({ mode: 'throttle', retry_after: 1, rate: 0.7 }, providerMs),
    providerFault({ mode: 'accept_then_drop', rate: 0.3 }, providerMs),
    killedDuring('a bulk call', 'email', ['sendgrid', 'ses'], { mode: 'slow', latency_ms: 2_000 }),
    killedDuring('failing over', 'email', ['sendgrid'], { mode: 'error', status: 503 }),
    killedDuring('failing over', 'sms', ['twilio'], { mode: 'error', status: 503 }),
    killedDuring('a batch of callbacks', 'gateway', ['sendgrid'], { mode: 'ok' }),
    replay,
    threeDeaths,
    redisEmptied,
    postgresRestarted,
    kafkaAway(kafkaAwayMs),
  ];
}

/** Does them one after the other; answers how often each was done. */
export async function inflict(faults, { platform, progress, quick, evidence }) {
  const done = {};
  for (const fault of faults) {
    progress.line(`${fault.kind}: ${fault.name}`);
    await fault.run({ platform, progress, evidence });
    const key = `${fault.kind} ${fault.name}`;
    done[key] = (done[key] ?? 0) + 1;
    await pause(BREATH_MS[quick ? 'quick' : 'full']);
  }
  return done;
}
