import type { Log } from '#libs/messaging';
import type { DispatchRecord, RpcIn, RpcOut } from '#libs/contracts';
import type { ProofOfDelivery } from './ports.js';

interface Status {
  readonly proof: (items: RpcIn<'status.proof'>[]) => Promise<boolean[]>;
  readonly standing: (items: RpcIn<'status.standing'>[]) => Promise<RpcOut<'status.standing'>[]>;
}

/** Asks the status app, which hears the providers' callbacks. */
export class StatusProof implements ProofOfDelivery {
  constructor(
    private readonly status: Status,
    private readonly log: Log,
  ) {}

  async ask(records: readonly DispatchRecord[]): Promise<(boolean | undefined)[]> {
    try {
      return await this.status.proof(records.map(({ tenant_id, delivery_id }) => ({ tenant_id, delivery_id })));
    } catch (err) {
      this.log.warn({ err, records: records.length }, 'nobody says whether these were delivered');
      return records.map(() => undefined);
    }
  }

  async seen(records: readonly DispatchRecord[]): Promise<boolean[]> {
    try {
      const asked = records.map(({ tenant_id, notification_id }) => ({ tenant_id, notification_id }));
      const standings = await this.status.standing(asked);
      return standings.map(({ deliveries }) => deliveries.some(({ status }) => status === 'READ'));
    } catch (err) {
      this.log.warn({ err, records: records.length }, 'nobody says whether these were read');
      return records.map(() => false);
    }
  }
}
