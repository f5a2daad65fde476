import { until } from '#libs/testing';
import { CarillonClient, type Notification } from './carillon-client.js';

describe('a notification that nobody reads', () => {
  const carillon = new CarillonClient();
  afterAll(() => carillon.close());

  const escalation = [
    { after_seconds: 120, unless: 'READ', channels: ['push'] },
    { after_seconds: 140, unless: 'DELIVERED', channels: ['sms'] },
  ] as const;
  const send = (userId: string) =>
    carillon.send(userId, ['in_app'], {
      escalation: escalation.map((step) => ({ ...step, channels: [...step.channels] })),
    });
  const statesOf = ({ escalation: steps }: Notification) => steps?.map(({ state }) => state);

  it('goes to the phone, and no further than it must; one that is read goes nowhere else', async () => {
    const [sleeper, reader] = await Promise.all([carillon.user(), carillon.user()]);
    const socket = carillon.connect(`${carillon.info.in_app}/inbox`, { token: await carillon.token(reader.id) });
    const arrival = new Promise<{ id: string }>((resolve) => socket.on('item', resolve));
    await new Promise<void>((resolve) => socket.on('unread', () => resolve()));
    const [slept, read] = await Promise.all([send(sleeper.id), send(reader.id)]);
    await socket.emitWithAck('read', { id: (await arrival).id });
    const seen = await carillon.reaches(read.id, 'READ');
    expect(statesOf(seen)).toEqual(['not_needed', 'not_needed']);

    const taken = await until(
      async () => {
        const found = await carillon.find(slept.id);
        return !statesOf(found)?.includes('waiting') && found;
      },
      { timeoutMs: 40_000, what: 'both steps' },
    );
    // It lies in the inbox, DELIVERED and not READ.
    expect(statesOf(taken)).toEqual(['done', 'not_needed']);
    await until(async () => (await carillon.ledger(slept.id)).length === 1, { timeoutMs: 20_000 });
    expect(await carillon.ledger(slept.id)).toMatchObject([{ provider: 'fcm' }]);
    expect(await carillon.ledger(read.id)).toEqual([]);
  }, 90_000);
});
