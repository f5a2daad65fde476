import { spawnSync } from 'node:child_process';
import { vaultEnv } from '#libs/config';
import { platformInfo } from '#libs/testing';
import { UnsubscribeTokens } from '#libs/unsubscribe';
import { LocalKeys, Vault } from '#libs/vault';
import { isApartFromOthers } from '../medium/contracts/apart-from-others.js';
import { StuckDeliveries } from '../medium/contracts/stuck-deliveries.js';
import type { TenantApi } from '../medium/contracts/stored-things.js';
import { asAnswer, type Ask } from '../medium/gateway/running-gateway.js';

const { gateway, environments, node } = platformInfo();

/** The platform through its front door, with tenants as its own seed makes them. */
const masterKeys = vaultEnv.MASTER_KEYS.parse(environments['gateway']?.['MASTER_KEYS']);

const vault = new Vault(new LocalKeys(masterKeys));
const stuck = new StuckDeliveries(environments['in-app']?.['DATABASE_URL'] ?? '', 'in_app', vault);

const platform: TenantApi = {
  unsubscribeTokens: new UnsubscribeTokens(vault),
  stuck,
  storeTenant(tenant, key) {
    const env = { ...environments.gateway, SEED_TENANT: tenant, SEED_API_KEY: key };
    const { status, stderr } = spawnSync(node, ['dist/apps/gateway/src/seed.js'], { env, encoding: 'utf8' });
    if (status !== 0) throw new Error(`The tenant was not made: ${stderr}`);
    return Promise.resolve();
  },
  async ask(method, path, { body, text, key = '', headers: more = {} }: Ask = {}) {
    const headers = {
      ...(key === '' ? {} : { authorization: `Bearer ${key}` }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...more,
    };
    return asAnswer(
      await fetch(gateway + path, {
        method,
        headers,
        body: text ?? (body === undefined ? undefined : JSON.stringify(body)),
      }),
    );
  },
};

describe('another tenant, on the whole platform', () => {
  afterAll(() => stuck.close());
  isApartFromOthers(() => Promise.resolve(platform));
});
