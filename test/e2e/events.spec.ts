import { createHmac } from 'node:crypto';
import { testUser, until } from '#libs/testing';
import { CarillonClient } from './carillon-client.js';

interface Told {
  readonly to: string;
  readonly raw: { readonly headers: Readonly<Record<string, string>>; readonly body: string };
}
interface Event {
  readonly id: string;
  readonly status: string;
  readonly delivery?: { readonly state: string };
}

describe('a producer', () => {
  const carillon = new CarillonClient();
  afterAll(() => carillon.close());

  /** What the simulator's endpoint was sent. */
  const sentTo = async (path: string): Promise<Told[]> => {
    const answer = await fetch(`${carillon.info.simulator}/control/ledger?limit=10000`);
    const { entries } = (await answer.json()) as { entries: Told[] };
    return entries.filter(({ to }) => to === path);
  };

  it('is told at its own endpoint, signed, what becomes of what it sent, and can see and repeat that', async () => {
    const path = `/webhook/events-of-${testUser()}`;
    const metadata = { mark: path.slice(-12) };
    const made = await carillon.call<{ id: string; secret: string }>('POST', '/v1/event-subscriptions', {
      url: `${carillon.info.simulator}${path}`,
      types: ['order_update'],
      statuses: ['ACCEPTED', 'DELIVERED'],
      channels: ['sms'],
    });
    try {
      const user = await carillon.user();
      const sent = await carillon.send(user.id, ['sms', 'email'], { metadata });
      await carillon.reaches(sent.id, 'DELIVERED');
      const mine = async () => (await sentTo(path)).filter(({ raw }) => raw.body.includes(sent.id));
      const told = await until(async () => (await mine()).length >= 2 && mine(), { timeoutMs: 30_000 });
      const statuses = told.map(({ raw }) => (JSON.parse(raw.body) as { data: { status: string } }).data.status);
      expect(statuses.toSorted()).toEqual(['ACCEPTED', 'DELIVERED']);
      for (const { raw } of told) {
        const { 'webhook-id': id, 'webhook-timestamp': at, 'webhook-signature': given } = raw.headers;
        const key = Buffer.from(made.secret.slice('whsec_'.length), 'base64');
        expect(given).toBe(`v1,${createHmac('sha256', key).update(`${id}.${at}.${raw.body}`).digest('base64')}`);
        expect(JSON.parse(raw.body)).toMatchObject({
          type: 'notification.status',
          data: { notification_id: sent.id, user_id: user.id, channel: 'sms', metadata },
        });
        expect(raw.body).not.toContain(user.phone);
      }
      const events = `/v1/event-subscriptions/${made.id}/events`;
      const listed = await until(async () => {
        const { items } = await carillon.call<{ items: Event[] }>('GET', events);
        return items.length >= 2 && items.every(({ delivery }) => delivery?.state === 'delivered') && items;
      });
      await carillon.call('POST', `${events}/${listed[0]!.id}/replay`);
      await until(async () => (await mine()).length === 3, { timeoutMs: 20_000 });
    } finally {
      await carillon.call('DELETE', `/v1/event-subscriptions/${made.id}`);
    }
  }, 90_000);
});
