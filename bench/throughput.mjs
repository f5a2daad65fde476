import { limitRun } from './limit-run.mjs';
import { measure, spent } from './processes.mjs';

/** The rate over all rounds together: harmonic, since every round is of the same size. */
const overall = (rates) => Math.round(rates.length / rates.reduce((sum, rate) => sum + 1 / rate, 0));

export const THROUGHPUT = {
  bulk_each: {
    channel: 'webhook',
    simulated: 'webhook',
    intake: 'bulk',
    provider: 'each',
    target: 0.6,
    intakeTarget: 0.5,
  },
  bulk_batch: {
    channel: 'email',
    simulated: 'sendgrid',
    intake: 'bulk',
    provider: 'batch',
    target: 0.45,
    intakeTarget: 0.5,
  },
  single: { channel: 'webhook', simulated: 'webhook', intake: 'single', provider: 'each', target: 0.5 },
};

/** Users whom the gateway has had to ask preferences for: none, where everybody is warm. */
async function askedByRpc({ gateway }) {
  const text = await (await fetch(new URL('/metrics', gateway))).text();
  const lookups = [...text.matchAll(/^carillon_preference_lookups_total\{[^}]*tier="([^"]+)"[^}]*\} (\S+)$/gm)];
  // Everybody has been looked up by some tier: without a line of any, nothing was counted, which is not the same as none.
  if (lookups.length === 0) throw new Error(`${gateway}/metrics has no carillon_preference_lookups_total`);
  return lookups.filter(([, tier]) => tier === 'rpc').reduce((sum, [, , count]) => sum + Number(count), 0);
}

/** One run of the platform: n notifications, until the last status is stored. */
async function platformRun({ sender, store, pids, n, channel, simulated, intake, done }) {
  const acceptedBefore = await store.accepted(simulated);
  const askedBefore = await askedByRpc(sender);
  const before = measure(pids());
  const since = Date.now();
  const began = performance.now();
  const seconds = () => (performance.now() - began) / 1000;
  const sending = sender[intake](n, channel).then(seconds);
  // A refusal ends the run at once; it is not waited out.
  const settled = store
    .untilDone({ provider: simulated, acceptedBefore, since, n, done, timeoutMs: 120_000 })
    .then(seconds);
  const [intakeSeconds, allSeconds] = await Promise.all([sending, settled]);
  const cpu = spent(before, measure(pids()));
  return {
    preference_rpcs: (await askedByRpc(sender)) - askedBefore,
    per_second: Math.round(n / allSeconds),
    intake_per_second: Math.round(n / intakeSeconds),
    cpu_us: Object.fromEntries(Object.entries(cpu).map(([name, s]) => [name, Math.round((s / n) * 1e6)])),
  };
}

/** bulk_batch once more with the provider calling back for each of them, until all are DELIVERED: what the limit never does. */
export async function withCallbacks(bench, { n }) {
  const { per_second, cpu_us } = await platformRun({ ...bench, ...THROUGHPUT.bulk_batch, n, done: 'delivered' });
  return { n, per_second, cpu_us };
}

/** The limit and the platform in turn, on the same services; the figures are over all rounds. */
export async function throughput(bench, name, { n, rounds, budgetSeconds, progress }) {
  const { target, intakeTarget = 0, ...figure } = THROUGHPUT[name];
  const limits = [];
  const runs = [];
  const began = performance.now();
  const enough = () => (performance.now() - began) / 1000 > budgetSeconds;
  // A slow machine gets fewer rounds, but always one.
  for (let round = 0; round < rounds && (round === 0 || !enough()); round++) {
    limits.push(await limitRun({ services: bench.platform.services, n, ...figure }));
    progress.line(`${name}: limit ${limits.at(-1).per_second}/s (intake ${limits.at(-1).intake_per_second}/s)`);
    runs.push(await platformRun({ ...bench, n, ...figure }));
    progress.line(`${name}: platform ${runs.at(-1).per_second}/s (intake ${runs.at(-1).intake_per_second}/s)`);
    await bench.store.untilIdle();
  }
  const perSecond = overall(runs.map((run) => run.per_second));
  const limit = overall(limits.map((run) => run.per_second));
  const intake = overall(runs.map((run) => run.intake_per_second));
  const limitIntake = overall(limits.map((run) => run.intake_per_second));
  const preferenceRpcs = runs.reduce((sum, run) => sum + run.preference_rpcs, 0);
  const ratio = perSecond / limit;
  const intakeRatio = intake / limitIntake;
  return {
    n,
    per_second: perSecond,
    limit,
    ratio: round(ratio),
    target,
    met: ratio >= target && intakeRatio >= intakeTarget && preferenceRpcs === 0,
    preference_rpcs: preferenceRpcs,
    intake_per_second: intake,
    limit_intake_per_second: limitIntake,
    intake_ratio: round(intakeRatio),
    ...(intakeTarget > 0 && { intake_target: intakeTarget, intake_met: intakeRatio >= intakeTarget }),
    cpu_us: runs.at(-1).cpu_us,
    limit_cpu_us: limits.at(-1).cpu_us,
  };
}

const round = (ratio) => Math.round(ratio * 100) / 100;
