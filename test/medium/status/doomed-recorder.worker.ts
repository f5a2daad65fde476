/**
 * Stores events and is killed in the middle: with all of it in a transaction that is not committed, or committed with nothing emitted. It runs what was
 * built: Node strips types, but knows no properties in constructors.
 * Arguments: the database's address, schema, point, events as JSON, the vault's key in base64.
 */
import type { StatusEvent } from '#libs/contracts';
import { Outbox, type RecordEmitter, type Staged } from '#libs/messaging';
import { Database, type Transaction } from '#libs/persistence';
import { LocalKeys, Vault } from '#libs/vault';
import type { Standing } from '../../../apps/status/src/subscriptions/standing.js';

const dist = '../../../dist/apps/status/src';

type Record = typeof import('../../../apps/status/src/record/event-store.js');
type Active = typeof import('../../../apps/status/src/subscriptions/active-subscriptions.js');
type Teller = typeof import('../../../apps/status/src/subscriptions/event-teller.js');

const { EventStore } = (await import(`${dist}/record/event-store.js`)) as Record;
const { ActiveSubscriptions } = (await import(`${dist}/subscriptions/active-subscriptions.js`)) as Active;
const { EventTeller } = (await import(`${dist}/subscriptions/event-teller.js`)) as Teller;

const [url = '', schema = '', point = '', events = '', key = ''] = process.argv.slice(2);
const stop = (): Promise<never> => {
  process.send?.({ at: point });
  return new Promise(() => {});
};

const db = Database.connect(url, { schema, name: 'doomed', max: 2 });
const vault = new Vault(new LocalKeys([{ id: 'k1', key: Buffer.from(key, 'base64') }]));
const silent = { debug() {}, info() {}, warn() {}, error() {} };
const subscriptions = new ActiveSubscriptions(db, vault, silent);
const nowhere: RecordEmitter = { up: true, emit: stop, onUp: () => {}, whenUp: () => Promise.resolve() };

class DoomedTeller extends EventTeller {
  override async tell(tx: Transaction, all: readonly StatusEvent[], standings: readonly Standing[]): Promise<Staged> {
    const staged = await super.tell(tx, all, standings);
    if (point === 'after_commit') return staged;
    await tx.query({ name: 'flush', text: 'select 1', values: [] });
    return stop();
  }
}

await subscriptions.read();
const teller = new DoomedTeller(subscriptions, new Outbox(db, nowhere, { leaseMs: 500 }), vault);
await new EventStore(db, 0, teller).store(JSON.parse(events) as StatusEvent[]);
