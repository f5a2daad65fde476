/** prom-client's own default metrics sample the event loop every 10 ms and watch every GC; these look only when asked. */
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { Counter, Gauge, type Registry } from 'prom-client';

const RESOLUTION_MS = 250;
const NANOSECONDS = 1e9;

/** Starts at the first scrape, so that a process that nobody scrapes has no timer. */
export function watchEventLoop(lag: Gauge): () => void {
  let delays: ReturnType<typeof monitorEventLoopDelay> | undefined;
  return () => {
    if (!delays) {
      delays = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
      delays.enable();
    }
    lag.set(delays.count === 0 ? 0 : Math.max(0, delays.max / NANOSECONDS - RESOLUTION_MS / 1_000));
    delays.reset();
  };
}

/** Threads see the same process, and each a heap of its own. */
const SAME = { aggregator: 'first' } as const;

export function watchProcess(registers: Registry[]): () => void {
  const cpu = new Counter({ name: 'process_cpu_seconds_total', help: 'CPU time used', registers, ...SAME });
  const resident = new Gauge({ name: 'process_resident_memory_bytes', help: 'Resident memory', registers, ...SAME });
  const heap = new Gauge({ name: 'nodejs_heap_size_used_bytes', help: 'JavaScript heap in use', registers });
  const start = new Gauge({ name: 'process_start_time_seconds', help: 'When the process started', registers, ...SAME });
  start.set(Math.round(Date.now() / 1_000 - process.uptime()));
  let before = 0;
  return () => {
    const { user, system } = process.cpuUsage();
    cpu.inc((user + system - before) / 1e6);
    before = user + system;
    const { rss, heapUsed } = process.memoryUsage();
    resident.set(rss);
    heap.set(heapUsed);
  };
}
