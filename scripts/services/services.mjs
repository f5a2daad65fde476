import { allDone } from '../machine/wait.mjs';
import { servicePorts } from '../platform/app-list.mjs';
import { compose, hasEngine } from './compose.mjs';
import { givenAddresses, needGiven } from './given.mjs';
import { kafka } from './kafka.mjs';
import { kafkaJars } from './kafka-jars.mjs';
import { postgres } from './postgres.mjs';
import { redis } from './redis.mjs';

/**
 * Postgres, Redis and Kafka, each from where it is to be had: a given address, else Docker Compose, else native.
 * Answers {kind, units, databaseUrl, redisUrl, kafkaBrokers, start(), stop()}; `units` holds what we can start and stop.
 */
export async function services({ env = process.env, envPrefix = '', temporary = false, ...how }) {
  const given = givenAddresses(env, envPrefix);
  await needGiven(given);
  const rest = await ours({ given, ports: servicePorts(how.base), ...how });
  const { kind, units, down } = rest;
  const { progress } = how;
  return {
    kind,
    units,
    ...rest.addresses,
    ...given,
    start: () =>
      allDone(Object.values(units).map((unit) => progress.step(`Starting ${unit.name} (${kind})`, () => unit.start()))),
    stop: async () => {
      await Promise.all(Object.values(units).map((unit) => unit.close()));
      await down?.(...(temporary ? ['--volumes'] : []));
    },
  };
}

/** What takes long the first time and needs nothing of ours: done while npm ci runs. A failure is told later, in its place. */
export async function prefetch(progress, env = process.env, envPrefix = '') {
  if (givenAddresses(env, envPrefix).kafkaBrokers || (await hasEngine())) return;
  await kafkaJars(progress).catch(() => {});
}

const addressOf = { postgres: 'databaseUrl', redis: 'redisUrl', kafka: 'kafkaBrokers' };

async function ours(how) {
  const wanted = Object.keys(addressOf).filter((name) => !how.given[addressOf[name]]);
  if (wanted.length === 0) return { kind: 'given', units: {}, addresses: {} };
  return (await hasEngine()) ? inContainers(wanted, how) : natively(wanted, how);
}

function inContainers(wanted, how) {
  const { units, down, ...addresses } = compose(how);
  return { kind: 'Docker Compose', units: pick(units, wanted), addresses, down };
}

async function natively(wanted, { ports, ...how }) {
  const start = { postgres, redis, kafka };
  const made = await Promise.all(wanted.map(async (name) => [name, await start[name]({ ...how, port: ports[name] })]));
  const units = Object.fromEntries(made.map(([name, { unit }]) => [name, unit]));
  const addresses = Object.fromEntries(made.map(([name, { url, brokers }]) => [addressOf[name], url ?? brokers]));
  return { kind: 'native', units, addresses };
}

const pick = (from, names) => Object.fromEntries(names.map((name) => [name, from[name]]));
