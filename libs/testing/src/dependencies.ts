/**
 * A test says which of its dependencies are real and which are stood in for, in its first lines:
 *
 *     const { postgres, kafka } = dependencies({ postgres: 'real', kafka: 'real', redis: 'fake' });
 *
 * A real one is an address, taken from the environment that `npm test` sets up. A fake one has none, so a test
 * can't reach by accident what it says it does not use.
 */
const variables = { postgres: 'TEST_DATABASE_URL', redis: 'TEST_REDIS_URL', kafka: 'TEST_KAFKA_BROKERS' } as const;

export type Service = keyof typeof variables;
export type Declared = Partial<Record<Service, 'real' | 'fake'>>;
export type Addresses<D extends Declared> = { readonly [S in keyof D as D[S] extends 'real' ? S : never]: string };

export function dependencies<const D extends Declared>(declared: D, env = process.env): Addresses<D> {
  const addresses: Partial<Record<Service, string>> = {};
  for (const [service, kind] of Object.entries(declared) as [Service, 'real' | 'fake'][]) {
    if (kind === 'real') addresses[service] = address(service, env);
  }
  return Object.freeze(addresses) as Addresses<D>;
}

function address(service: Service, env: NodeJS.ProcessEnv): string {
  const value = env[variables[service]];
  if (value) return value;
  throw new Error(
    `This test needs a real ${service}: run it with "npm test -- <its path>", or set ${variables[service]}`,
  );
}
