import { HmacSha256 } from '#libs/kernel';

/** Standard Webhooks: `v1,` and the HMAC-SHA256 of `id.timestamp.body`, keyed with what `whsec_` is followed by. */
export function sign(secret: string, id: string, timestamp: number, body: string): string {
  const key = Buffer.from(secret.startsWith('whsec_') ? secret.slice(6) : secret, 'base64');
  return `v1,${new HmacSha256(key).of(`${id}.${timestamp}.${body}`, 'base64')}`;
}
