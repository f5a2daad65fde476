// npm test: small, medium and end-to-end tests against Postgres, Redis and Kafka of their own, on free ports and in a temporary
// folder. `npm test -- small|medium|e2e|<path>…` narrows; what begins with a dash goes to jest. Last line: `N passed, N failed`.
import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises';
import { spawn } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join, relative, resolve } from 'node:path';
import { oneLine } from './machine/failure.mjs';
import { freePortBase } from './machine/ports.mjs';
import { Progress } from './machine/progress.mjs';
import { endRunning } from './machine/run.mjs';
import { install } from './platform/install.mjs';
import { Platform } from './platform/platform.mjs';
import { node24, root } from './platform/root.mjs';
import { prefetch } from './services/services.mjs';

// Small tests have a worker for each core. The others wait for services most of the time, and end-to-end tests share one platform.
const suites = {
  small: {
    places: ['apps/', 'libs/', 'packages/', 'infra/', 'test/faults/', 'scripts/', 'bench/'],
    workers: '2',
    needs: 'nothing',
  },
  medium: { places: ['test/medium/'], workers: '3', needs: 'services' },
  e2e: { places: ['test/e2e/'], workers: '1', needs: 'platform' },
};

const progress = new Progress();
const total = { passed: 0, failed: 0, skipped: 0 };
const children = new Set();

/** What was asked for, as {suite name: paths}. */
function plan(args) {
  const words = args.filter((arg) => !arg.startsWith('-'));
  if (words.length === 0) return Object.fromEntries(Object.entries(suites).map(([name, { places }]) => [name, places]));
  const wanted = {};
  for (const word of words) {
    if (suites[word]) wanted[word] = suites[word].places;
    else (wanted[suiteOf(word)] ??= []).push(relative(root, resolve(word)));
  }
  return wanted;
}

function suiteOf(path) {
  const from = relative(root, resolve(path));
  const found = Object.entries(suites).find(([, { places }]) => places.some((place) => `${from}/`.startsWith(place)));
  return found?.[0] ?? 'small';
}

/** jest on some paths; its own account of passed and failed is added up. */
async function jest(name, paths, workers, env, flags) {
  const report = join(await mkdtemp(join(tmpdir(), 'carillon-report-')), 'jest.json');
  const patterns = paths.map((path) => `^${escape(join(root, path))}${path.endsWith('/') ? '/' : ''}`);
  const args = ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning', 'node_modules/jest/bin/jest.js'];
  args.push('--json', `--outputFile=${report}`, `--maxWorkers=${workers}`, '--passWithNoTests', ...flags);
  args.push('--testPathPatterns', ...patterns);
  const child = spawn(node24, args, {
    cwd: root,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  children.add(child);
  const code = await new Promise((done) => child.once('close', done));
  children.delete(child);
  await count(name, report, code);
}

async function count(name, report, code) {
  const told = await readFile(report, 'utf8').then(JSON.parse, () => undefined);
  await rm(resolve(report, '..'), { recursive: true, force: true });
  if (!told) {
    total.failed += 1;
    progress.line(`${name}: jest ended with exit code ${code} and no report`);
    return;
  }
  const { numPassedTests: passed, numFailedTests, numRuntimeErrorTestSuites, numPendingTests: skipped } = told;
  const failed = numFailedTests + numRuntimeErrorTestSuites;
  total.passed += passed;
  total.failed += failed;
  total.skipped += skipped;
  if (code !== 0 && failed === 0) total.failed += 1;
  progress.line(`${name}: ${passed} passed, ${failed} failed${skipped ? `, ${skipped} skipped` : ''}`);
}

const escape = (text) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&').replace(/\/$/, '');

async function runSuites(wanted, flags, platform) {
  const needs = Object.keys(wanted).map((name) => suites[name].needs);
  if (wanted.small) await suite('small', wanted.small, {}, flags);
  if (needs.some((need) => need !== 'nothing')) await platform.startServices();
  if (wanted.medium) await suite('medium', wanted.medium, servicesEnv(platform), flags);
  if (wanted.e2e) {
    await platform.startApps();
    await suite(
      'e2e',
      wanted.e2e,
      { ...servicesEnv(platform), CARILLON_DEV_JSON: JSON.stringify(forTests(platform)) },
      flags,
    );
  }
}

async function suite(name, paths, env, flags) {
  await progress.step(`${name} tests`, () => jest(name, paths, suites[name].workers, env, flags));
}

const forTests = (platform) => ({ ...platform.info, node: node24, environments: platform.environments(2) });

const servicesEnv = ({ services: { databaseUrl, redisUrl, kafkaBrokers } }) => ({
  TEST_DATABASE_URL: databaseUrl,
  TEST_REDIS_URL: redisUrl,
  TEST_KAFKA_BROKERS: kafkaBrokers,
});

async function main() {
  const args = process.argv.slice(2);
  const flags = args.filter((arg) => arg.startsWith('-'));
  await Promise.all([install(progress), prefetch(progress, process.env, 'TEST_')]);
  const folder = await mkdtemp(join(tmpdir(), 'carillon-test-'));
  await chmod(folder, 0o711); // Postgres runs as somebody else when we are root
  const env = { TIME_FACTOR: '0.1' };
  const base = await freePortBase();
  const platform = new Platform({ base, folder, temporary: true, progress, envPrefix: 'TEST_', env });
  platform.on('died', ({ unit, how }) => progress.line(`${unit.name} died (${how}): ${unit.logEnd()}`));
  onSignal(platform);
  try {
    await runSuites(plan(args), flags, platform);
  } finally {
    await platform.down();
    await rm(folder, { recursive: true, force: true });
  }
}

function onSignal(platform) {
  const end = async () => {
    endRunning();
    for (const child of children) child.kill('SIGKILL');
    await platform.down();
    process.exit(130);
  };
  process.once('SIGINT', end).once('SIGTERM', end).once('SIGHUP', end);
}

try {
  await main();
} catch (error) {
  total.failed += 1;
  console.error(`✗ ${oneLine(error)}`);
}
if (total.skipped > 0) console.log(`${total.skipped} skipped`);
console.log(`${total.passed} passed, ${total.failed} failed`);
process.exit(total.failed > 0 || total.passed === 0 ? 1 : 0);
