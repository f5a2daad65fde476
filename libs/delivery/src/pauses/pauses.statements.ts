import type { Channel, Pause } from '#libs/contracts';
import type { Statement } from '#libs/persistence';

export interface PauseRow {
  readonly pause_key: string;
  readonly tenant_id: string;
  readonly channel: Channel;
  readonly pause_id: string;
  readonly notification_type: string | null;
  readonly provider: string | null;
  readonly channels: readonly Channel[];
  readonly note: string | null;
  readonly until: Date | null;
  readonly created_at: Date;
}

const COLUMNS =
  'pause_key, tenant_id, channel, pause_id, notification_type, provider, channels, note, until, created_at';
const STANDS = '(until is null or until > now())';

/** Of all tenants: there are few. */
export const standingPauses = (channel: Channel): Statement => ({
  name: 'pauses.standing',
  text: `select ${COLUMNS} from pauses where channel = $1 and ${STANDS}`,
  values: [channel],
});

export const pausesOfTenant = (tenant: string, channel: Channel, id?: string): Statement => ({
  name: 'pauses.of-tenant',
  text: `select ${COLUMNS} from pauses where tenant_id = $1 and channel = $2 and ${STANDS} and ($3::text is null or pause_id = $3)
    order by created_at, pause_id`,
  values: [tenant, channel, id ?? null],
});

export const lockPause = (tenant: string, channel: Channel, id: string): Statement => ({
  name: 'pauses.lock',
  text: `select ${COLUMNS} from pauses where tenant_id = $1 and channel = $2 and pause_id = $3 for update`,
  values: [tenant, channel, id],
});

/** One that stops other things has another key: who still knows it as it was finds that it has ended, and holds nothing by it. */
export const putPause = (key: string, channel: Channel, pause: Pause): Statement => ({
  name: 'pauses.put',
  text: `insert into pauses (pause_key, tenant_id, channel, pause_id, notification_type, provider, channels, note, until)
    values ($1, $2, $3, $4, $5, $6, $7::text[], $8, $9)
    on conflict (tenant_id, channel, pause_id) do update
      set pause_key = case when (pauses.notification_type, pauses.provider) is distinct from ($5::text, $6::text)
          then excluded.pause_key else pauses.pause_key end,
        notification_type = $5, provider = $6, channels = $7::text[], note = $8, until = $9
    returning ${COLUMNS}`,
  values: [
    key,
    pause.tenant_id,
    channel,
    pause.id,
    pause.notification_type ?? null,
    pause.provider ?? null,
    pause.channels,
    pause.note ?? null,
    pause.until ?? null,
  ],
});

export const deletePause = (tenant: string, channel: Channel, id: string): Statement => ({
  name: 'pauses.delete',
  text: 'delete from pauses where tenant_id = $1 and channel = $2 and pause_id = $3 returning pause_key',
  values: [tenant, channel, id],
});

/** One whose own end has come; whoever made it longer meanwhile keeps it. */
export const endPause = (key: string): Statement => ({
  name: 'pauses.end',
  text: 'delete from pauses where pause_key = $1 and until <= now() returning tenant_id',
  values: [key],
});

export interface StandingPause {
  readonly pause_key: string;
}

/** In a transaction that holds something by them: whoever ends one waits for it, and releases that too. */
export const keepPauses = (keys: readonly string[]): Statement => ({
  name: 'pauses.keep',
  text: 'select pause_key from pauses where pause_key = any($1::uuid[]) order by pause_key for key share',
  values: [keys],
});
