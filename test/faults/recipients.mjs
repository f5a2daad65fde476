import { must } from './http-client.mjs';

const AT_ONCE = 8;

export const userName = (index) => `fault-user-${index}`;

const user = (name, index, simulator) => ({
  id: name,
  email: `${name}@example.org`,
  phone: `+4366480${String(index).padStart(5, '0')}`,
  webhooks: [{ url: `${simulator}/webhook/${name}` }],
});

/** Users who can be reached on every channel, each address leading to the simulator. */
export async function storeRecipients({ gateway, simulator, apiKey }, count) {
  const names = Array.from({ length: count }, (_, index) => userName(index));
  const users = names.map((name, index) => user(name, index, simulator));
  await must(gateway, 'POST', '/v1/users/bulk', { apiKey, body: { users }, timeoutMs: 30_000 });
  let next = 0;
  const addDevice = (name) => {
    const body = { devices: [{ device_id: `${name}-phone`, token: `token-${name}`, platform: 'android' }] };
    return must(gateway, 'PUT', `/v1/users/${name}/devices`, { apiKey, body });
  };
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      while (next < count) await addDevice(names[next++]);
    }),
  );
}
