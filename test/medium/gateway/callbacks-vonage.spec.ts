import { callbackReference } from '#libs/contracts';
import { uuidv7 } from '#libs/kernel';
import { until } from '#libs/testing';
import { addressHash } from '#libs/vault';
import { RunningGateway, VONAGE_SECRET } from './running-gateway.js';
import { vonageFields } from './signed-callbacks.js';

describe('callbacks of Vonage', () => {
  let gateway: RunningGateway;
  beforeAll(async () => {
    gateway = await RunningGateway.begin();
  }, 30_000);
  afterAll(() => gateway.end());

  const post = (fields: Record<string, string>, { path = '', as = 'json' } = {}) => {
    const text = as === 'json' ? JSON.stringify(fields) : new URLSearchParams(fields).toString();
    const type = as === 'json' ? 'application/json' : 'application/x-www-form-urlencoded';
    return gateway.ask('POST', `/callbacks/vonage${path}`, { key: '', text, headers: { 'content-type': type } });
  };
  const aReceipt = (over: Record<string, string> = {}, id = uuidv7()) => ({
    msisdn: '14155550123',
    to: 'Carillon & Co',
    messageId: `V-${id}`,
    status: 'delivered',
    'err-code': '0',
    'message-timestamp': '2026-01-01 12:00:00',
    'client-ref': callbackReference(
      { tenantId: gateway.tenant, notificationId: id, deliveryId: uuidv7(), attempt: 2, priority: 'critical' },
      512,
    ),
    nonce: 'n',
    ...over,
  });
  const told = ({ messageId }: { messageId: string }) => gateway.kafka.about(messageId.slice(2), 'status');

  it.each(['json', 'form'])('as %s become status events, without the number', async (as) => {
    const receipt = aReceipt();
    expect((await post(vonageFields(VONAGE_SECRET, receipt), { as })).status).toBe(204);
    await until(() => told(receipt).length === 1);
    expect(told(receipt)[0]).toMatchObject({
      topic: 'status.critical',
      value: { kind: 'delivered', provider: 'vonage', channel: 'sms', attempt: 2, at: '2026-01-01T12:00:00.000Z' },
    });
    expect(JSON.stringify(told(receipt))).not.toContain('5550123');
  });

  it('say why it failed, and leave out what changes nothing', async () => {
    const failed = aReceipt({ status: 'rejected', 'err-code': '9' });
    await post(vonageFields(VONAGE_SECRET, failed));
    await until(() => told(failed).length === 1);
    expect(told(failed)[0]!.value).toMatchObject({ kind: 'failed', reason: 'rejected 9' });
    const empty: Record<string, string>[] = [
      { status: 'unknown' },
      { status: 'toString' },
      { 'client-ref': 'not-ours' },
    ];
    for (const over of empty) expect((await post(vonageFields(VONAGE_SECRET, aReceipt(over)))).status).toBe(204);
  });

  it('that the recipient has opted out suppress the number, and those of other failures nobody', async () => {
    const { vault } = gateway.resourcesOf();
    const heard = (phone: string) =>
      gateway.peers.heard.filter(
        ({ address_hash }) => address_hash === addressHash(vault, gateway.tenant, 'sms', phone),
      );
    const failed = (msisdn: string, code: string) => ({ ...aReceipt({ msisdn, status: 'failed', 'err-code': code }) });
    await post(vonageFields(VONAGE_SECRET, failed('14155550191', '3')));
    await post(vonageFields(VONAGE_SECRET, aReceipt({ msisdn: '14155550191', 'err-code': '9' })));
    await post(vonageFields(VONAGE_SECRET, failed('14155550192', '9')));
    await until(() => heard('+14155550192').length === 1);
    await until(async () => (await gateway.count('outbox')) === 0);
    expect(heard('+14155550192')[0]).toMatchObject({ word: 'suppress', reason: 'stop', source: 'vonage' });
    expect(heard('+14155550191')).toEqual([]);
  });

  it('find their tenant by our own store where Vonage had no room for its name', async () => {
    const { body } = await gateway.send();
    const ids = { notificationId: body.id, deliveryId: body.deliveries[0].id };
    const reference = callbackReference({ tenantId: 'x'.repeat(64), ...ids, attempt: 1, priority: 'low' }, 100);
    await post(vonageFields(VONAGE_SECRET, aReceipt({ 'client-ref': reference })));
    const kinds = () => gateway.kafka.about(body.id, 'status').map(({ value }) => [value.kind, value.tenant_id]);
    await until(() => kinds().some(([kind, tenant]) => kind === 'delivered' && tenant === gateway.tenant));
  });

  it('that are forged, changed or old are refused', async () => {
    const good = vonageFields(VONAGE_SECRET, aReceipt());
    for (const bad of [
      { ...good, status: 'failed' },
      { ...good, more: 'x' },
      { ...good, sig: '' },
      { ...good, timestamp: '0' },
      vonageFields('another secret', aReceipt()),
      vonageFields(VONAGE_SECRET, aReceipt(), Date.now() - 400_000),
      {},
    ])
      expect((await post(bad)).status).toBe(403);
    const nested = { key: '', text: '{"sig": {}}' };
    expect((await gateway.ask('POST', '/callbacks/vonage', nested)).status).toBe(403);
  });

  it('of messages that say STOP or START are heard once', async () => {
    const address_hash = addressHash(gateway.resourcesOf().vault, gateway.tenant, 'sms', '+14155550177');
    const heard = () => gateway.peers.heard.filter((word) => word.address_hash === address_hash);
    const say = (text: string, messageId: string) => {
      const fields = {
        msisdn: '14155550177',
        to: '15005550006',
        messageId,
        text,
        'message-timestamp': '2026-01-01 12:00:00',
      };
      return post(vonageFields(VONAGE_SECRET, fields), { path: '/inbound' });
    };
    for (const id of ['V-1', 'V-1']) expect((await say('Arrêt', id)).status).toBe(204);
    await say('how are you?', 'V-2');
    await say('unstop', 'V-3');
    await until(() => heard().length === 2);
    expect(heard().map(({ word, source }) => [word, source])).toEqual([
      ['suppress', 'vonage'],
      ['lift', 'vonage'],
    ]);
  });
});
