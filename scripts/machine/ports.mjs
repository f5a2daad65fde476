import { createServer } from 'node:net';
import { Failure } from './failure.mjs';
import { run } from './run.mjs';

const HOST = '127.0.0.1';

/** Ports that every browser, and Node's fetch, refuses to speak HTTP with (the Fetch standard's "bad ports"), from 1024 on. */
const UNSAFE = new Set([
  1719, 1720, 1723, 2049, 3659, 4045, 4190, 5060, 5061, 6000, 6566, 6665, 6666, 6667, 6668, 6669, 6679, 6697, 10080,
]);
/** How many ports from the base on may speak HTTP. */
const HTTP_PORTS = 10;

/** The first port from that base on that a browser would not open. */
export const unsafePort = (base) =>
  Array.from({ length: HTTP_PORTS }, (_, offset) => base + offset).find((port) => UNSAFE.has(port));

function isFree(port, host = HOST) {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen({ port, host, exclusive: true }, () => server.close(() => resolve(true)));
  });
}

/** `wanted` is a list of {name, port}. The first that is taken is named, with who holds it where that can be seen. */
export async function needPorts(wanted) {
  for (const { name, port } of wanted) {
    if (await isFree(port)) continue;
    const holder = await holderOf(port);
    throw new Failure(
      `Port ${port}, wanted for ${name}, is taken${holder ? ` by ${holder}` : ''}. ` +
        `Stop that, or choose other ports: npm start -- --port-base ${nextBase(port)}`,
    );
  }
}

function nextBase(port) {
  const next = (Math.floor(port / 1000) + 1) * 1000;
  if (next > 64_000) return 4000;
  return unsafePort(next) ? nextBase(next) : next;
}

async function holderOf(port) {
  const { output } = await run('ss', ['-Hltnp', `sport = :${port}`], { timeoutMs: 2000 });
  const match = /\(\("([^"]+)",pid=(\d+)/.exec(output);
  return match ? `${match[1]} (process ${match[2]})` : undefined;
}

/** A base whose hundred ports are all free, below the range that the system hands out itself. */
export async function freePortBase({ from = 20_000, to = 31_900, count = 80 } = {}) {
  const slots = (to - from) / 100;
  const first = Math.floor(Math.random() * slots);
  for (let i = 0; i < slots; i++) {
    const base = from + ((first + i) % slots) * 100;
    const free = await Promise.all(Array.from({ length: count }, (_, offset) => isFree(base + offset)));
    if (free.every(Boolean)) return base;
  }
  throw new Failure(`No ${count} free ports in a row between ${from} and ${to}`);
}
