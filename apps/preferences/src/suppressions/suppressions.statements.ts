import type { AddressKey, SuppressibleChannel, SuppressionReason } from '#libs/contracts';
import type { Statement } from '#libs/persistence';

export interface SuppressionRow extends AddressKey {
  readonly id: string;
  readonly reason: SuppressionReason;
  readonly source: string;
  readonly sealed_note: string | null;
  readonly created_at: Date;
  readonly expires_at: Date | null;
}

export type NewSuppression = Omit<SuppressionRow, 'created_at' | 'expires_at'> & { readonly expires_at: string | null };

const COLUMNS =
  's.tenant_id, s.channel, s.address_hash, s.id, s.reason, s.source, s.sealed_note, s.created_at, s.expires_at';

const columns = (addresses: readonly AddressKey[]) => [
  addresses.map((a) => a.tenant_id),
  addresses.map((a) => a.channel),
  addresses.map((a) => a.address_hash),
];

/** Sorted, each address once. `created`: it was not in force before, so that it has the id that was given to it. */
export const upsertSuppressions = (rows: readonly NewSuppression[]): Statement => ({
  name: 'suppressions.upsert',
  text: `
    insert into suppressions as s (tenant_id, channel, address_hash, id, reason, source, sealed_note, expires_at)
    select * from unnest($1::text[], $2::text[], $3::text[], $4::uuid[], $5::text[], $6::text[], $7::text[],
      $8::timestamptz[])
    on conflict (tenant_id, channel, address_hash) do update
      set reason = excluded.reason, source = excluded.source, sealed_note = excluded.sealed_note,
        expires_at = excluded.expires_at, said_at = now(), lifted_at = null,
        id = case when s.lifted_at is null then s.id else excluded.id end,
        created_at = case when s.lifted_at is null then s.created_at else now() end
    returning ${COLUMNS}, s.id = any($4::uuid[]) as created`,
  values: [
    ...columns(rows),
    rows.map((r) => r.id),
    rows.map((r) => r.reason),
    rows.map((r) => r.source),
    rows.map((r) => r.sealed_note),
    rows.map((r) => r.expires_at),
  ],
});

export const findSuppressions = (addresses: readonly AddressKey[]): Statement => ({
  name: 'suppressions.find',
  text: `
    select ${COLUMNS}
    from unnest($1::text[], $2::text[], $3::text[]) as k (tenant_id, channel, address_hash)
    join suppressions s using (tenant_id, channel, address_hash)
    where s.lifted_at is null and (s.expires_at is null or s.expires_at > now())`,
  values: columns(addresses),
});

export interface SuppressionQuery {
  readonly tenant_id: string;
  readonly channel?: SuppressibleChannel | undefined;
  readonly cursor?: string | undefined;
  readonly limit: number;
}

/** Ids begin with their time: newest first. */
export const listSuppressions = ({ tenant_id, channel, cursor, limit }: SuppressionQuery): Statement => ({
  name: 'suppressions.list',
  text: `
    select ${COLUMNS}
    from suppressions s
    where s.tenant_id = $1 and s.lifted_at is null and ($2::text is null or s.channel = $2) and ($3::uuid is null or s.id < $3)
    order by s.id desc
    limit $4`,
  values: [tenant_id, channel ?? null, cursor ?? null, limit],
});

export const deleteSuppressions = (ids: readonly { readonly tenant_id: string; readonly id: string }[]): Statement => ({
  name: 'suppressions.delete',
  text: `
    update suppressions s set lifted_at = greatest(now(), s.said_at), sealed_note = null
    from unnest($1::text[], $2::uuid[]) as k (tenant_id, id)
    where s.tenant_id = k.tenant_id and s.id = k.id and s.lifted_at is null
    returning s.tenant_id, s.channel, s.address_hash, s.id`,
  values: [ids.map((i) => i.tenant_id), ids.map((i) => i.id)],
});

/** The stored users who have one of these addresses. */
export const usersAt = (addresses: readonly AddressKey[]): Statement => ({
  name: 'users.at_addresses',
  text: `
    select u.tenant_id, u.user_id
    from unnest($1::text[], $2::text[], $3::text[]) as k (tenant_id, channel, address_hash)
    join users u on u.tenant_id = k.tenant_id and u.email_hash = k.address_hash
    where k.channel = 'email'
    union all
    select u.tenant_id, u.user_id
    from unnest($1::text[], $2::text[], $3::text[]) as k (tenant_id, channel, address_hash)
    join users u on u.tenant_id = k.tenant_id and u.phone_hash = k.address_hash
    where k.channel in ('sms', 'chat')`,
  values: columns(addresses),
});
