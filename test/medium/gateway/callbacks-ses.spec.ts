import { uuidv7 } from '#libs/kernel';
import { until } from '#libs/testing';
import { addressHash } from '#libs/vault';
import { RunningGateway, SES_TOPIC, SNS } from './running-gateway.js';
import { SnsForTests } from './signed-callbacks.js';

describe('callbacks of Amazon SES', () => {
  let gateway: RunningGateway;
  beforeAll(async () => {
    gateway = await RunningGateway.begin();
  }, 30_000);
  afterAll(() => gateway.end());

  const post = (message: object, type = 'text/plain; charset=UTF-8') =>
    gateway.ask('POST', '/callbacks/ses', {
      key: '',
      text: JSON.stringify(message),
      headers: { 'content-type': type },
    });
  const anEvent = (eventType: string, particulars: object = {}, id = uuidv7()) => ({
    eventType,
    mail: {
      messageId: `ses-${id}`,
      timestamp: '2026-01-01T00:00:00.000Z',
      destination: ['ada@example.com'],
      tags: {
        notification_id: [id],
        delivery_id: [uuidv7()],
        tenant_id: [gateway.tenant],
        channel: ['email'],
        priority: ['low'],
        attempt: ['2'],
      },
    },
    ...particulars,
  });
  const notification = (event: unknown, over: object = {}) => ({
    Type: 'Notification',
    MessageId: uuidv7(),
    TopicArn: SES_TOPIC,
    Subject: 'Amazon SES Email Event Notification',
    Message: typeof event === 'string' ? event : JSON.stringify(event),
    Timestamp: '2026-01-01T00:00:01.000Z',
    ...over,
  });
  const confirmation = (over: object = {}) => ({
    Type: 'SubscriptionConfirmation',
    MessageId: uuidv7(),
    TopicArn: SES_TOPIC,
    Message: 'You have chosen to subscribe',
    Token: 'abc',
    SubscribeURL: `https://sns.eu-west-1.amazonaws.com/?Action=ConfirmSubscription&TopicArn=${SES_TOPIC}&Token=abc`,
    Timestamp: '2026-01-01T00:00:01.000Z',
    ...over,
  });
  const told = (event: ReturnType<typeof anEvent>) =>
    gateway.kafka.about(event.mail.tags.notification_id[0]!, 'status');

  it.each(['1', '2'] as const)('signed in version %s become status events', async (version) => {
    const event = anEvent('Delivery', {
      delivery: { timestamp: '2026-01-01T00:00:05Z', smtpResponse: '250 ok ada@example.com' },
    });
    expect((await post(SNS.signed(notification(event), version))).status).toBe(204);
    await until(() => told(event).length === 1);
    expect(told(event)[0]!.value).toMatchObject({
      kind: 'delivered',
      provider: 'ses',
      attempt: 2,
      at: '2026-01-01T00:00:05.000Z',
      detail: '250 ok [email]',
    });
  });

  it('of bounces and complaints suppress the address; told twice they are the same event', async () => {
    const email = `Ada-${uuidv7()}@example.com`;
    const bounce = anEvent('Bounce', {
      bounce: {
        bounceType: 'Permanent',
        bounceSubType: 'General',
        timestamp: '2026-01-01T00:00:05Z',
        feedbackId: 'f-1',
        bouncedRecipients: [{ emailAddress: `Ada <${email}>`, status: '5.1.1', diagnosticCode: 'smtp; 550 no' }],
      },
    });
    for (let i = 0; i < 2; i++) expect((await post(SNS.signed(notification(bounce)))).status).toBe(204);
    await until(() => told(bounce).length === 2);
    const [one, two] = told(bounce);
    expect(one!.value).toMatchObject({ kind: 'bounced', reason: 'bounce Permanent General 5.1.1' });
    expect(one!.value.event_id).toBe(two!.value.event_id);
    const address_hash = addressHash(gateway.resourcesOf().vault, gateway.tenant, 'email', email);
    const words = () => gateway.peers.heard.filter((word) => word.address_hash === address_hash);
    await until(() => words().length === 2);
    expect(words()[0]).toMatchObject({ word: 'suppress', reason: 'hard_bounce', source: 'ses' });
  });

  it('confirm a subscription of our topic, at Amazon and nowhere else', async () => {
    const asked = () => SNS.fetched.filter((url) => url !== SnsForTests.certificateUrl);
    expect((await post(SNS.signed(confirmation()))).status).toBe(204);
    expect(asked()).toEqual([confirmation().SubscribeURL]);
    for (const SubscribeURL of [
      `https://sns.eu-west-1.amazonaws.com.evil.example/?Action=ConfirmSubscription&TopicArn=${SES_TOPIC}`,
      `http://sns.eu-west-1.amazonaws.com/?Action=ConfirmSubscription&TopicArn=${SES_TOPIC}`,
      'https://sns.eu-west-1.amazonaws.com/?Action=ConfirmSubscription&TopicArn=another',
      `https://sns.eu-west-1.amazonaws.com/?Action=DeleteTopic&TopicArn=${SES_TOPIC}`,
      'https://169.254.169.254/latest/meta-data',
    ])
      expect((await post(SNS.signed(confirmation({ SubscribeURL })))).status).toBe(403);
    expect(asked()).toHaveLength(1);
  });

  it('that are forged, changed, of another topic or of a certificate from elsewhere are refused', async () => {
    const event = anEvent('Delivery');
    const good = SNS.signed(notification(event));
    const others = [
      { ...good, Message: JSON.stringify(anEvent('Bounce')) },
      { ...good, SignatureVersion: '1' },
      { ...good, Signature: '' },
      new SnsForTests().signed(notification(event)),
      SNS.signed(notification(event, { TopicArn: `${SES_TOPIC}-of-another` })),
      { Type: 'Notification' },
      [],
    ];
    for (const message of others) expect((await post(message)).status).toBe(403);
    const before = SNS.fetched.length;
    for (const SigningCertURL of [
      'https://evil.example/SimpleNotificationService-0.pem',
      'https://sns.eu-west-1.amazonaws.com/SimpleNotificationService-0.pem?x=1',
      'https://sns.eu-west-1.amazonaws.com/another.pem',
      'https://sns.eu-west-1.amazonaws.com:8443/SimpleNotificationService-0.pem',
      'https://user@sns.eu-west-1.amazonaws.com/SimpleNotificationService-0.pem',
      'http://sns.eu-west-1.amazonaws.com/SimpleNotificationService-0.pem',
    ])
      expect((await post(SNS.signed(notification(event, { SigningCertURL })))).status).toBe(403);
    expect(SNS.fetched).toHaveLength(before);
    expect(told(event)).toEqual([]);
  });

  it('wait where the certificate cannot be had, and it is not asked for again and again', async () => {
    const SigningCertURL = 'https://sns.eu-west-1.amazonaws.com/SimpleNotificationService-away.pem'.replace(
      'away',
      'f00d',
    );
    const before = SNS.fetched.length;
    const message = SNS.signed(notification(anEvent('Delivery'), { SigningCertURL }));
    for (let i = 0; i < 3; i++) expect((await post(message)).status).toBe(503);
    expect(SNS.fetched).toHaveLength(before + 1);
  });

  it('that are not about a mail of ours are taken and left', async () => {
    const strange = [
      anEvent('Delivery', { mail: {} }),
      anEvent('DeliveryDelay'),
      'Successfully validated SNS topic',
      'null',
    ];
    for (const event of strange)
      expect((await post(SNS.signed(notification(event)), 'application/json')).status).toBe(204);
    const text = { key: '', text: '{}', headers: { 'content-type': 'text/plain' } };
    expect((await gateway.ask('POST', '/callbacks/sendgrid', text)).status).toBe(415);
  });
});
