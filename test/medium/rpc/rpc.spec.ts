import 'reflect-metadata';
import { Controller, type INestMicroservice } from '@nestjs/common';
import { MessagePattern } from '@nestjs/microservices';
import { NestFactory } from '@nestjs/core';
import { CarillonError } from '#libs/kernel';
import {
  coalesced,
  inTime,
  PeerRefusedError,
  PeerUnavailableError,
  RpcClient,
  RpcClock,
  RpcErrors,
  rpcServer,
  type Deadline,
} from '#libs/rpc';
import { freePort } from '#libs/testing';

const asked: number[] = [];

@Controller()
class Proofs {
  @MessagePattern('status.proof')
  proof(call: { items: { delivery_id: string }[]; deadline?: Deadline }): boolean[] {
    const { items } = call;
    inTime(call);
    asked.push(items.length);
    if (items[0]?.delivery_id === 'refused') throw new CarillonError('no_such_thing', 'No', { level: 'info' });
    if (items[0]?.delivery_id === 'broken') throw new Error('the secret inner life');
    return items.map((item) => item.delivery_id === 'yes');
  }
}

/** Of a process that has been replaced by now; the second time, of the one that is there. */
@Controller()
class MovedClock extends RpcClock {
  private first = true;

  @MessagePattern('rpc.clock')
  override clock() {
    const { run, now } = super.clock();
    const { first } = this;
    this.first = false;
    return { run: first ? 'gone' : run, now };
  }
}

const reported: unknown[] = [];
async function serve(port: number, ...clocks: (typeof RpcClock)[]): Promise<INestMicroservice> {
  const app = await NestFactory.createMicroservice(
    { module: class {}, controllers: [Proofs, ...clocks] },
    { ...rpcServer({ HOST: '127.0.0.1', RPC_PORT: port }), logger: false },
  );
  app.useGlobalFilters(new RpcErrors((error) => reported.push(error)));
  await app.listen();
  return app;
}

describe('a look-up at another app', () => {
  let ports: [number, number];
  let servers: INestMicroservice[];
  let client: RpcClient;
  const ask = (delivery_id: string) => client.call('status.proof', { items: [{ tenant_id: 't', delivery_id }] });

  beforeEach(async () => {
    ports = [await freePort(), await freePort()];
    servers = await Promise.all(ports.map((port) => serve(port)));
    client = new RpcClient({ addresses: ports.map((port) => `127.0.0.1:${port}`), timeoutMs: 1_000 });
    asked.length = reported.length = 0;
  });

  afterEach(async () => {
    client.close();
    await Promise.all(servers.map((server) => server.close()));
  });

  it('is answered in order', async () => {
    const items = ['yes', 'no', 'yes'].map((delivery_id) => ({ tenant_id: 't', delivery_id }));
    expect(await client.call('status.proof', { items })).toEqual([true, false, true]);
  });

  it('goes to the instance that lives, and back to the other when it lives again', async () => {
    await ask('yes');
    await ask('yes');
    await servers[0]?.close();
    expect(await Promise.all(['yes', 'no', 'yes'].map(ask))).toEqual([[true], [false], [true]]);
    await servers[1]?.close();
    await expect(ask('yes')).rejects.toBeInstanceOf(PeerUnavailableError);
    servers = [await serve(ports[0])];
    expect(await ask('yes')).toEqual([true]);
  });

  it('carries the refusal of the peer, with its code', async () => {
    await expect(ask('refused')).rejects.toMatchObject({ code: 'no_such_thing', constructor: PeerRefusedError });
  });

  it('does not carry the inner life of what broke', async () => {
    const error = await ask('broken').catch((e: Error) => e);
    expect(String(error)).not.toContain('secret');
    expect(reported).toHaveLength(1);
  });

  it('is one call for all that ask at once', async () => {
    const proof = coalesced((items: { tenant_id: string; delivery_id: string }[]) =>
      client.call('status.proof', { items }),
    );
    const answers = await Promise.all(
      ['yes', 'no', 'yes'].map((delivery_id) => proof({ tenant_id: 't', delivery_id })),
    );
    expect(answers).toEqual([true, false, true]);
    expect(asked).toEqual([3]);
  });

  describe('with a deadline', () => {
    it.each([
      ['at a peer that has a clock', [RpcClock]],
      ['at one that has been replaced since it was asked for its clock', [MovedClock]],
      ['at one of a release without clocks', []],
    ])('is answered %s', async (_, clocks) => {
      const port = await freePort();
      const server = await serve(port, ...clocks);
      const careful = new RpcClient({ addresses: [`127.0.0.1:${port}`], timeoutMs: 1_000, deadlines: true });
      const items = [{ tenant_id: 't', delivery_id: 'yes' }];
      for (let i = 0; i < 2; i++) expect(await careful.call('status.proof', { items })).toEqual([true]);
      expect(asked).toEqual([1, 1]);
      careful.close();
      await server.close();
    });

    it('that has passed is refused before anything is begun', async () => {
      const { run } = new RpcClock().clock();
      const late = { items: [{ tenant_id: 't', delivery_id: 'yes' }], deadline: { run, at: performance.now() - 1 } };
      await expect(client.call('status.proof', late)).rejects.toMatchObject({ code: 'too_late', retryable: true });
      expect(asked).toEqual([]);
    });
  });
});
