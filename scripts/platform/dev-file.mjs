import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** What tools need to find their way: the contents of dev.json. */
export function describe(platform) {
  const { addresses, services, units, secrets, base, folder } = platform;
  const running = Object.values(units).filter((unit) => unit.pid);
  const apps = Object.values(units).filter((unit) => unit.app);
  const metrics = Object.fromEntries(apps.map(({ name, ports }) => [name, `http://127.0.0.1:${ports.http}/metrics`]));
  return {
    gateway: addresses.gateway,
    status: addresses.status,
    in_app: addresses.inApp,
    simulator: addresses.simulator,
    simulator_page: `${addresses.simulator}/`,
    try_page: `${addresses.simulator}/try`,
    docs: `${addresses.gateway}/docs`,
    api_key: secrets.apiKey,
    tenant: secrets.tenant,
    user_token_secret: secrets.userTokenSecret,
    port_base: base,
    data: folder,
    pid: process.pid,
    pids: Object.fromEntries(running.map(({ name, pid }) => [name, pid])),
    metrics,
    services: {
      kind: services.kind,
      database_url: services.databaseUrl,
      redis_url: services.redisUrl,
      kafka_brokers: services.kafkaBrokers,
    },
    topic_prefix: platform.topicPrefix,
  };
}

const devFile = (folder) => join(folder, 'dev.json');

export function writeDevFile(platform) {
  writeFileSync(devFile(platform.folder), `${JSON.stringify(platform.info, null, 2)}\n`, { mode: 0o600 });
}

export const removeDevFile = (folder) => rmSync(devFile(folder), { force: true });
