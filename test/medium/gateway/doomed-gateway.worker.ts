/**
 * A gateway that stops in its first intake or its first callback, just before or just after the commit, when preferences have been told
 * what a callback said, or where it takes its first step of an escalation, so that it can be killed there.
 * Arguments: its config as JSON, schema, point. It runs what was built: Node strips types, but knows no decorators.
 */
import { FakeKafka } from './fake-kafka.js';

const dist = '../../../dist/apps/gateway/src';

interface Tx {
  query(statement: object): Promise<unknown>;
}
interface Transactions {
  transaction<T>(work: (tx: Tx) => Promise<T>): Promise<T>;
}

interface Peer {
  call(pattern: string, payload: object): Promise<unknown>;
}

interface Row {
  readonly records: readonly { readonly value: string }[];
}
interface Stages {
  stage(tx: Tx, rows: readonly Row[]): Promise<object>;
  release(staged: object): void;
}

interface App {
  listen(port: number, host: string): Promise<void>;
  getUrl(): Promise<string>;
}
interface Built {
  readonly Resources: new (
    config: object,
    stand: object,
  ) => { normal: Transactions; critical: Transactions; reading: Transactions; outbox: Stages; directory: Peer };
  readonly createGateway: (resources: object) => Promise<App>;
}

const [json = '', schema = '', point = ''] = process.argv.slice(2);
const isStep = point.startsWith('step_');
const say = (message: object): void => void process.send?.(message);
const forever = new Promise<never>(() => {});
const config = JSON.parse(json, (name, value: unknown) =>
  name === 'key' ? Buffer.from((value as { data: number[] }).data) : value,
) as object;

const stop = (): Promise<never> => {
  say({ at: point });
  return forever;
};

function stopAt(db: Transactions): void {
  const transaction = db.transaction.bind(db);
  db.transaction = async (work) => {
    if (point.endsWith('after_commit')) return transaction(work).then(stop);
    return transaction(async (tx) => {
      await work(tx);
      await tx.query({ name: 'flush', text: 'select 1', values: [] }); // all before it has reached Postgres now
      return stop();
    });
  };
}

function stopWhenTold(peer: Peer): void {
  const call = peer.call.bind(peer);
  peer.call = async (pattern, payload) => {
    const answer = await call(pattern, payload);
    return pattern === 'suppressions.hear' ? stop() : answer;
  };
}

/** Nothing has come anywhere, and nobody is suppressed. */
const peer = {
  call: (pattern: string, { items }: { items: object[] }) => {
    if (pattern === 'status.standing') return Promise.resolve(items.map(() => ({ deliveries: [] })));
    if (pattern === 'suppressions.check') return Promise.resolve(items.map(() => null));
    return Promise.reject(new Error('not here'));
  },
  close: () => {},
};

/** With its rows in the transaction, or with the commit made and nothing emitted. */
function stopAtStep(outbox: Stages): void {
  const [stage, release] = [outbox.stage.bind(outbox), outbox.release.bind(outbox)];
  const steps = new Set<object>();
  outbox.stage = async (tx, rows) => {
    const staged = await stage(tx, rows);
    if (!rows.some(({ records }) => records.some(({ value }) => value.includes('"escalated":true')))) return staged;
    steps.add(staged);
    if (point === 'step_after_commit') return staged;
    await tx.query({ name: 'flush', text: 'select 1', values: [] });
    return stop();
  };
  outbox.release = (staged) => (steps.has(staged) ? void stop() : release(staged));
}

const { Resources } = (await import(`${dist}/resources.js`)) as Built;
const { createGateway } = (await import(`${dist}/create-gateway.js`)) as Built;
const resources = new Resources(config, { schema, emitter: new FakeKafka(), leaseMs: 500, ...(isStep && { peer }) });
if (isStep) stopAtStep(resources.outbox);
else if (point === 'preferences_told') stopWhenTold(resources.directory);
else if (!point.startsWith('callback_')) for (const db of [resources.normal, resources.critical]) stopAt(db);
const app = await createGateway(resources);
await app.listen(0, '127.0.0.1');
if (point.startsWith('callback_')) stopAt(resources.reading);
say({ url: await app.getUrl() });
