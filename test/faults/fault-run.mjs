import { waitUntil } from '../../scripts/machine/wait.mjs';
import { must, closeConnections } from './http-client.mjs';
import { Evidence } from './evidence.mjs';
import { faultList, inflict } from './fault-list.mjs';
import { Load } from './load.mjs';
import { PatientClient } from './patient-client.mjs';
import { untilQuiet } from './quiet.mjs';
import { storeRecipients } from './recipients.mjs';
import { details, summary } from './report.mjs';
import { verdict } from './verdict.mjs';

const USERS = 200;
/** For quiet at the end; on a machine that others use too, up to the second. */
const PATIENCE = { quick: { timeoutMs: 75_000, mostMs: 240_000 }, full: { timeoutMs: 240_000, mostMs: 600_000 } };
const WARM_UP_MS = 60_000;

/** Loads a running platform, breaks it in every way in turn, waits for quiet and compares the ledgers. */
export async function faultRun(platform, { quick, perSecond, progress, only }) {
  const began = performance.now();
  const { gateway, simulator, apiKey } = platform.addresses;
  const evidence = new Evidence({ databaseUrl: platform.services.databaseUrl, simulator, apps: platform.apps });
  try {
    await progress.step(`Storing ${USERS} recipients`, () =>
      storeRecipients({ gateway, simulator, apiKey, tls: platform.addresses.simulatorTls }, USERS),
    );
    // What the platform sends of itself at the start (the demo user) is not part of the comparison.
    await must(simulator, 'DELETE', '/control/ledger');
    const load = new Load(new PatientClient(gateway, apiKey), {
      run: `faults-${Date.now()}`,
      perSecond,
      users: USERS,
      apps: platform.apps,
    });
    const watching = setInterval(
      () => progress.line(`asked ${load.asked}, promised ${load.promised.size}, retries ${load.client.retries}`),
      10_000,
    );
    load.start();
    await progress.step('Waiting for something to arrive on every channel', () => warm(evidence, load));
    const faults = faultList({ quick, apps: platform.apps }).filter(
      ({ kind, name }) => !only || `${kind} ${name}`.includes(only),
    );
    const done = await inflict(faults, { platform, progress, quick, evidence })
      .catch(async (error) => {
        await load.finish(0); // it would ask the next platform on these ports
        throw error;
      })
      .finally(() => clearInterval(watching));
    const promised = await progress.step('Waiting for the last answers', () => load.finish(60_000));
    const quiet = await untilQuiet(evidence, { ...PATIENCE[quick ? 'quick' : 'full'], progress });
    const result = await progress.step('Comparing the ledgers', async () => judge(evidence, promised));
    details(result, load).forEach((line) => progress.line(line));
    const seconds = Math.round((performance.now() - began) / 1000);
    return summary({ accepted: promised.size, result, faults: done, load, quiet, seconds });
  } finally {
    await evidence.close();
    closeConnections();
  }
}

/** Faults are inflicted on a platform that works. */
async function warm(evidence, { channels }) {
  const all = async () => (await evidence.channelsReached()).length >= channels.length;
  if (!(await waitUntil(all, { timeoutMs: WARM_UP_MS, everyMs: 250 })))
    throw new Error(`after ${WARM_UP_MS / 1000} s nothing arrived but on ${await evidence.channelsReached()}`);
}

async function judge(evidence, answered) {
  const planned = await evidence.planned();
  const promised = new Map(
    [...answered].map(([id, promise]) => [id, { ...promise, deliveries: promise.deliveries ?? planned.get(id) }]),
  );
  const [stored, sends, doubts, deadLetters] = await Promise.all([
    evidence.stored(),
    evidence.sends(),
    evidence.doubts(),
    evidence.deadLetters(),
  ]);
  return verdict({ promised, stored, sends, doubts, deadLetters });
}
