/** Dead letters, and what was done to many of them, are forgotten some time after nothing more is to be done. Pieces at a time. */
import type { Statement } from '#libs/persistence';

const DAYS = 30;

/** An open letter is kept for ever: somebody still has to look at it. */
const closedLetters =
  (days: number) =>
  (limit: number): Statement => ({
    name: 'dead_letters.forget',
    text: `delete from dead_letters where dead_letter_id in (
        select dead_letter_id from dead_letters
        where state <> 'open' and coalesce(closed_at, resolved_at) < now() - make_interval(days => $1)
        limit $2 for update skip locked)
      returning 1 as deleted`,
    values: [days, limit],
  });

const endedJobs =
  (table: 'replays' | 'discards', id: string) =>
  (days: number) =>
  (limit: number): Statement => ({
    name: `${table}.forget`,
    text: `delete from ${table} where ${id} in (
        select ${id} from ${table} where state <> 'running' and finished_at < now() - make_interval(days => $1)
        limit $2 for update skip locked)
      returning 1 as deleted`,
    values: [days, limit],
  });

/** For janitors. */
export const forgettersOf = (days = DAYS): ((limit: number) => Statement)[] =>
  [closedLetters, endedJobs('replays', 'replay_id'), endedJobs('discards', 'discard_id')].map((of) => of(days));
