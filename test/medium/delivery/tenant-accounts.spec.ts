/** A tenant's own accounts send for it, and for nobody else; a change is known to all instances, and what it replaces is closed. */
import { PROVIDER_KINDS } from '#libs/contracts';
import { FixedAccounts, onlyAccount, type ProviderKind, type Trial } from '#libs/delivery';
import { uuidv7 } from '#libs/kernel';
import { silentLog } from '#libs/messaging';
import { testDatabase, until, type TestDatabase } from '#libs/testing';
import { ScriptedProvider } from './doubles.js';
import { laneGround, type Ground } from './lane-ground.js';
import { aBatch, aRecord, vault } from './records.js';
import { makeTables } from './tables.js';
import { tenantsGround, type KnownTenants } from './tenants-ground.js';

const TENANT = 'acme';

interface Made {
  readonly key: string;
  readonly accountId: string | undefined;
  readonly provider: ScriptedProvider;
  closed: boolean;
}

/** Its providers by the key that they were made with. */
class ScriptedKind implements ProviderKind<{ api_key: string; from: string }> {
  readonly name = 'sendgrid';
  readonly settings = PROVIDER_KINDS.sendgrid.settings;
  readonly made: Made[] = [];

  make({ api_key: key }: { api_key: string }, accountId?: string) {
    if (key === 'SG.breaks') throw new Error(`cannot be made of ${key}`);
    const answer: Trial = key.includes('bad')
      ? { ok: false, code: 'not_authorized', detail: `${key} is bad` }
      : { ok: true };
    const made: Made = { key, accountId, provider: new ScriptedProvider(), closed: false };
    this.made.push(made);
    return Object.assign(made.provider, {
      name: this.name,
      try: () => Promise.resolve(answer),
      close: () => void (made.closed = true),
    });
  }

  callsWith(key: string): number {
    return this.made.filter((made) => made.key === key).reduce((sum, { provider }) => sum + provider.calls.length, 0);
  }
}

