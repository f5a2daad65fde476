import type { Channel } from '#libs/contracts';

/** A tenant's own account at a provider, to whose address a callback came. */
export interface OwnAccount {
  readonly id: string;
  readonly tenantId: string;
  readonly channel: Channel;
}
