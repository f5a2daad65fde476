/** What an endpoint's deliveries are signed with now, from whoever keeps it: subscriptions the status app, users' endpoints preferences. */
import type { Profile, RpcIn, SigningSecrets, UserKey } from '#libs/contracts';
import type { ProviderCall } from '#libs/delivery';
import { grouped } from '#libs/persistence';

type SubscriptionKey = RpcIn<'status.subscriptions.secrets'>;

/** In order; they throw where nobody can say. */
export interface SecretLookUps {
  readonly ofSubscriptions: (keys: SubscriptionKey[]) => Promise<(SigningSecrets | null)[]>;
  readonly ofUsers: (keys: UserKey[]) => Promise<(Profile | null)[]>;
}

type Asking = Pick<ProviderCall, 'tenantId' | 'userId' | 'subscriptionId'>;

export class CurrentSecrets {
  private readonly subscription: (key: SubscriptionKey) => Promise<SigningSecrets | null>;
  private readonly user: (key: UserKey) => Promise<Profile | null>;

  constructor({ ofSubscriptions, ofUsers }: SecretLookUps) {
    this.subscription = grouped(once(ofSubscriptions, ({ tenant_id, id }) => `${tenant_id} ${id}`));
    this.user = grouped(once(ofUsers, ({ tenant_id, user_id }) => `${tenant_id} ${user_id}`));
  }

  /** undefined: it is nobody's any more. Rejects where nobody can say. */
  async of(
    { tenantId: tenant_id, userId, subscriptionId }: Asking,
    endpoint: string,
  ): Promise<SigningSecrets | undefined> {
    if (subscriptionId !== undefined) return (await this.subscription({ tenant_id, id: subscriptionId })) ?? undefined;
    if (userId === undefined) return undefined;
    const profile = await this.user({ tenant_id, user_id: userId });
    return profile?.webhooks.find(({ endpoint_id }) => endpoint_id === endpoint);
  }
}

/** What waits for one endpoint asks the same: each key goes out once. */
const once =
  <Key, Found>(lookUp: (keys: Key[]) => Promise<Found[]>, nameOf: (key: Key) => string) =>
  async (keys: Key[]): Promise<Found[]> => {
    const distinct = new Map(keys.map((key) => [nameOf(key), key]));
    const found = await lookUp([...distinct.values()]);
    const byName = new Map([...distinct.keys()].map((name, i) => [name, found[i] as Found]));
    return keys.map((key) => byName.get(nameOf(key)) as Found);
  };
