import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort, until } from '#libs/testing';

export interface Sample {
  readonly metric: Readonly<Record<string, string>>;
  readonly value: readonly [number, string];
}

export interface Alert {
  readonly name: string;
  readonly health: string;
  readonly lastError?: string;
}

/** A Prometheus of the test's own, from the system's packages, that looks at the apps every second. */
export class Prometheus {
  private constructor(
    private readonly child: ChildProcess,
    private readonly folder: string,
    private readonly base: string,
  ) {}

  static async start(apps: Readonly<Record<string, string>>): Promise<Prometheus> {
    needPrometheus();
    const folder = mkdtempSync(join(tmpdir(), 'carillon-prometheus-'));
    const address = `127.0.0.1:${await freePort()}`;
    writeFileSync(join(folder, 'prometheus.yml'), JSON.stringify(settings(apps))); // JSON is YAML
    writeFileSync(join(folder, 'alerts.yml'), readFileSync('infra/prometheus/alerts.yml'));
    const child = spawn(
      'prometheus',
      [
        `--config.file=${join(folder, 'prometheus.yml')}`,
        `--storage.tsdb.path=${join(folder, 'data')}`,
        `--web.listen-address=${address}`,
        '--log.level=error',
      ],
      { stdio: ['ignore', 'ignore', 'inherit'] },
    );
    const prometheus = new Prometheus(child, folder, `http://${address}`);
    await until(async () => (await fetch(`http://${address}/-/ready`)).ok, { timeoutMs: 30_000, what: 'Prometheus' });
    return prometheus;
  }

  /** Throws what Prometheus has to say against the query. */
  async query(expr: string): Promise<Sample[]> {
    const answer = await fetch(`${this.base}/api/v1/query?query=${encodeURIComponent(expr)}`);
    const { error, data } = (await answer.json()) as { error?: string; data?: { result: Sample[] } };
    if (!data) throw new Error(`${expr}: ${error}`);
    return data.result;
  }

  async alerts(): Promise<Alert[]> {
    const answer = await fetch(`${this.base}/api/v1/rules`);
    const { data } = (await answer.json()) as { data: { groups: { rules: Alert[] }[] } };
    return data.groups.flatMap(({ rules }) => rules);
  }

  async stop(): Promise<void> {
    const ended = new Promise((resolve) => this.child.once('exit', resolve));
    this.child.kill('SIGTERM');
    await ended;
    rmSync(this.folder, { recursive: true, force: true });
  }
}

function settings(apps: Readonly<Record<string, string>>): object {
  return {
    global: { scrape_interval: '1s', evaluation_interval: '1s' },
    rule_files: ['alerts.yml'],
    scrape_configs: [
      {
        job_name: 'carillon',
        // A second instance of an app is called status-2.
        static_configs: Object.entries(apps).map(([name, url]) => ({
          targets: [new URL(url).host],
          labels: { app: name.replace(/-\d+$/, '') },
        })),
      },
    ],
  };
}

function needPrometheus(): void {
  const there = () => spawnSync('prometheus', ['--version']).error === undefined;
  if (!there() && process.getuid?.() === 0)
    spawnSync('apt-get', ['install', '-y', '--no-install-recommends', 'prometheus'], {
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1' },
      timeout: 120_000,
    });
  if (!there()) throw new Error('prometheus is missing. Install it (Debian: apt-get install prometheus)');
}
