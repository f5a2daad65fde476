import { type Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { rpcServer } from '#libs/rpc';
import { freePort } from '#libs/testing';

export interface Peer {
  readonly address: string;
  close(): Promise<void>;
}

/** A stand-in for another app: its look-ups, answered by this controller over the real transport. */
export async function peer(controller: Type): Promise<Peer> {
  const port = await freePort();
  const app = await NestFactory.createMicroservice(
    { module: class {}, controllers: [controller] },
    { ...rpcServer({ HOST: '127.0.0.1', RPC_PORT: port }), logger: false },
  );
  await app.listen();
  return { address: `127.0.0.1:${port}`, close: () => app.close() };
}
