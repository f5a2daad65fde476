import { testUser, until } from '#libs/testing';
import { CarillonClient, type Notification } from './carillon-client.js';

interface Results {
  readonly results: readonly { readonly status: number; readonly id?: string }[];
}

describe('a type of one’s own', () => {
  const carillon = new CarillonClient();
  afterAll(() => carillon.close());

  const to = { email: 'ada@example.com' };
  const content = { title: 'Your invoice', body: 'It is due.', data: { amount: 2_000 } };
  const aType = () => testUser().toLowerCase();

  it('holds for the very next bulk, which is taken in on a thread of its own', async () => {
    for (let i = 0; i < 25; i++) {
      const name = aType();
      await carillon.call('PUT', `/v1/notification-types/${name}`, { category: 'billing', channels: ['email'] });
      const body = { notifications: [{ to, notification_type: name, content }] };
      const { results } = await carillon.call<Results>('POST', '/v1/notifications/bulk', body);
      expect(results).toMatchObject([{ status: 202 }]);
    }
  }, 60_000);

  it('raises what it says by its content, and is found by its metadata', async () => {
    const name = aType();
    const rule = { field: 'content.data.amount', above: 1_000, priority: 'high' };
    const type = { category: 'billing', channels: ['email'], priority: 'low', priority_rules: [rule] };
    await carillon.call('PUT', `/v1/notification-types/${name}`, type);
    const metadata = { invoice: name, region: 'eu' };
    const sent = await carillon.call<Notification>('POST', '/v1/notifications', {
      to,
      notification_type: name,
      content,
      metadata,
    });
    const query = new URLSearchParams({ 'metadata[invoice]': name, 'metadata[region]': 'eu' }).toString();
    const found = await until(
      async () => {
        const { items } = await carillon.call<{ items: object[] }>('GET', `/v1/notifications?${query}`);
        return items.length > 0 && items;
      },
      { what: 'the search to find it' },
    );
    expect(found).toMatchObject([{ id: sent.id, priority: 'high', notification_type: name, metadata }]);
  }, 30_000);
});
