import type { HeardLift, HeardSuppression } from '#libs/contracts';
import type { Statement } from '#libs/persistence';
import { BY_STRENGTH } from './heard-words.js';

const strength = (row: string) =>
  `array_position(array[${BY_STRENGTH.map((reason) => `'${reason}'`).join(', ')}], ${row}.reason)`;

const IS_NEW = 's.lifted_at is not null';
/** What runs out by itself says less than what is for good. */
const REPLACES = `(${IS_NEW} or s.expires_at is not null or ${strength('excluded')} > ${strength('s')})`;

const either = (condition: string, column: string) =>
  `${column} = case when ${condition} then excluded.${column} else s.${column} end`;

const columns = (words: readonly (HeardSuppression | HeardLift)[], ids: readonly string[]) => [
  words.map((w) => w.tenant_id),
  words.map((w) => w.channel),
  words.map((w) => w.address_hash),
  ids,
  words.map((w) => w.source),
  words.map((w) => w.said_at),
];

const KEYS = 's.tenant_id, s.channel, s.address_hash';

/** Sorted, each address once; answers those that changed. A word from before the last lift is history. */
export const suppressHeard = (words: readonly HeardSuppression[], ids: readonly string[]): Statement => ({
  name: 'suppressions.hear_suppress',
  text: `
    insert into suppressions as s (tenant_id, channel, address_hash, id, source, said_at, reason)
    select * from unnest($1::text[], $2::text[], $3::text[], $4::uuid[], $5::text[], $6::timestamptz[], $7::text[])
    on conflict (tenant_id, channel, address_hash) do update
      set ${either(REPLACES, 'reason')}, ${either(REPLACES, 'source')}, ${either(REPLACES, 'sealed_note')},
        ${either(IS_NEW, 'id')}, ${either(IS_NEW, 'created_at')},
        expires_at = null, said_at = greatest(s.said_at, excluded.said_at), lifted_at = null
      where case when ${IS_NEW} then excluded.said_at >= s.lifted_at
        else ${REPLACES} or excluded.said_at > s.said_at end
    returning ${KEYS}`,
  values: [...columns(words, ids), words.map((w) => w.reason)],
});

/** A lift of what is not there is kept as well: the word that it takes back may come later. */
export const liftHeard = (words: readonly HeardLift[], ids: readonly string[]): Statement => ({
  name: 'suppressions.hear_lift',
  text: `
    insert into suppressions as s (tenant_id, channel, address_hash, id, source, said_at, reason, lifted_at)
    select *, 'stop', said_at from unnest($1::text[], $2::text[], $3::text[], $4::uuid[], $5::text[], $6::timestamptz[])
      as w (tenant_id, channel, address_hash, id, source, said_at)
    on conflict (tenant_id, channel, address_hash) do update
      set lifted_at = excluded.lifted_at
      where s.lifted_at < excluded.lifted_at
        or (s.lifted_at is null and s.reason = 'stop' and s.said_at < excluded.lifted_at)
    returning ${KEYS}`,
  values: columns(words, ids),
});
