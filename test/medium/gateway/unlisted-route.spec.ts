import { Controller, Get, type Type } from '@nestjs/common';
import { controllers } from '../../../apps/gateway/src/controllers.js';
import { createGateway } from '../../../apps/gateway/src/create-gateway.js';
import { Resources } from '../../../apps/gateway/src/resources.js';
import { RunningGateway } from './running-gateway.js';

@Controller('v1/forgotten')
class ForgottenHttpController {
  @Get()
  read(): string {
    return 'nobody has said who may read this';
  }
}

describe('a route that no list tells of', () => {
  let gateway: RunningGateway;
  beforeAll(async () => {
    gateway = await RunningGateway.begin();
  }, 30_000);
  afterAll(() => gateway.end());

  it('keeps the gateway from starting', async () => {
    const { kafka: emitter, peers: peer, database } = gateway;
    const resources = new Resources(gateway.resourcesOf().config, { schema: database.schema, emitter, peer });
    const all: Type[] = controllers;
    all.push(ForgottenHttpController);
    try {
      const app = await createGateway(resources);
      await expect(app.listen(0, '127.0.0.1')).rejects.toThrow(
        'GET /v1/forgotten is answered, but no *.operations.ts tells of it',
      );
      await app.close();
    } finally {
      all.pop();
    }
  });
});
