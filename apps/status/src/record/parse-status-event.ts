import { statusEvent, type StatusEvent } from '#libs/contracts';

export type Parsed =
  { readonly ok: true; readonly event: StatusEvent } | { readonly ok: false; readonly problem: string };

/** Names the field that is wrong, never its value. */
export function parseStatusEvent(value: string): Parsed {
  let json: unknown;
  try {
    json = JSON.parse(value);
  } catch {
    return { ok: false, problem: 'not JSON' };
  }
  const result = statusEvent.safeParse(json);
  if (result.success) return { ok: true, event: result.data };
  const fields = result.error.issues.map((issue) => issue.path.join('.') || '(whole)');
  return { ok: false, problem: `not a status event: ${fields.join(', ')}` };
}
