import twilio from 'twilio';
import { runSimulator, type Running } from './simulator.fixture.js';

class RedirectedClient extends twilio.RequestClient {
  constructor(private readonly target: string) {
    super();
  }

  override request(options: Parameters<InstanceType<typeof twilio.RequestClient>['request']>[0]) {
    return super.request({
      ...options,
      uri: options.uri.replace('https://api.twilio.com', this.target),
    }) as never;
  }
}

describe('the simulated Twilio, called by the twilio package', () => {
  let sim: Running;
  let client: ReturnType<typeof twilio>;
  const connect = (): void => {
    client = twilio('AC00000000000000000000000000000000', 'token', { httpClient: new RedirectedClient(sim.url) });
  };
  const send = (to: string) =>
    client.messages.create({
      to,
      from: '+15005550006',
      body: 'Your code is 123456',
      statusCallback: `${sim.gatewayUrl}/callbacks/twilio?delivery_id=d-1&notification_id=n-1`,
    });

  beforeAll(async () => {
    sim = await runSimulator();
    connect();
  });
  afterAll(() => sim.stop());

  it('queues a message and calls back, signed, with sent and delivered', async () => {
    const message = await send('+436641234567');
    expect(message.status).toBe('queued');
    expect(await sim.ledger()).toMatchObject([
      { provider: 'twilio', to: '+436641234567', delivery_id: 'd-1', notification_id: 'n-1', message_id: message.sid },
    ]);
    const callbacks = await sim.gateway.received(2);
    const forms = callbacks.map(({ body }) => Object.fromEntries(new URLSearchParams(body)));
    expect(forms.map(({ MessageStatus }) => MessageStatus)).toEqual(['sent', 'delivered']);
    callbacks.forEach((callback, index) => {
      const signature = String(callback.headers['x-twilio-signature']);
      expect(twilio.validateRequest('token', signature, sim.gatewayUrl + callback.url, forms[index]!)).toBe(true);
    });
  });

  it('refuses a bad number with the code of Twilio', async () => {
    await expect(send('+15005550001')).rejects.toMatchObject({ status: 400, code: 21211 });
  });

  it('refuses who has sent STOP, until START', async () => {
    const sms = { from: '+436645550000', to: '+15005550006' };
    await sim.control('POST', 'inbound/twilio', { ...sms, body: 'stop' });
    const inbound = sim.gateway.callbacks.find(({ body }) => body.includes('OptOutType=STOP'))!;
    const fields = Object.fromEntries(new URLSearchParams(inbound.body));
    const signature = String(inbound.headers['x-twilio-signature']);
    expect(twilio.validateRequest('token', signature, `${sim.gatewayUrl}/callbacks/twilio/inbound`, fields)).toBe(true);
    await expect(send('+436645550000')).rejects.toMatchObject({ code: 21610 });
    await sim.control('POST', 'inbound/twilio', { ...sms, body: 'START' });
    await expect(send('+436645550000')).resolves.toMatchObject({ status: 'queued' });
  });

  it('lists what it took for one number, also after a restart', async () => {
    const [first, , second] = [await send('+436641111111'), await send('+436642222222'), await send('+436641111111')];
    const sids = async () => (await client.messages.list({ to: '+436641111111' })).map(({ sid }) => sid);
    expect(await sids()).toEqual([second?.sid, first?.sid]);
    await sim.restart();
    connect(); // at another port
    expect(await sids()).toEqual([second?.sid, first?.sid]);
    expect(await client.messages.list({ to: '+436643333333' })).toEqual([]);
  });

  it('accepts and drops the connection', async () => {
    await sim.control('DELETE', 'ledger');
    await sim.control('PUT', 'faults/twilio', { mode: 'accept_then_drop', until_count: 1 });
    await expect(send('+436641234567')).rejects.toThrow();
    expect(await sim.ledger()).toHaveLength(1);
  });
});
