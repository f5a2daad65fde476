import { generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import http2, { type ServerHttp2Stream } from 'node:http2';
import { mkdtempSync, rmSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { serverIdentity } from '../../../apps/provider-sim/src/tls/authority.js';
import { ApnsProvider, type ApnsOptions } from '../../../apps/push/src/providers/apns/apns.provider.js';
import { runSimulator, type Running } from '../provider-sim/simulator.fixture.js';
import { aCall } from '../providers/provider-call.builder.js';

const never = new AbortController().signal;
const { privateKey: key } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const options = { key, keyId: 'KEY1234567', teamId: 'TEAM123456', topic: 'com.example.shop', timeoutMs: 5_000 };
const push = (beginning = 'a', fields: object = {}) =>
  aCall({
    target: { channel: 'push', device_id: 'phone', token: beginning.padEnd(64, '1'), platform: 'ios' },
    ...fields,
  });

describe('a push by Apple', () => {
  let sim: Running;
  let provider: ApnsProvider;
  const dead: [string, Date | undefined][] = [];

  const another = (more: Partial<ApnsOptions> = {}) =>
    new ApnsProvider({
      ...options,
      url: `https://127.0.0.1:${sim.simulator.tlsPort}`,
      ca: sim.ca,
      onUnregistered: (call, since) => dead.push([call.deliveryId, since]),
      ...more,
    });
  beforeAll(async () => {
    sim = await runSimulator();
    provider = another();
  });
  afterAll(async () => {
    provider.close();
    await sim.stop();
  });
  beforeEach(async () => {
    dead.length = 0;
    await sim.control('PUT', 'faults/apns', { mode: 'ok' });
    await sim.control('DELETE', 'ledger');
  });

  test('carries the text, our ids and the token that says who we are', async () => {
    const call = push();
    expect(await provider.send([call], never)).toEqual([{ kind: 'sent', providerMessageId: call.deliveryId }]);
    const [entry] = await sim.ledger();
    expect(JSON.parse(entry!.raw!.body)).toMatchObject({ aps: { alert: { title: 'Your order' } }, order: '12' });
  });

  test('goes by one connection, hundreds at once', async () => {
    const calls = Array.from({ length: 300 }, () => push());
    const outcomes = await provider.send(calls, never);
    expect(outcomes.every(({ kind }) => kind === 'sent')).toBe(true);
    expect(await sim.ledger()).toHaveLength(300);
  });

  test('tells of a device that is gone, and since when', async () => {
    const gone = push('dead');
    expect(await provider.send([push(), gone], never)).toMatchObject([
      { kind: 'sent' },
      { kind: 'rejected', code: 'unregistered' },
    ]);
    expect(dead).toEqual([[gone.deliveryId, expect.any(Date)]]);
    expect(Date.now() - dead[0]![1]!.getTime()).toBeGreaterThan(50_000);
  });

  test('takes a bad token for a dead device only where some other was good: the whole environment may be the wrong one', async () => {
    const fresh = another();
    const [bad, worse] = [push('bad0'), push('bad0')];
    expect(await fresh.send([bad], never)).toMatchObject([{ kind: 'rejected', code: 'unregistered' }]);
    expect(dead).toEqual([]);
    await fresh.send([push()], never);
    await fresh.send([worse], never);
    expect(dead).toEqual([[worse.deliveryId, undefined]]);
    fresh.close();
  });

  test('that goes too often to one device waits, and speaks not against Apple', async () => {
    const [outcome] = await provider.send([push('f100d')], never);
    expect(outcome).toMatchObject({ kind: 'retry', code: 'throttled' });
    expect(provider.speaksAgainst(outcome!)).toBe(false);
    expect(provider.speaksAgainst({ kind: 'retry', code: 'http_503' })).toBe(true);
    expect(provider.speaksAgainst({ kind: 'unknown', code: 'reset' })).toBe(true);
  });

  test('that is too large is refused before the call', async () => {
    const body = 'é'.repeat(2_100);
    const before = (await sim.control<{ apns: { calls: number } }>('GET', 'counts')).apns.calls;
    const [outcome] = await provider.send([push('a', { content: { title: 'x', body } })], never);
    expect(outcome).toMatchObject({ kind: 'rejected', code: 'too_large' });
    expect((await sim.control<{ apns: { calls: number } }>('GET', 'counts')).apns.calls).toBe(before);
  });

  test('never asks for anything but a device', async () => {
    const target = { channel: 'push', device_id: 'd', token: '../../etc/x', platform: 'ios' } as const;
    expect(await provider.send([aCall({ target })], never)).toMatchObject([{ kind: 'rejected', code: 'wrong_target' }]);
  });

  test('is tried without a message: a good account is told from one that Apple does not let in', async () => {
    expect(await provider.try(never)).toEqual({ ok: true });
    await sim.control('PUT', 'faults/apns', { mode: 'error', status: 403, until_count: 1 });
    expect(await provider.try(never)).toMatchObject({ ok: false, code: 'not_authorized' });
    expect(await sim.ledger()).toEqual([]);
    const nowhere = another({ url: 'https://127.0.0.1:1' });
    expect(await nowhere.try(never)).toMatchObject({ ok: false, code: 'unreachable' });
  });
});

describe('when Apple closes the connection', () => {
  let directory: string;
  let server: http2.Http2SecureServer;
  let provider: ApnsProvider;
  let onStream: (stream: ServerHttp2Stream, count: number) => void;
  let settings: http2.Settings;

  const begin = async () => {
    directory = mkdtempSync(join(tmpdir(), 'apns-'));
    const { key: tlsKey, cert, ca } = serverIdentity(directory);
    server = http2.createSecureServer({ key: tlsKey, cert: cert + ca, settings });
    let count = 0;
    server.on('sessionError', () => undefined);
    server.on('stream', (stream) => {
      stream.on('error', () => undefined);
      stream.resume().on('end', () => onStream(stream, ++count));
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    provider = new ApnsProvider({ ...options, url: `https://127.0.0.1:${port}`, ca });
  };
  const takes = (stream: ServerHttp2Stream) => {
    stream.respond({ ':status': 200, 'apns-id': 'x' });
    stream.end();
  };

  beforeEach(() => (settings = {}));
  afterEach(async () => {
    provider.close();
    server.close();
    await once(server, 'close');
    rmSync(directory, { recursive: true });
  });

  test('what it had not looked at can be sent again, and of the rest nobody knows', async () => {
    const streams: ServerHttp2Stream[] = [];
    onStream = (stream) => {
      streams.push(stream);
      if (streams.length < 3) return;
      // It has looked at the first alone.
      stream.session?.goaway(http2.constants.NGHTTP2_NO_ERROR, streams[0]!.id);
      stream.session?.destroy();
    };
    await begin();
    const outcomes = await provider.send([push(), push(), push()], never);
    expect(outcomes).toMatchObject([
      { kind: 'unknown' },
      { kind: 'retry', code: 'not_taken' },
      { kind: 'retry', code: 'not_taken' },
    ]);
  });

  test('with an error, too', async () => {
    onStream = (stream, count) => {
      if (count < 2) return;
      stream.session?.goaway(http2.constants.NGHTTP2_ENHANCE_YOUR_CALM, 1);
      stream.session?.destroy();
    };
    await begin();
    const outcomes = await provider.send([push(), push()], never);
    expect(outcomes).toMatchObject([{ kind: 'unknown' }, { kind: 'retry', code: 'not_taken' }]);
  });

  test('the next push goes by a new one', async () => {
    onStream = (stream, count) => {
      if (count > 1) return takes(stream);
      takes(stream);
      stream.session?.goaway();
      stream.session?.close();
    };
    await begin();
    expect(await provider.send([push()], never)).toMatchObject([{ kind: 'sent' }]);
    expect(await provider.send([push()], never)).toMatchObject([{ kind: 'sent' }]);
  });

  test('a stream that it refused can be sent again', async () => {
    onStream = (stream) => stream.close(http2.constants.NGHTTP2_REFUSED_STREAM);
    await begin();
    expect(await provider.send([push()], never)).toMatchObject([{ kind: 'retry', code: 'not_taken' }]);
  });

  test('what waited for a free stream had not left', async () => {
    settings = { maxConcurrentStreams: 1 };
    let taken = 0;
    onStream = () => taken++;
    await begin();
    const outcomes = await provider.send([push(), push()], AbortSignal.timeout(500));
    expect(outcomes).toEqual([
      { kind: 'unknown', code: 'timeout' },
      { kind: 'retry', code: 'out_of_time' },
    ]);
    expect(taken).toBe(1);
  });

  test('all go one after the other where only one stream is allowed', async () => {
    settings = { maxConcurrentStreams: 1 };
    onStream = takes;
    await begin();
    const outcomes = await provider.send(
      Array.from({ length: 20 }, () => push()),
      never,
    );
    expect(outcomes.every(({ kind }) => kind === 'sent')).toBe(true);
  });
});
