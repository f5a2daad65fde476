import { until } from '#libs/testing';
import { CarillonClient, type Notification } from './carillon-client.js';

const events = ({ timeline }: Notification) => timeline.map((entry) => entry.event);

describe('the way of one notification', () => {
  const carillon = new CarillonClient();
  afterAll(() => carillon.close());

  it.each([
    ['email', 'sendgrid', 'DELIVERED'],
    ['sms', 'twilio', 'DELIVERED'],
    ['webhook', 'webhook', 'DELIVERED'],
    ['push', 'fcm', 'SENT'], // FCM reports no delivery
    ['chat', 'slack', 'DELIVERED'],
  ] as const)(
    'goes by %s through %s, from ACCEPTED to %s',
    async (channel, provider, end) => {
      const user = await carillon.user();
      const sent = await carillon.send(user.id, [channel]);
      expect(sent).toMatchObject({ status: 'ACCEPTED', deliveries: [{ channel, status: 'ACCEPTED' }] });
      const found = await carillon.reaches(sent.id, end);
      expect(found.deliveries).toMatchObject([{ id: sent.deliveries[0]?.id, channel, status: end, provider }]);
      await until(async () => events(await carillon.find(sent.id)).includes('accepted'));
      const seen = events(await carillon.find(sent.id));
      expect(seen).toEqual(expect.arrayContaining(['accepted', 'processing', 'sent']));
      expect(seen[0]).toBe('accepted');
      expect(seen.includes('delivered')).toBe(end === 'DELIVERED');
      expect(await carillon.ledger(sent.id)).toMatchObject([{ provider, delivery_id: sent.deliveries[0]?.id }]);
    },
    40_000,
  );

  it('goes by WhatsApp to a number that is not stored, as a template where the request names one', async () => {
    const whatsapp = `+1415555${String(Math.floor(Math.random() * 8_999) + 1_000)}`;
    const sent = await carillon.api.notifications.send({
      to: { whatsapp },
      notification_type: 'order_update',
      channels: ['chat'],
      content: { title: 'On its way', body: '12', chat: { template: { name: 'order_sent', language: 'en_US' } } },
    });
    await until(async () => events(await carillon.find(sent.id)).includes('sent'), { timeoutMs: 20_000 });
    expect(await carillon.ledger(sent.id)).toMatchObject([{ provider: 'whatsapp', to: whatsapp }]);
  }, 40_000);

  it('goes to the inbox, reaches a connected user, and is READ when they read it', async () => {
    const user = await carillon.user();
    const socket = carillon.connect(`${carillon.info.in_app}/inbox`, { token: await carillon.token(user.id) });
    const arrival = new Promise<{ id: string; content: object }>((resolve) => socket.on('item', resolve));
    await new Promise<void>((resolve) => socket.on('unread', () => resolve()));
    const sent = await carillon.send(user.id, ['in_app'], { content: { title: 'Tea', body: 'is ready' } });
    const item = await arrival;
    expect(item).toMatchObject({ notification_id: sent.id, content: { title: 'Tea', body: 'is ready' } });
    await carillon.reaches(sent.id, 'DELIVERED');
    expect(await socket.emitWithAck('read', { id: item.id })).toMatchObject({ ok: true, read: 1, unread: 0 });
    expect(events(await carillon.reaches(sent.id, 'READ')).at(-1)).toBe('read');
  }, 40_000);

  it('goes over five channels at once, each delivery with a life of its own', async () => {
    const user = await carillon.user();
    const channels = ['email', 'sms', 'push', 'in_app', 'webhook'] as const;
    const sent = await carillon.send(user.id, channels, { priority: 'critical' });
    expect(sent.deliveries.map((d) => d.channel).toSorted()).toEqual(channels.toSorted());
    const whole = await until(
      async () => {
        const found = await carillon.find(sent.id);
        const ended = found.deliveries.every((d) => d.status === (d.channel === 'push' ? 'SENT' : 'DELIVERED'));
        return ended && found;
      },
      { timeoutMs: 30_000, what: 'all five deliveries' },
    );
    expect(whole.status).toBe('DELIVERED');
    const ledger = await carillon.ledger(sent.id);
    expect(ledger.map((entry) => entry.provider).toSorted()).toEqual(['fcm', 'sendgrid', 'twilio', 'webhook']);
  }, 60_000);
});
