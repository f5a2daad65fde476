import { uuidv7 } from '#libs/kernel';
import { until } from '#libs/testing';
import { PUBLIC_URL, RunningGateway, TWILIO_TOKEN } from './running-gateway.js';
import { sendgridHeaders, twilioHeaders } from './signed-callbacks.js';

describe('callbacks', () => {
  let gateway: RunningGateway;
  beforeAll(async () => {
    gateway = await RunningGateway.begin();
  }, 30_000);
  afterAll(() => gateway.end());

  const sendgrid = (events: object[], { at = Date.now(), tamper = '' } = {}) => {
    const text = JSON.stringify(events);
    const headers = sendgridHeaders(gateway.sendgridKeys.privateKey, text, at);
    return gateway.ask('POST', '/callbacks/sendgrid', { key: '', text: text + tamper, headers });
  };
  const anEvent = (over: object = {}) => ({
    email: 'ada@example.com',
    timestamp: 1_700_000_000,
    event: 'delivered',
    sg_event_id: uuidv7(),
    sg_message_id: 'abc.recv-1',
    response: '250 OK to ada@example.com',
    notification_id: uuidv7(),
    delivery_id: uuidv7(),
    tenant_id: gateway.tenant,
    channel: 'email',
    priority: 'low',
    attempt: '2',
    ...over,
  });
  const twilio = (query: Record<string, string>, fields: Record<string, string>, token = TWILIO_TOKEN) => {
    const path = `/callbacks/twilio?${new URLSearchParams(query).toString()}`;
    const text = new URLSearchParams(fields).toString();
    const type = { 'content-type': 'application/x-www-form-urlencoded' };
    return gateway.ask('POST', path, {
      key: '',
      text,
      headers: { ...type, ...twilioHeaders(token, PUBLIC_URL + path, text) },
    });
  };
  const told = (notificationId: string) => gateway.kafka.about(notificationId, 'status');

  it('of SendGrid become status events, without the address', async () => {
    const event = anEvent();
    expect((await sendgrid([event])).status).toBe(200);
    const [one] = await until(() =>
      told(event.notification_id).length === 1 ? told(event.notification_id) : undefined,
    );
    expect(one!.value).toMatchObject({
      kind: 'delivered',
      delivery_id: event.delivery_id,
      tenant_id: gateway.tenant,
      attempt: 2,
      provider: 'sendgrid',
      provider_message_id: 'abc',
    });
    expect(JSON.stringify(one)).not.toContain('ada@');
  });

  it('told twice are the same event, and critical ones have a topic of their own', async () => {
    const event = anEvent({ priority: 'critical', event: 'bounce', type: 'bounce' });
    await sendgrid([event]);
    await sendgrid([event]);
    await until(() => told(event.notification_id).length === 2);
    const [one, two] = told(event.notification_id);
    expect(one!.topic).toBe('status.critical');
    expect(one!.value.event_id).toBe(two!.value.event_id);
    expect(one!.value.kind).toBe('bounced');
  });

  it('find their tenant by our own store when the provider did not bring it back', async () => {
    const { body } = await gateway.send();
    await until(() => told(body.id).length === 1);
    const event = anEvent({
      notification_id: body.id,
      delivery_id: body.deliveries[0].id,
      tenant_id: undefined,
      priority: undefined,
    });
    await sendgrid([event]);
    await until(() =>
      told(body.id).some(({ value }) => value.kind === 'delivered' && value.tenant_id === gateway.tenant),
    );
  });

  it('that are forged, changed or old are refused', async () => {
    expect((await sendgrid([anEvent()], { tamper: ' ' })).status).toBe(403);
    expect((await sendgrid([anEvent()], { at: Date.now() - 400_000 })).status).toBe(403);
    expect((await gateway.ask('POST', '/callbacks/sendgrid', { key: '', text: '[]' })).status).toBe(403);
    expect((await twilio({}, {}, 'another token')).status).toBe(403);
    expect((await gateway.ask('POST', '/callbacks/nobody', { key: '', text: '[]' })).status).toBe(404);
  });

  it('about what is not ours are taken and left', async () => {
    const events = [
      anEvent({ notification_id: 'x' }),
      anEvent({ event: 'processed' }),
      { event: 'delivered' },
      1,
      null,
      anEvent({ response: 'an odd \0 answer \ud800 of a server' }),
    ];
    expect((await sendgrid(events as object[])).status).toBe(200);
    const strange = anEvent({ tenant_id: undefined });
    expect((await sendgrid([strange])).status).toBe(200);
    expect(told(strange.notification_id)).toEqual([]);
  });

  it('of Twilio become status events', async () => {
    const query = { n: uuidv7(), d: uuidv7(), t: gateway.tenant, p: 'critical', a: '1' };
    const fields = { MessageSid: 'SM1', MessageStatus: 'undelivered', ErrorCode: '30003', To: '+14155550123' };
    expect((await twilio(query, fields)).status).toBe(204);
    expect((await twilio(query, { ...fields, MessageStatus: 'queued' })).status).toBe(204);
    await until(() => told(query.n).length === 1);
    expect(told(query.n)[0]!.value).toMatchObject({
      kind: 'failed',
      reason: '30003',
      provider: 'twilio',
      channel: 'sms',
    });
    expect(JSON.stringify(told(query.n))).not.toContain('5550123');
  });

  it('are safe before they are answered', async () => {
    gateway.kafka.leave();
    const event = anEvent();
    expect((await sendgrid([event])).status).toBe(200);
    expect(await gateway.count('outbox')).toBeGreaterThan(0);
    gateway.kafka.comeBack();
    await until(() => told(event.notification_id).length === 1, { timeoutMs: 10_000 });
  });
});
