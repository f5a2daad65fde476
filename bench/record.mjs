// node bench/record.mjs RESULT: writes the last line of a bench run (a file with its output) into docs/performance.md, as tables.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const page = join(import.meta.dirname, '../docs/performance.md');
const result = JSON.parse(readFileSync(process.argv[2], 'utf8').trim().split('\n').at(-1));
const {
  bulk_each,
  bulk_batch,
  single,
  critical_under_bulk: critical,
  cost,
  single_latency: posts,
  storing_users: stored,
  bulk_batch_with_callbacks: called,
  engine_cost: engine,
  failover,
  callbacks: events,
} = result;

const number = (n) => String(n).replace(/\B(?=(\d{3})+(?!\d))/g, ' ');
const yes = (met) => (met ? 'yes' : 'no');
const table = (head, rows) =>
  [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');

const rates = Object.entries({ bulk_each, bulk_batch, single }).map(([name, figure]) => [
  `\`${name}\``,
  `${number(figure.per_second)}/s`,
  `${number(figure.limit)}/s`,
  figure.ratio,
  `≥ ${figure.target}`,
  yes(figure.met),
]);
const intakes = Object.entries({ bulk_each, bulk_batch }).map(([name, figure]) => [
  `\`${name}\`, accepting`,
  `${number(figure.intake_per_second)}/s`,
  `${number(figure.limit_intake_per_second)}/s`,
  figure.intake_ratio,
  `≥ ${figure.intake_target}`,
  yes(figure.intake_met),
]);
const answers = [
  `\`single_latency\`, ${posts.per_second}/s`,
  `p50 ${posts.p50_ms} ms, p99 ${posts.p99_ms} ms`,
  `p99 ${posts.limit.p99_ms} ms`,
  posts.ratio,
  '≤ 1',
  yes(posts.met),
];
const asked = [bulk_each, bulk_batch, single].reduce((sum, figure) => sum + figure.preference_rpcs, 0);
const lookups = ['preference look-ups by RPC, warm users', number(asked), 0, '–', '0', yes(asked === 0)];
const users = stored && [
  '`storing_users`',
  `${number(stored.per_second)}/s`,
  `${number(stored.target_per_second)}/s`,
  Math.round((stored.per_second / stored.target_per_second) * 100) / 100,
  '≥ 1',
  yes(stored.met),
];
const told = events && [
  '`callbacks`, events',
  `${number(events.per_second)}/s`,
  `${number(events.target_per_second)}/s`,
  Math.round((events.per_second / events.target_per_second) * 100) / 100,
  '≥ 1',
  yes(events.met),
];
const others = [
  engine && [
    '`engine_cost`, a delivery beside its call',
    `each ${engine.cpu_us.each} µs, in groups ${engine.cpu_us.batch} µs`,
    `${engine.limit.cpu_us} µs`,
    engine.ratio,
    '≤ 1',
    yes(engine.met),
  ],
  failover && [
    '`failover`, to the second provider of mail',
    `${failover.failover_ms} ms`,
    `${number(failover.limit.failover_ms)} ms`,
    failover.ratio.failover,
    '≤ 1',
    yes(failover.ratio.failover <= 1),
  ],
  failover && [
    '`failover`, the slowest other channel',
    `p99 ${Math.max(...Object.keys(failover.limit.p99_ms).map((name) => failover.dead_p99_ms[name]))} ms`,
    'p99 200 ms, or twice',
    failover.ratio.worst_p99,
    '≤ 1',
    yes(failover.ratio.worst_p99 <= 1),
  ],
].filter(Boolean);
const { idle, loaded, limit, ratio } = critical;
const latencies = [
  ['idle', idle, `p50 ${limit.idle_p50_ms} ms`, ratio.idle_p50],
  ['loaded', loaded, `p99 ${Math.round(limit.loaded_p99_ms)} ms`, ratio.loaded_p99],
].map(([name, { p50_ms, p99_ms }, most, share]) => [
  `\`critical_under_bulk\`, ${name}`,
  `p50 ${p50_ms} ms, p99 ${p99_ms} ms`,
  most,
  share,
  '≤ 1',
  yes(share <= 1),
]);
const costs = [
  ['memory', `${number(cost.apps_resident_mb)} MB`, `${number(cost.limit.apps_resident_mb)} MB`, cost.ratio.memory],
  ['CPU', `${cost.apps_idle_cpu_percent} % of a core`, `${cost.limit.apps_idle_cpu_percent} %`, cost.ratio.idle_cpu],
].map(([name, is, most, share]) => [`\`cost\`, ${name} of all apps, idle`, is, most, share, '≤ 1', yes(share <= 1)]);

const limitCpu = (figure) => Object.values(figure.limit_cpu_us).reduce((sum, us) => sum + us, 0);
const cpu = [
  ...Object.keys(single.cpu_us).map((name) => [name, ...[bulk_each, bulk_batch, single].map((f) => f.cpu_us[name])]),
  ["*the limit's own processes together*", ...[bulk_each, bulk_batch, single].map(limitCpu)],
];
const idleCosts = Object.entries(cost.resident_mb).map(([name, mb]) => [name, mb, cost.idle_cpu_percent[name]]);

const text = `
\`npm run bench${result.quick ? ' -- --quick' : ''}\`, ${new Date().toISOString().slice(0, 10)}, 2 cores, nothing else running, ${result.seconds} s.

${table(['figure', 'platform', 'limit', 'ratio', 'to reach', 'reached'], [...rates, ...intakes, answers, lookups, ...(users ? [users] : []), ...(told ? [told] : []), ...others, ...latencies, ...costs])}

\`bulk_batch\` counts until SENT is stored, with the provider's callbacks switched off, since the limit has none. With them on, until
DELIVERED is stored: ${number(called.per_second)}/s. While ${number(loaded.emails)} mails drained (${loaded.drain_seconds} s), ${number(loaded.count)} critical SMS were sent, none missing.

### CPU by process, microseconds a notification

${table(['process', '`bulk_each`', '`bulk_batch`', '`single`'], cpu)}

### Idle, by process

${table(['process', 'resident MB', 'CPU % of a core'], idleCosts)}
`;
const [before, , after] = readFileSync(page, 'utf8').split(/(<!-- figures -->[^]*<!-- \/figures -->)/);
writeFileSync(page, `${before}<!-- figures -->\n${text}\n<!-- /figures -->${after}`);
