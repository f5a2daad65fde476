import { Body, Controller, Delete, Get, Header, HttpCode, Inject, Param, Patch, Post, Query } from '@nestjs/common';
import type { ApiClient } from '#libs/contracts';
import { Vault } from '#libs/vault';
import { Client } from '../access/caller.js';
import { Acting, type ActingClient } from '../audit/acting.js';
import { apiKeyDocument, type ApiKeyDocument, type NewApiKeyDocument } from './api-key-document.js';
import { ApiKeyStore } from './api-key-store.js';
import { ChangeApiKeyService } from './change-api-key/change-api-key.service.js';
import { CreateApiKeyService } from './create-api-key/create-api-key.service.js';
import { ListApiKeysService, type ApiKeyPage } from './list-api-keys/list-api-keys.service.js';
import { RevokeApiKeyService } from './revoke-api-key/revoke-api-key.service.js';
import { RotateApiKeyService } from './rotate-api-key/rotate-api-key.service.js';

@Controller('v1/api-keys')
export class ApiKeysHttpController {
  constructor(
    @Inject(ListApiKeysService) private readonly list: ListApiKeysService,
    @Inject(CreateApiKeyService) private readonly create: CreateApiKeyService,
    @Inject(ApiKeyStore) private readonly store: ApiKeyStore,
    @Inject(ChangeApiKeyService) private readonly change: ChangeApiKeyService,
    @Inject(RevokeApiKeyService) private readonly revoke: RevokeApiKeyService,
    @Inject(RotateApiKeyService) private readonly rotate: RotateApiKeyService,
    @Inject(Vault) private readonly vault: Vault,
  ) {}

  @Get()
  page(@Client() { tenant_id }: ApiClient, @Query() query: unknown): Promise<ApiKeyPage> {
    return this.list.list(tenant_id, query);
  }

  @Post()
  @Header('cache-control', 'no-store')
  make(@Acting() client: ActingClient, @Body() body: unknown): Promise<NewApiKeyDocument> {
    return this.create.create(client, body);
  }

  @Get(':id')
  async one(@Client() { tenant_id }: ApiClient, @Param('id') id: string): Promise<ApiKeyDocument> {
    return apiKeyDocument(this.vault, await this.store.get(tenant_id, id));
  }

  @Patch(':id')
  patch(@Acting() client: ActingClient, @Param('id') id: string, @Body() body: unknown): Promise<ApiKeyDocument> {
    return this.change.change(client, id, body);
  }

  @Delete(':id')
  @HttpCode(204)
  end(@Acting() client: ActingClient, @Param('id') id: string): Promise<void> {
    return this.revoke.revoke(client, id);
  }

  @Post(':id/rotate')
  @Header('cache-control', 'no-store')
  renew(@Acting() client: ActingClient, @Param('id') id: string, @Body() body: unknown): Promise<NewApiKeyDocument> {
    return this.rotate.rotate(client, id, body);
  }
}
