/** Dead letters, replays of many and doubts through the API, with the real apps behind it. */
import { randomUUID } from 'node:crypto';
import { CHANNELS } from '#libs/contracts';
import { uuidv7 } from '#libs/kernel';
import { until } from '#libs/testing';
import { WholePlatform } from '../running/whole-platform.js';
import type { Answer, RunningGateway } from './running-gateway.js';

interface Thing {
  readonly id: string;
  readonly status: string;
  readonly replay_of?: string;
  readonly [field: string]: unknown;
}

describe('what is stuck with its channel', () => {
  let platform: WholePlatform;
  let gateway: RunningGateway;
  let viewer: string;
  const ada = 'ada@example.com';

  beforeAll(async () => {
    platform = await WholePlatform.begin();
    gateway = platform.gateway;
    await gateway.ask('PUT', `/v1/users/${ada}`, { body: { email: ada } });
    const { body } = await gateway.ask('POST', '/v1/api-keys', { body: { name: 'looks', role: 'viewer' } });
    viewer = body.key;
  }, 60_000);
  afterAll(() => platform.end(), 30_000);

  const get = (path: string, key?: string) => gateway.ask('GET', path, { key });
  const post = (path: string, body: object = {}, key?: string) => gateway.ask('POST', path, { body, key });
  const bodyOf = ({ body }: Answer) => body as unknown as Thing;
  const store = (over: object = {}) =>
    gateway.stuck.store(gateway.tenant, { user_id: ada, critical: true, ...over }, {}, 'A secret of Ada');
  const audited = async (action: string, target?: string) => {
    const { body } = await get(`/v1/audit?action=${action}`);
    return (body.items as Thing[]).filter((item) => target === undefined || item['target'] === target);
  };
  const ofUser = async (path: string) =>
    (await get(`${path}?user_id=${encodeURIComponent(ada)}&limit=100`)).body.items as Thing[];

  it('is told with why and by what, to who may read, and its contents only to who may look inside', async () => {
    const { deadLetter } = await store();
    const letter = bodyOf(await get(`/v1/dead-letters/${deadLetter}`, viewer));
    expect(letter).toMatchObject({
      state: 'open',
      reason: 'retries_exhausted:http_503',
      attempts: 5,
      channel: 'in_app',
    });
    expect(letter['why']).toContain('http_503');
    expect((await ofUser('/v1/dead-letters')).filter(({ id }) => id === deadLetter)).toHaveLength(1);
    expect(JSON.stringify(letter)).not.toContain('secret');

    expect((await get(`/v1/dead-letters/${deadLetter}/contents`, viewer)).status).toBe(403);
    expect(await audited('inspectDeadLetter', deadLetter)).toMatchObject([]);
    const inside = await get(`/v1/dead-letters/${deadLetter}/contents`);
    expect(inside.body).toEqual({
      target: { channel: 'in_app', user_id: ada },
      content: { title: 'A secret of Ada', body: 'It is on its way.' },
    });
    expect(await audited('inspectDeadLetter', deadLetter)).toMatchObject([{ outcome: 'allowed' }]);
    for (const id of [uuidv7(), randomUUID(), 'x']) expect((await get(`/v1/dead-letters/${id}`)).status).toBe(404);
  });

  it('is replayed once however often it is asked for, arrives, and is linked in the life of its notification', async () => {
    const sent = await gateway.send({ user_id: ada, to: undefined, channels: ['in_app'] });
    const { deadLetter } = await store({ notification_id: sent.body.id });
    expect((await post(`/v1/dead-letters/${deadLetter}/replay`, {}, viewer)).status).toBe(403);
    const content = { title: 'At last' };
    const replays = await Promise.all([1, 2, 3].map(() => post(`/v1/dead-letters/${deadLetter}/replay`, { content })));
    expect(replays.map(({ status }) => status).sort()).toEqual([200, 200, 202]);
    const [id] = [...new Set(replays.map(({ body }) => body.id))] as [string];
    expect(new Set(replays.map(({ body }) => body.id)).size).toBe(1);

    const whole = () => get(`/v1/notifications/${sent.body.id}`);
    const replay = async () => ((await whole()).body.deliveries as unknown as Thing[]).find((one) => one.id === id);
    await until(async () => (await replay())?.status === 'DELIVERED', { timeoutMs: 30_000, what: 'the replay' });
    expect(await replay()).toMatchObject({ replay_of: deadLetter, channel: 'in_app' });
    expect((await whole()).body.deliveries).toHaveLength(2);
    expect(bodyOf(await get(`/v1/dead-letters/${deadLetter}`))).toMatchObject({ state: 'replayed', replayed_as: [id] });
    expect(await audited('replayDeadLetter', deadLetter)).toHaveLength(3);
    expect((await post(`/v1/dead-letters/${deadLetter}/discard`, { reason: 'too late' })).body.code).toBe(
      'dead_letter_closed',
    );
  }, 60_000);

  it('is neither looked into nor replayed nor discarded where nobody could be told of it', async () => {
    const { deadLetter } = await store();
    const at = `/v1/dead-letters/${deadLetter}`;
    await gateway.database.query(
      `alter table audit_events add constraint fails check (action !~ 'DeadLetter') not valid`,
    );
    const asked = [
      await get(`${at}/contents`),
      await post(`${at}/replay`),
      await post(`${at}/discard`, { reason: 'x' }),
    ];
    await gateway.database.query('alter table audit_events drop constraint fails');
    expect(asked.map(({ status }) => status)).toEqual([500, 500, 500]);
    expect(bodyOf(await get(at))).toMatchObject({ state: 'open', replayed_as: [] });
  });

  it('is replayed to another only where that is one of its channel, whole, and not suppressed', async () => {
    const { deadLetter } = await store();
    const replay = (body: object) => post(`/v1/dead-letters/${deadLetter}/replay`, body);
    const wrong = await replay({ to: { email: ada } });
    expect([wrong.status, wrong.body.errors[0].pointer]).toEqual([400, '/to/email']);
    expect((await replay({ channel: 'sms' })).body.code).toBe('incomplete_delivery');
    const gone = { channel: 'email', address: 'gone@example.com' };
    await post('/v1/suppressions', gone);
    expect((await replay({ channel: 'email', to: { email: gone.address } })).body.code).toBe('suppressed');
    expect((await replay({ replay: 3 })).body.code).toBe('not_that_replay');
    expect(bodyOf(await get(`/v1/dead-letters/${deadLetter}`))['state']).toBe('open');
    const other = await replay({ channel: 'email', to: { email: 'grace@example.com' } });
    expect(bodyOf(other)).toMatchObject({ channel: 'email', replay_of: deadLetter });
  });

  it('is discarded with a reason that is told to people and kept sealed', async () => {
    const { deadLetter } = await store();
    const discard = () => post(`/v1/dead-letters/${deadLetter}/discard`, { reason: 'Ada was told by phone' });
    expect([(await discard()).status, (await discard()).status]).toEqual([200, 200]);
    expect(bodyOf(await get(`/v1/dead-letters/${deadLetter}`))).toMatchObject({
      state: 'discarded',
      discarded_because: 'Ada was told by phone',
    });
    expect(JSON.stringify(await audited('discardDeadLetter', deadLetter))).not.toContain('phone');
    expect((await post(`/v1/dead-letters/${deadLetter}/replay`)).body.code).toBe('dead_letter_closed');
  });

  it('is replayed all at once, at a rate, seen in its progress and cancelled', async () => {
    const type = `type-${uuidv7()}`;
    for (let i = 0; i < 4; i++) await store({ notification_type: type });
    await until(async () => (await get(`/v1/dead-letters?notification_type=${type}`)).body.items.length === 4);
    const started = await post('/v1/replays', { notification_type: type, rate: 2, channels: ['in_app', 'email'] });
    expect([started.status, bodyOf(started)['matched']]).toEqual([202, 4]);
    const { id } = started.body;
    const replay = async () => bodyOf(await get(`/v1/replays/${id}`, viewer));
    await until(async () => (await replay())['state'] === 'done', { timeoutMs: 30_000, what: 'the replay to be done' });
    expect(await replay()).toMatchObject({ replayed: 4, rate: 2 });
    expect(await replay()).toHaveProperty(
      'channels',
      expect.arrayContaining([expect.objectContaining({ channel: 'in_app', state: 'done', replayed: 4 })]),
    );
    const open = await get(`/v1/dead-letters?notification_type=${type}&state=open`);
    expect(open.body.items).toEqual([]);
    expect((await post(`/v1/replays/${id}/cancel`, {}, viewer)).status).toBe(403);
    expect(bodyOf(await post(`/v1/replays/${id}/cancel`))['state']).toBe('done');
    const listed = (await get('/v1/replays')).body.items as Thing[];
    expect(listed.map((one) => one.id)).toContain(id);
    expect([await audited('startReplay', id), await audited('cancelReplay', id)]).toMatchObject([[{}], [{}]]);
    expect((await get(`/v1/replays/${uuidv7()}`)).status).toBe(404);
  }, 60_000);

  it('is replayed all at once with the same edits, checked as those of one are', async () => {
    const type = `type-${uuidv7()}`;
    for (let i = 0; i < 2; i++) await store({ notification_type: type });
    await until(async () => (await get(`/v1/dead-letters?notification_type=${type}`)).body.items.length === 2);
    const replay = (edit: object, channels = ['in_app']) =>
      post('/v1/replays', { notification_type: type, rate: 10, channels, edit });
    const wrong = await replay({ to: { email: ada } }, ['in_app', 'email']);
    expect([wrong.status, wrong.body.errors[0].pointer]).toEqual([400, '/edit/to/email']);
    expect((await replay({ channel: 'sms' })).body.code).toBe('incomplete_delivery');
    expect((await replay({ channel: 'push', to: { token: 't' } })).body.code).toBe('incomplete_delivery');
    const gone = { channel: 'email', address: 'gone-too@example.com' };
    await post('/v1/suppressions', gone);
    expect((await replay({ channel: 'email', to: { email: gone.address } })).body.code).toBe('suppressed');
    expect((await get(`/v1/dead-letters?notification_type=${type}&state=open`)).body.items).toHaveLength(2);

    const started = await replay({ content: { title: 'At last, all of you' } });
    expect([started.status, bodyOf(started)['edited']]).toEqual([202, ['content']]);
    const { id } = started.body;
    const found = async () => bodyOf(await get(`/v1/replays/${id}`));
    await until(async () => (await found())['state'] === 'done', { timeoutMs: 30_000, what: 'the replay to be done' });
    expect(await found()).toMatchObject({ replayed: 2, skipped: 0 });
    const told = await audited('startReplay', id);
    expect(told).toMatchObject([{ details: { edited: ['title'] } }]);
    expect(JSON.stringify(told)).not.toContain('At last');
  }, 60_000);

  it('is discarded by filter, all that match, for a reason that only people are told', async () => {
    const type = `type-${uuidv7()}`;
    const letters = [];
    for (let i = 0; i < 3; i++) letters.push((await store({ notification_type: type })).deadLetter);
    const because = 'Ada said that it is over';
    expect((await post('/v1/discards', { because })).status).toBe(400);
    expect((await post('/v1/discards', { because, notification_type: type }, viewer)).status).toBe(403);
    await until(async () => (await get(`/v1/dead-letters?notification_type=${type}`)).body.items.length === 3);
    const started = await post('/v1/discards', { because, notification_type: type });
    expect([started.status, bodyOf(started)['matched'], bodyOf(started)['because']]).toEqual([202, 3, because]);
    const { id } = started.body;
    const discard = async () => bodyOf(await get(`/v1/discards/${id}`, viewer));
    await until(async () => (await discard())['state'] === 'done', { timeoutMs: 30_000, what: 'all to be discarded' });
    expect(await discard()).toMatchObject({ discarded: 3, filter: { notification_type: type } });
    for (const letter of letters)
      expect(bodyOf(await get(`/v1/dead-letters/${letter}`))).toMatchObject({
        state: 'discarded',
        discarded_because: because,
      });
    expect((await get('/v1/discards')).body.items).toContainEqual(expect.objectContaining({ id, discarded: 3 }));
    expect(bodyOf(await post(`/v1/discards/${id}/cancel`))['state']).toBe('done');
    const audit = [...(await audited('startDiscard', id)), ...(await audited('cancelDiscard', id))];
    expect(audit).toMatchObject([{ details: { notification_type: type } }, {}]);
    expect(JSON.stringify(audit)).not.toContain('Ada');
    expect((await get(`/v1/discards/${uuidv7()}`)).status).toBe(404);
  }, 60_000);

  it('in doubt: is looked into, decided once, and by filter for many', async () => {
    const type = `type-${uuidv7()}`;
    const doubts = [];
    for (let i = 0; i < 3; i++) doubts.push((await store({ notification_type: type })).doubt);
    const [one] = doubts as [string];
    expect(bodyOf(await get(`/v1/in-doubt/${one}`, viewer))).toMatchObject({ attempt: 1, channel: 'in_app' });
    expect((await get(`/v1/in-doubt/${one}/contents`, viewer)).status).toBe(403);
    expect(JSON.stringify((await get(`/v1/in-doubt/${one}/contents`)).body)).toContain('A secret of Ada');
    expect((await get(`/v1/in-doubt?notification_type=${type}`)).body.items).toHaveLength(3);

    const resolve = (resolution: string, key?: string) => post(`/v1/in-doubt/${one}/resolve`, { resolution }, key);
    expect((await resolve('sent', viewer)).status).toBe(403);
    expect((await resolve('sent')).status).toBe(200);
    expect((await resolve('send_again')).status).toBe(404);
    const all = { resolution: 'give_up', notification_type: type };
    expect((await post('/v1/in-doubt/resolve', { resolution: 'give_up' })).status).toBe(400);
    expect(bodyOf(await post('/v1/in-doubt/resolve', all))).toEqual({ resolved: 2, more: false });
    expect((await get(`/v1/in-doubt?notification_type=${type}`)).body.items).toEqual([]);
    const told = await audited('resolveDoubt', one);
    expect(told).toMatchObject([{ details: { resolution: 'sent' } }]);
    expect(await audited('inspectDoubt', one)).toHaveLength(1);
  });

  it('names the channels that are away, and says nothing of what they may have', async () => {
    const alone = await gateway.another({ emitter: undefined }); // its peers are those of the tests, which answer nothing of this
    const ask = (path: string) => gateway.ask('GET', path, {}, alone);
    expect((await ask('/v1/dead-letters')).body).toEqual({ items: [], unavailable: CHANNELS });
    expect((await ask(`/v1/in-doubt/${uuidv7()}`)).status).toBe(503);
  });
});
