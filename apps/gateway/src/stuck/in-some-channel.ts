import { CHANNELS, type DeliveryRpc, type RpcIn, type RpcOut, type TenantsThing } from '#libs/contracts';
import { problems } from '#libs/http';
import { isUuid } from '#libs/kernel';
import type { ChannelApps } from '../channel-apps.js';

/** Patterns that ask for one thing by its id. */
type Find = {
  [P in keyof DeliveryRpc]: TenantsThing extends RpcIn<P> ? P : never;
}[keyof DeliveryRpc];

/** In whichever channel it is. While one is away, nobody can say that it is in none. */
export async function inSomeChannel<P extends Find>(
  apps: ChannelApps,
  pattern: P,
  { tenant_id, id }: TenantsThing,
  what: string,
): Promise<NonNullable<RpcOut<P>>> {
  if (!isUuid(id)) throw problems.notFound(`There is no such ${what}`);
  const thing = { tenant_id, id } as RpcIn<P>;
  const { answers, unavailable } = await apps.all(CHANNELS, pattern, thing);
  const found = answers.find(({ answer }) => answer !== null);
  if (found) return found.answer as NonNullable<RpcOut<P>>;
  if (unavailable.length > 0) throw problems.unavailable(`Nobody answers for ${unavailable.join(', ')}`);
  throw problems.notFound(`There is no such ${what}`);
}
