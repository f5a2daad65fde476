/** What Amazon SNS posts: an envelope, signed, around the words of whoever publishes. */
import { z } from 'zod';

const text = z.string().max(512);

const common = {
  MessageId: text,
  TopicArn: text,
  Message: z.string(),
  Timestamp: z.iso.datetime(),
  SignatureVersion: z.enum(['1', '2']),
  Signature: z.string().max(4_096),
  SigningCertURL: z.string().max(1_024),
};

export const snsMessage = z.discriminatedUnion('Type', [
  z.object({ Type: z.literal('Notification'), ...common, Subject: z.string().nullish() }),
  z.object({
    Type: z.enum(['SubscriptionConfirmation', 'UnsubscribeConfirmation']),
    ...common,
    Token: z.string().max(4_096),
    SubscribeURL: z.string().max(4_096),
  }),
]);

export type SnsMessage = z.infer<typeof snsMessage>;

const SIGNED: Record<SnsMessage['Type'], readonly string[]> = {
  Notification: ['Message', 'MessageId', 'Subject', 'Timestamp', 'TopicArn', 'Type'],
  SubscriptionConfirmation: ['Message', 'MessageId', 'SubscribeURL', 'Timestamp', 'Token', 'TopicArn', 'Type'],
  UnsubscribeConfirmation: ['Message', 'MessageId', 'SubscribeURL', 'Timestamp', 'Token', 'TopicArn', 'Type'],
};

/** Each field that is there on a line of its own, below its name. */
export const signedText = (message: SnsMessage): string =>
  SIGNED[message.Type]
    .map((name) => [name, (message as Readonly<Record<string, unknown>>)[name]])
    .filter(([, value]) => typeof value === 'string')
    .map(([name, value]) => `${name as string}\n${value as string}\n`)
    .join('');
