/** Tenants that are made after people said STOP to a number of the deployment: they send from it as well, and must know. */
import { uuidv7 } from '#libs/kernel';
import { testTenant, until } from '#libs/testing';
import { addressHash } from '#libs/vault';
import { makeTenants } from '../../../apps/gateway/src/access/make-tenants.js';
import { keptFor } from '../../../apps/gateway/src/callbacks/feedback/feedback-record.js';
import { keepDeploymentWords } from '../../../apps/gateway/src/callbacks/words/deployment-words.statements.js';
import { AccountApps } from './account-apps.js';
import { META_SECRET, PUBLIC_URL, RunningGateway, TWILIO_TOKEN } from './running-gateway.js';
import { metaHeaders, twilioHeaders } from './signed-callbacks.js';

describe('a tenant that is made', () => {
  let gateway: RunningGateway;
  let n = 0;
  beforeAll(async () => {
    gateway = await RunningGateway.begin();
  }, 30_000);
  afterAll(() => gateway.end());
  afterEach(() => {
    gateway.peers.away = false;
  });

  const aPhone = () => `+1415555${String(1_000 + ++n)}`;
  const sms = async (from: string, Body: string, { path = '/callbacks/twilio/inbound', token = TWILIO_TOKEN } = {}) => {
    const text = new URLSearchParams({ MessageSid: `SM${uuidv7()}`, From: from, To: '+15005550006', Body }).toString();
    const type = { 'content-type': 'application/x-www-form-urlencoded' };
    const headers = { ...type, ...twilioHeaders(token, PUBLIC_URL + path, text) };
    expect((await gateway.ask('POST', path, { key: '', text, headers })).status).toBe(204);
  };
  const whatsapp = async (from: string, body: string, timestamp: number) => {
    const message = { id: uuidv7(), from: from.slice(1), timestamp: String(timestamp), text: { body } };
    const text = JSON.stringify({ entry: [{ changes: [{ value: { messages: [message] } }] }] });
    const headers = metaHeaders(META_SECRET, text);
    expect((await gateway.ask('POST', '/callbacks/whatsapp', { key: '', text, headers })).status).toBe(204);
  };
  const made = async (tenant: string) => {
    const { reading, outbox } = gateway.resourcesOf();
    const staged = await reading.transaction((tx) => makeTenants(tx, outbox, [tenant]));
    outbox.release(staged);
    return staged.ids.length;
  };
  const heard = (tenant: string) => gateway.peers.heard.filter(({ tenant_id }) => tenant_id === tenant);
  const hashOf = (tenant: string, phone: string) => addressHash(gateway.resourcesOf().vault, tenant, 'sms', phone);
  const nothingLeft = () => until(async () => (await gateway.count('outbox')) === 0, { timeoutMs: 10_000 });

  it('is told of every STOP to the deployment’s numbers, in the words of all who said it before', async () => {
    const [stopped, back, chatting] = [aPhone(), aPhone(), aPhone()];
    await sms(stopped, 'STOP');
    await sms(back, 'STOP');
    await sms(back, 'START');
    await whatsapp(chatting, 'stop', 1_767_225_700);
    await whatsapp(chatting, 'start', 1_767_225_600); // said before, and told after
    await nothingLeft(); // of what is spread over those who are there
    const tenant = testTenant();
    expect(await made(tenant)).toBe(1);
    await until(() => heard(tenant).length === 2);
    await nothingLeft();
    const words = new Map(heard(tenant).map((word) => [word.address_hash, word]));
    expect(words.get(hashOf(tenant, stopped))).toMatchObject({ channel: 'sms', word: 'suppress', reason: 'stop' });
    expect(words.get(hashOf(tenant, chatting))).toMatchObject({
      channel: 'chat',
      source: 'whatsapp',
      said_at: '2026-01-01T00:01:40.000Z',
    });
    expect(words.size).toBe(2);
  });

  it('is told once, and not what was said to another tenant’s own number', async () => {
    const apps = await AccountApps.begin(gateway);
    const token = 'the token of an account';
    const settings = { account_sid: 'AC0123', auth_token: token, from: ['+15005550006'] };
    const phone = aPhone();
    await sms(phone, 'STOP', { path: `/callbacks/twilio/${await apps.create('twilio', settings)}/inbound`, token });
    await nothingLeft();
    const tenant = testTenant();
    await made(tenant);
    expect(await made(tenant)).toBe(0);
    await nothingLeft();
    expect(heard(tenant).some(({ address_hash }) => address_hash === hashOf(tenant, phone))).toBe(false);
    await apps.end();
  });

  it('is told when preferences are back, and nothing that waits shows a number', async () => {
    const phone = aPhone();
    await sms(phone, 'STOP');
    await nothingLeft();
    gateway.peers.away = true;
    const tenant = testTenant();
    await made(tenant);
    const kept = await gateway.database.query('select * from deployment_words');
    expect(JSON.stringify(kept)).not.toContain(phone.slice(1));
    expect(await gateway.count('outbox')).toBe(1);
    gateway.peers.away = false;
    await until(() => heard(tenant).some(({ address_hash }) => address_hash === hashOf(tenant, phone)), {
      timeoutMs: 10_000,
    });
  }, 20_000);

  it('is told of however many there are', async () => {
    const { vault, reading } = gateway.resourcesOf();
    const phones = Array.from({ length: 1_001 }, (_, i) => `+1212555${String(1_000 + i)}`);
    const said = { provider: 'twilio', channel: 'sms', word: 'stop', at: '2026-01-01T00:00:00.000Z' } as const;
    const words = phones.map((from) => keptFor({ ...said, from, messageId: from }, vault)!);
    await reading.query(keepDeploymentWords(words));
    const tenant = testTenant();
    await made(tenant);
    await nothingLeft();
    const told = new Set(heard(tenant).map(({ address_hash }) => address_hash));
    expect(phones.filter((phone) => !told.has(hashOf(tenant, phone)))).toEqual([]);
  }, 20_000);

  it('leaves no number behind of who wants messages again', async () => {
    const phone = aPhone();
    const kept = () =>
      gateway.database.query<{ n: number }>(
        'select count(*)::int as n from deployment_words where sealed_address is not null',
      );
    const [before] = await kept();
    await sms(phone, 'STOP');
    await sms(phone, 'UNSTOP');
    expect(await kept()).toEqual([before]);
  });
});
