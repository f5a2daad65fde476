import type { Redis } from 'ioredis';
import type { Channel, Priority } from '#libs/contracts';
import type { Log } from '#libs/messaging';
import { BREAKER_STATE, metrics } from '#libs/observability';
import { ProviderBreaker, Slots, type BreakerState } from '#libs/resilience';
import { laneMeasures } from '../measures.js';
import type { Equipment, Equipper } from '../ports.js';
import { SharedPace, type Pace } from '../rate/shared-pace.js';
import type { HealthReport } from '../accounts/health-board.js';
import type { Account } from '../routing/account.js';
import { Health } from '../routing/health.js';

/** Calls at once of a station whose provider takes one delivery a call, and of one whose provider takes a group. */
const SINGLE_SLOTS = 128;
const GROUP_SLOTS = 4;

export interface EquipmentOptions {
  readonly channel: Channel;
  /** Of the critical lane, which shares nothing with the others. */
  readonly critical: boolean;
  readonly redis: Redis;
  /** From the opening of a breaker to the call that tries. */
  readonly resetMs: number;
  /** In the place of what fits the provider. */
  readonly slots?: number | undefined;
  readonly log: Log;
}

interface Shared {
  readonly breaker: ProviderBreaker;
  readonly pace: Pace | undefined;
  readonly label: string;
  readonly health: Health;
  /** When its breaker came into its state. */
  since: Date;
  stations: number;
}

/** What the stations of an account need: breaker and rate are shared by the lanes, all else is of one. */
export class EquipmentStore implements Equipper {
  private readonly shared = new Map<Account, Shared>();

  constructor(private readonly options: EquipmentOptions) {}

  equip(account: Account, priority: Priority): Equipment {
    const { provider } = account;
    const shared = this.shared.get(account) ?? this.share(account);
    shared.stations += 1;
    const { breaker, pace, health } = shared;
    const slots = new Slots(this.options.slots ?? (provider.group === 1 ? SINGLE_SLOTS : GROUP_SLOTS));
    return {
      provider,
      breaker,
      pace,
      health,
      slots,
      measures: laneMeasures(this.options.channel, priority, provider.name),
    };
  }

  giveBack(account: Account): void {
    const shared = this.shared.get(account);
    if (!shared || --shared.stations > 0) return;
    this.shared.delete(account);
    shared.breaker.close();
    metrics.breakerState.remove({ provider: shared.label });
  }

  /** How those do that are sent by here. */
  get reports(): HealthReport[] {
    return Array.from(this.shared, ([{ id }, { breaker, since, health }]) => ({
      id,
      state: breaker.state,
      since: since.toISOString(),
      recent_success: health.value,
    }));
  }

  close(): void {
    for (const { breaker } of this.shared.values()) breaker.close();
  }

  private share(account: Account): Shared {
    const label = this.labelOf(account);
    const breaker = this.breaker(label);
    const pace = this.pace(account);
    const shared: Shared = { breaker, pace, label, health: new Health(), since: new Date(), stations: 0 };
    breaker.listen(() => (shared.since = new Date()));
    this.shared.set(account, shared);
    return shared;
  }

  /** Nothing that a tenant wrote: names of providers, and ids of accounts. */
  private labelOf({ id, provider: { name } }: Account): string {
    const label = id.startsWith(name) ? id : `${name}:${id}`;
    return this.options.critical ? `${label}.critical` : label;
  }

  private breaker(label: string): ProviderBreaker {
    const { log, resetMs } = this.options;
    const gauge = metrics.breakerState.labels({ provider: label });
    gauge.set(BREAKER_STATE.closed);
    const onState = (state: BreakerState): void => {
      gauge.set(BREAKER_STATE[state]);
      log.warn({ provider: label, state }, 'breaker');
    };
    return new ProviderBreaker({ name: label, resetMs, onState });
  }

  private pace({ id, perSecond }: Account): Pace | undefined {
    const { channel, redis, critical, log } = this.options;
    return perSecond ? new SharedPace({ redis, key: `pace:{${channel}:${id}}`, perSecond, critical, log }) : undefined;
  }
}
