import { Carillon, type NotificationRequest } from '../../packages/client/src/index.js';
import { until } from '#libs/testing';
import { CarillonClient } from './carillon-client.js';
import { RudeProxy } from './rude-proxy.js';

describe('the client, when connections are cut in the middle of answers', () => {
  const platform = new CarillonClient();
  let proxy: RudeProxy;
  let carillon: Carillon;
  beforeAll(async () => {
    proxy = await RudeProxy.to(platform.info.gateway);
    carillon = new Carillon({ baseUrl: proxy.url, apiKey: platform.info.api_key, retry: { baseMs: 20 } });
  });
  afterAll(() => {
    proxy.close();
    platform.close();
  });
  const storedFor = (user_id: string) =>
    Array.fromAsync(platform.api.notifications.search({ user_id, limit: 100 }), ({ id }) => id);

  it('makes exactly one notification of one that it had to send three times', async () => {
    const user = await platform.user();
    proxy.cutNext(2);
    const { id } = await carillon.notifications.send({
      user_id: user.id,
      notification_type: 'order_update',
      channels: ['email'],
      content: { title: 'Once', body: 'and only once' },
    });
    expect(proxy.answersCut).toBe(2);
    await platform.reaches(id, 'DELIVERED');
    expect(await storedFor(user.id)).toEqual([id]);
    expect(await platform.ledger(id)).toHaveLength(1);
  }, 40_000);

  it('makes each of many once, though batch after batch is cut', async () => {
    const user = await platform.user();
    const items = Array.from({ length: 230 }, (_, i): NotificationRequest => ({
      user_id: user.id,
      notification_type: 'order_update',
      channels: ['in_app'],
      content: { title: `Number ${i}`, body: 'of many' },
    }));
    proxy.cutNext(4);
    const sent = await Array.fromAsync(carillon.notifications.sendMany(items, { batchSize: 50, concurrency: 3 }));
    expect(sent.map(({ index, status }) => [index, status])).toEqual(items.map((_, index) => [index, 202]));
    const ids = sent.map(({ id }) => id!);
    const found = await until(async () => {
      const all = await storedFor(user.id);
      return all.length >= items.length && all;
    });
    expect(found.toSorted()).toEqual(ids.toSorted());
  }, 60_000);
});
