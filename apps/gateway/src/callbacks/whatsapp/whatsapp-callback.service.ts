import { problems } from '#libs/http';
import type { Callbacks } from '../receive-callbacks.service.js';
import { areSameBytes } from '../same-bytes.js';
import { readSignedJson } from '../signed-json.js';
import { readWhatsapp } from './whatsapp.events.js';
import { isSignedByMeta } from './whatsapp.signature.js';

export interface WhatsappSecrets {
  /** Of the app at Meta; signs. */
  readonly appSecret: string | undefined;
  /** A word of our own, by which Meta shows that it was we who named this address to it. */
  readonly verifyToken: string | undefined;
}

/** Meta signs no time of the call; that of each status and message is in what it signs. */
export class WhatsappCallbackService {
  constructor(
    private readonly secrets: WhatsappSecrets,
    private readonly callbacks: Callbacks,
  ) {}

  async receive(body: unknown, signature: string | undefined): Promise<void> {
    const { appSecret } = this.secrets;
    const bytes = Buffer.isBuffer(body) ? body : Buffer.alloc(0);
    if (!appSecret) throw problems.notFound('No callbacks of this provider are expected');
    if (!isSignedByMeta(appSecret, bytes, signature)) throw problems.forbidden('The signature is not valid');
    await this.callbacks.receive(readWhatsapp(readSignedJson(bytes)));
  }

  /** Asked once, when the address is named to Meta: says its challenge again. */
  answerTo(query: Readonly<Record<string, unknown>>): string {
    const { verifyToken } = this.secrets;
    if (!verifyToken) throw problems.notFound('No callbacks of this provider are expected');
    const { 'hub.mode': mode, 'hub.verify_token': token, 'hub.challenge': challenge } = query;
    const isMeta = mode === 'subscribe' && areSameBytes(Buffer.from(String(token)), Buffer.from(verifyToken));
    if (!isMeta || typeof challenge !== 'string' || !/^[\w-]{1,200}$/.test(challenge))
      throw problems.forbidden('The token is not ours');
    return challenge;
  }
}
