import type { StoredThings } from './stored-things.js';

const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g;

/** What another tenant must never be told: every text with our mark in it, and every id that we were given. */
export function secretsOf(things: StoredThings, seen: ReadonlyMap<string, unknown>): ReadonlySet<string> {
  const text = JSON.stringify([...seen.values()]);
  const ids = text.match(UUID) ?? [];
  const words = text.match(new RegExp(`[^"\\\\]*${things.mark}[^"\\\\]*`, 'g')) ?? [];
  return new Set([
    things.tenant,
    things.mark,
    ...things.credentials,
    ...[...things.ids.values()].flat().filter((id) => isOurs(id, things)),
    ...ids,
    ...words,
  ]);
}

const isOurs = (id: string, { mark }: StoredThings): boolean => id.includes(mark) || /^[0-9a-f-]{36}$/.test(id);

/** Which of them an answer has, beyond what the asker wrote itself. */
export function leaksOf(secrets: ReadonlySet<string>, answer: string, asked: string): string[] {
  const echoes = [...secrets].filter((secret) => asked.includes(secret)).sort((a, b) => b.length - a.length);
  const own = echoes.reduce((text, echo) => text.replaceAll(echo, ''), answer);
  return [...secrets].filter((secret) => own.includes(secret));
}
