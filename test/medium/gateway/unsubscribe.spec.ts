/** The link in the headers of a mail, from its click to the next notification. The real apps/preferences keeps the wishes. */
import { UnsubscribeTokens, type UnsubscribeToken } from '#libs/unsubscribe';
import { LocalKeys, Vault } from '#libs/vault';
import { PreferencesApp } from '../running/preferences-app.js';
import { RunningGateway } from './running-gateway.js';

const MASTER_KEYS = [{ id: 'k1', key: Buffer.alloc(32, 9) }];
const tokens = new UnsubscribeTokens(new Vault(new LocalKeys(MASTER_KEYS)));
const HOUR = 3_600_000;
const ONE_CLICK = { 'List-Unsubscribe': 'One-Click' };

describe('an unsubscribe link', () => {
  let preferences: PreferencesApp;
  let gateway: RunningGateway;
  beforeAll(async () => {
    preferences = await PreferencesApp.begin(MASTER_KEYS);
    gateway = await RunningGateway.begin({ peer: preferences.peer }, { MASTER_KEYS });
  }, 60_000);
  afterAll(async () => {
    await gateway.end();
    await preferences.end();
  });

  let n = 0;
  const stored = async (over: object = {}) => {
    const id = `user-${++n}`;
    await gateway.ask('PUT', `/v1/users/${id}`, { body: { email: `${id}@example.com`, ...over } });
    return id;
  };
  const linkOf = (userId: string, over: Partial<UnsubscribeToken> = {}) =>
    `/u/${tokens.seal({
      tenantId: gateway.tenant,
      userId,
      type: 'newsletter',
      category: 'marketing',
      channel: 'email',
      notificationId: 'n-1',
      expiresAt: new Date(Date.now() + HOUR),
      ...over,
    })}`;
  const get = (path: string, headers: Record<string, string> = {}) => fetch(gateway.addressOf() + path, { headers });
  const post = (path: string, fields: Record<string, string> | [string, string][]) =>
    fetch(gateway.addressOf() + path, { method: 'POST', body: new URLSearchParams(fields), redirect: 'manual' });
  const wishes = async (id: string) => (await gateway.ask('GET', `/v1/users/${id}/preferences`)).body as unknown;
  const statusOfNext = async (user_id: string, notification_type = 'newsletter') => {
    // One usable channel makes it a 202; the other one is what this is about.
    const { body } = await gateway.send({ to: undefined, user_id, notification_type, channels: ['email', 'in_app'] });
    return body.deliveries.find(({ channel }) => channel === 'email')?.status;
  };
  /** The form as a browser would send it, but for the boxes that are named: those the other way round. */
  const submit = async (path: string, toggled: readonly string[], over: Record<string, string> = {}) => {
    const page = await (await get(path)).text();
    const form = [...page.matchAll(/<input([^>]*)\/>/g)]
      .map(([, text = '']) => ({
        name: /name="([^"]*)"/.exec(text)?.[1] ?? '',
        value: /value="([^"]*)"/.exec(text)?.[1] ?? '',
        left: text.includes('checkbox') && !/ checked/.test(text),
      }))
      .filter(({ name, value, left }) =>
        toggled.includes(name === 'on' ? value : name) && name !== 'was' ? left : !left,
      )
      .map(({ name, value }): [string, string] => [name, over[name] ?? value]);
    return post(path, [...form, ['do', 'save']]);
  };

  it('changes nothing when it is looked at, however often', async () => {
    const id = await stored();
    const before = await wishes(id);
    const looks = await Promise.all([get(linkOf(id)), fetch(gateway.addressOf() + linkOf(id), { method: 'HEAD' })]);
    expect(looks.map(({ status }) => status)).toEqual([200, 200]);
    expect(looks[0].headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(await wishes(id)).toEqual(before);
    expect(await statusOfNext(id)).toBe('ACCEPTED');
  });

  it('declines with one click what the very next notification would bring', async () => {
    const id = await stored();
    expect(await statusOfNext(id)).toBe('ACCEPTED');
    const answer = await post(linkOf(id), ONE_CLICK);
    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'text/plain; charset=utf-8']);
    expect(await answer.text()).toBe('Done. You will no longer receive “News and offers” by email.\n');
    expect(await statusOfNext(id)).toBe('UNSUBSCRIBED');
    expect(await statusOfNext(id, 'order_update')).toBe('ACCEPTED');
  });

  it('takes the click as mailboxes may send it, too', async () => {
    const id = await stored();
    const body = new FormData();
    body.set('List-Unsubscribe', 'One-Click');
    expect((await fetch(gateway.addressOf() + linkOf(id), { method: 'POST', body })).status).toBe(200);
    expect(await statusOfNext(id)).toBe('UNSUBSCRIBED');
  });

  it('declines a receipt alone, and not the others with it', async () => {
    const id = await stored();
    await post(linkOf(id, { type: 'order_update', category: 'transactional' }), ONE_CLICK);
    expect(await wishes(id)).toMatchObject({ types: { order_update: { email: false } }, categories: {} });
  });

  it('may be clicked again, and by many at once, to the same end', async () => {
    const id = await stored();
    await gateway.ask('PATCH', `/v1/users/${id}/preferences`, { body: { types: { newsletter: { email: true } } } });
    const clicks = await Promise.all(Array.from({ length: 30 }, () => post(linkOf(id), ONE_CLICK)));
    expect(new Set(clicks.map(({ status }) => status))).toEqual(new Set([200]));
    expect(await wishes(id)).toMatchObject({ types: {}, categories: { marketing: { email: false } } });
    expect(await statusOfNext(id)).toBe('UNSUBSCRIBED');
  });

  it('unsubscribes by the button of its page, and says so after the redirect', async () => {
    const id = await stored();
    const link = linkOf(id);
    const answer = await post(link, { do: 'unsubscribe' });
    expect([answer.status, answer.headers.get('location')]).toEqual([303, '?done=unsubscribed']);
    expect(await (await get(`${link}?done=unsubscribed`)).text()).toMatch(/role="status">Done\./);
    expect(await wishes(id)).toMatchObject({ types: { newsletter: { email: false } }, categories: {} });
  });

  it('saves what was changed on its page, and shows it', async () => {
    const id = await stored({ time_zone: 'Europe/Vienna' });
    const link = linkOf(id);
    const times = { start: '21:00', end: '06:30' };
    const answer = await submit(link, ['type:email:order_update', 'quiet', 'stop'], times);
    expect([answer.status, answer.headers.get('location')]).toEqual([303, '?done=saved']);
    expect(await wishes(id)).toEqual({
      opted_out: true,
      types: { order_update: { email: false } },
      categories: {},
      channels: {},
      quiet_hours: times,
    });
    const page = await (await get(`${link}?done=saved`)).text();
    expect(page).toMatch(/role="status">Your choices are saved/);
    expect(page).toMatch(/value="21:00"[\s\S]*Europe\/Vienna/);
    expect(page).toMatch(/value="type:email:order_update" +\/>/);
    await submit(link, ['type:email:order_update', 'quiet', 'stop']);
    expect(await wishes(id)).toMatchObject({ opted_out: false, types: {}, quiet_hours: null });
  });

  it('keeps what somebody else changes while its page is open', async () => {
    const id = await stored();
    const link = linkOf(id);
    const [page] = await Promise.all([(await get(link)).text()]);
    expect(page).toContain('value="type:email:newsletter" checked');
    await gateway.ask('PATCH', `/v1/users/${id}/preferences`, { body: { types: { order_update: { email: false } } } });
    await post(link, [
      ['do', 'save'],
      ['was', 'type:email:newsletter'],
      ['was', 'type:email:order_update'],
      ['on', 'type:email:order_update'],
    ]);
    expect(await wishes(id)).toMatchObject({ types: { newsletter: { email: false }, order_update: { email: false } } });
  });

  it('saves nothing of a form whose quiet hours make no sense', async () => {
    const id = await stored();
    const before = await wishes(id);
    const answer = await submit(linkOf(id), ['type:email:newsletter', 'quiet'], { start: '22:00', end: '22:00' });
    expect([answer.status, (await answer.text()).includes('role="alert"')]).toEqual([422, true]);
    expect(await wishes(id)).toEqual(before);
  });

  it('speaks the language of its user, or of the browser', async () => {
    const [german, nobodys] = [await stored({ locale: 'de-AT' }), await stored()];
    const french = { 'accept-language': 'fr-CA, en;q=0.5' };
    expect(await (await get(linkOf(german), french)).text()).toContain('<html lang="de" dir="ltr">');
    expect(await (await get(linkOf(nobodys), french)).text()).toContain('<html lang="fr" dir="ltr">');
    expect(await (await post(linkOf(german), ONE_CLICK)).text()).toMatch(/^Erledigt/);
    expect(await (await get('/u/x', { 'accept-language': 'ar' })).text()).toContain('<html lang="ar" dir="rtl">');
  });

  it.each(['GET', 'POST'])('that is forged, cut or expired tells a %s nothing but that', async (method) => {
    const id = await stored();
    const before = await wishes(id);
    const good = linkOf(id);
    const bad = [
      [good.slice(0, -1), 404],
      [`${good}A`, 404],
      [good.slice(0, 40), 404],
      ['/u/x', 404],
      [linkOf('no-such-user'), 404],
      [linkOf(id, { tenantId: 'no-such-tenant' }), 404],
      [linkOf(id, { expiresAt: new Date(Date.now() - 1_000) }), 410],
    ] as const;
    const pages = await Promise.all(
      bad
        .map(([path]) => (method === 'GET' ? get(path) : post(path, ONE_CLICK)))
        .map(async (answer) => {
          const { status, headers } = await answer;
          return { status, type: headers.get('content-type'), text: await (await answer).text() };
        }),
    );
    expect(pages.map(({ status }) => status)).toEqual(bad.map(([, status]) => status));
    expect(new Set(pages.map(({ type }) => type))).toEqual(new Set(['text/html; charset=utf-8']));
    expect(new Set(pages.filter(({ status }) => status === 404).map(({ text }) => text)).size).toBe(1);
    expect(await wishes(id)).toEqual(before);
  });

  it('says of what is no form of its page, in the language of its user, that nothing changed and what to do', async () => {
    const id = await stored({ locale: 'de-AT' });
    const before = await wishes(id);
    const answer = await post(linkOf(id), { hello: 'there' });
    expect([answer.status, answer.headers.get('content-type')]).toEqual([400, 'text/html; charset=utf-8']);
    const text = await answer.text();
    expect(text).toContain('<html lang="de" dir="ltr">');
    expect(text).toContain('Es wurde nichts geändert.');
    expect(text).toMatch(/<a class="main" href="\?">Seite noch einmal öffnen<\/a>/);
    expect((await get(`${linkOf(id)}?`)).status).toBe(200);
    expect(await wishes(id)).toEqual(before);
  });

  it('refuses what is too long for a form of its page', async () => {
    const id = await stored();
    const before = await wishes(id);
    expect((await post(linkOf(id), { do: 'save', on: 'x'.repeat(200_000) })).status).toBe(413);
    expect(await wishes(id)).toEqual(before);
  });

  it('asks to try again while nobody can say or change what its user wants', async () => {
    const alone = await RunningGateway.begin({}, { MASTER_KEYS });
    alone.peers.store(alone.tenant, 'ada');
    const link = alone.addressOf() + linkOf('ada', { tenantId: alone.tenant });
    expect((await fetch(link)).status).toBe(200);
    alone.peers.away = true;
    for (const body of [undefined, new URLSearchParams(ONE_CLICK), new URLSearchParams({ do: 'save', stop: 'yes' })]) {
      const answer = await fetch(link, { method: body ? 'POST' : 'GET', body, redirect: 'manual' });
      expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '2']);
      expect(await answer.text()).toContain('Please try again in a moment');
    }
    await alone.end();
  }, 30_000);
});
