import { LEDGER } from '#libs/delivery';
import { until } from '#libs/testing';
import { LaneFixture } from './lane-fixture.js';
import { aBatch, aRecord } from './records.js';
import { ScriptedProvider } from './doubles.js';

const TO = { channel: 'email', email: 'staging@example.com' } as const;

describe('with everything redirected', () => {
  const lane = new LaneFixture();
  const { given, row, kinds } = lane;

  test('all that is real goes to the one address, and says that it is a test', async () => {
    given({ parts: { redirect: { to: TO } } });
    const records = [aRecord(), aRecord({ test: true, redirected: true })];
    await lane.ground.engine.handle(aBatch(records));
    expect(lane.provider.calls.map(({ target, content }) => [target, content.title])).toEqual([
      [TO, '[Test] Hello'],
      [TO, '[Test] Hello'],
    ]);
  });

  test('what goes to the simulator goes there all the same', async () => {
    const testProvider = new ScriptedProvider();
    given({ testProvider, parts: { redirect: { to: TO } } });
    await lane.ground.engine.handle(aBatch([aRecord({ test: true })]));
    expect(lane.provider.calls).toEqual([]);
    expect(testProvider.calls[0]).toMatchObject({ target: { email: 'ada@example.org' }, content: { title: 'Hello' } });
  });

  test('nothing real is sent where there is no address, and it is said why', async () => {
    given({ parts: { redirect: { to: undefined } } });
    const record = aRecord();
    await lane.ground.engine.handle(aBatch([record]));
    expect(lane.provider.calls).toEqual([]);
    expect(await row(record.delivery_id)).toMatchObject({ state: LEDGER.suppressed });
    await until(() => kinds(record.delivery_id).includes('suppressed'));
    expect(lane.ground.kafka.events(record.delivery_id)[0]?.reason).toBe('redirected_nowhere');
  });
});
