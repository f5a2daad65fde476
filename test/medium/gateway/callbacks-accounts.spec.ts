/** Callbacks to the addresses of tenants' own accounts: checked by the account's own keys, and about its tenant alone. */
import { generateKeyPairSync } from 'node:crypto';
import { callbackReference, type ProviderKindName } from '#libs/contracts';
import { newApiKey } from '#libs/auth';
import { uuidv7 } from '#libs/kernel';
import { testTenant, until } from '#libs/testing';
import { addressHash } from '#libs/vault';
import { AccountApps } from './account-apps.js';
import { PUBLIC_URL, RunningGateway, SES_TOPIC, SNS, TWILIO_TOKEN, type Answer } from './running-gateway.js';
import { metaHeaders, sendgridHeaders, twilioHeaders, vonageFields } from './signed-callbacks.js';

type Kind = Extract<ProviderKindName, 'sendgrid' | 'ses' | 'twilio' | 'vonage' | 'whatsapp'>;

/** What an event is about, and whose it says it is. */
interface About {
  readonly tenant: string;
  readonly notification: string;
  readonly delivery: string;
}

const keys = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const OWN_TOPIC = 'arn:aws:sns:eu-west-1:111111111111:own';
const FORM = { 'content-type': 'application/x-www-form-urlencoded' };

const SETTINGS: Readonly<Record<Kind, object>> = {
  sendgrid: {
    api_key: 'SG.own',
    from: 'us@example.com',
    webhook_key: keys.publicKey.export({ format: 'der', type: 'spki' }).toString('base64'),
  },
  ses: {
    region: 'eu-west-1',
    access_key_id: 'AKIA',
    secret_access_key: 'own secret',
    from: 'us@example.com',
    topic_arns: [OWN_TOPIC],
  },
  twilio: { account_sid: 'AC0123', auth_token: 'the token of an account', from: ['+15005550006'] },
  vonage: { api_key: 'abcd', api_secret: 'own secret', from: ['Acme'], signature_secret: 'the secret of an account' },
  whatsapp: {
    phone_number_id: '1',
    access_token: 'EAA',
    app_secret: 'the app of an account',
    verify_token: 'a word of an account',
  },
};

const TO: Readonly<Record<Kind, object>> = {
  sendgrid: { channels: ['email'] },
  ses: { channels: ['email'] },
  twilio: { to: { phone: '+14155550123' }, channels: ['sms'] },
  vonage: { to: { phone: '+14155550123' }, channels: ['sms'] },
  whatsapp: { to: { whatsapp: '+14155550123' }, channels: ['chat'] },
};
const KINDS = Object.keys(SETTINGS) as Kind[];

