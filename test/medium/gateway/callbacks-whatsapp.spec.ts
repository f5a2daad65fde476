import { callbackReference } from '#libs/contracts';
import { uuidv7 } from '#libs/kernel';
import { until } from '#libs/testing';
import { addressHash } from '#libs/vault';
import { META_SECRET, RunningGateway, VERIFY_TOKEN } from './running-gateway.js';
import { metaHeaders } from './signed-callbacks.js';

describe('callbacks of WhatsApp', () => {
  let gateway: RunningGateway;
  beforeAll(async () => {
    gateway = await RunningGateway.begin();
  }, 30_000);
  afterAll(() => gateway.end());

  const post = (value: object, { secret = META_SECRET, tamper = '' } = {}) => {
    const text = JSON.stringify({ object: 'whatsapp_business_account', entry: [{ changes: [{ value }] }] });
    const headers = metaHeaders(secret, text);
    return gateway.ask('POST', '/callbacks/whatsapp', { key: '', text: text + tamper, headers });
  };
  const aStatus = (over: object = {}, id = uuidv7()) => ({
    id: `wamid.${id}`,
    status: 'read',
    timestamp: '1767225600',
    recipient_id: '14155550123',
    biz_opaque_callback_data: callbackReference(
      { tenantId: gateway.tenant, notificationId: id, deliveryId: uuidv7(), attempt: 1, priority: 'high' },
      512,
    ),
    ...over,
  });
  const told = ({ id }: { id: string }) => gateway.kafka.about(id.slice('wamid.'.length), 'status');

  it('become status events, many in one call', async () => {
    const errors = [{ code: 131026, title: 'Message undeliverable' }];
    const [read, failed] = [aStatus(), aStatus({ status: 'failed', errors })];
    expect((await post({ statuses: [read, aStatus({ status: 'deleted' }), failed, 7] })).status).toBe(204);
    await until(() => told(read).length === 1 && told(failed).length === 1);
    expect(told(read)[0]!.value).toMatchObject({ kind: 'read', channel: 'chat', at: '2026-01-01T00:00:00.000Z' });
    expect(told(failed)[0]!.value).toMatchObject({ kind: 'failed', reason: '131026', detail: errors[0]!.title });
    expect(JSON.stringify(told(read))).not.toContain('5550123');
  });

  it('that the recipient has opted out suppress the number for chat, and that it is not reached nobody', async () => {
    const { vault } = gateway.resourcesOf();
    const heard = (phone: string) =>
      gateway.peers.heard.filter(
        ({ address_hash }) => address_hash === addressHash(vault, gateway.tenant, 'chat', phone),
      );
    const failed = (recipient_id: string, code: number) =>
      aStatus({ recipient_id, status: 'failed', errors: [{ code, title: 'Not sent' }] });
    await post({ statuses: [failed('14155550193', 131026), failed('14155550194', 131050)] });
    await until(() => heard('+14155550194').length === 1);
    await until(async () => (await gateway.count('outbox')) === 0);
    expect(heard('+14155550194')[0]).toMatchObject({ channel: 'chat', word: 'suppress', reason: 'stop' });
    expect(heard('+14155550193')).toEqual([]);
  });

  it('that are forged or changed are refused', async () => {
    expect((await post({ statuses: [aStatus()] }, { secret: 'another' })).status).toBe(403);
    expect((await post({ statuses: [aStatus()] }, { tamper: ' ' })).status).toBe(403);
    expect((await gateway.ask('POST', '/callbacks/whatsapp', { key: '', text: '{}' })).status).toBe(403);
  });

  it('of messages that say STOP or START, written or by a button, are heard for chat', async () => {
    const address_hash = addressHash(gateway.resourcesOf().vault, gateway.tenant, 'chat', '+14155550188');
    const heard = () => gateway.peers.heard.filter((word) => word.address_hash === address_hash);
    const message = (over: object) => ({
      id: `wamid.${uuidv7()}`,
      from: '14155550188',
      timestamp: '1767225600',
      ...over,
    });
    await post({ messages: [message({ type: 'text', text: { body: 'BAJA' } }), message({ text: { body: 'hola' } })] });
    await until(() => heard().length === 1);
    await post({ messages: [message({ type: 'button', button: { text: 'Start' }, timestamp: '1767225700' })] });
    await until(() => heard().length === 2);
    expect(heard()).toMatchObject([
      { channel: 'chat', word: 'suppress', reason: 'stop', said_at: '2026-01-01T00:00:00.000Z' },
      { channel: 'chat', word: 'lift' },
    ]);
  });

  it('of wishes that were set in WhatsApp are heard for chat as well, many in one call', async () => {
    const { vault } = gateway.resourcesOf();
    const hashOf = (phone: string) => addressHash(vault, gateway.tenant, 'chat', phone);
    const heard = () =>
      gateway.peers.heard.filter(({ address_hash }) =>
        ['+14155550195', '+14155550196'].map(hashOf).includes(address_hash),
      );
    const wish = (wa_id: string, value: string, over: object = {}) => ({
      ...{ wa_id, value, category: 'marketing_messages', timestamp: 1_767_225_600, detail: 'User requested it' },
      ...over,
    });
    const strange = [wish('14155550195', 'toString'), wish('14155550195', 'stop', { category: 'another' }), 7];
    await post({ user_preferences: [...strange, wish('14155550195', 'stop'), wish('14155550196', 'resume')] });
    await until(() => heard().length === 2);
    expect(heard().map(({ word, said_at }) => [word, said_at])).toEqual([
      ['suppress', '2026-01-01T00:00:00.000Z'],
      ['lift', '2026-01-01T00:00:00.000Z'],
    ]);
  });

  it('are begun with a word of our own', async () => {
    const asked = (query: Record<string, string>) => {
      const text = new URLSearchParams({
        'hub.mode': 'subscribe',
        'hub.verify_token': VERIFY_TOKEN,
        ...query,
      }).toString();
      return gateway.ask('GET', `/callbacks/whatsapp?${text}`, { key: '' });
    };
    const good = await asked({ 'hub.challenge': '1158201444' });
    expect([good.status, good.body.detail]).toEqual([200, '1158201444']);
    expect((await asked({ 'hub.challenge': '1', 'hub.verify_token': 'guessed' })).status).toBe(403);
    expect((await asked({ 'hub.challenge': '<script>' })).status).toBe(403);
    expect((await asked({ 'hub.challenge': '1', 'hub.mode': 'unsubscribe' })).status).toBe(403);
  });
});
