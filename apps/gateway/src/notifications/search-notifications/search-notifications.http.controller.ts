import { Controller, Get, Inject, Query } from '@nestjs/common';
import type { ApiClient, StatusPage } from '#libs/contracts';
import { check } from '#libs/http';
import { Database } from '#libs/persistence';
import { Client } from '../../access/caller.js';
import { STATUS_RPC } from '../../injection-tokens.js';
import { TypeCatalog } from '../../notification-types/type-catalog.js';
import { searchedDocument, type NotificationDocument } from '../get-notification/notification-document.js';
import { whichAreTests } from '../intake/notifications.statements.js';
import { nested, searchQuery } from './search-query.js';
import type { Peer } from '../../intake-connections.js';

interface Page {
  readonly items: readonly NotificationDocument[];
  readonly next_cursor?: string;
}

@Controller('v1/notifications')
export class SearchNotificationsHttpController {
  constructor(
    @Inject(STATUS_RPC) private readonly status: Peer,
    @Inject(TypeCatalog) private readonly types: TypeCatalog,
    @Inject(Database) private readonly db: Database,
  ) {}

  @Get()
  async search(@Client() { tenant_id }: ApiClient, @Query() query: object): Promise<Page> {
    const items = [{ tenant_id, ...check(searchQuery, nested(query)) }];
    const [page] = (await this.status.call('status.search', { items })) as [StatusPage];
    const types = await this.types.of(tenant_id);
    const categoryOf = (type = '') => types.get(type)?.category;
    const ids = page.items.map(({ notification_id }) => notification_id);
    const tests = new Set((await this.db.query<{ id: string }>(whichAreTests(tenant_id, ids))).map(({ id }) => id));
    const documents = page.items.map((one) => {
      const known = { category: categoryOf(one.notification_type), test: tests.has(one.notification_id) };
      return searchedDocument(one, known);
    });
    return { items: documents, next_cursor: page.next_cursor };
  }
}
