import type { CachedSuppressions } from '#libs/cache';
import { SUPPRESSIBLE_CHANNELS, type AddressKey, type Channel, type SuppressibleChannel } from '#libs/contracts';
import { addressHash, type Vault } from '#libs/vault';
import type { FoundInline, InlineRecipients, InlineRef } from './found-recipient.js';

/** Addresses given with a request: whether they are suppressed, for those channels alone that are to use them. */
export class CachedInlineRecipients implements InlineRecipients {
  constructor(
    private readonly vault: Vault,
    private readonly suppressions: Pick<CachedSuppressions, 'find'>,
  ) {}

  async find(refs: readonly InlineRef[]): Promise<FoundInline[]> {
    const asked = refs.map((ref) => this.keysOf(ref));
    const reasons = await this.suppressions.find(asked.flat());
    let next = 0;
    return asked.map((keys): FoundInline => {
      const suppressed: { [C in SuppressibleChannel]?: FoundInline['suppressed'][C] } = {};
      let readable = true;
      for (const { channel } of keys) {
        const reason = reasons[next++];
        if (reason === undefined) readable = false;
        else if (reason !== null) suppressed[channel] = reason;
      }
      return { kind: 'inline', suppressed, readable };
    });
  }

  private keysOf({ tenantId, to, channels }: InlineRef): AddressKey[] {
    return SUPPRESSIBLE_CHANNELS.flatMap((channel): AddressKey[] => {
      const address = ADDRESS[channel](to);
      if (address === undefined || !channels.includes(channel)) return [];
      return [{ tenant_id: tenantId, channel, address_hash: addressHash(this.vault, tenantId, channel, address) }];
    });
  }
}

const ADDRESS: Record<SuppressibleChannel & Channel, (to: InlineRef['to']) => string | undefined> = {
  email: ({ email }) => email,
  sms: ({ phone }) => phone,
  // Chat is reached by a user's endpoint, never by an address of the request.
  chat: () => undefined,
};
