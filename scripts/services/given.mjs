import { Failure } from '../machine/failure.mjs';
import { answers } from '../machine/wait.mjs';

/** Services whose addresses were given in the environment: they are looked at, and never started or stopped. */
export function givenAddresses(env, prefix = '') {
  const given = {
    databaseUrl: env[`${prefix}DATABASE_URL`],
    redisUrl: env[`${prefix}REDIS_URL`],
    kafkaBrokers: env[`${prefix}KAFKA_BROKERS`],
  };
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value));
}

export async function needGiven(given) {
  const places = [
    ['Postgres', given.databaseUrl, 'DATABASE_URL', 5432],
    ['Redis', given.redisUrl, 'REDIS_URL', 6379],
    ['Kafka', given.kafkaBrokers && `kafka://${given.kafkaBrokers.split(',')[0]}`, 'KAFKA_BROKERS', 9092],
  ];
  for (const [name, address, variable, usual] of places) {
    if (!address) continue;
    const { hostname, port } = parse(address, variable);
    if (await answers({ host: hostname, port: Number(port) || usual, timeoutMs: 3000 })) continue;
    throw new Failure(`${name} does not answer at the address given in ${variable} (${hostname}:${port || usual})`);
  }
}

function parse(address, variable) {
  try {
    return new URL(address);
  } catch {
    throw new Failure(`${variable} is not an address`);
  }
}
