import { isUtf8 } from 'node:buffer';

export type VonageFields = Readonly<Record<string, string>>;

/** A form or flat JSON, as the account has it set; undefined for anything else, which nobody signed. */
export function vonageFields(body: Buffer, contentType: string | undefined): VonageFields | undefined {
  if (!isUtf8(body)) return undefined;
  const text = body.toString('utf8');
  if (!contentType?.includes('json')) return Object.fromEntries(new URLSearchParams(text));
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
    const entries = Object.entries(value);
    return entries.every(([, one]) => typeof one === 'string' || typeof one === 'number')
      ? Object.fromEntries(entries.map(([name, one]) => [name, String(one)]))
      : undefined;
  } catch {
    return undefined;
  }
}
