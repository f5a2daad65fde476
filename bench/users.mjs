import { must } from '../test/faults/http-client.mjs';

const AT_ONCE = 16;
export const USERS = 2_000;

export const userName = (index) => `bench-user-${index % USERS}`;

/** Users with an address of every kind that the figures use, all of them at the simulator. */
export async function storeUsers({ gateway, simulator, apiKey }) {
  let next = 0;
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      while (next < USERS) {
        const index = next++;
        const user = userName(index);
        await must(gateway, 'PUT', `/v1/users/${user}`, {
          apiKey,
          body: {
            email: `${user}@example.org`,
            phone: `+4366481${String(index).padStart(5, '0')}`,
            webhooks: [{ url: `${simulator}/webhook/${user}` }],
          },
        });
      }
    }),
  );
}
