import { verify } from 'node:crypto';
import { problems, readJson } from '#libs/http';
import { logger } from '#libs/observability';
import type { Callbacks } from '../receive-callbacks.service.js';
import { readSesEvent } from './ses.events.js';
import type { SigningKeys } from './signing-keys.js';
import { certificateAddress, confirmationAddress } from './sns-addresses.js';
import { signedText, snsMessage, type SnsMessage } from './sns.message.js';

const log = logger('callbacks');

export interface SesCallbackParts {
  /** Of ours; without one, nothing is expected. */
  readonly topics: readonly string[];
  readonly keys: SigningKeys;
  readonly fetchText: (url: string) => Promise<string>;
  readonly callbacks: Callbacks;
}

/**
 * SES tells by way of SNS, which posts one event at a time. Its signature has no age: a message is tried for an hour and more. One
 * that is told again is harmless by the ids and times that are signed with it.
 */
export class SesCallbackService {
  constructor(private readonly parts: SesCallbackParts) {}

  async receive(body: unknown): Promise<void> {
    const { topics, callbacks } = this.parts;
    if (topics.length === 0) throw problems.notFound('No callbacks of this provider are expected');
    const checked = snsMessage.safeParse(readJson(Buffer.isBuffer(body) ? body : Buffer.alloc(0)));
    // Whoever knows no topic of ours has us fetch nothing.
    if (!checked.success || !topics.includes(checked.data.TopicArn) || !(await this.isSigned(checked.data)))
      throw problems.forbidden('The signature is not valid');
    const message = checked.data;
    if (message.Type === 'SubscriptionConfirmation') return this.confirm(message);
    if (message.Type === 'UnsubscribeConfirmation')
      return log.warn({ topic: message.TopicArn }, 'SNS does not tell us of this topic any more');
    const event = readSesEvent(jsonIn(message.Message));
    if (event) await callbacks.receive({ events: [event] });
  }

  private async isSigned(message: SnsMessage): Promise<boolean> {
    const address = certificateAddress(message.SigningCertURL);
    if (address === undefined) return false;
    const key = await this.parts.keys.of(address).catch((error: unknown) => {
      log.warn({ err: error }, 'the certificate of SNS cannot be had');
      throw problems.unavailable('The certificate cannot be had at present');
    });
    const algorithm = message.SignatureVersion === '1' ? 'sha1' : 'sha256';
    try {
      return verify(algorithm, Buffer.from(signedText(message)), key, Buffer.from(message.Signature, 'base64'));
    } catch {
      return false;
    }
  }

  private async confirm({ TopicArn, ...message }: SnsMessage): Promise<void> {
    const address = 'SubscribeURL' in message ? confirmationAddress(message.SubscribeURL, TopicArn) : undefined;
    if (address === undefined) throw problems.forbidden('The address does not confirm this topic');
    await this.parts.fetchText(address).catch((error: unknown) => {
      log.warn({ err: error, topic: TopicArn }, 'a topic of SNS is not confirmed');
      throw problems.unavailable('The subscription cannot be confirmed at present');
    });
    log.info({ topic: TopicArn }, 'SNS tells us of this topic from now on');
  }
}

/** What is published to the topic need not be JSON: SES says hello in plain text. */
function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
