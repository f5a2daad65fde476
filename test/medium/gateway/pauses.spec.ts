/** Stop and go through the API: with real apps, Kafka and tables behind it, and with some of them away. */
import { CHANNELS, type Channel, type Pause } from '#libs/contracts';
import { PeerUnavailableError } from '#libs/rpc';
import { testDatabase, until, type TestDatabase } from '#libs/testing';
import { makeTables } from '../delivery/tables.js';
import { tenantsGround, type KnownTenants } from '../delivery/tenants-ground.js';
import { WholePlatform } from '../running/whole-platform.js';
import { RunningGateway } from './running-gateway.js';

interface Told {
  readonly status: string;
  readonly deliveries: readonly { readonly channel: string; readonly status: string; readonly reason?: string }[];
}

describe('a pause, with the real apps behind the gateway', () => {
  let platform: WholePlatform;
  beforeAll(async () => {
    platform = await WholePlatform.begin();
    await platform.gateway.ask('PUT', '/v1/users/ada', { body: { email: 'ada@example.com' } });
  }, 60_000);
  afterAll(() => platform.end(), 30_000);

  const send = async (over: object = {}): Promise<string> => {
    const { body } = await platform.gateway.send({ to: undefined, user_id: 'ada', channels: ['in_app'], ...over });
    return body.id;
  };
  const told = async (id: string): Promise<Told> => (await platform.gateway.ask('GET', `/v1/notifications/${id}`)).body;
  const comesTo = (id: string, status: string): Promise<Told> =>
    until(async () => ((await told(id)).status === status ? told(id) : false), {
      timeoutMs: 20_000,
      what: `${status} of a notification`,
    });

  it('holds what is sent, says so, and lets it go', async () => {
    const { gateway } = platform;
    const put = await gateway.ask('PUT', '/v1/pauses/maintenance', { body: { note: 'The shop is down' } });
    expect(put).toMatchObject({
      status: 200,
      body: { id: 'maintenance', channels: CHANNELS, note: 'The shop is down' },
    });
    const held = await send();
    const document = await comesTo(held, 'SCHEDULED');
    expect(document.deliveries).toMatchObject([{ channel: 'in_app', status: 'SCHEDULED', reason: 'paused' }]);
    expect(JSON.stringify(document)).toContain('it goes out when the pause ends');
    expect((await gateway.ask('GET', '/v1/pauses')).body.items).toMatchObject([{ id: 'maintenance' }]);
    expect((await gateway.ask('DELETE', '/v1/pauses/maintenance')).status).toBe(204);
    await comesTo(held, 'DELIVERED');
    expect((await gateway.ask('GET', '/v1/pauses/maintenance')).status).toBe(404);
    expect((await gateway.ask('DELETE', '/v1/pauses/maintenance')).status).toBe(404);
  }, 60_000);

  it('of a type or a channel leaves all others alone', async () => {
    const { gateway } = platform;
    await gateway.ask('PUT', '/v1/pauses/type', { body: { notification_type: 'newsletter' } });
    await gateway.ask('PUT', '/v1/pauses/channel', { body: { channels: ['email'] } });
    const other = await send();
    const held = await send({ notification_type: 'newsletter' });
    await comesTo(other, 'DELIVERED');
    await comesTo(held, 'SCHEDULED');
    await gateway.ask('PUT', '/v1/pauses/type', { body: { notification_type: 'newsletter', channels: ['email'] } });
    await comesTo(held, 'DELIVERED'); // made narrower, it does not stop this channel any more
    for (const id of ['type', 'channel']) await gateway.ask('DELETE', `/v1/pauses/${id}`);
  }, 60_000);
});

