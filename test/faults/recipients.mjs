import { must } from './http-client.mjs';

const AT_ONCE = 8;

export const userName = (index) => `fault-user-${index}`;

const user = (name, index, simulator) => ({
  id: name,
  email: `${name}@example.org`,
  phone: `+4366480${String(index).padStart(5, '0')}`,
  webhooks: [{ url: `${simulator}/webhook/${name}` }],
  slack_url: `${simulator}/services/T0000/B0000/${name}`,
});

/** The browser of RFC 8291's example, which the simulator can read for. */
const BROWSER = {
  p256dh: 'BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4',
  auth: 'BTBZMqHH6r4Tts7J_aSIgg',
};

/** Each provider of pushes has a third of them. */
const deviceOf = (name, index, tls) =>
  [
    { device_id: `${name}-phone`, token: `token-${name}`, platform: 'android' },
    { device_id: `${name}-iphone`, token: `c0ffee${index.toString(16).padStart(58, '0')}`, platform: 'ios' },
    {
      device_id: `${name}-browser`,
      platform: 'web',
      subscription: { endpoint: `${tls}/webpush/${name}`, keys: BROWSER },
    },
  ][index % 3];

/** Users who can be reached on every channel, each address leading to the simulator. */
export async function storeRecipients({ gateway, simulator, tls, apiKey }, count) {
  const names = Array.from({ length: count }, (_, index) => userName(index));
  const users = names.map((name, index) => user(name, index, simulator));
  await must(gateway, 'POST', '/v1/users/bulk', { apiKey, body: { users }, timeoutMs: 30_000 });
  let next = 0;
  const addDevice = (name, index) => {
    const body = { devices: [deviceOf(name, index, tls)] };
    return must(gateway, 'PUT', `/v1/users/${name}/devices`, { apiKey, body });
  };
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      while (next < count) await addDevice(names[next], next++);
    }),
  );
}
