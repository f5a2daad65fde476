import { issueUserToken } from '#libs/auth';
import type { ApiClient } from '#libs/contracts';
import { ManualClock } from '#libs/testing';
import { Viewers } from './viewer.js';

const FROM = '192.0.2.1';
const SECRET = 'a secret of the tests, long enough';
const client: ApiClient = {
  client_id: 'c1',
  key_id: 'k1',
  tenant_id: 'acme',
  name: 'shop',
  scopes: ['notifications:read'],
};

describe('who watches', () => {
  let clock: ManualClock;
  let asked: string[];
  let viewers: Viewers;
  beforeEach(() => {
    clock = new ManualClock();
    asked = [];
    const authenticate = (key: string, address?: string) => {
      asked.push(key);
      return Promise.resolve(key === 'good' && address === FROM ? client : null);
    };
    viewers = new Viewers(SECRET, authenticate, () => clock.now());
  });

  it('is a tenant by its API key, which is asked for once in a while', async () => {
    await expect(viewers.identify({ api_key: 'good' }, FROM)).resolves.toEqual({ tenant_id: 'acme' });
    await viewers.identify({ api_key: 'good' }, FROM);
    expect(asked).toEqual(['good']);
    clock.advance(30_000);
    await viewers.identify({ api_key: 'good' }, FROM);
    expect(asked).toEqual(['good', 'good']);
  });

  it('is asked for anew where somebody stays connected, and remembered from then on', async () => {
    await viewers.identify({ api_key: 'good' }, FROM);
    await viewers.identifyAnew({ api_key: 'good' }, FROM);
    await viewers.identify({ api_key: 'good' }, FROM);
    expect(asked).toEqual(['good', 'good']);
  });

  it('is known by where they call from as well', async () => {
    await viewers.identify({ api_key: 'good' }, FROM);
    await expect(viewers.identify({ api_key: 'good' }, '198.51.100.1')).resolves.toBeNull();
    await expect(viewers.identify({ api_key: 'good' }, undefined)).resolves.toBeNull();
    expect(asked).toHaveLength(3);
  });

  it('is asked again soon after a refusal', async () => {
    await expect(viewers.identify({ api_key: 'bad' }, FROM)).resolves.toBeNull();
    clock.advance(1_000);
    await viewers.identify({ api_key: 'bad' }, FROM);
    expect(asked).toHaveLength(2);
  });

  it('is an end user by their token, until it expires', async () => {
    const user = { tenant_id: 'acme', user_id: 'u1' };
    const { token } = issueUserToken(SECRET, user, 60, clock.now());
    await expect(viewers.identify({ token }, FROM)).resolves.toEqual({ ...user, until: expect.any(Number) as number });
    clock.advance(60_000);
    await expect(viewers.identify({ token }, FROM)).resolves.toBeNull();
  });

  it.each([undefined, null, 'good', {}, { api_key: '' }, { api_key: 5 }, { token: {} }])(
    'is nobody: %j',
    async (auth) => {
      await expect(viewers.identify(auth, FROM)).resolves.toBeNull();
      expect(asked).toEqual([]);
    },
  );
});
