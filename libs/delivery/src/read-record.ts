import { dispatchRecord, type Channel, type DispatchRecord } from '#libs/contracts';
import type { ConsumedRecord } from '#libs/messaging';

export type ReadRecord = { readonly dispatch: DispatchRecord } | { readonly problem: string };

/** Never throws: what nobody can read is said to be so, and stalls nothing. The problem names fields, never their values. */
export function readRecord(record: ConsumedRecord, channel: Channel): ReadRecord {
  let json: unknown;
  try {
    json = JSON.parse(record.value);
  } catch {
    return { problem: 'not JSON' };
  }
  const parsed = dispatchRecord.safeParse(json);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    return { problem: `${issue?.path.join('.') || 'value'}: ${issue?.code ?? 'invalid'}`.slice(0, 200) };
  }
  if (parsed.data.channel !== channel) return { problem: 'channel: of another app' };
  return { dispatch: parsed.data };
}
