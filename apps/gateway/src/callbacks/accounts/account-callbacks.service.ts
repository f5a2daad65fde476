import { logger } from '#libs/observability';
import { isOurs } from '../callback-event.js';
import type { CallbackCall, Callbacks } from '../receive-callbacks.service.js';
import type { InboundWord } from '../words/inbound-word.js';
import type { OwnAccount } from './own-account.js';
import type { OwnDeliveries } from './own-deliveries.js';

const log = logger('callbacks');

/**
 * What comes to the address of a tenant's own account: whatever it says, it is about that tenant's deliveries and people, or left
 * out. Then it goes the way of all callbacks, and those of the deployment never wait for what is looked up here.
 */
export class AccountCallbacks {
  constructor(
    private readonly deliveries: OwnDeliveries,
    private readonly callbacks: Callbacks,
  ) {}

  of(account: OwnAccount): Callbacks {
    return { receive: (call) => this.receive(call, account) };
  }

  private async receive({ events = [], words = [] }: CallbackCall, account: OwnAccount): Promise<void> {
    const asked = events.filter(isOurs);
    const known = asked.length > 0 ? await this.deliveries.of(asked, account) : [];
    if (known.length < events.length) log.info({ left_out: events.length - known.length }, 'events of others');
    await this.callbacks.receive({
      events: known,
      words: words.map((word) => wordTo(account, word)),
    });
  }
}

/** The names of messages are the account's: another one's may be the same. */
const wordTo = ({ id, tenantId }: OwnAccount, word: InboundWord): InboundWord => ({
  ...word,
  tenantId,
  messageId: word.messageId === undefined ? undefined : `${id} ${word.messageId}`,
});
