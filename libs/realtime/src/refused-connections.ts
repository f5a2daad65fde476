import type { RefusedElsewhere } from '#libs/contracts';
import { networkOf } from '#libs/network';
import type { Logger } from '#libs/observability';
import type { RpcClient } from '#libs/rpc';

const EVERY_MS = 1_000;
const AFTER_FAILURE_MS = 5_000;
/** Kinds that are told apart while they wait; beyond, nobody says from where. */
const MOST = 1_000;

/**
 * Connections that this instance did not let in, told to the gateway, with which the audit lies, once a second and alike ones
 * together; nobody waits for it. What cannot be told waits; what a process that is killed had not told yet is lost.
 */
export class RefusedConnections {
  private waiting = new Map<string, RefusedElsewhere>();
  private timer: NodeJS.Timeout | undefined;
  private telling: Promise<void> = Promise.resolve();

  constructor(
    private readonly action: RefusedElsewhere['action'],
    private readonly gateway: Pick<RpcClient, 'call'>,
    private readonly log: Logger,
  ) {}

  note(reason: RefusedElsewhere['reason'], address: string | undefined): void {
    this.add({ action: this.action, reason, address: networkOf(address), count: 1 });
    this.schedule(EVERY_MS);
  }

  /** Tells what is not told yet. */
  async close(): Promise<void> {
    clearTimeout(this.timer);
    await this.telling;
    await this.tellAll();
    clearTimeout(this.timer);
  }

  private add({ address, count, ...alike }: RefusedElsewhere): void {
    const from = this.waiting.size < MOST ? address : undefined;
    const key = `${alike.reason} ${from}`;
    this.waiting.set(key, { ...alike, address: from, count: count + (this.waiting.get(key)?.count ?? 0) });
  }

  /** Nothing runs while nobody is refused. */
  private schedule(inMs: number): void {
    this.timer ??= setTimeout(() => {
      this.timer = undefined;
      this.telling = this.telling.then(() => this.tellAll());
    }, inMs).unref();
  }

  private async tellAll(): Promise<void> {
    const refused = [...this.waiting.values()];
    if (refused.length === 0) return;
    this.waiting = new Map();
    try {
      await this.gateway.call('gateway.refused', { items: refused });
    } catch (error) {
      this.log.warn({ err: error }, 'refused connections are not audited yet');
      for (const alike of refused) this.add(alike);
      this.schedule(AFTER_FAILURE_MS);
    }
  }
}
