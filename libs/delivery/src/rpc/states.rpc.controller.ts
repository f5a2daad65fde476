import { Controller, Inject, UseFilters } from '@nestjs/common';
import { MessagePattern, Payload } from '@nestjs/microservices';
import type { LedgerStanding, RpcIn, RpcOut } from '#libs/contracts';
import { LEDGER, type LedgerState } from '../ledger-state.js';
import { DeliveryRuntime } from '../runtime.js';
import { standings, type StandingRow } from '../statements/standings.statement.js';
import { rpcErrors } from './rpc-errors.js';

const NAMES = new Map(Object.entries(LEDGER).map(([name, state]) => [state, name as LedgerStanding['state']]));
const nameOf = (state: LedgerState) => NAMES.get(state) as LedgerStanding['state'];

const keyOf = (item: RpcIn<'delivery.states'>): string => `${item.delivery_id} ${item.tenant_id}`;

/** How deliveries stand in the ledger. */
@Controller()
@UseFilters(rpcErrors)
export class StatesRpcController {
  constructor(@Inject(DeliveryRuntime) private readonly runtime: DeliveryRuntime) {}

  @MessagePattern('delivery.states')
  async states(
    @Payload() { items }: { items: readonly RpcIn<'delivery.states'>[] },
  ): Promise<RpcOut<'delivery.states'>[]> {
    const rows = await this.runtime.db.query<StandingRow>(standings(items));
    const byKey = new Map(rows.map((row) => [keyOf(row), row]));
    return items.map((item) => {
      const row = byKey.get(keyOf(item));
      if (!row) return null;
      const { state, attempt, code, updated_at } = row;
      return { state: nameOf(state), attempt, code: code ?? undefined, updated_at: updated_at.toISOString() };
    });
  }
}
