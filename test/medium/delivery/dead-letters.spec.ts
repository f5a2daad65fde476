/** Dead letters by hand: found, looked into, replayed once however often it is asked for, discarded. */
import type { DispatchRecord, ReplayAnswer } from '#libs/contracts';
import { DeadLetters, forgettersOf, LEDGER } from '#libs/delivery';
import { uuidv7, uuidv7Time } from '#libs/kernel';
import { Janitor } from '#libs/persistence';
import { testTenant, until } from '#libs/testing';
import { answers, LaneFixture } from './lane-fixture.js';
import { aBatch, aRecord, vault } from './records.js';

type Replayed = Extract<ReplayAnswer, { outcome: 'replayed' }>;

describe('dead letters', () => {
  const lane = new LaneFixture();
  let letters: DeadLetters;
  let tenant: string;
  beforeEach(() => {
    tenant = testTenant();
    lane.given({ provider: answers({ kind: 'unknown', code: 'timeout', detail: 'for ada@example.com' }) });
    letters = new DeadLetters(lane.ground.desk);
  });

  /** Three outcomes that nobody learnt. */
  const dead = async (over: Partial<DispatchRecord> = {}) => {
    const record = aRecord({ tenant_id: tenant, ...over });
    lane.ground.loop();
    await lane.ground.engine.handle(aBatch([record], `dispatch.email.${record.priority}`));
    await lane.settled(record.delivery_id, LEDGER.dead);
    const [letter] = (await letters.list({ tenant_id: tenant, limit: 10 })).filter(
      ({ delivery_id }) => delivery_id === record.delivery_id,
    );
    return { record, letter: letter! };
  };
  const stored = (over: Partial<DispatchRecord> = {}, reason = 'retries_exhausted:http_503') => {
    const record = aRecord({ tenant_id: tenant, ...over });
    const id = uuidv7();
    const text = `insert into dead_letters (dead_letter_id, delivery_id, tenant_id, notification_id, reason, record, provider)
      values ($1, $2, $3, $4, $5, $6::json, 'scripted')`;
    const values = [id, record.delivery_id, tenant, record.notification_id, reason, JSON.stringify(record)];
    return lane.database.query(text, values).then(() => ({ id, record }));
  };
  const ask = (id: string, over: object = {}) =>
    letters.replay({ tenant_id: tenant, id, number: 1, by: 'operator', ...over });
  const sealed = (value: object) => vault.seal(tenant, JSON.stringify(value));
  const dispatched = (id: string, topic = 'dispatch.email.medium') =>
    lane.ground.kafka.values<DispatchRecord>(topic).filter((record) => record.delivery_id === id);

  test('say why, when, how often and by what, with what the provider answered each time', async () => {
    const { record, letter } = await dead();
    expect(letter).toMatchObject({
      channel: 'email',
      notification_type: record.notification_type,
      reason: 'unsettled_claims',
      provider: 'scripted',
      attempts: 3,
      unsettled_claims: 3,
      accepted_at: record.timestamp,
      state: 'open',
      replayed_as: [],
    });
    const { history } = (await letters.find({ tenant_id: tenant, id: letter.id }))!;
    expect(history.map(({ attempt, event, code }) => [attempt, event, code])).toEqual([
      [1, 'unknown_outcome', 'timeout'],
      [2, 'unknown_outcome', 'timeout'],
      [3, 'unknown_outcome', 'timeout'],
    ]);
    expect(history[0]!.answer).toContain('for ');
    expect(JSON.stringify(history)).not.toContain('ada@example.com');
    expect(await letters.contents({ tenant_id: tenant, id: letter.id })).toEqual({
      target: record.target,
      content: record.content,
    });
  });

  test('are found by what is asked for, page by page, and by no other tenant', async () => {
    const all = [];
    for (const priority of ['low', 'medium', 'low'] as const) all.push(await stored({ priority }));
    await stored({ notification_type: 'newsletter' }, 'unreadable');
    const list = async (over: object) =>
      (await letters.list({ tenant_id: tenant, limit: 10, ...over })).map(({ id }) => id);
    const ids = all.map(({ id }) => id);
    expect(await list({ priority: 'low' })).toEqual([ids[2], ids[0]]);
    expect(await list({ reason: 'retries_exhausted' })).toEqual(ids.toReversed());
    expect(await list({ reason: 'retries_exhausted', cursor: ids[2], limit: 1 })).toEqual([ids[1]]);
    expect(await list({ notification_id: all[1]!.record.notification_id })).toEqual([ids[1]]);
    expect(await list({ state: 'replayed' })).toEqual([]);
    const died = (id: string) => new Date(uuidv7Time(id) + 1).toISOString();
    expect(await list({ before: died(ids[0]!), reason: 'retries_exhausted' })).toContain(ids[0]);
    expect(await list({ after: died(ids[2]!), provider: 'scripted', priority: 'low' })).toEqual([]);
    expect(await letters.list({ tenant_id: 'another', limit: 10 })).toEqual([]);
    expect(await letters.find({ tenant_id: 'another', id: ids[0]! })).toBeNull();
    expect(await letters.replay({ tenant_id: 'another', id: ids[0]!, number: 1, by: 'x' })).toBeNull();
    expect(await letters.discard({ tenant_id: 'another', id: ids[0]!, by: 'x', note: 'v1.x' })).toBeNull();
  });

  test('replayed: a new delivery linked to the old, asked about again, with its whole time if that was over', async () => {
    const [timestamp, expires_at] = ['2026-01-01T00:00:00.000Z', '2026-01-01T01:00:00.000Z'];
    const { id, record } = await stored({ timestamp, expires_at, avoid: ['one'] });
    const replay = (await ask(id)) as Replayed;
    expect(replay).toMatchObject({ outcome: 'replayed', created: true, expiry_renewed: true });
    expect(Date.parse(replay.expires_at!) - Date.now()).toBeGreaterThan(3_500_000);
    const [sent] = dispatched(replay.delivery_id);
    const same = { notification_id: record.notification_id, target: record.target, content: record.content };
    expect(sent).toMatchObject({ ...same, replay_of: record.delivery_id, attempt: 1, delayed: true });
    expect(sent).not.toHaveProperty('avoid');
    const [accepted] = lane.ground.kafka.events(replay.delivery_id);
    expect(accepted).toMatchObject({ kind: 'accepted', seq: 0, replay_of: record.delivery_id });
    expect(await letters.find({ tenant_id: tenant, id })).toMatchObject({
      state: 'replayed',
      replayed_as: [replay.delivery_id],
      closed_by: 'operator',
    });
  });

  test('replayed by two at once, and once more: one delivery', async () => {
    const { id } = await stored();
    const asked = (await Promise.all([ask(id), ask(id), ask(id)])) as Replayed[];
    asked.push((await ask(id)) as Replayed);
    expect(new Set(asked.map(({ delivery_id }) => delivery_id)).size).toBe(1);
    expect(asked.filter(({ created }) => created)).toHaveLength(1);
    expect(dispatched(asked[0]!.delivery_id)).toHaveLength(1);
    const second = (await ask(id, { number: 2 })) as Replayed;
    expect(second.created).toBe(true);
    expect(second.delivery_id).not.toBe(asked[0]!.delivery_id);
    expect(await ask(id, { number: 9 })).toEqual({ outcome: 'not_yet', replays: 2 });
  });

  test('replayed otherwise: another recipient, a part of the content, another channel', async () => {
    const opened = (text: string) => JSON.parse(vault.open(tenant, text)) as object;
    const one = await stored();
    const edit = { target: sealed({ email: 'grace@example.com' }), content: sealed({ title: 'Now really' }) };
    const { delivery_id } = (await ask(one.id, { edit })) as Replayed;
    const [mail] = dispatched(delivery_id);
    expect(opened(mail!.target)).toEqual({ channel: 'email', email: 'grace@example.com' });
    expect(opened(mail!.content)).toMatchObject({ title: 'Now really', body: 'Your order 123 is on its way' });
    expect(mail!.target).not.toBe(edit.target);

    const two = await stored();
    expect(await ask(two.id, { edit: { channel: 'sms' } })).toEqual({ outcome: 'incomplete', missing: 'target' });
    const bySms = { channel: 'sms', target: sealed({ phone: '+14155550123' }) };
    const sms = (await ask(two.id, { edit: bySms })) as Replayed;
    const [text] = dispatched(sms.delivery_id, 'dispatch.sms.medium');
    expect(text).toMatchObject({ channel: 'sms', replay_of: two.record.delivery_id });
    expect(lane.ground.kafka.events(sms.delivery_id)[0]).toMatchObject({ kind: 'accepted', channel: 'sms' });
  });

  test('what cannot be opened is replayed with all of it given anew, and not with a part', async () => {
    const { id } = await stored({ target: 'v1.gone.AAAA', content: 'v1.gone.AAAA' }, 'unreadable');
    const part = { content: sealed({ title: 'A title alone' }) };
    expect(await ask(id, { edit: part })).toEqual({ outcome: 'incomplete', missing: 'content' });
    const whole = { target: sealed({ email: 'a@example.com' }), content: sealed({ title: 'T', body: 'B' }) };
    expect(await ask(id, { edit: whole })).toMatchObject({ outcome: 'replayed', created: true });
  });

  test('a replay that is sent closes its circle: claimed, called, SENT, linked in every event', async () => {
    const { letter } = await dead();
    lane.provider.answer = () => ({ kind: 'sent' });
    const { delivery_id } = (await ask(letter.id)) as Replayed;
    await lane.settled(delivery_id, LEDGER.sent);
    await until(() => lane.kinds(delivery_id).includes('sent'));
    expect(lane.kinds(delivery_id)).toEqual(['accepted', 'sent']);
    const links = lane.ground.kafka.events(delivery_id).map(({ replay_of }) => replay_of);
    expect(links).toEqual([letter.delivery_id, letter.delivery_id]);
  });

  test('discarded with a reason, once; then no replay, and a second word changes nothing', async () => {
    const { id } = await stored();
    const note = sealed({ why: 'sent by hand' });
    const discard = (by: string) => letters.discard({ tenant_id: tenant, id, by, note });
    expect([await discard('ada'), await discard('grace')]).toEqual(['discarded', 'discarded']);
    expect(await letters.find({ tenant_id: tenant, id })).toMatchObject({ state: 'discarded', closed_by: 'ada', note });
    expect(await ask(id)).toEqual({ outcome: 'closed', state: 'discarded' });
    const replayed = await stored();
    await ask(replayed.id);
    expect(await letters.discard({ tenant_id: tenant, id: replayed.id, by: 'ada', note })).toBe('replayed');
  });

  test('closed, are forgotten when their time is over; open ones never are, nor what is under way', async () => {
    const ids = [];
    for (let i = 0; i < 5; i++) ids.push((await stored()).id);
    const [open, discarded, replayed, resolved, recent] = ids as [string, string, string, string, string];
    for (const id of [discarded, recent]) await letters.discard({ tenant_id: tenant, id, by: 'ada', note: 'v1.x' });
    await ask(replayed);
    const days = (n: number) => `now() - interval '${n} days'`;
    const query = (text: string, values: unknown[] = []) => lane.database.query<{ id: string }>(text, values);
    await query(`update dead_letters set closed_at = ${days(31)} where dead_letter_id = any($1)`, [
      [discarded, replayed],
    ]);
    await query(`update dead_letters set closed_at = ${days(29)} where dead_letter_id = $1`, [recent]);
    await query(`update dead_letters set state = 'resolved', resolved_at = ${days(31)} where dead_letter_id = $1`, [
      resolved,
    ]);
    await query(`update dead_letters set at = ${days(400)} where dead_letter_id = $1`, [open]);
    const jobs: Record<string, string> = {};
    for (const table of ['replays', 'discards'] as const)
      for (const [state, finished] of [
        ['done', days(31)],
        ['cancelled', days(29)],
        ['running', 'null'],
      ] as const) {
        const own = table === 'replays' ? ['replay_id', 'rate', '1'] : ['discard_id', 'note', `'v1.x'`];
        const id = (jobs[`${table} ${state}`] = uuidv7());
        await query(
          `insert into ${table} (${own[0]}, tenant_id, filter, ${own[1]}, last_id, until_id, matched, started_by, state, finished_at)
            values ($1, $2, '{}', ${own[2]}, $1, $1, 0, 'ada', '${state}', ${finished})`,
          [id, tenant],
        );
      }
    for (const forget of forgettersOf()) await new Janitor(lane.ground.db, forget, () => {}).clean();
    const left = await query('select dead_letter_id as id from dead_letters where tenant_id = $1', [tenant]);
    expect(left.map(({ id }) => id).sort()).toEqual([open, recent].sort());
    const leftJobs = await query(
      'select replay_id as id from replays where tenant_id = $1 union select discard_id from discards where tenant_id = $1',
      [tenant],
    );
    const gone = ['replays done', 'discards done'].map((job) => jobs[job]);
    expect(leftJobs.map(({ id }) => id).sort()).toEqual(
      Object.values(jobs)
        .filter((id) => !gone.includes(id))
        .sort(),
    );
  });
});
