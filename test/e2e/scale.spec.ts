import type { Channel } from '#libs/contracts';
import { secondInstance, until } from '#libs/testing';
import { CarillonClient } from './carillon-client.js';

const WITHIN_MS = 10_000;

describe('two instances of an app', () => {
  const carillon = new CarillonClient();
  afterAll(() => carillon.close());

  /** How many deliveries of the channel an instance has brought to an end. */
  const outcomes = async (http: string, channel: string): Promise<number> => {
    const text = await (await fetch(`${http}/metrics`)).text();
    const lines = text
      .split('\n')
      .filter((l) => l.startsWith('carillon_outcomes_total{') && l.includes(`channel="${channel}"`));
    return lines.reduce((sum, line) => sum + Number(line.split(' ').at(-1)), 0);
  };
  const recorded = async (http: string): Promise<number> => {
    const text = await (await fetch(`${http}/metrics`)).text();
    const lines = text.split('\n').filter((line) => line.startsWith('carillon_status_events_total{'));
    return lines.reduce((sum, line) => sum + Number(line.split(' ').at(-1)), 0);
  };
  const http = (app: string) => (carillon.info.metrics[app] as string).replace('/metrics', '');

  const share = async (channel: Channel, ask: () => Promise<number[]>) => {
    const users = await Promise.all(Array.from({ length: 24 }, () => carillon.user()));
    const before = await ask();
    // Their share grows as the lanes are handed over; until then one instance does it all.
    await until(
      async () => {
        const sent = await Promise.all(users.map((user) => carillon.send(user.id, [channel])));
        await Promise.all(sent.map(({ id }) => carillon.reaches(id, 'DELIVERED')));
        return (await ask()).every((count, i) => count > (before[i] ?? 0));
      },
      { timeoutMs: 40_000, what: 'both instances to have had a part' },
    );
    return users;
  };

  /** What is sent right after the kill reaches its end at the other instance; answers in how long the last did. */
  const takenOver = async (channel: Channel, userIds: readonly string[]): Promise<number> => {
    const killed = performance.now();
    const sent = await Promise.all(userIds.map((id) => carillon.send(id, [channel])));
    await Promise.all(sent.map(({ id }) => carillon.reaches(id, 'DELIVERED', 30_000)));
    return performance.now() - killed;
  };

  it('of a channel share the work, and one takes the lanes of one that was killed', async () => {
    const second = await secondInstance('webhook');
    try {
      const users = await share('webhook', () =>
        Promise.all([http('webhook'), second.http].map((instance) => outcomes(instance, 'webhook'))),
      );
      await second.kill();
      expect(
        await takenOver(
          'webhook',
          users.map((user) => user.id),
        ),
      ).toBeLessThan(WITHIN_MS);
    } finally {
      await second.kill();
    }
  }, 150_000);

  it('of status share what is reported, and one takes the lanes of one that was killed', async () => {
    const second = await secondInstance('status');
    try {
      const users = await share('webhook', () => Promise.all([http('status'), second.http].map(recorded)));
      await second.kill();
      expect(
        await takenOver(
          'webhook',
          users.map((user) => user.id),
        ),
      ).toBeLessThan(WITHIN_MS);
    } finally {
      await second.kill();
    }
  }, 150_000);
});
