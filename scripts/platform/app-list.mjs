import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './root.mjs';

// Offsets from the port base. `http` serves health and metrics too; `rpc` is Nest's TCP transport; `schema` is the app's own
// in Postgres. Second instances lie INSTANCE_STEP further up. `busy`: campaigns go through it.
const apps = [
  { name: 'provider-sim', http: 3, tls: 4, smtp: 11 },
  { name: 'preferences', http: 5, rpc: 25, schema: 'preferences' },
  { name: 'status', http: 1, rpc: 21, schema: 'status', busy: true },
  { name: 'in-app', http: 2, rpc: 22, schema: 'in_app' },
  { name: 'email', http: 6, rpc: 26, schema: 'email', busy: true },
  { name: 'sms', http: 7, rpc: 27, schema: 'sms' },
  { name: 'push', http: 8, rpc: 28, schema: 'push' },
  { name: 'webhook', http: 9, rpc: 29, schema: 'webhook', busy: true, rushes: true },
  { name: 'chat', http: 10, rpc: 30, schema: 'chat' },
  { name: 'gateway', http: 0, rpc: 20, schema: 'gateway', busy: true },
];

const INSTANCE_STEP = 50;
const SERVICES = { postgres: 40, redis: 41, kafka: 42, 'kafka controller': 43 };

/** The apps that are there, in the order in which they start. */
export const presentApps = () => apps.filter(({ name }) => existsSync(join(root, 'apps', name, 'src/main.ts')));

/**
 * For Node; the Dockerfile and docker-compose.yml say the same. In busy apps much waits for a commit or for a provider, and would be
 * copied again and again by a small young generation. In others hardly anything outlives sixteen megabytes; V8 would take 64. Who works
 * by rushes keeps what one has filled for the next: V8 would give it back after a few quiet seconds.
 */
export const flagsOf = ({ busy, rushes }) => [
  `--max-semi-space-size=${busy ? 32 : 16}`,
  ...(rushes ? ['--no-memory-reducer'] : []),
];

export const appNamed = (name) => apps.find((app) => app.name === name);

export const servicePorts = (base) =>
  Object.fromEntries(Object.entries(SERVICES).map(([name, offset]) => [name, base + offset]));

/** {http, rpc?, tls?, smtp?} of one instance of an app; instances count from 1. */
export function portsOf(app, base, instance = 1) {
  const at = (offset) => (offset === undefined ? undefined : base + offset + (instance - 1) * INSTANCE_STEP);
  return { http: at(app.http), rpc: at(app.rpc), tls: at(app.tls), smtp: at(app.smtp) };
}

/** Every port that the platform wants, with the name to give when it is taken. */
export function wantedPorts(names, base, { services = true } = {}) {
  const ofApps = names.flatMap((name) =>
    Object.values(portsOf(appNamed(name), base)).flatMap((port) => (port ? [{ name, port }] : [])),
  );
  const ofServices = Object.entries(servicePorts(base)).map(([name, port]) => ({ name, port }));
  return services ? [...ofServices, ...ofApps] : ofApps;
}
