import { statusAuth, type ApiClient, type RefusedElsewhere } from '#libs/contracts';
import { apiKeyHash, openUserToken } from '#libs/auth';

/** Who watches: a tenant's own systems, or one end user, who sees only what is addressed to them. */
export interface Viewer {
  readonly tenant_id: string;
  readonly user_id?: string;
  /** When their token expires; of a key, nobody knows before it has happened. */
  readonly until?: number;
}

/** A key may be revoked, too. */
const KNOWN_FOR_MS = 5_000;
/** A key may be made the moment after it was refused. */
const REFUSED_FOR_MS = 1_000;
const MOST_KNOWN = 10_000;

/** Answers who the credentials of a handshake speak for, and remembers API keys for a little while. */
export class Viewers {
  private readonly known = new Map<string, { client: ApiClient | null; until: number }>();

  constructor(
    private readonly tokenSecret: string,
    private readonly authenticate: (apiKey: string, address: string | undefined) => Promise<ApiClient | null>,
    private readonly now: () => number = Date.now,
  ) {}

  /** `address`: where they call from, where that is known. */
  async identify(auth: unknown, address: string | undefined): Promise<Viewer | null> {
    const { success, data } = statusAuth.safeParse(auth);
    if (!success) return null;
    if ('token' in data) {
      const opened = openUserToken(this.tokenSecret, data.token, this.now());
      return opened && { ...opened.user, until: opened.expiresAt };
    }
    const client = await this.client(data.api_key, address);
    return client && { tenant_id: client.tenant_id };
  }

  /** Without regard to what is remembered. */
  async identifyAnew(auth: unknown, address: string | undefined): Promise<Viewer | null> {
    const { data } = statusAuth.safeParse(auth);
    if (data && 'api_key' in data) this.known.delete(callerOf(data.api_key, address));
    return this.identify(auth, address);
  }

  private async client(apiKey: string, address: string | undefined): Promise<ApiClient | null> {
    const caller = callerOf(apiKey, address);
    const known = this.known.get(caller);
    if (known && known.until > this.now()) return known.client;
    const client = await this.authenticate(apiKey, address);
    if (this.known.size >= MOST_KNOWN) this.known.clear();
    this.known.set(caller, { client, until: this.now() + (client ? KNOWN_FOR_MS : REFUSED_FOR_MS) });
    return client;
  }
}

/** Why nobody is let in with this; undefined where the gateway said so, and has it in its audit. */
export function refusedHere(auth: unknown): RefusedElsewhere['reason'] | undefined {
  const { success, data } = statusAuth.safeParse(auth);
  if (!success) return 'no_credential';
  return 'token' in data ? 'no_token_of_ours' : undefined;
}

const callerOf = (apiKey: string, address = ''): string => `${apiKeyHash(apiKey)} ${address}`;
