/**
 * What every adapter of a provider must do, whatever is behind it: one call is one request, and the outcome says whether the
 * provider has it, will never take it, can be asked again, or may have it.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Outcome, Provider, ProviderCall } from '#libs/delivery';
import { serverIdentity, type ServerIdentity } from '../../../apps/provider-sim/src/tls/authority.js';
import { runSimulator, type Running } from '../provider-sim/simulator.fixture.js';
import { adapters, type Place } from './adapters.js';
import { aCall } from './provider-call.builder.js';
import { rudeServer, type RudeServer, type Rudeness } from './rude-server.js';

const PATIENT = 5_000;
const SHORT = 400;
/** No service listens there. */
const NOBODY = 1;

const never = new AbortController().signal;

describe.each(adapters)('$name', (adapter) => {
  let sim: Running;
  let provider: Provider;
  let place: Place;

  beforeAll(async () => {
    sim = await runSimulator();
    const { port, tlsPort, smtpPort } = sim.simulator;
    place = { port, tlsPort, smtpPort, ca: sim.ca, timeoutMs: PATIENT };
    provider = adapter.make(place);
    await sim.control('PUT', `callbacks/${adapter.name}`, { enabled: false }).catch(() => undefined);
  });
  afterAll(async () => {
    await provider.close?.();
    await sim.stop();
  });
  beforeEach(async () => {
    await fault({ mode: 'ok' });
    await sim.control('DELETE', 'ledger');
  });

  const fault = (fields: object) => sim.control('PUT', `faults/${adapter.name}`, fields);
  const calls = async () =>
    (await sim.control<Record<string, { calls: number }>>('GET', 'counts'))[adapter.name]?.calls ?? 0;
  const call = (fields: Partial<ProviderCall> = {}) => aCall({ target: adapter.target(place), ...fields });

  test('hands a delivery over, with its ids', async () => {
    const one = call();
    const [outcome] = await provider.send([one], never);
    expect(outcome).toMatchObject({ kind: 'sent' });
    const [entry] = await sim.ledger();
    expect(entry).toMatchObject({
      provider: adapter.name,
      notification_id: one.notificationId,
      delivery_id: one.deliveryId,
    });
    if (adapter.provesDelivery) expect(outcome).toHaveProperty('delivered', true);
    else expect(outcome).toHaveProperty('providerMessageId', entry!.message_id);
  });

  test.each(['critical', 'low'] as const)('hands over what is %s', async (priority) => {
    expect(await provider.send([call({ priority })], never)).toMatchObject([{ kind: 'sent' }]);
  });

  test('answers one outcome for each delivery, in order', async () => {
    const three = [call(), call({ target: adapter.refused.target(place) }), call()];
    expect(await provider.send(three, never)).toMatchObject([
      { kind: 'sent' },
      { kind: 'rejected', code: adapter.refused.code },
      { kind: 'sent' },
    ]);
    const handedOver = (await sim.ledger()).map((entry) => entry.delivery_id).sort();
    expect(handedOver).toEqual([three[0]!.deliveryId, three[2]!.deliveryId].sort());
  });

  test('can be asked again later when throttled, after the time that the provider named', async () => {
    await fault({ mode: 'throttle', retry_after: 7 });
    const before = await calls();
    const [outcome] = await provider.send([call()], never);
    expect(outcome).toMatchObject({ kind: 'retry', code: 'throttled' });
    expect(await calls()).toBe(before + 1);
    if (adapter.namesNoTime) return;
    const { afterMs } = outcome as Extract<Outcome, { kind: 'retry' }>;
    expect(afterMs).toBeGreaterThan(5_900);
    expect(afterMs).toBeLessThanOrEqual(8_000);
  });

  test.each([500, 503])('can be asked again after a %d, and makes one request of one call', async (status) => {
    await fault({ mode: 'error', status });
    const before = await calls();
    const code = adapter.failureCode?.(status) ?? `http_${status}`;
    expect(await provider.send([call()], never)).toMatchObject([{ kind: 'retry', code }]);
    expect(await calls()).toBe(before + 1);
  });

  test('does not know when the provider took it and hung up', async () => {
    await fault({ mode: 'accept_then_drop' });
    const before = await calls();
    expect(await provider.send([call()], never)).toMatchObject([{ kind: 'unknown' }]);
    expect(await sim.ledger()).toHaveLength(1);
    expect(await calls()).toBe(before + 1);
  });

  test('does not know when it had to stop waiting', async () => {
    await fault({ mode: 'timeout' });
    expect(await provider.send([call()], AbortSignal.timeout(SHORT))).toMatchObject([{ kind: 'unknown' }]);
  });

  test('can be asked again when nobody listens', async () => {
    const nowhere = { ...place, port: NOBODY, tlsPort: NOBODY, smtpPort: NOBODY };
    const lost = adapter.make(nowhere);
    expect(await lost.send([aCall({ target: adapter.target(nowhere) })], never)).toMatchObject([{ kind: 'retry' }]);
    await lost.close?.();
  });

  describe('behind a server that keeps no rules', () => {
    let directory: string;
    let identity: ServerIdentity;
    let server: RudeServer;
    let rude: Provider;

    beforeAll(() => {
      directory = mkdtempSync(join(tmpdir(), 'rude-'));
      identity = serverIdentity(directory);
    });
    afterAll(() => rmSync(directory, { recursive: true }));
    afterEach(async () => {
      await rude.close?.();
      await server.stop();
    });

    const sendTo = async (rudeness: Rudeness, timeoutMs: number): Promise<Outcome[]> => {
      server = await (adapter.rude ?? rudeServer)(rudeness, adapter.usesTls && identity);
      const { port } = server;
      const there: Place = { port, tlsPort: port, smtpPort: port, smtpTls: 'implicit', ca: identity.ca, timeoutMs };
      rude = adapter.make(there);
      // As the engine does: its signal ends every call, whatever the SDK makes of its own time-out.
      return rude.send([aCall({ target: adapter.target(there) })], AbortSignal.timeout(timeoutMs));
    };

    test.each<[Rudeness, number]>([
      ['garbage', PATIENT],
      ['reset', PATIENT],
      ['trickle', SHORT],
    ])('does not know after %s', async (rudeness, timeoutMs) => {
      expect(await sendTo(rudeness, timeoutMs)).toMatchObject([{ kind: 'unknown' }]);
      expect(server.calls).toBe(1);
    });

    test('follows no redirect', async () => {
      expect(await sendTo('redirect', PATIENT)).toMatchObject([{ kind: adapter.redirected ?? 'retry' }]);
      expect(server.calls).toBe(1);
    });
  });

  test('says in a trial call whether its credentials are good, and sends nothing by it', async () => {
    if (!provider.try) return;
    expect(await provider.try(never)).toEqual({ ok: true });
    await fault({ mode: 'error', status: 401 });
    const other = adapter.make(place);
    expect(await other.try?.(never)).toMatchObject({
      ok: false,
      code: 'not_authorized',
      detail: expect.any(String) as string,
    });
    await other.close?.();
    expect(await sim.ledger()).toEqual([]);
  });

  test('says in a trial call that nobody answers', async () => {
    const far = adapter.make({ ...place, port: NOBODY, tlsPort: NOBODY, smtpPort: NOBODY, timeoutMs: SHORT });
    if (far.try) expect(await far.try(never)).toMatchObject({ ok: false, code: 'unreachable' });
    await far.close?.();
  });
});
