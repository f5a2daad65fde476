/** Prints what a delivery costs beside its provider's call: real Postgres, nothing else. `node --import ./typescript.mjs overhead.bench.ts` */
import type { Outcome, Provider } from '#libs/delivery';
import { laneGround } from './lane-ground.js';
import { aBatch, aRecord } from './records.js';

const [url = '', schema = '', count = '20000', group = '1', lane = group === '1' ? '128' : '4'] = process.argv.slice(2);
const BATCH = 500;
const sent: Outcome = { kind: 'sent', providerMessageId: 'SM123' };
const provider: Provider = {
  name: 'noop',
  group: Number(group),
  send: (calls) => Promise.resolve(calls.map(() => sent)),
};
const ground = laneGround({
  url,
  schema,
  provider,
  slots: Number(lane),
  timing: { leaseMs: 20_000, callTimeoutMs: 10_000, patienceMs: 3_000 },
});

const ROUND = 10_000;

interface Spent {
  readonly cpu: number;
  readonly wall: number;
}

/** Among the old, so that it is not the engine that pays for its way there. What is garbage by then stays, and is paid for. */
function settleInMemory(): void {
  for (let i = 0; i < 2; i++) void globalThis.gc?.({ type: 'minor' });
}

/** One round: what it works on is made before, and is not counted. */
async function round(n: number): Promise<Spent> {
  const batches = Array.from({ length: Math.ceil(n / BATCH) }, () =>
    aBatch(Array.from({ length: BATCH }, () => aRecord())),
  );
  settleInMemory();
  const began = performance.now();
  const before = process.cpuUsage();
  const partitions = 6;
  await Promise.all(
    Array.from({ length: partitions }, async (_, p) => {
      for (let i = p; i < batches.length; i += partitions) await ground.engine.handle(batches[i]!);
    }),
  );
  await ground.outbox.idle();
  const { user, system } = process.cpuUsage(before);
  return { cpu: user + system, wall: (performance.now() - began) * 1000 };
}

/** In microseconds a delivery. */
async function run(n: number): Promise<Spent> {
  const spent = { cpu: 0, wall: 0 };
  for (let left = n; left > 0; left -= ROUND) {
    const { cpu, wall } = await round(Math.min(ROUND, left));
    spent.cpu += cpu / n;
    spent.wall += wall / n;
  }
  return spent;
}

await run(Number(count)); // until V8 has compiled all of it: the code of a process that runs for days
const { cpu, wall } = await run(Number(count));
const [row] = await ground.db.query<{ sent: number }>({
  name: 'n',
  text: 'select count(*)::int as sent from ledger where state = 10',
  values: [],
});
await ground.close();
console.log(
  JSON.stringify({
    cpu_us: Math.round(cpu * 10) / 10,
    wall_us: Math.round(wall * 10) / 10,
    per_second: Math.round(1e6 / wall),
    sent: row?.sent,
  }),
);
