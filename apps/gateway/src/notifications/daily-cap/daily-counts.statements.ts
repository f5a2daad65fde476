import type { Statement } from '#libs/persistence';

/** Whose count it is: of a category, for a person, on a day of theirs. */
export interface DailyCount {
  readonly tenantId: string;
  readonly person: string;
  readonly category: string;
  readonly day: string;
}

export interface Wanted extends DailyCount {
  readonly wanted: number;
  readonly cap: number;
}

export interface Taken {
  readonly tenant_id: string;
  readonly person: string;
  readonly category: string;
  readonly day: string;
  readonly taken: number;
}

const columns = (rows: readonly DailyCount[]): unknown[] => [
  rows.map(({ tenantId }) => tenantId),
  rows.map(({ person }) => person),
  rows.map(({ category }) => category),
  rows.map(({ day }) => day),
];

/** Counts of each as many as are wanted and fit under its cap, and says how many. Rows of different keys, sorted. */
export const takeDaily = (rows: readonly Wanted[]): Statement => ({
  name: 'daily-counts.take',
  text: `insert into daily_counts as c (tenant_id, person, category, day, count, taken, cap)
    select tenant_id, person, category, day, least(wanted, cap), least(wanted, cap), cap
    from unnest($1::text[], $2::text[], $3::text[], $4::date[], $5::int[], $6::int[])
      as asked(tenant_id, person, category, day, wanted, cap)
    on conflict (tenant_id, person, category, day) do update set
      count = c.count + greatest(0, least(excluded.count, excluded.cap - c.count)),
      taken = greatest(0, least(excluded.count, excluded.cap - c.count)),
      cap = excluded.cap
    returning tenant_id, person, category, day::text, taken`,
  values: [...columns(rows), rows.map(({ wanted }) => wanted), rows.map(({ cap }) => cap)],
});

/** What was counted and did not go out after all. The rows are locked by whoever counted them. */
export const giveBackDaily = (rows: readonly DailyCount[]): Statement => ({
  name: 'daily-counts.give-back',
  text: `update daily_counts c set count = c.count - g.n
    from (select tenant_id, person, category, day, count(*)::int as n
      from unnest($1::text[], $2::text[], $3::text[], $4::date[]) as given(tenant_id, person, category, day)
      group by 1, 2, 3, 4) g
    where (c.tenant_id, c.person, c.category, c.day) = (g.tenant_id, g.person, g.category, g.day)`,
  values: columns(rows),
});

/** Days differ by as much as a day around the earth. */
const KEPT_DAYS = 2;

export const deleteOldCounts = (limit: number): Statement => ({
  name: 'daily-counts.delete-old',
  text: `with old as (
      select tenant_id, person, category, day from daily_counts
      where day < (now() at time zone 'UTC')::date - ${KEPT_DAYS} order by day limit $1
    )
    delete from daily_counts c using old
    where (c.tenant_id, c.person, c.category, c.day) = (old.tenant_id, old.person, old.category, old.day)
    returning 1 as deleted`,
  values: [limit],
});
