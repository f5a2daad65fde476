import type { Channel, DispatchRecord, Target } from '#libs/contracts';
import { LEDGER } from '#libs/delivery';
import { uuidv7 } from '#libs/kernel';
import { Database } from '#libs/persistence';
import type { Vault } from '#libs/vault';

export interface Stuck {
  readonly deadLetter: string;
  readonly doubt: string;
}

/** Where a channel's app keeps what is stuck: no call of the API makes a dead letter. */
export class StuckDeliveries {
  private db: Database | undefined;

  constructor(
    private readonly url: string,
    private readonly schema: string,
    private readonly vault: Vault,
    private readonly channel: Channel = 'in_app',
  ) {}

  /** One of each; stored again they are as they were at first. */
  async store(
    tenant: string,
    over: Partial<DispatchRecord> & { readonly user_id: string },
    { deadLetter = uuidv7(), doubt = uuidv7() }: Partial<Stuck> = {},
    said = 'Your order',
  ): Promise<Stuck> {
    this.db ??= Database.connect(this.url, { schema: this.schema, name: 'stuck', max: 1 });
    const letter = this.record(tenant, { ...over, delivery_id: deadLetter }, said);
    const doubted = this.record(tenant, { ...over, delivery_id: doubt, when_in_doubt: 'hold' }, said);
    const statement = (text: string, values: unknown[]) => ({ name: '', text, values });
    await this.db.batch([
      statement(
        `insert into dead_letters (dead_letter_id, delivery_id, tenant_id, notification_id, reason, record, provider, attempt)
          values ($1, $1, $2, $3, 'retries_exhausted:http_503', $4::json, 'inbox', 5)
          on conflict (dead_letter_id) do update
          set state = 'open', replayed_as = '{}', closed_at = null, closed_by = null, note = null`,
        [deadLetter, tenant, letter.notification_id, JSON.stringify(letter)],
      ),
      statement(
        `insert into ledger (delivery_id, notification_id, tenant_id, state, attempt, claims, seq, provider)
          values ($1, $2, $3, ${LEDGER.doubt}, 1, 1, 2, 'inbox')
          on conflict (delivery_id) do update set state = ${LEDGER.doubt}, attempt = 1, checks = 0, lease_until = null`,
        [doubt, doubted.notification_id, tenant],
      ),
      statement(
        `insert into doubts (delivery_id, tenant_id, record) values ($1, $2, $3::json) on conflict do nothing`,
        [doubt, tenant, JSON.stringify(doubted)],
      ),
    ]);
    return { deadLetter, doubt };
  }

  async close(): Promise<void> {
    await this.db?.close();
  }

  private record(
    tenant: string,
    over: Partial<DispatchRecord> & { readonly user_id: string; readonly delivery_id: string },
    said: string,
  ): DispatchRecord {
    const seal = (value: object) => this.vault.seal(tenant, JSON.stringify(value));
    const target: Target = { channel: 'in_app', user_id: over.user_id };
    return {
      v: 1,
      notification_id: uuidv7(),
      tenant_id: tenant,
      notification_type: 'order_update',
      channel: this.channel,
      priority: 'medium',
      attempt: 1,
      target: seal(target),
      content: seal({ title: said, body: 'It is on its way.' }),
      when_in_doubt: 'resend',
      timestamp: new Date().toISOString(),
      ...over,
    };
  }
}
