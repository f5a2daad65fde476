import { testUser, until } from '#libs/testing';
import { CarillonClient } from './carillon-client.js';

/** The lanes of a platform that has just started take their time. */
const ENOUGH = { timeoutMs: 60_000 };

describe('what providers tell of people, on the whole platform', () => {
  const carillon = new CarillonClient();
  afterAll(() => carillon.close());

  const userAt = async (email: string, phone: string): Promise<string> => {
    const id = testUser();
    await carillon.api.users.put(id, { email, phone });
    return id;
  };
  const refused = (send: () => Promise<unknown>) =>
    until(
      () =>
        send().then(
          () => undefined,
          (error: Error) => error.message,
        ),
      { ...ENOUGH, everyMs: 200 },
    );
  const aPhone = () => `+1415555${String(Math.floor(Math.random() * 8_999) + 1_000)}`;
  const says = (from: string, body: string) =>
    fetch(`${carillon.info.simulator}/control/inbound/twilio`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ from, to: '+15005550006', body }),
    });

  it('a complaint is in the timeline, and nothing goes to that address any more, however critical', async () => {
    const email = `${testUser()}-spam@example.com`;
    const user = await userAt(email, aPhone());
    const { id } = await carillon.send(user, ['email']);
    const complained = async () => {
      const told = (await carillon.find(id)).timeline.map(({ event }) => event);
      if (!told.includes('complained')) throw new Error(`there is only ${told.join(', ')}`);
    };
    await until(() => complained().then(() => true), ENOUGH);
    expect((await carillon.find(id)).status).toBe('DELIVERED');
    const critical = { notification_type: 'security_alert', priority: 'critical' } as const;
    expect(await refused(() => carillon.send(user, ['email'], critical))).toContain('422');
    const checked = await carillon.call('POST', '/v1/suppressions/check', { channel: 'email', address: email });
    expect(checked).toMatchObject({ suppressed: true, suppression: { reason: 'complaint', source: 'sendgrid' } });
  }, 120_000);

  it('STOP in the person’s own language closes SMS, and START opens it again', async () => {
    const phone = aPhone();
    const user = await userAt(`${testUser()}@example.com`, phone);
    await carillon.reaches((await carillon.send(user, ['sms'])).id, 'DELIVERED');
    expect(await (await says(phone, 'Stopp!')).json()).toEqual({ callback: 'done' });
    expect(await refused(() => carillon.send(user, ['sms']))).toContain('422');
    await says(phone, 'START');
    const { id } = await until(() => carillon.send(user, ['sms']), { ...ENOUGH, everyMs: 200 });
    await carillon.reaches(id, 'DELIVERED');
  }, 120_000);
});
