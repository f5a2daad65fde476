/** Where a request comes from: a header is believed only behind a proxy of ours. */
import { RunningGateway } from './running-gateway.js';

describe('the address of a client', () => {
  let gateway: RunningGateway;
  let behindProxy: number;
  let key: string;
  beforeAll(async () => {
    gateway = await RunningGateway.begin();
    behindProxy = await gateway.another({}, { TRUSTED_PROXIES: ['127.0.0.1', '10.0.0.0/8'] });
    gateway.peers.answers.set('status.search', () => ({ items: [] }));
    const body = { name: 'office', role: 'viewer', allowed_addresses: ['192.0.2.0/24', '2001:db8::/32'] };
    key = (await gateway.ask('POST', '/v1/api-keys', { body })).body.key;
  }, 30_000);
  afterAll(() => gateway.end());

  const from = async (forwarded: string, instance: number) => {
    const headers = { 'x-forwarded-for': forwarded };
    const { status, body } = await gateway.ask('GET', '/v1/notifications', { key, headers }, instance);
    return status === 200 ? 200 : [status, body.code];
  };

  it.each(['192.0.2.7', '192.0.2.7, 127.0.0.1', ''])(
    'is not what a header says where no proxy is trusted: %j',
    async (forwarded) => expect(await from(forwarded, 0)).toEqual([403, 'address_not_allowed']),
  );

  it.each([
    '192.0.2.7',
    '198.51.100.9, 192.0.2.7',
    '198.51.100.9, 192.0.2.7, 10.0.0.3',
    '::ffff:192.0.2.7',
    '2001:db8::7',
  ])('behind a proxy is the last that is no proxy: %s', async (forwarded) =>
    expect(await from(forwarded, behindProxy)).toBe(200),
  );

  it.each(['192.0.2.7, 198.51.100.9', '192.0.2.7, unknown', '192.0.2.7:8080', "192.0.2.7'", '2001:db9::7', ''])(
    'a list that ends otherwise does not let in: %j',
    async (forwarded) => expect(await from(forwarded, behindProxy)).toEqual([403, 'address_not_allowed']),
  );
});
