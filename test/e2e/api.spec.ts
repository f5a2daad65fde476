import { until } from '#libs/testing';
import { Carillon, type Answer, type NotificationRequest } from '../../packages/client/src/index.js';
import { CarillonClient } from './carillon-client.js';

const content = { title: 'On its way', body: 'It left the warehouse' };

interface Refusal {
  readonly code: string;
  readonly errors?: readonly { readonly pointer: string }[];
}

describe('the API, on the whole platform', () => {
  const carillon = new CarillonClient();
  afterAll(() => carillon.close());

  const acceptedSoFar = async () => {
    const text = await (await fetch(`${carillon.info.gateway}/metrics`)).text();
    const counts = text.matchAll(/^carillon_accepted_total\{.*\} (\d+)$/gm);
    return [...counts].reduce((sum, [, count]) => sum + Number(count), 0);
  };

  it('takes a bulk with bad items: the good ones arrive, the others say why', async () => {
    const user = await carillon.user();
    const good: NotificationRequest = {
      user_id: user.id,
      notification_type: 'order_update',
      channels: ['email'],
      content,
    };
    const notifications = [
      good,
      { ...good, user_id: 'nobody-of-that-name' },
      { ...good, content: {} as typeof content },
      good,
    ];
    const results = await Array.fromAsync(carillon.api.notifications.sendMany(notifications));
    expect(results.map(({ index, status }) => [index, status])).toEqual([
      [0, 202],
      [1, 422],
      [2, 400],
      [3, 202],
    ]);
    expect(results[2]?.problem?.errors?.map(({ pointer }) => pointer)).toEqual(['/content/title', '/content/body']);
    for (const { id } of [results[0]!, results[3]!]) await carillon.reaches(id!, 'DELIVERED');
  }, 40_000);

  it('takes one notification to many users in the thread of bulks, and counts what both threads took in', async () => {
    const users = await Promise.all(Array.from({ length: 25 }, () => carillon.user()));
    const before = await acceptedSoFar();
    const { id } = await carillon.send(users[0]!.id, ['in_app']);
    const request: NotificationRequest = {
      user_ids: [...users.map((user) => user.id), 'nobody-of-that-name'],
      notification_type: 'order_update',
      channels: ['in_app'],
      content,
    };
    const answer = await carillon.api.request('sendNotification', { body: request });
    const { results } = answer as Answer<'sendBulk'>;
    expect(results.map(({ status }) => status)).toEqual([...users.map(() => 202), 422]);
    for (const one of [id, results[0]!.id!, results[24]!.id!]) await carillon.reaches(one, 'DELIVERED');
    expect((await acceptedSoFar()) - before).toBe(26);
  }, 40_000);

  it('takes a bulk with a test key through its thread: no endpoint and no inbox of a user gets any of it', async () => {
    const [asked, user] = [{ name: 'test', role: 'producer', mode: 'test' }, await carillon.user()];
    const { key } = await carillon.call<{ key: string }>('POST', '/v1/api-keys', asked);
    const tester = new Carillon({ baseUrl: carillon.info.gateway, apiKey: key });
    const channels = ['email', 'sms', 'push', 'webhook', 'in_app'] as const;
    const notifications = [{ user_id: user.id, notification_type: 'order_update', channels, content }];
    const results = await Array.fromAsync(tester.notifications.sendMany(notifications));
    expect(results).toMatchObject([{ status: 202, test: true }]);
    const id = results[0]!.id!;
    const settled = await until(
      async () => {
        const found = await carillon.find(id);
        return found.deliveries.every(({ status }) => status === 'SENT' || status === 'DELIVERED') && found;
      },
      { timeoutMs: 20_000 },
    );
    expect(settled.test).toBe(true);
    expect(settled.timeline).toContainEqual(
      expect.objectContaining({ channel: 'in_app', event: 'sent', detail: 'A test: nothing was put into the inbox' }),
    );
    const ledger = await carillon.ledger(id);
    expect(ledger.map(({ provider }) => provider).sort()).toEqual(['fcm', 'sendgrid', 'twilio', 'webhook']);
    expect(ledger.map(({ to }) => to)).not.toContain(`/webhook/${user.id}`);
  }, 40_000);

  it('refuses a bulk that is none, in words and with the fields', async () => {
    const post = async (text: string, type = 'application/json') => {
      const answer = await fetch(`${carillon.info.gateway}/v1/notifications/bulk`, {
        method: 'POST',
        headers: { authorization: `Bearer ${carillon.info.api_key}`, 'content-type': type },
        body: text,
      });
      const { code, errors = [] } = (await answer.json()) as Refusal;
      return [answer.status, code, ...errors.map(({ pointer }) => pointer)];
    };
    expect(await post('{"notifications": [')).toEqual([400, 'malformed_json']);
    expect(await post('{"notifications": []}')).toEqual([400, 'invalid_request', '/notifications']);
    expect(await post('{"notification": []}')).toEqual([400, 'invalid_request', '/notifications', '/notification']);
    expect(await post('a=b', 'application/x-www-form-urlencoded')).toEqual([415, 'unsupported_media_type']);
  });

  it('sends once for one idempotency key, however often it is asked', async () => {
    const user = await carillon.user();
    const key = { idempotency_key: `once-${user.id}` };
    const first = await carillon.send(user.id, ['sms'], key);
    for (let i = 0; i < 3; i++) expect(await carillon.send(user.id, ['sms'], key)).toEqual(first);
    await carillon.reaches(first.id, 'DELIVERED');
    expect(await carillon.ledger(first.id)).toHaveLength(1);
  }, 40_000);

  it('follows a change of preferences at once', async () => {
    const user = await carillon.user();
    await carillon.send(user.id, ['email']);
    for (const wanted of [false, true, false]) {
      await carillon.api.preferences.put(user.id, { types: { order_update: { email: wanted } } });
      const { deliveries } = await carillon.send(user.id, ['email', 'sms']);
      expect(deliveries.map(({ status }) => status)).toEqual([wanted ? 'ACCEPTED' : 'UNSUBSCRIBED', 'ACCEPTED']);
    }
    await carillon.api.preferences.put(user.id, { channels: { email: false, sms: false } });
    await expect(carillon.send(user.id, ['email', 'sms'])).rejects.toThrow(/422.*no_usable_channel/);
  }, 40_000);

  it('follows a change of preferences at once in the thread of bulks too, a hundred times', async () => {
    const users = await Promise.all(Array.from({ length: 5 }, () => carillon.user()));
    const wrong: string[] = [];
    let decided = 0;
    const turn = async ({ id }: { id: string }): Promise<void> => {
      for (let i = 0; i < 20; i++) {
        const wanted = i % 2 === 1;
        await carillon.api.preferences.put(id, { types: { order_update: { email: wanted } } });
        const one: NotificationRequest = {
          user_id: id,
          notification_type: 'order_update',
          channels: ['email'],
          content,
        };
        const [result] = await Array.fromAsync(carillon.api.notifications.sendMany([one]));
        const is = `${result?.status} ${result?.problem?.code ?? ''}`;
        decided += 1;
        if (is !== (wanted ? '202 ' : '422 no_usable_channel')) wrong.push(`${i}: ${is}`);
      }
    };
    await Promise.all(users.map(turn));
    expect([wrong, decided]).toEqual([[], 100]);
    const metrics = await (await fetch(`${carillon.info.gateway}/metrics`)).text();
    // By this name the bench counts who was asked for by RPC.
    expect(metrics).toMatch(/^carillon_preference_lookups_total\{[^}]*tier="rpc"[^}]*\} \d+$/m);
  }, 60_000);

  it("finds a user's notifications, page by page", async () => {
    const user = await carillon.user();
    const sent: string[] = [];
    for (let i = 0; i < 5; i++) sent.unshift((await carillon.send(user.id, ['email'])).id);
    const found = await until(async () => {
      const pages = carillon.api.notifications.search({ user_id: user.id, limit: 2 });
      const ids = await Array.fromAsync(pages, ({ id }) => id);
      return ids.length === 5 && ids;
    });
    expect(found).toEqual(sent);
  }, 40_000);

  it('shows an end user the inbox that belongs to them', async () => {
    const user = await carillon.user();
    const { id } = await carillon.send(user.id, ['in_app']);
    await carillon.reaches(id, 'DELIVERED');
    const headers = { authorization: `Bearer ${await carillon.token(user.id)}` };
    const ask = async (method: string, path: string) =>
      (await (await fetch(`${carillon.info.gateway}/v1/inbox${path}`, { method, headers })).json()) as {
        items: { id: string; notification_id: string }[];
        unread: number;
      };
    const { items, unread } = await ask('GET', '');
    expect([items.map((item) => item.notification_id), unread]).toEqual([[id], 1]);
    expect(await ask('POST', `/${items[0]!.id}/read`)).toEqual({ unread: 0 });
    await carillon.reaches(id, 'READ');
  }, 40_000);

  it('describes itself', async () => {
    const { gateway } = carillon.info;
    const api = (await (await fetch(`${gateway}/openapi.json`)).json()) as { openapi: string; paths: object };
    expect(api.openapi).toBe('3.1.0');
    expect(Object.keys(api.paths)).toContain('/v1/notifications/bulk');
    const page = await (await fetch(`${gateway}/docs`)).text();
    expect(page).toContain('/openapi.json');
    expect(page).not.toMatch(/(src|href)="https?:/);
  });
});
