/** Taking back what has left for its channel: stopped there where nobody has begun to send it. */
import type { Cancellable } from '#libs/contracts';
import { RunningGateway } from './running-gateway.js';

describe('cancelling a notification', () => {
  let gateway: RunningGateway;
  beforeAll(async () => void (gateway = await RunningGateway.begin()), 30_000);
  afterAll(() => gateway.end());
  beforeEach(() => {
    gateway.peers.store(gateway.tenant, 'ada');
    gateway.peers.answers.delete('delivery.cancel');
  });

  const stoppable = (can: (item: Cancellable) => boolean) => gateway.peers.answers.set('delivery.cancel', can);
  const send = async () => {
    const { body } = await gateway.send({ user_id: 'ada', to: undefined, channels: ['email', 'sms'] });
    return { id: body.id, deliveries: body.deliveries.map(({ id }) => id) };
  };
  const cancel = (id: string) => gateway.ask('DELETE', `/v1/notifications/${id}`);
  const shown = (deliveries: readonly { readonly status: string }[]) => deliveries.map(({ status }) => status);

  it('stops all of it, with whom it was for and in which lane it lies, and asked again it is the same', async () => {
    const { id, deliveries } = await send();
    const asked: Cancellable[] = [];
    stoppable((item) => asked.push(item) > 0);
    const first = await cancel(id);
    expect([first.status, first.body.status, ...shown(first.body.deliveries)]).toEqual([
      200,
      'CANCELLED',
      'CANCELLED',
      'CANCELLED',
    ]);
    const its = { notification_id: id, tenant_id: gateway.tenant, user_id: 'ada', priority: 'medium' };
    expect(asked).toEqual(expect.arrayContaining(deliveries.map((delivery_id) => ({ ...its, delivery_id }))));
    const again = await cancel(id);
    expect([again.status, again.body]).toEqual([200, first.body]);
    expect(asked).toHaveLength(2);
    expect((await gateway.ask('GET', `/v1/notifications/${id}`)).body.status).toBe('CANCELLED');
  });

  it('stops what it can, and shows what is on its way', async () => {
    const { id, deliveries } = await send();
    stoppable(({ delivery_id }) => delivery_id === deliveries[0]);
    const { status, body } = await cancel(id);
    expect([status, ...shown(body.deliveries)]).toEqual([200, 'CANCELLED', 'ACCEPTED']);
  });

  it('is too late where nothing of it can be stopped', async () => {
    const { id } = await send();
    stoppable(() => false);
    const { status, body } = await cancel(id);
    expect([status, body.code]).toEqual([409, 'already_left']);
  });

  it('says that nobody knows, where the channels do not answer', async () => {
    const { id } = await send();
    expect((await cancel(id)).status).toBe(503);
    stoppable(() => true);
    expect((await cancel(id)).status).toBe(200);
  });
});
