import { createHmac, randomBytes } from 'node:crypto';
import type { CallbackCourier, OwedCallback, Told } from '../../callbacks/callback-queue.js';
import { postCallback } from '../../callbacks/post-callback.js';

/** SHA-256 HMAC, in hex, over the sorted fields, each as `&name=value`; `&` and `=` in a value count as `_`. */
export function vonageSignature(secret: string, fields: Readonly<Record<string, string>>): string {
  const text = Object.keys(fields)
    .filter((name) => name !== 'sig')
    .sort()
    .map((name) => `&${name}=${fields[name]!.replace(/[&=]/g, '_')}`)
    .join('');
  return createHmac('sha256', secret).update(text, 'utf8').digest('hex');
}

/** Its own words for why: 1 unknown, 6 anti-spam, 3 a number that is not in service … */
const NOT_IN_SERVICE = 3;

const stamp = (at: Date) => at.toISOString().replace('T', ' ').slice(0, 19);

function receiptFields({ kind, send, errorCode }: OwedCallback, at = new Date()): Record<string, string> {
  const failed = kind === 'failed' || kind === 'rejected' || kind === 'expired';
  return {
    msisdn: send.to.replace(/^\+/, ''),
    to: send.sender ?? '',
    'network-code': '23410',
    messageId: send.message_id,
    price: '0.03330000',
    status: kind,
    scts: at.toISOString().replace(/[-:T]/g, '').slice(2, 12),
    'err-code': String(failed ? (errorCode ?? NOT_IN_SERVICE) : 0),
    'api-key': 'abcd1234',
    'message-timestamp': stamp(at),
    timestamp: String(Math.floor(at.getTime() / 1_000)),
    nonce: randomBytes(16).toString('hex'),
    ...(send.reference !== undefined && { 'client-ref': send.reference }),
  };
}

/** One call for each status, to the address that the message itself named. */
export class VonageCourier implements CallbackCourier {
  readonly group = 16;

  constructor(private readonly secret: string) {}

  async tell(callbacks: readonly OwedCallback[]): Promise<Told> {
    const results = await Promise.all(callbacks.map((callback) => this.tellOne(callback)));
    return results.includes('again') ? 'again' : results.includes('dropped') ? 'dropped' : 'done';
  }

  private tellOne(callback: OwedCallback): Promise<Told> {
    const url = callback.send.callback_url;
    if (!url) return Promise.resolve('done');
    const fields = receiptFields(callback);
    const body = JSON.stringify({ ...fields, sig: vonageSignature(this.secret, fields) });
    return postCallback(url, { 'content-type': 'application/json' }, body);
  }
}
