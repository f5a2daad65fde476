import type { UserKey } from '#libs/contracts';
import type { Statement } from '#libs/persistence';

/** Of a row of users, `u`: its hashes are not those of its addresses, or nobody knows. */
export const UNHASHED = 'u.hashed_version is distinct from u.version';

/** After that one, in the order of the key. */
export const unhashedUsers = (after: UserKey, limit: number): Statement => ({
  name: 'users.unhashed',
  text: `
    select u.tenant_id, u.user_id
    from users u
    where (u.tenant_id, u.user_id) > ($1, $2) and ${UNHASHED}
    order by u.tenant_id, u.user_id
    limit $3`,
  values: [after.tenant_id, after.user_id, limit],
});

/** Locked in the order given, as changes lock them: hashed meanwhile by another, they are not found any more. */
export const lockUnhashed = (keys: readonly UserKey[]): Statement => ({
  name: 'users.lock_unhashed',
  text: `
    select u.tenant_id, u.user_id, u.sealed
    from unnest($1::text[], $2::text[]) with ordinality as k (tenant_id, user_id, n)
    join users u using (tenant_id, user_id)
    where ${UNHASHED}
    order by k.n
    for update of u`,
  values: [keys.map((k) => k.tenant_id), keys.map((k) => k.user_id)],
});

export interface HashedUser extends UserKey {
  readonly email_hash: string | null;
  readonly phone_hash: string | null;
}

/** The user stays what it was: only the hashes change, and not the version. */
export const setHashes = (users: readonly HashedUser[]): Statement => ({
  name: 'users.set_hashes',
  text: `
    update users u
    set email_hash = c.email_hash, phone_hash = c.phone_hash, hashed_version = u.version
    from unnest($1::text[], $2::text[], $3::text[], $4::text[]) as c (tenant_id, user_id, email_hash, phone_hash)
    where u.tenant_id = c.tenant_id and u.user_id = c.user_id`,
  values: [
    users.map((u) => u.tenant_id),
    users.map((u) => u.user_id),
    users.map((u) => u.email_hash),
    users.map((u) => u.phone_hash),
  ],
});
