import { runSimulator, type Running } from './simulator.fixture.js';

describe('the simulator', () => {
  let sim: Running;
  const hook = (id: string) =>
    fetch(`${sim.url}/webhook/a`, {
      method: 'POST',
      headers: { 'webhook-id': id, 'content-type': 'application/json' },
      body: JSON.stringify({ notification_id: 'n', delivery_id: id }),
    });

  beforeEach(async () => {
    sim = await runSimulator();
  });
  afterEach(() => sim.stop());

  it('still knows after a restart what it accepted, and numbers on', async () => {
    await Promise.all(['d-1', 'd-2'].map(hook));
    await sim.restart();
    await hook('d-3');
    const entries = await sim.ledger();
    expect(entries.map(({ seq }) => seq)).toEqual([1, 2, 3]);
    expect(entries.map(({ delivery_id }) => delivery_id).sort()).toEqual(['d-1', 'd-2', 'd-3']);
    expect(await sim.control('GET', 'counts')).toMatchObject({ webhook: { accepted: 3 }, last_seq: 3 });
  });

  it('gives the ledger in pages, and numbers on after it was cleared', async () => {
    for (const id of ['d-1', 'd-2', 'd-3']) await hook(id);
    expect(await sim.control('GET', 'ledger?after=1&limit=1&raw=0')).toMatchObject({
      entries: [{ seq: 2, delivery_id: 'd-2' }],
      next: 2,
    });
    await sim.control('DELETE', 'ledger');
    await sim.restart();
    await hook('d-4');
    expect(await sim.ledger()).toMatchObject([{ seq: 4, delivery_id: 'd-4' }]);
  });

  it('keeps faults over a restart, answers them in their turn, and accepts nothing meanwhile', async () => {
    await sim.control('PUT', 'faults/webhook', { mode: 'error', status: 503, retry_after: 7, until_count: 1 });
    await sim.restart();
    const failed = await hook('d-1');
    expect([failed.status, failed.headers.get('retry-after')]).toEqual([503, '7']);
    expect((await hook('d-1')).status).toBe(204);
    expect(await sim.ledger()).toHaveLength(1);
  });

  it('says which field of a control call is wrong', async () => {
    await expect(sim.control('PUT', 'faults/webhook', { mode: 'sulk' })).rejects.toThrow(/400.*mode/);
    await expect(sim.control('PUT', 'faults/nobody', { mode: 'ok' })).rejects.toThrow(/404.*nobody/);
  });

  it('tells its callbacks when the gateway is back, also after a restart', async () => {
    sim.gateway.status = 503;
    await fetch(`${sim.url}/v3/mail/send`, {
      method: 'POST',
      headers: { authorization: 'Bearer SG.x' },
      body: JSON.stringify({
        personalizations: [{ to: [{ email: 'a@example.org' }], custom_args: { delivery_id: 'd-1' } }],
        from: { email: 'us@example.com' },
        subject: 's',
        content: [{ type: 'text/plain', value: 't' }],
      }),
    });
    await sim.gateway.called();
    await sim.restart();
    await sim.gateway.called();
    sim.gateway.status = 204;
    const [callback] = await sim.gateway.received(1);
    expect(JSON.parse(callback!.body)).toMatchObject([{ event: 'delivered', delivery_id: 'd-1' }]);
  });
});
