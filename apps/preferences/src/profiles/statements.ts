import type { UserKey } from '#libs/contracts';
import type { Statement } from '#libs/persistence';
import { UNHASHED } from '../hashes/hashes.statements.js';

const COLUMNS = 'u.version, u.sealed, u.preferences::text as preferences, u.locale, u.time_zone';

const columns = (keys: readonly UserKey[]) => [keys.map((k) => k.tenant_id), keys.map((k) => k.user_id)];

/** The place of a row's key among those that were given, from one. */
export interface Placed {
  readonly n: number;
}

/** Locks in the order given; all who write give them sorted, so that nobody waits in a circle. Answers which of them are there. */
export const lockUsers = (keys: readonly UserKey[]): Statement => ({
  name: 'users.lock',
  text: `
    select k.n::int as n, ${COLUMNS}
    from unnest($1::text[], $2::text[]) with ordinality as k (tenant_id, user_id, n)
    join users u using (tenant_id, user_id)
    order by k.n
    for update of u`,
  values: columns(keys),
});

export const lookupUsers = (keys: readonly UserKey[]): Statement => ({
  name: 'users.lookup',
  text: `
    select u.tenant_id, u.user_id, ${COLUMNS}, e.reason as email_suppressed, p.reason as phone_suppressed, c.reason as chat_suppressed,
      ${UNHASHED} as unhashed
    from unnest($1::text[], $2::text[]) as k (tenant_id, user_id)
    join users u using (tenant_id, user_id)
    left join suppressions e on e.tenant_id = u.tenant_id and e.channel = 'email' and e.address_hash = u.email_hash
      and e.lifted_at is null and (e.expires_at is null or e.expires_at > now())
    left join suppressions p on p.tenant_id = u.tenant_id and p.channel = 'sms' and p.address_hash = u.phone_hash
      and p.lifted_at is null and (p.expires_at is null or p.expires_at > now())
    left join suppressions c on c.tenant_id = u.tenant_id and c.channel = 'chat' and c.address_hash = u.phone_hash
      and c.lifted_at is null and (c.expires_at is null or c.expires_at > now())`,
  values: columns(keys),
});

export interface ChangedUser extends UserKey {
  readonly sealed: string;
  readonly email_hash: string | null;
  readonly phone_hash: string | null;
  readonly preferences: string;
  readonly locale: string | null;
  readonly time_zone: string | null;
}

const CHANGED = `
      select *, nextval('versions') as version
      from unnest($1::text[], $2::text[], $3::text[], $4::json[], $5::text[], $6::text[], $7::text[], $8::text[])
        with ordinality as c (tenant_id, user_id, sealed, preferences, locale, time_zone, email_hash, phone_hash, n)`;

const changedColumns = (users: readonly ChangedUser[]) => [
  ...columns(users),
  users.map((u) => u.sealed),
  users.map((u) => u.preferences),
  users.map((u) => u.locale),
  users.map((u) => u.time_zone),
  users.map((u) => u.email_hash),
  users.map((u) => u.phone_hash),
];

/** Sorted. One that another transaction is making is waited for, and not answered: whoever asks begins again, and finds it. */
export const insertUsers = (users: readonly ChangedUser[]): Statement => ({
  name: 'users.insert',
  text: `
    insert into users (tenant_id, user_id, sealed, preferences, locale, time_zone, email_hash, phone_hash, version,
      hashed_version)
    select c.tenant_id, c.user_id, c.sealed, c.preferences, c.locale, c.time_zone, c.email_hash, c.phone_hash, c.version, c.version
    from (${CHANGED}) as c
    on conflict do nothing
    returning tenant_id, user_id, version`,
  values: changedColumns(users),
});

/** Answers the places of those that are there, and their versions. */
export const updateUsers = (users: readonly ChangedUser[]): Statement => ({
  name: 'users.update',
  text: `
    update users u
    set version = c.version, hashed_version = c.version, sealed = c.sealed, preferences = c.preferences, locale = c.locale,
      time_zone = c.time_zone, email_hash = c.email_hash, phone_hash = c.phone_hash, updated_at = now()
    from (${CHANGED}) as c
    where u.tenant_id = c.tenant_id and u.user_id = c.user_id
    returning c.n::int as n, u.version`,
  values: changedColumns(users),
});

export const deleteUsers = (keys: readonly UserKey[]): Statement => ({
  name: 'users.delete',
  text: `
    with k as (select * from unnest($1::text[], $2::text[]) as k (tenant_id, user_id)),
      tokens as (delete from device_tokens t using k where t.tenant_id = k.tenant_id and t.user_id = k.user_id)
    delete from users u using k
    where u.tenant_id = k.tenant_id and u.user_id = k.user_id
    returning u.tenant_id, u.user_id`,
  values: columns(keys),
});

export interface TokenOwner extends UserKey {
  readonly token_hash: string;
}

const hashes = (tokens: readonly TokenOwner[]) => [...columns(tokens), tokens.map((t) => t.token_hash)];

/** Who else has one of these tokens. */
export const otherOwners = (tokens: readonly TokenOwner[]): Statement => ({
  name: 'device_tokens.others',
  text: `
    select t.tenant_id, t.user_id, t.token_hash
    from unnest($1::text[], $2::text[], $3::text[]) as k (tenant_id, user_id, token_hash)
    join device_tokens t using (tenant_id, token_hash)
    where t.user_id <> k.user_id`,
  values: hashes(tokens),
});

export const ownTokens = (tokens: readonly TokenOwner[]): Statement => ({
  name: 'device_tokens.own',
  text: `
    insert into device_tokens (tenant_id, user_id, token_hash)
    select distinct on (tenant_id, token_hash) *
    from unnest($1::text[], $2::text[], $3::text[]) as k (tenant_id, user_id, token_hash)
    order by tenant_id, token_hash
    on conflict (tenant_id, token_hash) do update set user_id = excluded.user_id`,
  values: hashes(tokens),
});
