import { setTimeout as pause } from 'node:timers/promises';
import { measure, spent } from './processes.mjs';

const MB = 1024 * 1024;
const IDLE_SHARE = 0.05;
const MEMORY_MB = 1_536;

/** Node compiles, V8 compacts its heap and Kafka settles for a while after a start. */
const SETTLE_SECONDS = 35;

const megabytes = (measured) =>
  Object.fromEntries(Object.entries(measured).map(([name, one]) => [name, Math.round(one.residentBytes / MB)]));

export const residentMb = ({ pids }) => megabytes(measure(pids()));

/** What the platform costs when it has nothing to do. */
export async function idleCost({ pids, appNames }, seconds) {
  await pause(SETTLE_SECONDS * 1000);
  const before = measure(pids());
  await pause(seconds * 1000);
  const after = measure(pids());
  const cpu = spent(before, after);
  const apps = appNames();
  const total = (valueOf) => apps.reduce((sum, name) => sum + valueOf(name), 0);
  const memory = Math.round(total((name) => after[name].residentBytes / MB));
  const share = total((name) => cpu[name]) / seconds;
  return {
    resident_mb: megabytes(after),
    idle_cpu_percent: Object.fromEntries(
      Object.entries(cpu).map(([name, s]) => [name, Math.round((s / seconds) * 1000) / 10]),
    ),
    apps_resident_mb: memory,
    apps_idle_cpu_percent: Math.round(share * 1000) / 10,
    limit: { apps_resident_mb: MEMORY_MB, apps_idle_cpu_percent: IDLE_SHARE * 100 },
    ratio: {
      memory: Math.round((memory / MEMORY_MB) * 100) / 100,
      idle_cpu: Math.round((share / IDLE_SHARE) * 100) / 100,
    },
    met: memory <= MEMORY_MB && share <= IDLE_SHARE,
  };
}