describe("a tenant's accounts", () => {
  let database: TestDatabase;
  let kind: ScriptedKind;
  let own: ScriptedProvider;
  let instances: { known: KnownTenants; ground: Ground }[];
  let errors: unknown[];

  const anInstance = async () => {
    const log = { ...silentLog, error: (...line: unknown[]) => void errors.push(line) };
    const known = await tenantsGround(database, { kinds: [kind], own: new FixedAccounts([onlyAccount(own)]), log });
    const ground = laneGround({ ...database, provider: own, parts: { accounts: known.tenants.accountBook } });
    return { known, ground };
  };
  const sealed = (settings: object) => vault.seal(TENANT, JSON.stringify(settings));
  const settings = (api_key: string) => sealed({ api_key, from: 'us@example.com' });
  const put = (over: object = {}) =>
    instances[0]!.known.tenants.accounts.put({
      tenant_id: TENANT,
      channel: 'email',
      id: uuidv7(),
      kind: 'sendgrid',
      ...over,
    });
  const send = async (instance = 0, over: object = {}) =>
    instances[instance]!.ground.engine.handle(aBatch([aRecord(over)]));
  const idOf = (stored: object): string => (stored as { id: string }).id;

  beforeAll(async () => {
    database = await testDatabase({ migrate: makeTables });
  });
  afterAll(() => database.drop());
  beforeEach(async () => {
    [kind, own, errors] = [new ScriptedKind(), new ScriptedProvider(), []];
    instances = [await anInstance(), await anInstance()];
  });
  afterEach(async () => {
    for (const { known, ground } of instances) {
      await ground.close();
      await known.close();
    }
    await database.query('delete from provider_accounts');
  });

  it('send for it, and not for others, who go by the deployment’s', async () => {
    const stored = await put({ settings: settings('SG.ours') });
    await send();
    await send(0, { tenant_id: 'other' });
    expect([kind.callsWith('SG.ours'), own.calls.length]).toEqual([1, 1]);
    expect(kind.made.map(({ accountId }) => accountId)).toEqual([idOf(stored)]);
  });

  it('are known at once where they were made, and on every other instance when it has heard of it', async () => {
    await send(1);
    const stored = await put({ settings: settings('SG.ours') });
    await send(0);
    expect(kind.callsWith('SG.ours')).toBe(1);
    await until(async () => (await send(1), kind.callsWith('SG.ours') > 1), {
      timeoutMs: 5_000,
      what: 'the other to know',
    });
    expect(await put({ id: idOf(stored), settings: sealed({ api_key: 'SG.new' }) })).toMatchObject({ version: 2 });
    await send(0);
    expect(kind.callsWith('SG.new')).toBe(1);
  });

  it('stay as they were where another one is changed, and what was changed is closed at last', async () => {
    const first = await put({ settings: settings('SG.one') });
    await put({ settings: settings('SG.two'), order: 2 });
    await send();
    await put({ id: idOf(first), settings: sealed({ api_key: 'SG.changed' }) });
    await send();
    expect(kind.made.map(({ key }) => key).filter((key) => key === 'SG.two')).toHaveLength(1);
    const [{ known, ground }] = instances.splice(0, 1) as [(typeof instances)[number]];
    await ground.close();
    await known.close();
    expect(kind.made.every(({ closed }) => closed)).toBe(true);
  });

  it('are not asked when they are switched off or gone', async () => {
    const stored = await put({ settings: settings('SG.ours') });
    await put({ id: idOf(stored), enabled: false });
    await send();
    expect(await instances[0]!.known.tenants.accounts.delete(TENANT, 'email', idOf(stored))).toBe(true);
    await send();
    expect([kind.callsWith('SG.ours'), own.calls.length]).toEqual([0, 2]);
  });

  it.each([
    ['what nobody can open', "update provider_accounts set settings = 'v1.k1.2026-01.AAAA'"],
    [
      'settings that are none any more',
      `update provider_accounts set settings = '${vault.seal(TENANT, '{"from":1}')}'`,
    ],
    [
      'settings that the adapter does not take',
      `update provider_accounts set settings = '${vault.seal(TENANT, JSON.stringify({ api_key: 'SG.breaks', from: 'us@example.com' }))}'`,
    ],
  ])('with %s are as good as switched off, and that is said without them', async (_, spoil) => {
    const stored = await put({ settings: settings('SG.ours') });
    await database.query(spoil);
    await send();
    expect([kind.made.length, own.calls.length]).toEqual([0, 1]);
    expect(errors).toHaveLength(1);
    expect(JSON.stringify(errors)).toContain(idOf(stored));
    expect(JSON.stringify(errors)).not.toContain('SG.');
  });

  it('are told without their secrets, and tried with the new ones before they are stored', async () => {
    const stored = await put({ settings: settings('SG.ours') });
    expect(stored).toMatchObject({ settings: { from: 'us@example.com' }, secrets: ['api_key'] });
    expect(JSON.stringify(stored)).not.toContain('SG.');
    const { accounts } = instances[0]!.known.tenants;
    const asked = { tenant_id: TENANT, channel: 'email' as const, id: idOf(stored) };
    expect(await accounts.try(asked)).toEqual({ outcome: 'ok' });
    expect(await accounts.try({ ...asked, settings: sealed({ api_key: 'SG.bad-one' }) })).toEqual({
      outcome: 'failed',
      code: 'not_authorized',
      detail: '… is bad',
    });
    expect(await accounts.try({ ...asked, settings: sealed({ api_key: 'SG.breaks' }) })).toMatchObject({
      code: 'bad_settings',
    });
    expect(kind.made.every(({ closed }) => closed)).toBe(true);
    expect(await accounts.try({ ...asked, tenant_id: 'other' })).toEqual({ refused: 'not_found' });
  });

  it('of another tenant are not found, and cannot be taken over by their id', async () => {
    const stored = await put({ settings: settings('SG.ours') });
    const { accounts } = instances[0]!.known.tenants;
    const theirs = { tenant_id: 'other', channel: 'email' as const, id: idOf(stored) };
    expect(await accounts.list(theirs)).toEqual([]);
    expect(await accounts.delete('other', 'email', idOf(stored))).toBe(false);
    const seal = vault.seal('other', JSON.stringify({ api_key: 'SG.theirs', from: 'x@example.com' }));
    expect(await accounts.put({ ...theirs, kind: 'sendgrid', settings: seal })).toEqual({ refused: 'not_found' });
    expect(await accounts.list({ ...theirs, tenant_id: TENANT })).toHaveLength(1);
  });

  it('of a kind that this app does not know are refused', async () => {
    expect(await put({ kind: 'acme', settings: settings('SG.ours') })).toEqual({ refused: 'unknown_kind' });
    expect(await put({ settings: sealed({ from: 'us@example.com' }) })).toEqual({ refused: 'invalid_settings' });
  });

  it('that are paused are no candidates: what can go by another one does, and the rest is held', async () => {
    const first = await put({ settings: settings('SG.one') });
    await put({ settings: settings('SG.two'), order: 2 });
    const { tenants } = instances[0]!.known;
    const { ground } = instances[0]!;
    await ground.close();
    const parts = { accounts: tenants.accountBook, pauses: tenants.pauseBook };
    instances[0] = { ...instances[0]!, ground: laneGround({ ...database, provider: own, parts }) };
    const pause = { tenant_id: TENANT, channels: ['email' as const] };
    await tenants.pauses.put('email', { ...pause, id: 'one', provider: idOf(first) });
    await send();
    expect([kind.callsWith('SG.one'), kind.callsWith('SG.two')]).toEqual([0, 1]);
    await tenants.pauses.put('email', { ...pause, id: 'all-of-the-kind', provider: 'sendgrid' });
    await send();
    expect([kind.callsWith('SG.one'), kind.callsWith('SG.two'), own.calls.length]).toEqual([0, 1, 0]);
    expect(await database.query('select 1 from outbox where held_by is not null')).toHaveLength(1);
    await database.query('delete from pauses');
    await database.query('delete from outbox');
  });
});
