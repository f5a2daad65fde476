import { setTimeout as pause } from 'node:timers/promises';
import Redis from 'ioredis';
import { must } from './http-client.mjs';

const PROVIDERS = ['sendgrid', 'twilio', 'fcm', 'webhook'];

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
    platform.unit(name).freeze();
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

const providerFault = (fault, ms) => ({
  kind: 'provider',
  name: fault.mode,
  async run({ platform }) {
    const set = (value) =>
      Promise.all(
        PROVIDERS.map((name) => must(platform.addresses.simulator, 'PUT', `/control/faults/${name}`, { body: value })),
      );
    await set(fault);
    await pause(ms);
    await set({ mode: 'ok' });
  },
});

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
    redisEmptied,
    postgresRestarted,
    kafkaAway(kafkaAwayMs),
  ];
}

/** Does them one after the other; answers how often each was done. */
export async function inflict(faults, { platform, progress, quick }) {
  const done = {};
  for (const fault of faults) {
    progress.line(`${fault.kind}: ${fault.name}`);
    await fault.run({ platform });
    const key = `${fault.kind} ${fault.name}`;
    done[key] = (done[key] ?? 0) + 1;
    await pause(BREATH_MS[quick ? 'quick' : 'full']);
  }
  return done;
}
