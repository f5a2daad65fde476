import { Module } from '@nestjs/common';
import { createApp, HealthModule, metrics, onScrape } from '#libs/observability';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';

/** Everything is real: the app listens, and is asked over HTTP. */
describe('an app', () => {
  let app: NestFastifyApplication;
  let base: string;
  let postgres: () => Promise<unknown>;
  let peer: () => Promise<unknown>;

  beforeAll(async () => {
    const indicators = { required: { postgres: () => postgres() }, optional: { peer: () => peer() } };
    @Module({ imports: [HealthModule.of(indicators)] })
    class TestModule {}
    app = await createApp(TestModule, { PORT: 0, HOST: '127.0.0.1' });
    await app.listen(0, '127.0.0.1');
    base = await app.getUrl();
  });

  beforeEach(() => {
    postgres = () => Promise.resolve(1);
    peer = () => Promise.resolve(1);
  });

  afterAll(() => app.close());

  test('lives, whatever its dependencies do', async () => {
    postgres = () => Promise.reject(new Error('down'));
    expect((await fetch(`${base}/health/live`)).status).toBe(200);
  });

  test('is not ready without what it requires, is degraded without what is optional, and asks once a second', async () => {
    postgres = () => Promise.reject(new Error('no route to ada@mail.example'));
    peer = () => Promise.reject(new Error('away'));
    const down = await fetch(`${base}/health/ready`);
    const body = await down.text();
    expect(down.status).toBe(503);
    expect(JSON.parse(body)).toMatchObject({ details: { postgres: { status: 'down' }, peer: { status: 'degraded' } } });
    expect(body).not.toContain('ada@');
    postgres = () => Promise.resolve(1);
    expect((await fetch(`${base}/health/ready`)).status).toBe(503);
  });

  test('shows its metrics, and looks up at the scrape what it is asked to', async () => {
    metrics.accepted.inc({ priority: 'low' }, 3);
    onScrape(() => metrics.outboxDepth.set(7));
    onScrape(() => Promise.reject(new Error('a broken look-up hides nothing else')));
    const answer = await fetch(`${base}/metrics`);
    expect(answer.headers.get('content-type')).toContain('text/plain');
    const text = await answer.text();
    expect(text).toContain('carillon_accepted_total{priority="low"} 3');
    expect(text).toContain('carillon_outbox_depth 7');
    expect(text).toMatch(/carillon_event_loop_lag_seconds \d/);
    expect(text).toMatch(/process_resident_memory_bytes \d{7}/);
  });
});
