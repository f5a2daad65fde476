import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { ConfigError, readConfig } from '#libs/config';
import { chatEnv } from '../../../apps/chat/src/chat.config.js';
import { emailEnv } from '../../../apps/email/src/email.config.js';
import { readGatewayConfig } from '../../../apps/gateway/src/gateway.config.js';
import { inAppConfig } from '../../../apps/in-app/src/in-app.config.js';
import { readPreferencesConfig } from '../../../apps/preferences/src/preferences.config.js';
import { readSettings } from '../../../apps/provider-sim/src/settings.js';
import { pushEnv } from '../../../apps/push/src/push.config.js';
import { smsEnv } from '../../../apps/sms/src/sms.config.js';
import { statusConfig } from '../../../apps/status/src/status.config.js';
import { webhookEnv } from '../../../apps/webhook/src/webhook.config.js';
import { run } from './run.js';

/** No engine is needed for this: nothing is started. */
const service = z.object({
  command: z.array(z.string()).optional(),
  image: z.string(),
  environment: z.record(z.string(), z.union([z.string(), z.number()])).optional(),
  healthcheck: z.object({ test: z.array(z.string()).optional(), disable: z.boolean().optional() }).optional(),
  volumes: z.array(z.string()).optional(),
});
const document = z.object({ services: z.record(z.string(), service), volumes: z.record(z.string(), z.null()) });

const CONFIGS: Record<string, () => unknown> = {
  gateway: readGatewayConfig,
  preferences: readPreferencesConfig,
  status: statusConfig,
  'in-app': inAppConfig,
  email: () => readConfig(emailEnv),
  sms: () => readConfig(smsEnv),
  push: () => readConfig(pushEnv),
  webhook: () => readConfig(webhookEnv),
  chat: () => readConfig(chatEnv),
  'provider-sim': () => readSettings(process.env),
};

const text = readFileSync('docker-compose.yml', 'utf8');
const { services, volumes } = document.parse(parse(text, { merge: true }));
const apps = readdirSync('apps');

/** What Node takes where the command says nothing. */
const ofTheImage = /^ENV NODE_OPTIONS=(.*)$/m.exec(readFileSync('Dockerfile', 'utf8'))?.[1]?.split(' ');

/** Of no types: it is read where it lies. */
const appList = '../../../scripts/platform/app-list.mjs';
interface AppList {
  readonly appNamed: (name: string) => object;
  readonly flagsOf: (app: object) => string[];
}

/** They lie in a volume that only Compose has. */
const PEM_FILES = ['FCM_CA', 'TEST_FCM_CA', 'APNS_CA', 'TEST_APNS_CA', 'WEBPUSH_CA', 'TEST_WEBPUSH_CA'];

describe('docker-compose.yml', () => {
  let folder: string;
  let env: Record<string, string>;

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'carillon-compose-'));
    const file = join(folder, '.env');
    expect(run(process.execPath, ['infra/compose/make-env.mjs', file])).toMatchObject({ code: 0 });
    const lines = readFileSync(file, 'utf8').trim().split('\n');
    env = Object.fromEntries(
      lines.map((line): [string, string] => {
        const at = line.indexOf('=');
        return [line.slice(0, at), line.slice(at + 2, -1)];
      }),
    );
  });

  afterAll(() => rmSync(folder, { recursive: true }));

  /** `${NAME}`, `${NAME:-default}`, `${NAME-default}`, `${NAME:?message}` as Compose reads them. */
  const interpolated = (value: string): string =>
    value.replace(/\$\{(\w+)(?::?([-?])([^}]*))?\}/g, (_, name: string, kind?: string, rest: string = '') => {
      if (kind !== '-') expect(Object.keys(env)).toContain(name);
      return env[name] ?? rest;
    });
  const environmentOf = (name: string): Record<string, string> =>
    Object.fromEntries(
      Object.entries(services[name]?.environment ?? {}).map(([key, value]) => [key, interpolated(String(value))]),
    );

  it.each(apps)('runs %s as npm start does', async (app) => {
    const { appNamed, flagsOf } = (await import(appList)) as AppList;
    const [node, ...rest] = services[app]?.command ?? [];
    expect([node, rest.pop()]).toEqual(['node', `dist/apps/${app}/src/main.js`]);
    expect(rest.length > 0 ? rest : ofTheImage).toEqual(flagsOf(appNamed(app)));
    expect(services[app]?.healthcheck?.test).toHaveLength(4);
  });

  it.each(apps)('gives %s an environment that it takes', (app) => {
    const before = process.env;
    process.env = {
      ...environmentOf(app),
      ...(app === 'push' ? Object.fromEntries(PEM_FILES.map((name) => [name, 'package.json'])) : {}),
    };
    try {
      CONFIGS[app]?.();
    } catch (error) {
      throw error instanceof ConfigError ? new Error(error.message) : error;
    } finally {
      process.env = before;
    }
    expect(Object.keys(CONFIGS)).toContain(app);
  });

  it('knows every host that it names', () => {
    const named = apps.flatMap((app) => Object.values(environmentOf(app)).flatMap(hostsIn));
    expect(named.filter((host) => !(host in services) && host !== 'localhost' && !host.startsWith('0.'))).toEqual([]);
  });

  it('declares every volume that it uses', () => {
    const used = Object.values(services).flatMap((one) => one.volumes ?? []);
    const names = used.map((volume) => volume.split(':')[0] as string).filter((name) => !name.startsWith('.'));
    expect(new Set(names)).toEqual(new Set(Object.keys(volumes)));
  });

  it('is what Compose calls valid, where there is a Compose', () => {
    const args = ['-f', 'docker-compose.yml', '--env-file', join(folder, '.env'), 'config', '-q'];
    const plugin = run('docker', ['compose', 'version']).code === 0;
    const { code, output } = plugin ? run('docker', ['compose', ...args]) : run('docker-compose', args);
    if (code !== undefined) expect({ code, output }).toEqual({ code: 0, output: '' });
  });
});

const hostsIn = (value: string): string[] =>
  [...value.matchAll(/(?:\/\/|@|^|,)([a-z][a-z-]*):\d{4}\b/g)].map((match) => match[1] as string);
