import { readdirSync, readFileSync } from 'node:fs';
import { run } from './run.js';

interface Panel {
  readonly title: string;
  readonly description?: string;
  readonly type: string;
  readonly datasource?: { readonly uid: string };
  readonly targets?: readonly { readonly expr: string }[];
}

const FOLDER = 'infra/grafana/dashboards';
const dashboards = readdirSync(FOLDER).map(
  (file) => JSON.parse(readFileSync(`${FOLDER}/${file}`, 'utf8')) as { panels: Panel[] },
);

describe('the dashboards', () => {
  it('are what their code says', () => {
    expect(run('node_modules/.bin/node', ['infra/grafana/src/generate.ts', '--check'])).toMatchObject({ code: 0 });
  });

  it('say what each panel means, and ask the data source that is provisioned', () => {
    const panels = dashboards.flatMap(({ panels: all }) => all).filter((panel) => panel.type !== 'row');
    expect(panels.length).toBeGreaterThan(15);
    expect(panels.filter((panel) => !panel.description)).toEqual([]);
    expect(panels.filter((panel) => !panel.targets?.every(({ expr }) => expr))).toEqual([]);
    const source = readFileSync('infra/grafana/provisioning/datasources/prometheus.yml', 'utf8');
    for (const panel of panels) expect(source).toContain(`uid: ${panel.datasource?.uid}`);
  });
});

describe('the settings of Prometheus', () => {
  it('are what promtool calls valid, where there is one', () => {
    const { code, output } = run('promtool', ['check', 'config', 'infra/prometheus/prometheus.yml']);
    if (code !== undefined) expect({ code, output }).toMatchObject({ code: 0 });
  });
});
