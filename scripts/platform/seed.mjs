import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Failure } from '../machine/failure.mjs';
import { lastLine, run } from '../machine/run.mjs';
import { appEnvironment } from './app-environment.mjs';
import { appNamed } from './app-list.mjs';
import { node24, root } from './root.mjs';

export const DEMO_USER = 'user-456';

/** A tenant with an API key that stays the same over restarts; the gateway's own entry puts them in its tables. */
export async function seedTenant(at) {
  const entry = join(root, 'dist/apps/gateway/src/seed.js');
  if (!existsSync(entry)) return;
  const { tenant, apiKey } = at.secrets;
  const env = {
    ...appEnvironment(appNamed('gateway'), 1, at),
    LOG_LEVEL: 'warn',
    SEED_TENANT: tenant,
    SEED_API_KEY: apiKey,
  };
  const { code, output } = await run(node24, [entry], { env, cwd: root, timeoutMs: 60_000 });
  if (code !== 0) throw new Failure(`Seeding the tenant failed (exit code ${code}): ${lastLine(output)}`);
}

/** Somebody to whom the printed curl line can send: with an address for every channel, all of them at the simulator. */
export async function seedUser({ gateway, simulator, apiKey }) {
  const user = `${gateway}/v1/users/${DEMO_USER}`;
  await put(user, apiKey, {
    email: 'user-456@example.com',
    phone: '+14155552671',
    slack_url: `${simulator}/services/T0000/B0000/${DEMO_USER}`,
    webhook: { url: `${simulator}/webhook/${DEMO_USER}` },
  });
  await put(`${user}/devices/phone`, apiKey, { platform: 'android', token: 'demo-device-token-of-user-456' });
}

async function put(url, apiKey, body) {
  const response = await fetch(url, {
    method: 'PUT',
    headers: { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(20_000),
  });
  const text = await response.text();
  if (!response.ok) throw new Failure(`Seeding the demo user failed: ${response.status} ${text.slice(0, 300)}`);
}
