import type { SuppressibleChannel } from '#libs/contracts';
import type { CallbackProvider } from '../callback-event.js';

/** A message of a person to one of our numbers that says no more than that they want messages no longer, or again. */
export interface InboundWord {
  readonly provider: CallbackProvider;
  /**
   * The provider's own name of the message: the same one again is the same word, and nothing new. Absent where no message says it, and
   * its time is signed: told again it changes nothing by itself.
   */
  readonly messageId?: string | undefined;
  readonly channel: SuppressibleChannel;
  /** The person's number, as the provider wrote it. */
  readonly from: string;
  readonly word: 'stop' | 'start';
  readonly at: string;
  /** Said to a number of this tenant's own; absent: to one of the deployment's. */
  readonly tenantId?: string | undefined;
}
