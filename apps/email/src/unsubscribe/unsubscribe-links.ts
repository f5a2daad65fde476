/**
 * RFC 8058: the headers by which a mailbox unsubscribes its owner with one click. Made when the mail leaves, from what its
 * dispatch says, so that nothing of it lies in Kafka. On every mail that can be declined; the link opens for its recipient alone.
 */
import type { ProviderCall } from '#libs/delivery';
import type { UnsubscribeTokens } from '#libs/unsubscribe';

export interface UnsubscribeHeaders extends Readonly<Record<string, string>> {
  readonly 'List-Unsubscribe': string;
  readonly 'List-Unsubscribe-Post': string;
}

const DAY_MS = 86_400_000;
/** A line of a header has no more (RFC 5322), and a link must not be folded. Ids of some 400 bytes fit. */
const LONGEST_LINE = 998;
const NAME = 'List-Unsubscribe: ';

export class UnsubscribeLinks {
  constructor(
    private readonly tokens: UnsubscribeTokens,
    /** Of the gateway, without a slash at its end. */
    private readonly publicUrl: string,
    private readonly days: number,
    private readonly now: () => number = Date.now,
  ) {}

  /** None for what goes out whatever somebody said, nor for someone who is not stored: there is nobody's wish to change. */
  headersOf(call: ProviderCall): UnsubscribeHeaders | undefined {
    if (call.critical || call.userId === undefined) return undefined;
    const link = `<${this.publicUrl}/u/${this.tokenOf(call, call.userId)}>`;
    if (NAME.length + link.length > LONGEST_LINE) return undefined;
    return { 'List-Unsubscribe': link, 'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click' };
  }

  private tokenOf(call: ProviderCall, userId: string): string {
    return this.tokens.seal({
      tenantId: call.tenantId,
      userId,
      type: call.notificationType,
      category: call.category ?? '',
      channel: 'email',
      notificationId: call.notificationId,
      expiresAt: new Date(this.now() + this.days * DAY_MS),
    });
  }
}
