import { afterOpening } from '#libs/consent';
import { secondInstance, testUser, until } from '#libs/testing';
import { CarillonClient, type Notification } from './carillon-client.js';

const ZONE = 'America/St_Johns'; // half an hour off
const MINUTE = 60_000;
const AHEAD_MS = 15_000;

const clockAt = (time: number): string =>
  new Intl.DateTimeFormat('en-GB', { timeZone: ZONE, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(
    time,
  );

/** Openings are spread by the user; this one comes first. */
function earlyUser(): string {
  for (;;) {
    const id = testUser();
    if (afterOpening(new Date(0), id, 1).getTime() === 0) return id;
  }
}

type Explained = Notification & {
  readonly deliveries: readonly { readonly reason?: string; readonly why?: string; readonly due_at?: string }[];
};

describe('a user with quiet hours', () => {
  const carillon = new CarillonClient();
  afterAll(() => carillon.close());

  it('gets by then only what is critical or lies in the inbox; the rest once, when they end, whoever took it in is gone', async () => {
    const second = await secondInstance('gateway');
    const user_id = earlyUser();
    const opening = Math.ceil((Date.now() + AHEAD_MS) / MINUTE) * MINUTE;
    let held: string;
    let critical: Pick<Notification, 'id'>;
    try {
      await carillon.call('PUT', `/v1/users/${user_id}`, {
        email: `${user_id}@example.com`,
        phone: '+14155550199',
        time_zone: ZONE,
      });
      await carillon.call('PUT', `/v1/users/${user_id}/preferences`, {
        quiet_hours: { start: clockAt(opening - 60 * MINUTE), end: clockAt(opening) },
      });
      const headers = { authorization: `Bearer ${carillon.info.api_key}`, 'content-type': 'application/json' };
      const content = { title: 'On its way', body: 'It left the warehouse' };
      const body = { user_id, notification_type: 'order_update', channels: ['email', 'in_app'], content };
      const send = { method: 'POST', headers, body: JSON.stringify(body) };
      const answer = await fetch(`${second.http}/v1/notifications`, send);
      expect(answer.status).toBe(202);
      held = ((await answer.json()) as Notification).id;
      critical = await carillon.send(user_id, ['sms'], { notification_type: 'security_alert' });
    } finally {
      await second.kill();
    }
    await carillon.reaches(critical.id, 'DELIVERED');
    await carillon.reaches(held, 'DELIVERED'); // in the inbox
    const before = await carillon.call<Explained>('GET', `/v1/notifications/${held}`);
    expect(before.deliveries).toMatchObject([
      { channel: 'email', status: 'SCHEDULED', reason: 'quiet_hours', due_at: new Date(opening).toISOString() },
      { channel: 'in_app', status: 'DELIVERED' },
    ]);
    expect(before.deliveries[0]?.why).toContain('quiet hours');
    expect(await carillon.ledger(held)).toEqual([]);
    expect(Date.now()).toBeLessThan(opening);
    const ended = async () => (await carillon.find(held)).deliveries.every(({ status }) => status === 'DELIVERED');
    await until(ended, { timeoutMs: 110_000, everyMs: 200, what: 'the mail after the opening' });
    expect(Date.now()).toBeGreaterThanOrEqual(opening);
    expect(await carillon.ledger(held)).toMatchObject([
      { provider: 'sendgrid', delivery_id: before.deliveries[0]?.id },
    ]);
  }, 200_000);
});
