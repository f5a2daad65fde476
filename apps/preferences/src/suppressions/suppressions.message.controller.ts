import { Controller, UseFilters } from '@nestjs/common';
import { MessagePattern } from '@nestjs/microservices';
import type { RpcIn, RpcOut, RpcPattern } from '#libs/contracts';
import { logger } from '#libs/observability';
import { inTime, RpcErrors, type Deadline } from '#libs/rpc';
import { checkItems } from '../profiles/check-items.js';
import { SuppressionStore } from './suppression-store.js';

interface Items<P extends RpcPattern> {
  readonly items: readonly RpcIn<P>[];
  readonly deadline?: Deadline;
}
type Answers<P extends RpcPattern> = Promise<RpcOut<P>[]>;

const log = logger('suppressions');

/** The patterns of `SuppressionsRpc`: as many answers as items, in order. */
@Controller()
@UseFilters(new RpcErrors((error) => log.error({ err: error }, 'a look-up failed')))
export class SuppressionsMessageController {
  constructor(private readonly store: SuppressionStore) {}

  @MessagePattern('suppressions.put')
  put(payload: Items<'suppressions.put'>): Answers<'suppressions.put'> {
    return this.store.put(checkItems('suppressions.put', payload), inTime(payload));
  }

  @MessagePattern('suppressions.hear')
  hear(payload: Items<'suppressions.hear'>): Answers<'suppressions.hear'> {
    return this.store.hear(checkItems('suppressions.hear', payload), inTime(payload));
  }

  @MessagePattern('suppressions.check')
  check(payload: Items<'suppressions.check'>): Answers<'suppressions.check'> {
    return this.store.check(checkItems('suppressions.check', payload));
  }

  @MessagePattern('suppressions.list')
  list(payload: Items<'suppressions.list'>): Answers<'suppressions.list'> {
    return Promise.all(checkItems('suppressions.list', payload).map((query) => this.store.list(query)));
  }

  @MessagePattern('suppressions.delete')
  delete(payload: Items<'suppressions.delete'>): Answers<'suppressions.delete'> {
    return this.store.delete(checkItems('suppressions.delete', payload), inTime(payload));
  }
}
