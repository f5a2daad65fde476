import 'reflect-metadata';
import { Controller, type INestMicroservice } from '@nestjs/common';
import { MessagePattern } from '@nestjs/microservices';
import { NestFactory } from '@nestjs/core';
import { CarillonError } from '#libs/kernel';
import { coalesced, PeerRefusedError, PeerUnavailableError, RpcClient, RpcErrors, rpcServer } from '#libs/rpc';
import { freePort } from '#libs/testing';

const asked: number[] = [];

@Controller()
class Proofs {
  @MessagePattern('status.proof')
  proof({ items }: { items: { delivery_id: string }[] }): boolean[] {
    asked.push(items.length);
    if (items[0]?.delivery_id === 'refused') throw new CarillonError('no_such_thing', 'No', { level: 'info' });
    if (items[0]?.delivery_id === 'broken') throw new Error('the secret inner life');
    return items.map((item) => item.delivery_id === 'yes');
  }
}

const reported: unknown[] = [];
async function serve(port: number): Promise<INestMicroservice> {
  const app = await NestFactory.createMicroservice(
    { module: class {}, controllers: [Proofs] },
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
    servers = await Promise.all(ports.map(serve));
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
});
