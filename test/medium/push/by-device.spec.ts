/** The push app with all of its providers: each device is reached by its own, at any priority, and a device of nobody's waits for somebody. */
import { PRIORITIES, type DispatchRecord, type Target } from '#libs/contracts';
import { until } from '#libs/testing';
import { runSimulator, type Running } from '../provider-sim/simulator.fixture.js';
import { adapters, type Place } from '../providers/adapters.js';
import { RunningChannelApp } from '../providers/running-channel-app.js';

const PATIENT = { timeoutMs: 30_000 };
const adapterOf = (name: string) => adapters.find((adapter) => adapter.name === name)!;

describe('the push app', () => {
  let sim: Running;
  let place: Place;
  let app: RunningChannelApp;

  beforeAll(async () => {
    sim = await runSimulator();
    const { port, tlsPort, smtpPort } = sim.simulator;
    place = { port, tlsPort, smtpPort, ca: sim.ca, timeoutMs: 5_000 };
    app = await RunningChannelApp.begin(
      'push',
      ['fcm', 'apns', 'webpush'].map((name) => adapterOf(name).make(place)),
    );
  }, 60_000);
  afterAll(async () => {
    await app.end();
    await sim.stop();
  }, 30_000);

  const settled = (record: DispatchRecord) =>
    until(async () => ((await app.rowOf(record))?.state === 10 ? app.rowOf(record) : undefined), PATIENT);

  test.each(PRIORITIES)(
    'reaches each device by its own provider: %s',
    async (priority) => {
      const targets: [string, Target][] = [
        ['fcm', adapterOf('fcm').target(place)],
        ['apns', adapterOf('apns').target(place)],
        ['webpush', adapterOf('webpush').target(place)],
        ['fcm', { channel: 'push', topic: 'news' }],
      ];
      const records = await app.dispatch(
        targets.map(([, target]) => target),
        priority,
      );
      const rows = await Promise.all(records.map(settled));
      expect(rows.map((row) => (row as unknown as { provider: string }).provider)).toEqual(
        targets.map(([name]) => name),
      );
      const ledger = await sim.ledger();
      for (const [i, { delivery_id }] of records.entries())
        expect(ledger.find((entry) => entry.delivery_id === delivery_id)?.provider).toBe(targets[i]![0]);
    },
    60_000,
  );

  test('one that is ill is no reason to go by another: its devices wait for it, and no others do', async () => {
    await sim.control('PUT', 'faults/apns', { mode: 'error', status: 503, until_count: 2 });
    const [iPhone] = await app.dispatch([adapterOf('apns').target(place)], 'high');
    const [android] = await app.dispatch([adapterOf('fcm').target(place)], 'high');
    await settled(android!);
    const row = await settled(iPhone!);
    expect(row).toMatchObject({ provider: 'apns', attempt: 3 });
  }, 60_000);
});
