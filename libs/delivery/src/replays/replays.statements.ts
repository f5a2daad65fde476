import type { DeadLetterFilter, ReplayState, RpcIn } from '#libs/contracts';
import type { Statement } from '#libs/persistence';

export interface ReplayFound {
  readonly id: string;
  readonly tenant_id: string;
  readonly filter: DeadLetterFilter;
  readonly rate: number;
  readonly state: ReplayState;
  /** Moves with every chunk: a chunk that was done is not done again. */
  readonly step: number;
  /** Letters up to this one are done. */
  readonly last_id: string;
  /** Letters from this one on came after the replay was started. */
  readonly until_id: string;
  readonly matched: number;
  readonly replayed: number;
  readonly started_by: string;
  readonly started_at: Date;
  readonly finished_at: Date | null;
}

const COLUMNS = `replay_id as id, tenant_id, filter, rate, state, step, last_id, until_id, matched, replayed, started_by,
  started_at, finished_at`;

/** Answers nothing where it was started before. */
export const startReplay = (
  { id, tenant_id, filter, rate, by }: RpcIn<'delivery.replays.start'>,
  { after, until, matched }: { readonly after: string; readonly until: string; readonly matched: number },
): Statement => ({
  name: 'replays.start',
  text: `insert into replays (replay_id, tenant_id, filter, rate, last_id, until_id, matched, started_by)
    values ($1, $2, $3::json, $4, $5, $6, $7, $8) on conflict (replay_id) do nothing returning ${COLUMNS}`,
  values: [id, tenant_id, JSON.stringify(filter), rate, after, until, matched, by],
});

export const findReplay = (tenantId: string, id: string): Statement => ({
  name: 'replays.find',
  text: `select ${COLUMNS} from replays where replay_id = $2 and tenant_id = $1`,
  values: [tenantId, id],
});

export const lockReplay = (tenantId: string, id: string): Statement => ({
  name: 'replays.lock',
  text: `select ${COLUMNS} from replays where replay_id = $2 and tenant_id = $1 for update`,
  values: [tenantId, id],
});

/** Newest first. */
export const listReplays = ({ tenant_id, cursor, limit }: RpcIn<'delivery.replays.list'>): Statement => ({
  name: 'replays.list',
  text: `select ${COLUMNS} from replays where tenant_id = $1 and ($2::uuid is null or replay_id < $2::uuid)
    order by replay_id desc limit $3`,
  values: [tenant_id, cursor, limit],
});

export const cancelReplay = (tenantId: string, id: string): Statement => ({
  name: 'replays.cancel',
  text: `update replays set state = 'cancelled', finished_at = now()
    where replay_id = $2 and tenant_id = $1 and state = 'running'`,
  values: [tenantId, id],
});

export interface ChunkDone {
  readonly id: string;
  readonly lastId: string;
  readonly replayed: number;
  readonly isLast: boolean;
}

export const advanceReplay = ({ id, lastId, replayed, isLast }: ChunkDone): Statement => ({
  name: 'replays.advance',
  text: `update replays set step = step + 1, last_id = $2, replayed = replayed + $3,
      state = case when $4 then 'done' else state end, finished_at = case when $4 then now() end
    where replay_id = $1`,
  values: [id, lastId, replayed, isLast],
});
