/** What providers tell of addresses: whatever is told last by its own time holds, in whatever order and however often it comes. */
import fc from 'fast-check';
import { SUPPRESSION_REASONS, type HeardWord, type SuppressionReason } from '#libs/contracts';
import { testTenant } from '#libs/testing';
import { addressHash } from '#libs/vault';
import { RunningPreferences } from './running-preferences.js';

describe('a word that a provider heard', () => {
  let preferences: RunningPreferences;
  let tenant: string;
  beforeAll(async () => {
    preferences = await RunningPreferences.begin();
  });
  beforeEach(() => (tenant = testTenant()));
  afterAll(() => preferences.end());

  const PHONE = '+14155550123';
  const key = () => ({
    tenant_id: tenant,
    channel: 'sms' as const,
    address_hash: addressHash(preferences.resources.vault, tenant, 'sms', PHONE),
  });
  const at = (n: number) => new Date(1_700_000_000_000 + n * 1_000).toISOString();
  const said = (n: number) => ({ ...key(), source: 'twilio', said_at: at(n) });
  const stop = (n: number, reason: SuppressionReason = 'stop'): HeardWord => ({ ...said(n), word: 'suppress', reason });
  const start = (n: number): HeardWord => ({ ...said(n), word: 'lift' });
  const hear = (...items: HeardWord[]) => preferences.rpc.call('suppressions.hear', { items });
  const inForce = async () => {
    const [found] = await preferences.rpc.call('suppressions.check', { items: [key()] });
    return found?.reason ?? null;
  };
  const suppressedOf = async (user_id: string) => {
    const [profile] = await preferences.rpc.call('preferences.lookup', { items: [{ tenant_id: tenant, user_id }] });
    return profile?.suppressed;
  };

  it('holds for who is stored with the address, and no longer when it is taken back', async () => {
    const ada = { tenant_id: tenant, user_id: 'ada', phone: PHONE };
    await preferences.rpc.call('preferences.put_user', { items: [ada] });
    expect(await hear(stop(1))).toEqual([true]);
    expect(await suppressedOf('ada')).toEqual({ sms: 'stop' });
    expect(await hear(start(2))).toEqual([true]);
    expect(await suppressedOf('ada')).toBeUndefined();
    const [page] = await preferences.rpc.call('suppressions.list', { items: [{ tenant_id: tenant, limit: 10 }] });
    expect(page).toEqual({ items: [] });
  });

  it('told again does nothing, and told late does not undo what was said after it', async () => {
    await hear(stop(1));
    expect(await hear(stop(1))).toEqual([false]);
    await hear(start(2));
    expect(await hear(stop(1), start(2))).toEqual([false, false]);
    expect(await inForce()).toBeNull();
    expect(await hear(stop(3), start(2))).toEqual([true, true]);
    expect(await inForce()).toBe('stop');
  });

  it('takes back what the owner said, and not that it came back or complained', async () => {
    await hear(stop(1), stop(2, 'hard_bounce'), start(3));
    expect(await inForce()).toBe('hard_bounce');
    await hear(stop(4, 'complaint'), stop(5));
    expect(await inForce()).toBe('complaint');
  });

  it('from before an operator let messages go again stays without effect', async () => {
    await hear(stop(1, 'hard_bounce'));
    const [found] = await preferences.rpc.call('suppressions.check', { items: [key()] });
    await preferences.rpc.call('suppressions.delete', { items: [{ tenant_id: tenant, id: found!.id }] });
    expect(await hear(stop(1, 'hard_bounce'))).toEqual([false]);
    expect(await inForce()).toBeNull();
    const put = { ...key(), reason: 'manual' as const, source: 'api' };
    const [again] = await preferences.rpc.call('suppressions.put', { items: [put] });
    expect(again?.created).toBe(true);
    expect(again?.suppression.id).not.toBe(found!.id);
    expect(await inForce()).toBe('manual');
  });

  it('does not make a note or a stronger reason of the tenant less, but outlives one that runs out', async () => {
    const expires_at = new Date(Date.now() + 60_000).toISOString();
    const manual = { ...key(), reason: 'manual' as const, source: 'api' };
    await preferences.rpc.call('suppressions.put', { items: [{ ...manual, note: 'by phone' }] });
    await hear(stop(1, 'complaint'));
    const check = async () => (await preferences.rpc.call('suppressions.check', { items: [key()] }))[0];
    expect(await check()).toMatchObject({ reason: 'manual', note: 'by phone' });
    await preferences.rpc.call('suppressions.put', { items: [{ ...manual, expires_at }] });
    await hear(stop(2));
    expect(await check()).toMatchObject({ reason: 'stop', source: 'twilio' });
    expect((await check())?.expires_at).toBeUndefined();
  });

  it('comes to the same in every order and grouping, as often as it is told', async () => {
    const word = fc.record({
      n: fc.integer({ min: 0, max: 4 }),
      lift: fc.boolean(),
      reason: fc.constant('stop' as const),
    });
    const orders = fc
      .array(word, { minLength: 1, maxLength: 5 })
      .chain((words) =>
        fc.tuple(
          fc.constant(words),
          fc.shuffledSubarray([...words, ...words], { minLength: words.length * 2 }),
          fc.nat(5),
        ),
      );
    await fc.assert(
      fc.asyncProperty(orders, async ([words, mixed, cut]) => {
        tenant = testTenant();
        const asWord = ({ n, lift }: { n: number; lift: boolean }) => (lift ? start(n) : stop(n));
        await hear(...mixed.slice(0, cut).map(asWord));
        await hear(...mixed.slice(cut).map(asWord));
        const last = (lift: boolean) => Math.max(-1, ...words.filter((one) => one.lift === lift).map(({ n }) => n));
        expect(await inForce()).toBe(last(false) >= last(true) ? 'stop' : null);
      }),
      { numRuns: 60 },
    );
  }, 30_000);

  it('of any reason is understood', async () => {
    for (const reason of SUPPRESSION_REASONS) {
      tenant = testTenant();
      await hear(stop(1, reason));
      expect(await inForce()).toBe(reason);
    }
  });
});
