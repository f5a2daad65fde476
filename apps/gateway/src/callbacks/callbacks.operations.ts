import { z } from 'zod';
import type { Operation } from '../api-page/operation.js';

const signature = (name: string) => ({ name, description: 'Of the provider; without it nothing is taken' });

/** What matters of it is in sendgrid.events.ts; the rest of what providers say is let by. */
const sendgridEvents = z
  .array(z.looseObject({}))
  .meta({ example: [{ event: 'delivered', timestamp: 1_767_000_000, sg_event_id: 'ZGVsaXZlcmVk' }] });

const twilioStatus = z
  .looseObject({ MessageSid: z.string(), MessageStatus: z.string() })
  .meta({ example: { MessageSid: 'SM00000000000000000000000000000001', MessageStatus: 'delivered' } });

const inboundSms = z.looseObject({ MessageSid: z.string(), From: z.string(), Body: z.string() }).meta({
  example: { MessageSid: 'SM00000000000000000000000000000002', From: '+14155550123', To: '+15005550006', Body: 'STOP' },
});

const vonageSigned = { timestamp: z.string(), sig: z.string() };
const SIG = '0'.repeat(64);
const vonageReceipt = z
  .looseObject({ messageId: z.string(), status: z.string(), ...vonageSigned })
  .meta({ example: { messageId: '0A0000000123ABCD1', status: 'delivered', timestamp: '1767000000', sig: SIG } });
const vonageInbound = z
  .looseObject({ messageId: z.string(), msisdn: z.string(), text: z.string(), ...vonageSigned })
  .meta({
    example: { messageId: '0B0000000123ABCD1', msisdn: '14155550123', text: 'STOP', timestamp: '1767000000', sig: SIG },
  });

const snsEnvelope = z
  .looseObject({
    Type: z.string(),
    MessageId: z.string(),
    TopicArn: z.string(),
    Message: z.string(),
    Timestamp: z.string(),
    SignatureVersion: z.enum(['1', '2']),
    Signature: z.string(),
    SigningCertURL: z.string(),
  })
  .meta({
    example: {
      Type: 'Notification',
      MessageId: '00000000-0000-0000-0000-000000000000',
      TopicArn: 'arn:aws:sns:eu-west-1:000000000000:ses',
      Message: '{"eventType":"Delivery"}',
      Timestamp: '2026-01-31T12:00:00.000Z',
      SignatureVersion: '2',
      Signature: 'AAAA',
      SigningCertURL: 'https://sns.eu-west-1.amazonaws.com/SimpleNotificationService-0.pem',
    },
  });

const whatsappCall = z
  .looseObject({ object: z.string(), entry: z.array(z.looseObject({})) })
  .meta({ example: { object: 'whatsapp_business_account', entry: [] } });

const safe = { 204: { description: 'Safe' } };
const form = 'application/x-www-form-urlencoded';

const ofDeployment: readonly Operation[] = [
  {
    method: 'post',
    path: '/callbacks/sendgrid',
    id: 'receiveSendgrid',
    tag: 'Callbacks',
    access: 'signature',
    summary: "SendGrid's event webhook",
    headers: [
      signature('X-Twilio-Email-Event-Webhook-Signature'),
      { name: 'X-Twilio-Email-Event-Webhook-Timestamp', description: 'Seconds; five minutes off at most' },
    ],
    body: sendgridEvents,
    answers: { 200: { description: 'Safe', schema: z.object({ received: z.int() }) } },
  },
  {
    method: 'post',
    path: '/callbacks/twilio',
    id: 'receiveTwilio',
    tag: 'Callbacks',
    access: 'signature',
    summary: "Twilio's status callback",
    headers: [signature('X-Twilio-Signature')],
    body: twilioStatus,
    bodyMedia: form,
    answers: safe,
  },
  {
    method: 'post',
    path: '/callbacks/twilio/inbound',
    id: 'receiveTwilioInbound',
    tag: 'Callbacks',
    access: 'signature',
    summary: 'A message to one of your numbers at Twilio: STOP and START, in several languages, count at once',
    headers: [signature('X-Twilio-Signature')],
    body: inboundSms,
    bodyMedia: form,
    answers: safe,
  },
  {
    method: 'post',
    path: '/callbacks/vonage',
    id: 'receiveVonage',
    tag: 'Callbacks',
    access: 'signature',
    summary: "Vonage's delivery receipt, signed by SHA-256 HMAC; as JSON or a form",
    body: vonageReceipt,
    answers: safe,
  },
  {
    method: 'post',
    path: '/callbacks/vonage/inbound',
    id: 'receiveVonageInbound',
    tag: 'Callbacks',
    access: 'signature',
    summary: 'A message to one of your numbers at Vonage: STOP and START, in several languages, count at once',
    body: vonageInbound,
    answers: safe,
  },
  {
    method: 'post',
    path: '/callbacks/ses',
    id: 'receiveSes',
    tag: 'Callbacks',
    access: 'signature',
    summary: "Amazon SES's events by way of a topic of SNS, whose subscription is confirmed where the topic is yours",
    body: snsEnvelope,
    answers: safe,
  },
  {
    method: 'post',
    path: '/callbacks/whatsapp',
    id: 'receiveWhatsapp',
    tag: 'Callbacks',
    access: 'signature',
    summary: "The webhook of WhatsApp's Cloud API: statuses, and messages that say STOP or START",
    headers: [signature('X-Hub-Signature-256')],
    body: whatsappCall,
    answers: safe,
  },
  {
    method: 'get',
    path: '/callbacks/whatsapp',
    id: 'verifyWhatsapp',
    tag: 'Callbacks',
    access: 'signature',
    summary: 'Meta asks once whether this address is yours',
    query: z.object({
      'hub.mode': z.literal('subscribe').meta({ example: 'subscribe' }),
      'hub.verify_token': z.string().meta({ example: 'a word of your own' }),
      'hub.challenge': z.string().meta({ example: '1158201444' }),
    }),
    answers: { 200: { description: 'The challenge', media: 'text/plain' } },
  },
];

/** The same for an account of a tenant's own: its address is in the answers of /v1/providers. */
const ofAccount = (operation: Operation): Operation => ({
  ...operation,
  path: operation.path.replace(/^(\/callbacks\/\w+)/, '$1/{account}'),
  id: `${operation.id}OfAccount`,
  summary: `${operation.summary}. To an account of a tenant's own, checked by its settings`,
});

export const callbackOperations: readonly Operation[] = [...ofDeployment, ...ofDeployment.map(ofAccount)];
