import { createPublicKey, verify } from 'node:crypto';
import mail from '@sendgrid/mail';
import { runSimulator, type Running } from './simulator.fixture.js';

const message = {
  to: 'ada@example.org',
  from: 'us@example.com',
  subject: 'Hello',
  text: 'Dear Ada',
  customArgs: { delivery_id: 'd-1', notification_id: 'n-1' },
};

describe('the simulated SendGrid, called by @sendgrid/mail', () => {
  let sim: Running;

  beforeAll(async () => {
    sim = await runSimulator();
    mail.setApiKey('SG.test');
    const { client } = mail as unknown as { client: { setDefaultRequest(key: string, value: string): void } };
    client.setDefaultRequest('baseUrl', sim.url);
  });
  afterAll(() => sim.stop());

  it('accepts a message, tells its id, and calls back signed', async () => {
    const [response] = await mail.send(message);
    expect(response.statusCode).toBe(202);
    const messageId = (response.headers as Record<string, string>)['x-message-id'];
    expect(await sim.ledger()).toMatchObject([
      {
        provider: 'sendgrid',
        to: 'ada@example.org',
        delivery_id: 'd-1',
        notification_id: 'n-1',
        message_id: messageId,
      },
    ]);

    const [callback] = await sim.gateway.received(1);
    const [event] = JSON.parse(callback!.body) as Record<string, unknown>[];
    expect(callback!.url).toBe('/callbacks/sendgrid');
    expect(event).toMatchObject({ event: 'delivered', delivery_id: 'd-1', email: 'ada@example.org' });
    expect(String(event!.sg_message_id)).toMatch(new RegExp(`^${messageId}`));
    const { sendgrid_webhook_key: key } = await sim.control<{ sendgrid_webhook_key: string }>('GET', 'keys');
    const publicKey = createPublicKey({ key: Buffer.from(key, 'base64'), format: 'der', type: 'spki' });
    const signed = Buffer.from(String(callback!.headers['x-twilio-email-event-webhook-timestamp']) + callback!.body);
    const signature = Buffer.from(String(callback!.headers['x-twilio-email-event-webhook-signature']), 'base64');
    expect(verify('sha256', signed, publicKey, signature)).toBe(true);
  });

  it('takes a thousand personalizations in one call', async () => {
    await sim.control('DELETE', 'ledger');
    await mail.send({
      ...message,
      to: undefined,
      customArgs: undefined,
      personalizations: Array.from({ length: 1_000 }, (_, i) => ({
        to: `user-${i}@example.org`,
        substitutions: { '-name-': `User ${i}` },
        customArgs: { delivery_id: `d-${i}`, notification_id: `n-${i}` },
      })),
    });
    const entries = await sim.ledger();
    expect(entries).toHaveLength(1_000);
    expect(entries[999]).toMatchObject({ to: 'user-999@example.org', delivery_id: 'd-999' });
    const shown = JSON.parse(entries[999]!.raw!.body) as { personalizations: unknown[] };
    expect(shown.personalizations).toHaveLength(1);
  });

  it('answers a bad message as SendGrid does', async () => {
    await expect(mail.send({ ...message, to: 'nobody' })).rejects.toMatchObject({
      code: 400,
      response: { body: { errors: [{ field: 'personalizations.0.to' }] } },
    });
  });

  it('throttles with the headers of SendGrid', async () => {
    await sim.control('PUT', 'faults/sendgrid', { mode: 'throttle', retry_after: 2, until_count: 1 });
    await expect(mail.send(message)).rejects.toMatchObject({
      code: 429,
      response: { headers: { 'x-ratelimit-reset': expect.anything() as unknown } },
    });
    await expect(mail.send(message)).resolves.toMatchObject([{ statusCode: 202 }, expect.anything()]);
  });
});
