// How many events of a provider's callbacks are taken in, in batches as SendGrid sends them.
import { createPrivateKey, randomBytes, sign } from 'node:crypto';
import http from 'node:http';
import { measure, spent } from './processes.mjs';

const BATCH = 500;
const CALLERS = 8;
const TARGET = 10_000;
/** One in so many comes back for good, and its address is suppressed. */
const BOUNCE_EVERY = 100;

/** A UUIDv7 of this moment. */
function id() {
  const time = Date.now().toString(16).padStart(12, '0');
  const rest = randomBytes(10).toString('hex');
  return `${time.slice(0, 8)}-${time.slice(8)}-7${rest.slice(0, 3)}-8${rest.slice(3, 6)}-${rest.slice(6, 18)}`;
}

const KINDS = [
  { event: 'delivered', response: '250 2.0.0 OK 1767000000 a1-20020a170902' },
  { event: 'open', useragent: 'Mozilla/5.0 (Windows NT 10.0; Win64; x64)', ip: '192.0.2.1' },
  {
    event: 'click',
    useragent: 'Mozilla/5.0 (Windows NT 10.0; Win64; x64)',
    ip: '192.0.2.1',
    url: 'https://example.org/',
  },
];
const BOUNCE = { event: 'bounce', type: 'bounce', status: '5.1.1', reason: '550 5.1.1 no such user' };

function event(n, run, tenant) {
  const message = randomBytes(16).toString('base64url');
  return {
    email: `called-${run}-${n}@example.org`,
    timestamp: Math.floor(Date.now() / 1000),
    'smtp-id': `<${message}@geopod-ismtpd>`,
    sg_event_id: randomBytes(16).toString('base64url'),
    sg_message_id: `${message}.recvd-0`,
    ...(n % BOUNCE_EVERY === 0 ? BOUNCE : KINDS[n % KINDS.length]),
    notification_id: id(),
    delivery_id: id(),
    tenant_id: tenant,
    channel: 'email',
    priority: 'low',
    attempt: '1',
  };
}

/** Made and signed before the clock runs: that is the provider's work. */
function batches(n, { tenant, signingKey }) {
  const key = createPrivateKey({ key: Buffer.from(signingKey, 'base64'), format: 'der', type: 'pkcs8' });
  const run = randomBytes(4).toString('hex');
  return Array.from({ length: n / BATCH }, (_, i) => {
    const body = Buffer.from(
      JSON.stringify(Array.from({ length: BATCH }, (_, j) => event(i * BATCH + j, run, tenant))),
    );
    const timestamp = String(Math.floor(Date.now() / 1000));
    const signature = sign('sha256', Buffer.concat([Buffer.from(timestamp), body]), key).toString('base64');
    return { body, timestamp, signature };
  });
}

function post(url, agent, { body, timestamp, signature }) {
  const headers = {
    'content-type': 'application/json',
    'content-length': body.length,
    'x-twilio-email-event-webhook-timestamp': timestamp,
    'x-twilio-email-event-webhook-signature': signature,
  };
  return new Promise((resolve, reject) => {
    const request = http.request(url, { method: 'POST', agent, timeout: 30_000, headers }, (response) => {
      response.resume();
      response.on('end', () =>
        response.statusCode === 200 ? resolve() : reject(new Error(`a callback was answered ${response.statusCode}`)),
      );
    });
    request.on('timeout', () => request.destroy(new Error('a callback was not answered')));
    request.on('error', reject);
    request.end(body);
  });
}

/** Until every event is safe, and until all of them have left for the status store. */
export async function callbacks({ platform, store, pids }, { events = 100_000 }) {
  const { tenant, sendgridPrivateKey: signingKey } = platform.secrets;
  const url = new URL('/callbacks/sendgrid', platform.addresses.gateway);
  const waiting = batches(events, { tenant, signingKey });
  const agent = new http.Agent({ keepAlive: true, maxSockets: CALLERS });
  const before = measure(pids());
  const began = performance.now();
  const caller = async () => {
    for (let batch = waiting.pop(); batch; batch = waiting.pop()) await post(url, agent, batch);
  };
  await Promise.all(Array.from({ length: CALLERS }, caller)).finally(() => agent.destroy());
  const seconds = (performance.now() - began) / 1000;
  const accepting = spent(before, measure(pids()));
  await store.untilIdle(120_000);
  const cpu = spent(before, measure(pids()));
  const us = (cpuSeconds) => Math.round((cpuSeconds / events) * 1e6 * 10) / 10;
  const per_second = Math.round(events / seconds);
  return {
    events,
    per_second,
    target_per_second: TARGET,
    met: per_second >= TARGET,
    emitted_per_second: Math.round(events / ((performance.now() - began) / 1000)),
    cpu_us_accepting: us(accepting.gateway),
    cpu_us: Object.fromEntries(Object.entries(cpu).map(([name, s]) => [name, us(s)])),
  };
}
