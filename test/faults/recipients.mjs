import { must } from './http-client.mjs';

const AT_ONCE = 8;

export const userName = (index) => `fault-user-${index}`;

/** Users who can be reached on every channel, each address leading to the simulator. */
export async function storeRecipients({ gateway, simulator, apiKey }, count) {
  let next = 0;
  const one = async (index) => {
    const user = userName(index);
    const ask = (method, path, body) => must(gateway, method, `/v1/users/${user}${path}`, { body, apiKey });
    await ask('PUT', '', {
      email: `${user}@example.org`,
      phone: `+4366480${String(index).padStart(5, '0')}`,
      webhooks: [{ url: `${simulator}/webhook/${user}` }],
    });
    await ask('PUT', '/devices', {
      devices: [{ device_id: `${user}-phone`, token: `token-${user}`, platform: 'android' }],
    });
  };
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      while (next < count) await one(next++);
    }),
  );
}
