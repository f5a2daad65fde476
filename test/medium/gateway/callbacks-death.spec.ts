/** A gateway is killed in the middle of a batch of callbacks: nothing of it is lost, and nothing of it counts twice. */
import { randomBytes } from 'node:crypto';
import { uuidv7 } from '#libs/kernel';
import { PeerUnavailableError } from '#libs/rpc';
import { until } from '#libs/testing';
import { addressHash } from '#libs/vault';
import type { Peer } from '../../../apps/gateway/src/intake-connections.js';
import { build } from '../running/build.js';
import { PreferencesApp } from '../running/preferences-app.js';
import { DoomedGateway, type Point } from './doomed-gateway.js';
import { RunningGateway } from './running-gateway.js';
import { sendgridHeaders } from './signed-callbacks.js';

const BATCH = 100;
const MOST_BATCHES = 12;
const PATIENCE_MS = 2_000;

describe('a batch of callbacks', () => {
  let gateway: RunningGateway;
  let preferences: PreferencesApp;
  let away = false;
  const doomed: DoomedGateway[] = [];
  beforeAll(async () => {
    await build();
    const MASTER_KEYS = [{ id: 'k1', key: randomBytes(32) }];
    preferences = await PreferencesApp.begin(MASTER_KEYS);
    const call = ((pattern, payload) =>
      away
        ? Promise.reject(new PeerUnavailableError(pattern))
        : preferences.peer.call(pattern, payload)) as Peer['call'];
    gateway = await RunningGateway.begin({ peer: { call, close: () => {} } }, { MASTER_KEYS });
  }, 90_000);
  afterEach(() => {
    away = false;
    return Promise.all(doomed.splice(0).map((one) => one.kill()));
  });
  afterAll(async () => {
    await gateway.end();
    await preferences.end();
  });

  const aBatch = () =>
    Array.from({ length: BATCH }, () => ({
      email: `ada-${uuidv7()}@example.com`,
      timestamp: 1_700_000_000,
      event: 'bounce',
      type: 'bounce',
      status: '5.1.1',
      sg_event_id: uuidv7(),
      notification_id: uuidv7(),
      delivery_id: uuidv7(),
      tenant_id: gateway.tenant,
      channel: 'email',
      priority: 'low',
      attempt: '1',
    }));
  type Batch = ReturnType<typeof aBatch>;
  const signed = (batch: Batch) => {
    const body = JSON.stringify(batch);
    return { body, headers: sendgridHeaders(gateway.sendgridKeys.privateKey, body) };
  };
  /** To the doomed one, which never answers. */
  const post = (at: DoomedGateway, batch: Batch): void => {
    const { body, headers } = signed(batch);
    const init = { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body };
    fetch(`${at.url}/callbacks/sendgrid`, init).catch(() => {});
  };
  const begun = async (at: DoomedGateway, batch: Batch): Promise<void> => {
    post(at, batch);
    await at.reached();
  };
  /** As the provider does when it has no answer. */
  const repeat = async (batch: Batch): Promise<void> => {
    const { body, headers } = signed(batch);
    expect((await gateway.ask('POST', '/callbacks/sendgrid', { key: '', text: body, headers })).status).toBe(200);
  };
  const events = (batch: Batch) =>
    batch.flatMap(({ notification_id }) => gateway.kafka.about(notification_id, 'status'));
  const suppressed = async (batch: Batch): Promise<number> => {
    const { vault } = gateway.resourcesOf();
    const items = batch.map(({ email }) => ({
      tenant_id: gateway.tenant,
      channel: 'email' as const,
      address_hash: addressHash(vault, gateway.tenant, 'email', email),
    }));
    const found = await preferences.peer.call('suppressions.check', { items });
    return found.filter((one) => one?.reason === 'hard_bounce').length;
  };
  const nothingLeft = () =>
    until(async () => (await gateway.count('outbox')) === 0, { timeoutMs: 15_000, what: 'an empty outbox' });
  const allOnce = async (batch: Batch) => {
    await until(async () => (await suppressed(batch)) === BATCH, { timeoutMs: 15_000, what: 'all suppressed' });
    await until(() => new Set(events(batch).map(({ value }) => value.event_id)).size === BATCH, { timeoutMs: 15_000 });
    await nothingLeft();
    // Told as often as it may be, each event is one and the same.
    expect(new Set(events(batch).map(({ value }) => value.event_id)).size).toBe(BATCH);
    expect(await suppressed(batch)).toBe(BATCH);
  };
  const killedAt = async (point: Point, batch: Batch) => {
    const dying = await DoomedGateway.begin(gateway, point, { PREFERENCES_RPC: [preferences.address] });
    doomed.push(dying);
    await begun(dying, batch);
    await dying.kill();
  };

  /** Either gateway may be the first to find a batch; the one that is left, which cannot tell it, then keeps it. So until one is told. */
  const toldByTheDoomed = async (): Promise<Batch> => {
    const dying = await DoomedGateway.begin(gateway, 'preferences_told', { PREFERENCES_RPC: [preferences.address] });
    doomed.push(dying);
    const batches: Batch[] = [];
    for (let isTold = false; !isTold && batches.length < MOST_BATCHES;) {
      const batch = aBatch();
      batches.push(batch);
      post(dying, batch);
      isTold = await dying.reached(PATIENCE_MS).then(
        () => true,
        () => false,
      );
    }
    await dying.kill();
    for (const batch of batches) if ((await suppressed(batch)) === BATCH) return batch;
    throw new Error('the doomed gateway told nothing');
  };

  it('that dies before its commit leaves nothing, and is whole when the provider tells it again', async () => {
    const batch = aBatch();
    await killedAt('callback_before_commit', batch);
    await nothingLeft();
    expect([events(batch).length, await suppressed(batch)]).toEqual([0, 0]);
    await repeat(batch);
    await allOnce(batch);
  }, 60_000);

  it('that dies between its commit and the answer is whole without being told again, and the same when it is', async () => {
    const batch = aBatch();
    await killedAt('callback_after_commit', batch);
    await allOnce(batch);
    await repeat(batch);
    await allOnce(batch);
  }, 60_000);

  it('whose words preferences have when it dies is told to them again, to no effect', async () => {
    away = true; // so that it is the doomed one which tells them
    const batch = await toldByTheDoomed();
    const found = () =>
      preferences.database.query<{ id: string }>('select id, said_at, lifted_at from suppressions order by id');
    const before = await found();
    const told = new Set(before.map(({ id }) => id));
    expect(await gateway.count('outbox')).toBeGreaterThan(0);
    away = false;
    await repeat(batch);
    await allOnce(batch);
    // What the other batches said is new; what this one said is as it was.
    expect((await found()).filter(({ id }) => told.has(id))).toEqual(before);
  }, 60_000);
});
