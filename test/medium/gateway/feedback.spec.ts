/** What follows from callbacks for people's addresses: told to preferences, whatever dies or is away on the way. */
import type { HeardWord, SuppressibleChannel } from '#libs/contracts';
import { uuidv7 } from '#libs/kernel';
import { testTenant, until } from '#libs/testing';
import { addressHash } from '#libs/vault';
import { PUBLIC_URL, RunningGateway, TWILIO_TOKEN } from './running-gateway.js';
import { sendgridHeaders, twilioHeaders } from './signed-callbacks.js';

describe('feedback', () => {
  let gateway: RunningGateway;
  let n = 0;
  beforeAll(async () => {
    gateway = await RunningGateway.begin();
  }, 30_000);
  afterAll(() => gateway.end());
  afterEach(() => {
    gateway.peers.away = false;
  });

  const anEmail = () => `ada-${++n}@example.com`;
  const aPhone = () => `+1415555${String(1_000 + ++n)}`;
  const anEvent = (over: object = {}) => ({
    timestamp: 1_700_000_000,
    event: 'bounce',
    type: 'bounce',
    status: '5.1.1',
    sg_event_id: uuidv7(),
    notification_id: uuidv7(),
    delivery_id: uuidv7(),
    tenant_id: gateway.tenant,
    channel: 'email',
    priority: 'low',
    attempt: '1',
    ...over,
  });
  const sendgrid = (...events: object[]) => {
    const text = JSON.stringify(events);
    const headers = sendgridHeaders(gateway.sendgridKeys.privateKey, text);
    return gateway.ask('POST', '/callbacks/sendgrid', { key: '', text, headers });
  };
  const twilio = (path: string, fields: Record<string, string>) => {
    const text = new URLSearchParams(fields).toString();
    const type = { 'content-type': 'application/x-www-form-urlencoded' };
    const headers = { ...type, ...twilioHeaders(TWILIO_TOKEN, PUBLIC_URL + path, text) };
    return gateway.ask('POST', path, { key: '', text, headers });
  };
  const sms = (from: string, Body: string, MessageSid = `SM${uuidv7()}`) =>
    twilio('/callbacks/twilio/inbound', { MessageSid, From: from, To: '+15005550006', Body });
  const hashOf = (channel: SuppressibleChannel, address: string, tenant = gateway.tenant) =>
    addressHash(gateway.resourcesOf().vault, tenant, channel, address);
  const heard = (channel: SuppressibleChannel, address: string, tenant = gateway.tenant) =>
    gateway.peers.heard.filter((word) => word.address_hash === hashOf(channel, address, tenant));
  const first = (channel: SuppressibleChannel, address: string): Promise<HeardWord> =>
    until(() => heard(channel, address)[0], { what: 'the word' });
  /** Rows go in order of their time: when a later one is handled, what was before it would have been. */
  const nothingMore = async () => {
    const email = anEmail();
    await sendgrid(anEvent({ email }));
    await first('email', email);
    await until(async () => (await gateway.count('outbox')) === 0);
  };

  test.each([
    [{}, 'hard_bounce'],
    [{ event: 'spamreport' }, 'complaint'],
    [{ event: 'dropped', reason: 'Spam Reporting Address' }, 'complaint'],
    [{ event: 'group_unsubscribe' }, 'stop'],
  ])('of SendGrid, %j, suppresses the address for its tenant', async (over, reason) => {
    const email = anEmail();
    expect((await sendgrid(anEvent({ email: email.toUpperCase(), ...over }))).status).toBe(200);
    expect(await first('email', email)).toEqual({
      tenant_id: gateway.tenant,
      channel: 'email',
      address_hash: hashOf('email', email),
      source: 'sendgrid',
      said_at: '2023-11-14T22:13:20.000Z',
      word: 'suppress',
      reason,
    });
  });

  it('lifts what the owner takes back, and knows the tenant from our own store', async () => {
    const email = anEmail();
    const { body } = await gateway.send({ to: { email } });
    const ids = { notification_id: body.id, delivery_id: body.deliveries[0].id };
    await sendgrid(anEvent({ email, event: 'group_resubscribe', ...ids, tenant_id: undefined, priority: undefined }));
    expect(await first('email', email)).toMatchObject({ word: 'lift', tenant_id: gateway.tenant });
  });

  it('of what is soft, of tests, and of what is no address suppresses nobody', async () => {
    const [email, phone] = [anEmail(), aPhone()];
    await sendgrid(
      anEvent({ email, status: '4.2.2' }),
      anEvent({ email, type: 'blocked' }),
      anEvent({ email, test: 'true' }),
      anEvent({ email: 'nobody', test: undefined }),
    );
    const ids = { n: uuidv7(), d: uuidv7(), t: gateway.tenant, p: 'low', a: '1' };
    const path = `/callbacks/twilio?${new URLSearchParams({ ...ids, test: '1' }).toString()}`;
    await twilio(path, { MessageSid: 'SM2', MessageStatus: 'undelivered', ErrorCode: '21610', To: phone });
    await nothingMore();
    expect([...heard('email', email), ...heard('sms', phone)]).toEqual([]);
    await until(() => gateway.kafka.about(ids.n, 'status').length === 1);
  });

  it('of a test that our own store knows suppresses nobody, though the mark was lost', async () => {
    const { body: key } = await gateway.ask('POST', '/v1/api-keys', {
      body: { name: 'test', role: 'producer', mode: 'test' },
    });
    const email = anEmail();
    const asked = {
      to: { email },
      notification_type: 'order_update',
      channels: ['email'],
      content: { title: 'a', body: 'b' },
    };
    const { body } = await gateway.ask('POST', '/v1/notifications', { key: key.key, body: asked });
    const ids = { notification_id: body.id, delivery_id: body.deliveries[0].id };
    await sendgrid(anEvent({ email, ...ids, tenant_id: undefined, priority: undefined }));
    await until(() => gateway.kafka.about(body.id, 'status').some(({ value }) => value.kind === 'bounced'));
    await nothingMore();
    expect(heard('email', email)).toEqual([]);
  });

  it('of Twilio suppresses who has opted out there', async () => {
    const phone = aPhone();
    const ids = { n: uuidv7(), d: uuidv7(), t: gateway.tenant, p: 'low', a: '1' };
    const path = `/callbacks/twilio?${new URLSearchParams(ids).toString()}`;
    await twilio(path, { MessageSid: 'SM3', MessageStatus: 'failed', ErrorCode: '21610', To: phone });
    expect(await first('sms', phone)).toMatchObject({ word: 'suppress', reason: 'stop', source: 'twilio' });
  });

  it('by a message of a person is heard by every tenant, in their own words', async () => {
    const other = testTenant();
    await gateway.storeTenant(other, `${gateway.apiKey}x`);
    const phone = aPhone();
    expect((await sms(phone, ' Stopp! ')).status).toBe(204);
    for (const tenant of [gateway.tenant, other]) {
      const [word] = await until(() =>
        heard('sms', phone, tenant).length > 0 ? heard('sms', phone, tenant) : undefined,
      );
      expect(word).toMatchObject({ tenant_id: tenant, channel: 'sms', word: 'suppress', reason: 'stop' });
    }
    await sms(phone, 'START');
    await until(() => heard('sms', phone, other).some(({ word }) => word === 'lift'));
    const words = heard('sms', phone);
    expect(words.map(({ said_at }) => said_at)).toEqual(words.map(({ said_at }) => said_at).toSorted());
  });

  it('by a message is heard once, however often and late it is told: an old START takes back no STOP', async () => {
    const phone = aPhone();
    const [start, stop] = [`SM${uuidv7()}`, `SM${uuidv7()}`];
    await sms(phone, 'start', start);
    await first('sms', phone); // two rows on their way may be told in either order
    await sms(phone, 'stop', stop);
    await until(() => heard('sms', phone).length === 2);
    for (const again of [start, start, stop]) expect((await sms(phone, 'start', again)).status).toBe(204);
    await nothingMore();
    expect(heard('sms', phone).map(({ word }) => word)).toEqual(['lift', 'suppress']);
  });

  it('by a message about something else is none', async () => {
    const phone = aPhone();
    for (const text of ['help', 'do not stop', '']) expect((await sms(phone, text)).status).toBe(204);
    expect((await sms('+1', 'stop')).status).toBe(204);
    await nothingMore();
    expect(heard('sms', phone)).toEqual([]);
  });

  it('waits for preferences, and never shows an address', async () => {
    gateway.peers.away = true;
    const [email, phone] = [anEmail(), aPhone()];
    expect((await sendgrid(anEvent({ email }))).status).toBe(200);
    expect((await sms(phone, 'STOP')).status).toBe(204);
    const kept = await gateway.database.query<{ records: Buffer }>(
      `select records from outbox where destination = 'local:feedback'`,
    );
    expect(kept.length).toBeGreaterThan(0);
    const words = await gateway.database.query('select * from inbound_words');
    const all = Buffer.concat(kept.map(({ records }) => records)).toString('latin1') + JSON.stringify(words);
    expect(all).not.toContain(email);
    expect(all).not.toContain(phone.slice(1));
    gateway.peers.away = false;
    await until(() => heard('email', email)[0] && heard('sms', phone)[0], { timeoutMs: 15_000 });
  }, 20_000);
});
