// node bench/profile-summary.mjs FILE.cpuprofile…: where the time went, by package and by function (self time).
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';

const LINES = 25;

function packageOf({ url, functionName }) {
  if (functionName.startsWith('(')) return functionName;
  const module = /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(url);
  if (module) return module[1];
  const own = /dist\/((?:apps|libs)\/[^/]+)/.exec(url) ?? /\/((?:apps|libs)\/[^/]+)\//.exec(url);
  return own?.[1] ?? (url.startsWith('node:') ? url : url || '(native)');
}

function add(map, key, us) {
  map.set(key, (map.get(key) ?? 0) + us);
}

const top = (map, total) =>
  [...map]
    .sort((a, b) => b[1] - a[1])
    .slice(0, LINES)
    .map(
      ([key, us]) =>
        `${((us / total) * 100).toFixed(1).padStart(6)} % ${(us / 1000).toFixed(0).padStart(7)} ms  ${key}`,
    )
    .join('\n');

for (const file of process.argv.slice(2)) {
  const { nodes, samples, timeDeltas } = JSON.parse(readFileSync(file, 'utf8'));
  const frames = new Map(nodes.map(({ id, callFrame }) => [id, callFrame]));
  const packages = new Map();
  const functions = new Map();
  let busy = 0;
  samples.forEach((id, index) => {
    const frame = frames.get(id);
    const us = timeDeltas[index];
    if (frame.functionName === '(idle)') return;
    busy += us;
    add(packages, packageOf(frame), us);
    add(
      functions,
      `${frame.functionName || '(anonymous)'}  ${frame.url.replace(/.*\/(node_modules|dist)\//, '')}:${frame.lineNumber + 1}`,
      us,
    );
  });
  const all = timeDeltas.reduce((sum, us) => sum + us, 0);
  console.log(`\n=== ${basename(file)}: busy ${(busy / 1000).toFixed(0)} ms of ${(all / 1000).toFixed(0)} ms`);
  console.log(`${top(packages, busy)}\n---\n${top(functions, busy)}`);
}
