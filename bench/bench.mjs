import { join } from 'node:path';
import { must, closeConnections } from '../test/faults/http-client.mjs';
import { callbacks } from './callbacks.mjs';
import { idleCost, residentMb } from './cost.mjs';
import { criticalUnderBulk } from './critical.mjs';
import { engineCost } from './engine-cost.mjs';
import { failover, PUSHED } from './failover.mjs';
import { outage } from './outage.mjs';
import { Sender } from './sender.mjs';
import { singleLatency } from './single-latency.mjs';
import { soak, storeDevices } from './soak.mjs';
import { Store } from './store.mjs';
import { THROUGHPUT, throughput, withCallbacks } from './throughput.mjs';
import { storingUsers, whoStores } from './storing-users.mjs';
import { storeUsers, USERS } from './users.mjs';

const SIZES = {
  full: {
    n: 50_000,
    rounds: 3,
    budgetSeconds: 300,
    idleSeconds: 30,
    emails: 200_000,
    costSeconds: 30,
    latencySeconds: 30,
    events: 200_000,
    soak: 1_000_000,
    outage: 100_000,
    failoverSeconds: 60,
    deliveries: 60_000,
    users: 50_000,
  },
  quick: {
    n: 20_000,
    rounds: 2,
    budgetSeconds: 20,
    idleSeconds: 10,
    emails: 100_000,
    costSeconds: 10,
    latencySeconds: 10,
    events: 50_000,
    soak: 100_000,
    outage: 20_000,
    failoverSeconds: 8,
    deliveries: 20_000,
    users: 20_000,
  },
};

async function switchCallbacks(simulator, enabled) {
  for (const name of ['sendgrid', 'twilio'])
    await must(simulator, 'PUT', `/control/callbacks/${name}`, { body: { enabled } });
}

/** Figures that need a platform to themselves. */
export const ALONE = ['soak', 'outage'];

/** All figures on a running platform; `only`: names of figures; `alone`: one of those that are not among all. */
export async function runBench(platform, { quick, only, alone, progress, profile }) {
  const sizes = SIZES[quick ? 'quick' : 'full'];
  const { gateway, simulator, apiKey } = platform.addresses;
  const sender = new Sender({ gateway, apiKey });
  const store = new Store({ databaseUrl: platform.services.databaseUrl, simulator, apps: platform.apps });
  const units = () => Object.values(platform.units).filter(({ pid }) => pid);
  const bench = {
    platform,
    sender,
    store,
    simulator,
    apiKey,
    sendgridKey: platform.secrets.sendgridApiKey,
    pids: () => Object.fromEntries(units().map(({ name, pid }) => [name, pid])),
    appNames: () => units().flatMap((unit) => (unit.app ? [unit.name] : [])),
  };
  const wanted = (name) => (alone ? name === alone : !ALONE.includes(name) && (!only || only.includes(name)));
  const figures = {};
  const figure = async (name, work) => {
    if (!wanted(name)) return;
    await store.tidyUp();
    figures[name] = await progress
      .step(name, () => profiled(bench, profile, name, work))
      .catch((error) => {
        progress.line(`${name}: ${error.message}`);
        return { error: error.message, met: false };
      });
  };
  try {
    // First of all, while nothing has been done yet that could leave memory or work behind.
    await figure('cost', () => idleCost(bench, sizes.costSeconds));
    await progress.step('Storing the users', () => storeUsers({ gateway, simulator, apiKey }));
    // The limit's provider does not call back.
    await switchCallbacks(simulator, false);
    await progress.step('Warming up', () => warmUp(bench));
    for (const name of Object.keys(THROUGHPUT))
      await figure(name, () => throughput(bench, name, { ...sizes, progress }));
    await figure('single_latency', () => singleLatency(bench, { seconds: sizes.latencySeconds }));
    await figure('critical_under_bulk', () => criticalUnderBulk(bench, { ...sizes, progress }));
    await figure('engine_cost', () => engineCost(bench, sizes));
    await figure('failover', async () => {
      await storeDevices({ gateway, apiKey }, PUSHED);
      return failover(bench, { seconds: sizes.failoverSeconds, progress });
    });
    await figure('outage', () => outage(bench, { messages: sizes.outage, progress }));
    await switchCallbacks(simulator, true);
    await figure('bulk_batch_with_callbacks', () => withCallbacks(bench, sizes));
    await figure('callbacks', () => callbacks(bench, sizes));
    await figure('storing_users', () => storingUsers({ gateway, apiKey, pids: () => whoStores(bench.pids()) }, sizes));
    await figure('soak', async () => {
      await storeDevices({ gateway, apiKey }, USERS);
      return soak(bench, { n: sizes.soak, progress });
    });
    if (figures.cost) figures.cost.resident_mb_after = residentMb(bench);
    return figures;
  } finally {
    sender.close();
    await store.close();
    closeConnections();
  }
}

/** Every user once by either way in, since each keeps what it has looked up: the limit looks nobody up. */
async function warmUp({ sender, store }) {
  for (const [way, n, channel, provider] of [
    ['bulk', USERS, 'webhook', 'webhook'],
    ['bulk', 2_000, 'email', 'sendgrid'],
    ['single', USERS, 'webhook', 'webhook'],
  ]) {
    const acceptedBefore = await store.accepted(provider);
    const since = Date.now();
    await sender[way](n, channel);
    await store.untilDone({ provider, acceptedBefore, since, n, timeoutMs: 60_000 });
  }
  await store.untilIdle();
}

/** With --profile, every app writes a CPU profile of the figure. */
async function profiled({ platform, appNames }, folder, name, work) {
  if (!folder) return work();
  const signal = () => appNames().forEach((app) => process.kill(platform.unit(app).pid, 'SIGUSR2'));
  signal();
  try {
    return await work();
  } finally {
    signal();
    await new Promise((resolve) => setTimeout(resolve, 2_000));
  }
}

/** What an app needs in its environment to be profiled. */
export function profileEnv(folder, app) {
  const hook = join(import.meta.dirname, 'profile-hook.mjs');
  return { NODE_OPTIONS: `--import ${hook}`, BENCH_PROFILE_FILE: join(folder, `${app}.cpuprofile`) };
}
