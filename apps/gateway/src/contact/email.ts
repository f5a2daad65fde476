import { domainToASCII } from 'node:url';
import { z } from 'zod';

const MOST = 254;
/** The usual case by one look: plain ASCII, as most addresses are. */
const PLAIN = /^[A-Za-z0-9_+-]+(?:\.[A-Za-z0-9_+-]+)*@((?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63})$/;
/** RFC 6531: letters of any script; nothing that cannot be seen, and nothing that needs quotes. */
const LOCAL = /^[\p{L}\p{N}\p{M}!#$%&'*+/=?^_`{|}~-]+(?:\.[\p{L}\p{N}\p{M}!#$%&'*+/=?^_`{|}~-]+)*$/u;
const DOMAIN = /^(?:[\p{L}\p{N}\p{M}-]+\.)+[\p{L}\p{N}\p{M}-]+$/u;
const ASCII_DOMAIN = /^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+(?:[a-z]{2,63}|xn--[a-z0-9-]{1,59})$/;

/**
 * As it is kept: the domain in its ASCII form and small letters, which is the same domain. What stands before the @ is as it
 * came: only its own server knows which spellings are one mailbox, and letters that look alike are other letters. undefined: not
 * an address.
 */
export function normalEmail(text: string): string | undefined {
  if (text.length > MOST) return undefined;
  const at = text.lastIndexOf('@');
  if (PLAIN.test(text)) return at <= 64 ? text : undefined;
  const [local, domain] = [text.slice(0, at), text.slice(at + 1)];
  if (at < 1 || Buffer.byteLength(local) > 64 || !LOCAL.test(local) || !DOMAIN.test(domain)) return undefined;
  const ascii = domainToASCII(domain);
  const normal = `${local}@${ascii}`;
  return ASCII_DOMAIN.test(ascii) && normal.length <= MOST ? normal : undefined;
}

export const email = z
  .string()
  .max(MOST)
  .transform((text, context) => {
    const normal = normalEmail(text);
    if (normal === undefined) context.addIssue({ code: 'custom', message: 'must be an e-mail address' });
    return normal ?? z.NEVER;
  })
  .meta({ example: 'ada@example.com', description: 'The domain is kept in small letters and in its ASCII form' });
