import { readdirSync, readFileSync } from 'node:fs';

/** USER_HZ, which Linux fixes at 100. */
const TICKS_PER_SECOND = 100;
const PAGE_BYTES = 4096;

/** {pid: {parent, cpuSeconds, residentBytes}} of everything that runs. */
function processTable() {
  const table = new Map();
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    const stat = read(`/proc/${name}/stat`);
    if (!stat) continue;
    // The command's name is in parentheses and may contain anything, also spaces.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    table.set(Number(name), {
      parent: Number(fields[1]),
      // Its own, and that of children that have ended: Postgres' connections come and go.
      cpuSeconds: fields.slice(11, 15).reduce((sum, ticks) => sum + Number(ticks), 0) / TICKS_PER_SECOND,
      residentBytes: Number(fields[21]) * PAGE_BYTES,
    });
  }
  return table;
}

/** Seconds of CPU and resident memory of each, its children included (Postgres is many processes). `roots`: {name: pid}. */
export function measure(roots) {
  const table = processTable();
  const children = new Map();
  for (const [pid, { parent }] of table) children.set(parent, [...(children.get(parent) ?? []), pid]);
  const sum = (pid) => {
    const { cpuSeconds = 0, residentBytes = 0 } = table.get(pid) ?? {};
    return (children.get(pid) ?? []).map(sum).reduce(
      (all, one) => ({
        cpuSeconds: all.cpuSeconds + one.cpuSeconds,
        residentBytes: all.residentBytes + one.residentBytes,
      }),
      { cpuSeconds, residentBytes },
    );
  };
  return Object.fromEntries(Object.entries(roots).map(([name, pid]) => [name, sum(pid)]));
}

/** CPU seconds spent between two measurements, by name. */
export const spent = (before, after) =>
  Object.fromEntries(
    Object.keys(after).map((name) => [name, after[name].cpuSeconds - (before[name]?.cpuSeconds ?? 0)]),
  );

function read(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
