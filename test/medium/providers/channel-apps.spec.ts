/** Each channel's app from its Kafka lane to the simulated provider and back into the ledger, on real services. */
import { PRIORITIES } from '#libs/contracts';
import { until } from '#libs/testing';
import { runSimulator, type Running } from '../provider-sim/simulator.fixture.js';
import { adapters, CHANNEL_OF, type Place } from './adapters.js';
import { RunningChannelApp } from './running-channel-app.js';

/** Of libs/delivery's ledger. */
const SENT = 10;
const FAILED = 11;
const PATIENT = { timeoutMs: 30_000 };

describe.each(adapters)('the app of $name', (adapter) => {
  let sim: Running;
  let place: Place;
  let app: RunningChannelApp;

  beforeAll(async () => {
    sim = await runSimulator();
    await sim.control('PUT', `callbacks/${adapter.name}`, { enabled: false }).catch(() => undefined);
    place = { port: sim.simulator.port, tlsPort: sim.simulator.tlsPort, ca: sim.ca, timeoutMs: 5_000 };
    app = await RunningChannelApp.begin(CHANNEL_OF[adapter.name]!, adapter.make(place));
  }, 60_000);
  afterAll(async () => {
    await app.end();
    await sim.stop();
  }, 30_000);
  beforeEach(() => sim.control('DELETE', 'ledger'));

  const sentOf = async (deliveryId: string) => (await sim.ledger()).filter((one) => one.delivery_id === deliveryId);

  test('delivers from every lane, each once', async () => {
    const asked = await Promise.all(PRIORITIES.map((priority) => app.dispatch([adapter.target(place)], priority)));
    for (const record of asked.flat()) {
      await until(async () => (await sentOf(record.delivery_id)).length > 0, { ...PATIENT, what: record.priority });
      expect(await sentOf(record.delivery_id)).toMatchObject([{ notification_id: record.notification_id }]);
    }
  }, 60_000);

  test('delivers in the end what the provider refused at first, and counts the attempts', async () => {
    await sim.control('PUT', `faults/${adapter.name}`, { mode: 'error', status: 503, until_count: 1 });
    const [record] = await app.dispatch([adapter.target(place)], 'medium');
    await until(async () => (await sentOf(record!.delivery_id)).length > 0, PATIENT);
    const row = await until(async () => (await app.rowOf(record!))?.state === SENT && app.rowOf(record!), PATIENT);
    expect(row).toMatchObject({ attempt: 2, provider: adapter.name });
  }, 60_000);

  test('gives up at once what the provider refuses for good', async () => {
    const [bad, good] = await app.dispatch([adapter.refused.target(place), adapter.target(place)], 'high');
    await until(async () => (await sentOf(good!.delivery_id)).length > 0, PATIENT);
    const row = await until(async () => (await app.rowOf(bad!))?.state === FAILED && app.rowOf(bad!), PATIENT);
    expect(row).toMatchObject({ attempt: 1 });
    expect(await sentOf(bad!.delivery_id)).toEqual([]);
  }, 60_000);
});
