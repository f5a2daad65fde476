/** Brings each record to the station of the account that is to send it. */
import { target, type DispatchRecord, type Target } from '#libs/contracts';
import type { Item } from '../item.js';
import { namesOf } from '../pauses/paused-wish.js';
import { untilWritten } from '../persist.js';
import type { Equipment, LaneParts, StationPorts } from '../ports.js';
import { Station } from '../station/station.js';
import { isForSimulator } from '../wish.js';
import type { Account } from './account.js';
import { choose } from './choose.js';
import { isFor, takesAll } from './serves.js';
import { WaitingRoom } from './waiting-room.js';

/** How often in the time after which a station is given up. */
const SWEEPS = 10;

export class Router {
  private readonly stations = new Map<Account, Station>();
  /** Of the one account that there ever is. */
  private readonly only: Station | undefined;
  private readonly simulated: Station | undefined;
  /** Whose accounts are being looked up. */
  private readonly comers = new Map<string, Item[]>();
  private readonly held: WaitingRoom;
  private readonly stopping = new AbortController();
  private readonly sweeper: NodeJS.Timeout;

  constructor(
    private readonly parts: LaneParts,
    private readonly refuse: StationPorts['refuse'],
  ) {
    const { accounts, simulation, equipper, priority } = parts;
    this.held = new WaitingRoom(parts, this.stopping.signal, refuse);
    if (simulation) this.simulated = this.make(simulation.account, simulation.equipment, false, true);
    const [only, ...others] = accounts.fixed ?? [];
    if (only && others.length === 0 && takesAll(only)) {
      this.only = this.make(only, equipper.equip(only, priority), true);
      this.stations.set(only, this.only);
    }
    accounts.onChange((ids) => {
      const changed = new Set(ids);
      this.retire(({ account }) => changed.has(account.id));
    });
    const unused = (station: Station): boolean => station !== this.only && station.isUnused;
    this.sweeper = setInterval(() => this.retire(unused), parts.timing.idleMs / SWEEPS).unref();
  }

  /** Tell `pump` when all have been put. */
  put(item: Item): void {
    const { dispatch } = item;
    if (this.simulated && isForSimulator(dispatch)) return this.simulated.add(item);
    const { pauses } = this.parts;
    if (pauses?.any && pauses.holding(dispatch) !== undefined) return this.held.add(item);
    if (this.only) return this.only.add(item);
    const coming = this.comers.get(dispatch.tenant_id);
    if (coming) return void coming.push(item);
    const accounts = this.parts.accounts.of(dispatch.tenant_id);
    if (accounts instanceof Promise) this.lookUp(dispatch.tenant_id, accounts, item);
    else this.route(item, accounts);
  }

  pump(): void {
    for (const station of this.all()) station.pump();
    this.held.flush();
  }

  purge(): void {
    for (const station of this.all()) station.purge();
  }

  async stop(withinMs: number): Promise<void> {
    clearInterval(this.sweeper);
    this.stopping.abort(new Error('stopping'));
    await Promise.all(Array.from(this.all(), (station) => station.stop(withinMs)));
  }

  private *all(): Iterable<Station> {
    yield* this.stations.values();
    if (this.simulated) yield this.simulated;
  }

  private lookUp(tenantId: string, coming: Promise<readonly Account[]>, first: Item): void {
    const items = [first];
    this.comers.set(tenantId, items);
    const { log, accounts } = this.parts;
    const told = (err: unknown): void => log.warn({ err }, 'the accounts of a tenant wait for the database');
    let asked: typeof coming | undefined = coming;
    const ask = async (): Promise<readonly Account[]> => {
      const answer = asked ?? accounts.of(tenantId);
      asked = undefined;
      return answer;
    };
    void untilWritten(ask, this.stopping.signal, told)
      .then((found) => {
        this.comers.delete(tenantId);
        for (const item of items) this.route(item, found);
        this.pump();
      })
      .catch((err: unknown) => {
        this.comers.delete(tenantId);
        if (!this.stopping.signal.aborted)
          log.error({ err, records: items.length }, 'nobody knows who sends for a tenant');
        for (const item of items) item.leave();
      });
  }

  private route(item: Item, accounts: readonly Account[]): void {
    if (this.stopping.signal.aborted || item.cancelled) return item.leave();
    const [first] = accounts;
    if (first && accounts.length === 1 && takesAll(first)) {
      item.accounts = undefined;
      return this.stationOf(first).add(item);
    }
    const serving = this.serving(item.dispatch, accounts);
    item.accounts = serving;
    const station = choose(
      this.unpaused(item.dispatch, serving).map((account) => this.stationOf(account)),
      item.dispatch.avoid,
      this.parts.random,
    );
    if (station) station.add(item);
    else this.held.add(item);
  }

  private unpaused(dispatch: DispatchRecord, accounts: readonly Account[]): readonly Account[] {
    const { pauses } = this.parts;
    if (!pauses?.any) return accounts;
    return accounts.filter((account) => pauses.holding(dispatch, namesOf(account)) === undefined);
  }

  private serving(dispatch: DispatchRecord, accounts: readonly Account[]): readonly Account[] {
    if (accounts.every(takesAll)) return accounts;
    const target = this.targetOf(dispatch);
    return accounts.filter((account) => isFor(account, target));
  }

  /** What cannot be opened is found out by whoever is to send it. */
  private targetOf({ tenant_id, target: sealed }: DispatchRecord): Target | undefined {
    try {
      return target.parse(JSON.parse(this.parts.vault.open(tenant_id, sealed)));
    } catch {
      return undefined;
    }
  }

  private hasOther(item: Item, called: Account): boolean {
    const { avoid = [] } = item.dispatch;
    return (item.accounts ?? []).some(
      (account) => account !== called && !avoid.includes(account.id) && this.stations.get(account)?.standing !== 'shut',
    );
  }

  private stationOf(account: Account): Station {
    const known = this.stations.get(account);
    if (known) return known;
    const station = this.make(account, this.parts.equipper.equip(account, this.parts.priority), false);
    this.stations.set(account, station);
    return station;
  }

  private make(account: Account, equipment: Equipment, isAlone: boolean, isSimulated?: true): Station {
    const hasOther = (item: Item): boolean => this.hasOther(item, account);
    const elsewhere = (items: Item[]): void => this.again(items);
    const parts = { ...this.parts, ...equipment, account, isAlone, hasOther, ...(isSimulated && { isSimulated }) };
    return new Station(parts, { elsewhere, refuse: this.refuse });
  }

  private again(items: Item[]): void {
    for (const item of items) this.put(item);
    this.pump();
  }

  /** Their items are routed anew, by what the book says now. What they had of an account goes with its last station. */
  private retire(which: (station: Station) => boolean): void {
    for (const [account, station] of this.stations) {
      if (!which(station)) continue;
      this.stations.delete(account);
      void station.retire().then(() => this.parts.equipper.giveBack(account));
    }
  }
}
