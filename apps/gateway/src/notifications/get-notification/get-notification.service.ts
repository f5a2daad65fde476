import { Inject, Injectable } from '@nestjs/common';
import type { NotificationState, RpcIn } from '#libs/contracts';
import { problems } from '#libs/http';
import { isUuid } from '#libs/kernel';
import { logger } from '#libs/observability';
import { Database } from '#libs/persistence';
import { coalesced } from '#libs/rpc';
import { STATUS_RPC } from '../../injection-tokens.js';
import type { StoredNotification } from '../intake/intent.js';
import { findNotification } from '../intake/notifications.statements.js';
import { wholeNotification, type WholeNotification } from './notification-document.js';
import type { Peer } from '../../intake-connections.js';

const log = logger('get-notification');

@Injectable()
export class GetNotificationService {
  private readonly findState: (item: RpcIn<'status.find'>) => Promise<NotificationState | null>;

  constructor(
    @Inject(Database) private readonly db: Database,
    @Inject(STATUS_RPC) status: Peer,
  ) {
    this.findState = coalesced((items) => status.call('status.find', { items }), 100);
  }

  async get(tenantId: string, id: string): Promise<WholeNotification> {
    if (!isUuid(id)) throw problems.notFound('There is no such notification');
    const [[stored], state] = await Promise.all([
      this.db.query<StoredNotification>(findNotification(tenantId, id)),
      this.stateOf(tenantId, id),
    ]);
    if (!stored) throw problems.notFound('There is no such notification');
    return wholeNotification(stored, state);
  }

  /** Without the status app we answer what we know ourselves. */
  private async stateOf(tenantId: string, id: string): Promise<NotificationState | null> {
    try {
      return await this.findState({ tenant_id: tenantId, notification_id: id });
    } catch (error) {
      log.warn({ err: error, notification_id: id }, 'status is not to be had; answering from the intent');
      return null;
    }
  }
}
