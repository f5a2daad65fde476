import { must } from '../test/faults/http-client.mjs';

/** As many as the limit has. */
export const USERS = 20_000;
const AT_ONCE = 1_000;

export const userName = (index) => `bench-user-${index % USERS}`;

const user = (index, simulator) => ({
  id: userName(index),
  email: `${userName(index)}@example.org`,
  phone: `+4366481${String(index).padStart(5, '0')}`,
  webhooks: [{ url: `${simulator}/webhook/${userName(index)}` }],
});

/** Users with an address of every kind that the figures use, all of them at the simulator. */
export async function storeUsers({ gateway, simulator, apiKey }) {
  for (let first = 0; first < USERS; first += AT_ONCE) {
    const users = Array.from({ length: AT_ONCE }, (_, i) => user(first + i, simulator));
    const { results } = await must(gateway, 'POST', '/v1/users/bulk', { apiKey, body: { users }, timeoutMs: 60_000 });
    const refused = results.find(({ status }) => status >= 300);
    if (refused) throw new Error(`a user was refused: ${JSON.stringify(refused)}`);
  }
}
