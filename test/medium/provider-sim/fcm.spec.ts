import https from 'node:https';
import tls from 'node:tls';
import { deleteApp, initializeApp, type App } from 'firebase-admin/app';
import { getMessaging, type Messaging } from 'firebase-admin/messaging';
import { runSimulator, type Running } from './simulator.fixture.js';

const data = { delivery_id: 'd-1', notification_id: 'n-1' };

/** What a service account does before its first call. The package would dial Google itself for it. */
function accessToken(port: number, ca: string): Promise<{ access_token: string; expires_in: number }> {
  const claims = { iss: 'sim@demo.iam.gserviceaccount.com', exp: Math.floor(Date.now() / 1000) + 3600 };
  const assertion = `e30.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.c2ln`;
  const form = new URLSearchParams({ grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer', assertion });
  return new Promise((ok, fail) => {
    const request = https.request({
      host: '127.0.0.1',
      port,
      ca,
      servername: 'localhost',
      path: '/token',
      method: 'POST',
    });
    request.on('error', fail).on('response', (response) => {
      let text = '';
      response
        .on('data', (chunk) => (text += chunk))
        .on('end', () => ok(JSON.parse(text) as { access_token: string; expires_in: number }));
    });
    request.end(form.toString());
  });
}

describe('the simulated FCM, called by firebase-admin', () => {
  let sim: Running;
  let app: App;
  let messaging: Messaging;

  beforeAll(async () => {
    sim = await runSimulator();
    const agent = new https.Agent({ keepAlive: true });
    const port = sim.simulator.tlsPort;
    // The package's host is fixed; only where the connection leads can be changed.
    Object.assign(agent, {
      createConnection: () => tls.connect({ host: '127.0.0.1', port, ca: sim.ca, servername: 'localhost' }),
    });
    const getAccessToken = () => accessToken(port, sim.ca);
    app = initializeApp({ credential: { getAccessToken }, projectId: 'demo', httpAgent: agent });
    messaging = getMessaging(app);
    messaging.enableLegacyHttpTransport();
  });
  afterAll(async () => {
    await deleteApp(app);
    await sim.stop();
  });

  it('exchanges a signed assertion for a token and takes a message', async () => {
    const name = await messaging.send({ token: 'device-1', notification: { title: 'Hi', body: 'there' }, data });
    expect(name).toMatch(/^projects\/demo\/messages\//);
    expect(await sim.ledger()).toMatchObject([{ provider: 'fcm', to: 'device-1', ...data, message_id: name }]);
  });

  it('takes each of several, and refuses one by itself', async () => {
    const { responses } = await messaging.sendEach([
      { token: 'device-2', data },
      { token: 'unregistered-1', data },
    ]);
    expect(responses[0]).toMatchObject({ success: true });
    expect(responses[1]).toMatchObject({
      success: false,
      error: { code: 'messaging/registration-token-not-registered' },
    });
  });
});