describe('callbacks of a tenant’s own account', () => {
  let gateway: RunningGateway;
  let apps: AccountApps;
  const mine = new Map<Kind, string>();
  beforeAll(async () => {
    gateway = await RunningGateway.begin();
    apps = await AccountApps.begin(gateway);
    for (const kind of KINDS) mine.set(kind, await apps.create(kind, SETTINGS[kind]));
  }, 30_000);
  afterAll(async () => {
    await gateway.end();
    await apps.end();
  });
  afterEach(() => apps.away.clear());

  const referenceOf = ({ tenant, notification, delivery }: About) =>
    callbackReference(
      { tenantId: tenant, notificationId: notification, deliveryId: delivery, attempt: 1, priority: 'low' },
      512,
    );
  const carried = ({ tenant, notification, delivery }: About, channel: string) => ({
    notification_id: notification,
    delivery_id: delivery,
    tenant_id: tenant,
    channel,
    priority: 'low',
    attempt: '1',
  });

  /** That it was delivered, as the provider says it and signs it by the keys of these accounts. */
  const delivered: Record<Kind, (account: string, about: About) => Promise<Answer>> = {
    sendgrid: (account, about) => {
      const event = { event: 'delivered', timestamp: 1_700_000_000, sg_event_id: uuidv7(), ...carried(about, 'email') };
      return sendgrid(account, [event]);
    },
    ses: (account, about) => ses(account, OWN_TOPIC, about),
    twilio: (account, about) => {
      const { tenant: t, notification: n, delivery: d } = about;
      const query = new URLSearchParams({ n, d, t, p: 'low', a: '1' }).toString();
      return twilio(`/${account}?${query}`, { MessageSid: `SM${uuidv7()}`, MessageStatus: 'delivered' });
    },
    vonage: (account, about) =>
      vonage(`/${account}`, { messageId: uuidv7(), status: 'delivered', 'client-ref': referenceOf(about) }),
    whatsapp: (account, about) => {
      const status = { id: `wamid.${uuidv7()}`, status: 'delivered', timestamp: '1767225600' };
      return whatsapp(account, { statuses: [{ ...status, biz_opaque_callback_data: referenceOf(about) }] });
    },
  };
  const sendgrid = (account: string, events: object[], key = keys.privateKey) => {
    const text = JSON.stringify(events);
    return gateway.ask('POST', `/callbacks/sendgrid/${account}`, {
      key: '',
      text,
      headers: sendgridHeaders(key, text),
    });
  };
  const ses = (account: string, TopicArn: string, about: About) => {
    const tags = Object.fromEntries(Object.entries(carried(about, 'email')).map(([name, value]) => [name, [value]]));
    const event = { eventType: 'Delivery', mail: { messageId: uuidv7(), timestamp: '2026-01-01T00:00:00.000Z', tags } };
    const message = { Type: 'Notification', MessageId: uuidv7(), TopicArn, Message: JSON.stringify(event) };
    const text = JSON.stringify(SNS.signed({ ...message, Timestamp: '2026-01-01T00:00:01.000Z' }));
    const headers = { 'content-type': 'text/plain; charset=UTF-8' };
    return gateway.ask('POST', `/callbacks/ses/${account}`, { key: '', text, headers });
  };
  const twilio = (rest: string, fields: Record<string, string>, token = 'the token of an account') => {
    const path = `/callbacks/twilio${rest}`;
    const text = new URLSearchParams(fields).toString();
    const headers = { ...FORM, ...twilioHeaders(token, PUBLIC_URL + path, text) };
    return gateway.ask('POST', path, { key: '', text, headers });
  };
  const vonage = (rest: string, fields: Record<string, string>) => {
    const text = JSON.stringify(vonageFields('the secret of an account', fields));
    return gateway.ask('POST', `/callbacks/vonage${rest}`, { key: '', text });
  };
  const whatsapp = (account: string, value: object, secret = 'the app of an account') => {
    const text = JSON.stringify({ object: 'whatsapp_business_account', entry: [{ changes: [{ value }] }] });
    return gateway.ask('POST', `/callbacks/whatsapp/${account}`, { key: '', text, headers: metaHeaders(secret, text) });
  };

  const sent = async (kind: Kind, key = gateway.apiKey, tenant = gateway.tenant): Promise<About> => {
    const to = { to: { email: 'ada@example.com' }, notification_type: 'order_update' };
    const content = { title: 'Your order', body: 'It is on its way.' };
    const { body } = await gateway.ask('POST', '/v1/notifications', { key, body: { ...to, content, ...TO[kind] } });
    return { tenant, notification: body.id, delivery: body.deliveries[0].id };
  };
  const told = ({ notification }: About) =>
    gateway.kafka.about(notification, 'status').filter(({ value }) => value.kind !== 'accepted');
  const nothing = (): About => ({ tenant: gateway.tenant, notification: uuidv7(), delivery: uuidv7() });
  const another = async () => {
    const [tenant, key] = [testTenant(), newApiKey()];
    await gateway.storeTenant(tenant, key);
    return { tenant, key };
  };
  /** Rows leave in order of their time: what was before this one has left as well. */
  const nothingMore = async () => {
    const last = await sent('sendgrid');
    await delivered.sendgrid(mine.get('sendgrid')!, last);
    await until(() => told(last).length === 1);
    await until(async () => (await gateway.count('outbox')) === 0);
  };
  const good = (kind: Kind) => (kind === 'sendgrid' ? 200 : 204);

  it.each(KINDS)('at %s become status events', async (kind) => {
    const about = await sent(kind);
    expect((await delivered[kind](mine.get(kind)!, about)).status).toBe(good(kind));
    await until(() => told(about).length === 1);
    const { channel } = (await gateway.ask('GET', `/v1/providers/${mine.get(kind)}`)).body as unknown as {
      channel: string;
    };
    expect(told(about)[0]!.value).toMatchObject({
      kind: 'delivered',
      tenant_id: gateway.tenant,
      delivery_id: about.delivery,
      provider: kind,
      channel,
    });
  });

  it.each(KINDS)('at %s touch nothing of another tenant, whoever they say it is about', async (kind) => {
    const other = await another();
    const theirs = await apps.create(kind, SETTINGS[kind], other.key);
    const [victim, own] = [await sent(kind), await sent(kind, other.key, other.tenant)];
    const forged: About[] = [
      victim,
      { ...victim, tenant: other.tenant },
      { ...own, delivery: victim.delivery },
      { ...victim, notification: own.notification },
      { ...own, notification: victim.notification },
      { ...own, tenant: gateway.tenant, notification: victim.notification },
    ];
    for (const about of forged) expect((await delivered[kind](theirs, about)).status).toBe(good(kind));
    // Of their own it is theirs, even if it says that it is the victim's.
    expect((await delivered[kind](theirs, { ...own, tenant: gateway.tenant })).status).toBe(good(kind));
    await until(() => told(own).length === 1);
    await nothingMore();
    expect(told(victim)).toEqual([]);
    expect(told(own).map(({ value }) => [value.tenant_id, value.delivery_id])).toEqual([[other.tenant, own.delivery]]);
  });

  it('of another channel than the account’s are left out', async () => {
    const about = await sent('twilio');
    await delivered.sendgrid(mine.get('sendgrid')!, about);
    await nothingMore();
    expect(told(about)).toEqual([]);
  });

  it('suppress an address for the tenant whose account it is, and for no other', async () => {
    const other = await another();
    const theirs = await apps.create('sendgrid', SETTINGS.sendgrid, other.key);
    const [own, email] = [await sent('sendgrid', other.key, other.tenant), 'bounced@example.com'];
    const bounce = { event: 'bounce', type: 'bounce', timestamp: 1_700_000_000, email };
    const claimed = (about: About) => ({ ...bounce, sg_event_id: uuidv7(), ...carried(about, 'email') });
    await sendgrid(theirs, [claimed({ ...own, tenant: gateway.tenant }), claimed(await sent('sendgrid'))]);
    const { vault } = gateway.resourcesOf();
    const heardFor = (tenant: string) =>
      gateway.peers.heard.filter(({ address_hash }) => address_hash === addressHash(vault, tenant, 'email', email));
    await until(() => heardFor(other.tenant).length === 1);
    await nothingMore();
    expect(heardFor(gateway.tenant)).toEqual([]);
  });

  it('about what went in the place of a dead letter are taken, where the ledger knows it as the tenant’s', async () => {
    const about = await sent('vonage');
    const [replay, strange] = [uuidv7(), uuidv7()];
    apps.sent.add(`${gateway.tenant} ${replay}`);
    apps.sent.add(`somebody-else ${strange}`);
    for (const delivery of [strange, replay]) await delivered.vonage(mine.get('vonage')!, { ...about, delivery });
    await until(() => told(about).length === 1);
    await nothingMore();
    expect(told(about).map(({ value }) => value.delivery_id)).toEqual([replay]);
  });

  it('are refused by any other key, the deployment’s too', async () => {
    const about = await sent('twilio');
    const query = new URLSearchParams({ n: about.notification, d: about.delivery, t: about.tenant, p: 'low', a: '1' });
    const fields = { MessageSid: 'SM1', MessageStatus: 'delivered' };
    expect((await twilio(`/${mine.get('twilio')}?${query.toString()}`, fields, TWILIO_TOKEN)).status).toBe(403);
    expect((await twilio(`?${query.toString()}`, fields)).status).toBe(403);
    expect((await ses(mine.get('ses')!, SES_TOPIC, about)).status).toBe(403);
    expect((await sendgrid(mine.get('sendgrid')!, [], gateway.sendgridKeys.privateKey)).status).toBe(403);
    expect((await whatsapp(mine.get('whatsapp')!, {}, 'another')).status).toBe(403);
    await nothingMore();
    expect(told(about)).toEqual([]);
  });

  it.each(KINDS)('at %s that nobody expects look all the same', async (kind) => {
    const {
      webhook_key: _w,
      topic_arns: _t,
      signature_secret: _s,
      app_secret: _a,
      ...bare
    } = SETTINGS[kind] as Record<string, unknown>;
    const accounts = [uuidv7(), 'no-uuid', mine.get(kind === 'vonage' ? 'twilio' : 'vonage')!];
    if (kind !== 'twilio') accounts.push(await apps.create(kind, bare));
    const gone = await apps.create(kind, SETTINGS[kind]);
    await gateway.ask('DELETE', `/v1/providers/${gone}`);
    const answers = await Promise.all([...accounts, gone].map((account) => delivered[kind](account, nothing())));
    const texts = answers.map(({ status, body }) => JSON.stringify({ ...body, instance: '', status }));
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 404));
    expect(new Set(texts.map((text) => text.replace(/"(trace_id|request_id)":"[^"]*"/g, ''))).size).toBe(1);
  });

  it('wait for the app of the channel: the provider tells them again', async () => {
    const account = await apps.create('sendgrid', SETTINGS.sendgrid);
    apps.away.add('email');
    expect((await delivered.sendgrid(account, nothing())).status).toBe(503);
    apps.away.clear();
    expect((await delivered.sendgrid(account, nothing())).status).toBe(200);
  });

  it('of messages to its numbers are heard for its tenant, whatever another one’s message is called', async () => {
    const other = await another();
    const phone = '+14155550144';
    const { vault } = gateway.resourcesOf();
    const heardFor = (tenant: string) =>
      gateway.peers.heard.filter(({ address_hash }) => address_hash === addressHash(vault, tenant, 'sms', phone));
    const theirs = await apps.create('twilio', SETTINGS.twilio, other.key);
    const stop = { MessageSid: 'SM-the-same', From: phone, To: '+15005550006', Body: 'STOP' };
    expect((await twilio(`/${theirs}/inbound`, stop)).status).toBe(204);
    await until(() => heardFor(other.tenant).length === 1);
    expect(heardFor(gateway.tenant)).toEqual([]);
    for (let again = 0; again < 2; again++)
      expect((await twilio(`/${mine.get('twilio')}/inbound`, stop)).status).toBe(204);
    await until(() => heardFor(gateway.tenant).length === 1);
    await nothingMore();
    expect([heardFor(other.tenant).length, heardFor(gateway.tenant).length]).toEqual([1, 1]);
    expect(heardFor(gateway.tenant)[0]).toMatchObject({ word: 'suppress', reason: 'stop', source: 'twilio' });
    const inbound = { msisdn: '14155550155', to: '15005550006', messageId: 'V-1', text: 'STOP' };
    expect((await vonage(`/${mine.get('vonage')}/inbound`, inbound)).status).toBe(204);
  });

  it('of WhatsApp are begun with the account’s own word', async () => {
    const asked = (token: string) => {
      const query = { 'hub.mode': 'subscribe', 'hub.verify_token': token, 'hub.challenge': '11' };
      const text = new URLSearchParams(query).toString();
      return gateway.ask('GET', `/callbacks/whatsapp/${mine.get('whatsapp')}?${text}`, { key: '' });
    };
    expect((await asked('a word of an account')).body.detail).toBe('11');
    expect((await asked('a word of your own')).status).toBe(403);
  });

  it('have an address that the account tells, with what is missing', async () => {
    const document = async (id: string) => (await gateway.ask('GET', `/v1/providers/${id}`)).body;
    const url = `${PUBLIC_URL}/callbacks/twilio/${mine.get('twilio')}`;
    expect(await document(mine.get('twilio')!)).toMatchObject({
      callbacks: { url, inbound_url: `${url}/inbound`, missing: [] },
    });
    const bare = await apps.create('whatsapp', { phone_number_id: '1', access_token: 'EAA' });
    expect(await document(bare)).toMatchObject({
      callbacks: { url: `${PUBLIC_URL}/callbacks/whatsapp/${bare}`, missing: ['app_secret', 'verify_token'] },
    });
    const silent = await apps.create('slack', {});
    expect(await document(silent)).not.toHaveProperty('callbacks');
  });

  it('are checked by keys that travel sealed, and without what sends', () => {
    const text = JSON.stringify(apps.keysTold);
    for (const secret of ['the token of an account', 'the secret of an account', 'the app of an account'])
      expect(text).not.toContain(secret);
    const { vault } = gateway.resourcesOf();
    const opened = (apps.keysTold as ({ tenant_id: string; keys: string } | null)[])
      .flatMap((one) => (one ? [vault.open(one.tenant_id, one.keys)] : []))
      .join(' ');
    expect(opened).toContain('the secret of an account');
    for (const sends of ['SG.own', 'own secret', 'EAA']) expect(opened).not.toContain(sends);
  });
});
