import type { Log } from '#libs/messaging';
import type { DispatchRecord, RpcIn } from '#libs/contracts';
import type { ProofOfDelivery } from './ports.js';

/** Asks the status app, which hears the providers' callbacks. */
export class StatusProof implements ProofOfDelivery {
  constructor(
    private readonly status: (items: RpcIn<'status.proof'>[]) => Promise<boolean[]>,
    private readonly log: Log,
  ) {}

  async ask(records: readonly DispatchRecord[]): Promise<(boolean | undefined)[]> {
    try {
      return await this.status(records.map(({ tenant_id, delivery_id }) => ({ tenant_id, delivery_id })));
    } catch (err) {
      this.log.warn({ err, records: records.length }, 'nobody says whether these were delivered');
      return records.map(() => undefined);
    }
  }
}