describe('a pause, where not every channel answers', () => {
  let gateway: RunningGateway;
  let database: TestDatabase;
  const apps = new Map<Channel, KnownTenants>();
  const away = new Set<Channel>();

  beforeAll(async () => {
    gateway = await RunningGateway.begin();
    database = await testDatabase({ migrate: makeTables });
    for (const channel of CHANNELS) apps.set(channel, await tenantsGround(database, { channel }));
    const storeOf = (channel: Channel) => {
      if (away.has(channel)) throw new PeerUnavailableError('delivery.pauses');
      return apps.get(channel)!.tenants.pauses;
    };
    const { answers } = gateway.peers;
    answers.set('delivery.pauses.list', (item: { tenant_id: string; channel: Channel; id?: string }) =>
      storeOf(item.channel).list(item),
    );
    answers.set('delivery.pauses.put', ({ channel, ...pause }: Pause & { channel: Channel }) =>
      storeOf(channel).put(channel, pause),
    );
    answers.set(
      'delivery.pauses.delete',
      ({ tenant_id, channel, id }: { tenant_id: string; channel: Channel; id: string }) =>
        storeOf(channel).delete(tenant_id, channel, id),
    );
  });
  afterAll(async () => {
    for (const { close } of apps.values()) await close();
    await gateway.end();
    await database.drop();
  });
  beforeEach(async () => {
    away.clear();
    await database.query('delete from pauses');
  });

  const put = (body: object = {}) => gateway.ask('PUT', '/v1/pauses/black-friday', { body });
  const rows = async () =>
    (await database.query<{ channel: string }>('select channel from pauses order by channel')).map(
      (row) => row.channel,
    );

  it('is not said to hold before all have confirmed it, and may be said again', async () => {
    away.add('sms');
    const refused = await put();
    expect(refused).toMatchObject({ status: 503, body: { code: 'unavailable' } });
    expect(refused.body.detail).toContain('sms. It is safe to say the same again');
    away.clear();
    expect((await put()).status).toBe(200);
    expect(await rows()).toEqual([...CHANNELS].sort());
  });

  it('asks only the channels that it is for', async () => {
    away.add('sms');
    expect(await put({ channels: ['email', 'push'] })).toMatchObject({
      status: 200,
      body: { channels: ['email', 'push'] },
    });
    expect(await gateway.ask('DELETE', '/v1/pauses/black-friday')).toMatchObject({ status: 204 });
    expect(await rows()).toEqual([]);
  });

  it('has not ended before all have confirmed its end', async () => {
    await put({ channels: ['email', 'sms'] });
    away.add('sms');
    expect((await gateway.ask('DELETE', '/v1/pauses/black-friday')).status).toBe(503);
    expect((await gateway.ask('DELETE', '/v1/pauses/black-friday')).status).toBe(503); // nobody can say that there is none
    away.clear();
    expect((await gateway.ask('DELETE', '/v1/pauses/black-friday')).status).toBe(204);
    expect(await rows()).toEqual([]);
  });

  it('said again for fewer channels ends in the others', async () => {
    await put({ channels: ['email', 'sms'] });
    await put({ channels: ['sms', 'push'], notification_type: 'newsletter' });
    expect(await rows()).toEqual(['push', 'sms']);
    expect((await gateway.ask('GET', '/v1/pauses/black-friday')).body).toMatchObject({
      channels: ['sms', 'push'],
      notification_type: 'newsletter',
    });
  });

  it('has a name, and a time that lies ahead', async () => {
    expect((await gateway.ask('PUT', '/v1/pauses/%20', { body: {} })).status).toBe(400);
    const past = await put({ until: '2020-01-01T00:00:00Z' });
    expect(past).toMatchObject({ status: 400, body: { errors: [{ pointer: '/until' }] } });
    expect((await put({ until: '2120-01-01T00:00:00Z' })).body).toMatchObject({ until: '2120-01-01T00:00:00.000Z' });
  });

  it('ends up in no channel more than a tenant may have', async () => {
    await database.query(
      `insert into pauses (pause_key, tenant_id, channel, pause_id, channels)
       select gen_random_uuid(), '${gateway.tenant}', 'email', 'p' || n, '{email}' from generate_series(1, 100) n`,
    );
    expect(await put({ channels: ['email'] })).toMatchObject({ status: 422, body: { code: 'too_many_pauses' } });
  });
});
