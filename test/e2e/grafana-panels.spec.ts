import { readdirSync, readFileSync } from 'node:fs';
import { platformInfo, testUser, until } from '#libs/testing';
import { Prometheus } from './grafana-prometheus.js';

interface Panel {
  readonly title: string;
  readonly targets?: readonly { readonly expr: string }[];
}

const FOLDER = 'infra/grafana/dashboards';
const PRIORITIES = ['critical', 'high', 'medium', 'low'];
const CHANNELS = ['email', 'in_app', 'push', 'sms', 'webhook'];

/** `[panel, expression]` of every query of every dashboard. */
const queries = readdirSync(FOLDER).flatMap((file) =>
  (JSON.parse(readFileSync(`${FOLDER}/${file}`, 'utf8')) as { panels: Panel[] }).panels.flatMap(
    ({ title, targets = [] }) => targets.map(({ expr }) => [`${file}: ${title}`, expr] as const),
  ),
);

describe('what the dashboards ask of a real Prometheus', () => {
  const { gateway, simulator, api_key, metrics } = platformInfo();
  const user = testUser();
  let prometheus: Prometheus;

  const call = async (method: string, path: string, body: object) => {
    const headers = { authorization: `Bearer ${api_key}`, 'content-type': 'application/json' };
    const answer = await fetch(`${gateway}${path}`, { method, headers, body: JSON.stringify(body) });
    expect([path, answer.status, answer.ok ? '' : await answer.text()]).toEqual([path, answer.status, '']);
  };

  /** One notification of each priority over all channels. */
  const send = async () => {
    const content = { title: 'Seen', body: 'by Prometheus' };
    for (const priority of PRIORITIES)
      await call('POST', '/v1/notifications', {
        user_id: user,
        notification_type: 'order_update',
        priority,
        channels: CHANNELS,
        content,
      });
  };

  beforeAll(async () => {
    prometheus = await Prometheus.start(metrics);
    const webhook = { url: `${simulator}/webhook/${user}` };
    await call('PUT', `/v1/users/${user}`, { email: `${user}@example.com`, phone: '+14155552671', webhook });
    await call('PUT', `/v1/users/${user}/devices/phone`, { platform: 'android', token: `token-of-${user}` });
    // A rate needs a counter that was seen before and after it moved.
    await send();
    await until(async () => (await prometheus.query('sum(carillon_outcomes_total) > 0')).length > 0, {
      timeoutMs: 60_000,
      what: 'the first outcomes',
    });
    await send();
  }, 120_000);

  afterAll(() => prometheus?.stop());

  it('comes from all apps', async () => {
    const apps = Object.keys(metrics).filter((name) => name !== 'provider-sim');
    const up = await until(
      async () => {
        const samples = await prometheus.query('up{app!="provider-sim"} == 1');
        return samples.length === apps.length && samples;
      },
      { timeoutMs: 20_000, what: 'all apps to be scraped' },
    );
    expect(up.length).toBe(apps.length);
  });

  it.each(queries)(
    '%s has data',
    async (_, expr) => {
      const numbers = async () => (await prometheus.query(expr)).filter(({ value }) => value[1] !== 'NaN');
      // A series that was first scraped after its last move has a rate of nothing: it is moved until Prometheus has seen it move.
      const moved = async (): Promise<boolean> => {
        if ((await numbers()).length > 0) return true;
        await send();
        return false;
      };
      expect(await until(moved, { timeoutMs: 60_000, everyMs: 1_000, what: expr })).toBe(true);
    },
    70_000,
  );

  it('tells of every lane', async () => {
    const lanes = CHANNELS.flatMap((channel) => PRIORITIES.map((priority) => `${channel}.${priority}`)).sort();
    const seen = () =>
      prometheus.query('sum by (channel, priority) (carillon_outcomes_total{outcome=~"sent|delivered"})');
    await until(async () => (await seen()).length === lanes.length, { timeoutMs: 30_000, what: 'all lanes' });
    expect((await seen()).map(({ metric }) => `${metric.channel}.${metric.priority}`).sort()).toEqual(lanes);
    const lags = await prometheus.query('count by (topic) (carillon_consumer_lag)');
    const topics = lags.map(({ metric }) => metric.topic);
    expect(topics).toEqual(
      expect.arrayContaining([...lanes.map((lane) => `dispatch.${lane}`), 'status', 'status.critical']),
    );
  }, 40_000);

  it('has every alert evaluated', async () => {
    const alerts = await until(
      async () => {
        const all = await prometheus.alerts();
        return all.every(({ health }) => health !== 'unknown') && all;
      },
      { timeoutMs: 20_000, what: 'the rules to be evaluated' },
    );
    expect(alerts.length).toBeGreaterThan(5);
    expect(alerts.filter(({ health }) => health !== 'ok')).toEqual([]);
  });
});
