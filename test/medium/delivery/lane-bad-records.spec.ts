import type { DeadLetter } from '#libs/contracts';
import { LEDGER } from '#libs/delivery';
import { LaneFixture } from './lane-fixture.js';
import { aBatch, aRecord, vault } from './records.js';

describe('the delivery engine and what it cannot read', () => {
  const lane = new LaneFixture();
  const { given, row, kinds } = lane;

  test('a record that nobody can read goes into quarantine, sealed, and stalls nothing', async () => {
    given();
    const secret = '{"email":"ada@example.org"';
    const batch = aBatch([secret, aRecord(), JSON.stringify({ ...aRecord(), attempt: 'one' }), aRecord()]);
    await lane.ground.engine.handle(batch);
    await lane.ground.outbox.idle();
    expect(batch.doneOffsets.size).toBe(4);
    expect(lane.provider.calls).toHaveLength(2);
    const bad = lane.ground.kafka.values<{ problem: string; value: string }>('quarantine');
    expect(bad.map((q) => q.problem)).toEqual(['not JSON', expect.stringContaining('attempt')]);
    expect(JSON.stringify(bad)).not.toContain('ada@example.org');
    expect(vault.open('platform', bad[0]?.value as string)).toBe(secret);
  });

  test('one bad item in a group is split out of it', async () => {
    given();
    const bad = aRecord({ tenant_id: 'nul\0byte' }); // valid JSON, but no text for Postgres
    const good = Array.from({ length: 9 }, () => aRecord());
    const batch = aBatch([...good, bad]);
    await lane.ground.engine.handle(batch);
    await lane.ground.outbox.idle();
    expect(batch.doneOffsets.size).toBe(10);
    expect(lane.provider.calls).toHaveLength(9);
    expect(lane.ground.kafka.values('quarantine')).toHaveLength(1);
  });

  test('sealed with a key that nobody has: to the dead letters, with the record as it was', async () => {
    given();
    const record = aRecord({ content: 'v1.k9.2026-01.AAAA' });
    await lane.ground.engine.handle(aBatch([record]));
    expect(await row(record.delivery_id)).toMatchObject({ state: LEDGER.dead });
    await lane.ground.outbox.idle();
    const [letter] = lane.ground.kafka.values<DeadLetter>('dead-letter.email').slice(-1);
    expect(letter).toMatchObject({ reason: 'unreadable', record: { delivery_id: record.delivery_id } });
    const rows = await lane.database.query('select 1 from dead_letters where delivery_id = $1', [record.delivery_id]);
    expect(rows).toHaveLength(1);
    expect(kinds(record.delivery_id)).toEqual(['dead']);
  });
});
