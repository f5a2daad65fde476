import { Body, Controller, Get, Inject, Param, Patch, Put } from '@nestjs/common';
import type { ApiClient, Preferences } from '#libs/contracts';
import { Client } from '../../access/caller.js';
import { TypeCatalog } from '../../notification-types/type-catalog.js';
import { UserDirectory } from '../user-directory.js';
import { userIdOf } from '../user-id.js';
import { readPatch, readPreferences } from './preferences-request.js';

@Controller('v1/users/:id/preferences')
export class PreferencesHttpController {
  constructor(
    @Inject(UserDirectory) private readonly users: UserDirectory,
    @Inject(TypeCatalog) private readonly types: TypeCatalog,
  ) {}

  @Get()
  async get(@Client() { tenant_id }: ApiClient, @Param('id') id: string): Promise<Preferences> {
    return (await this.users.find(tenant_id, userIdOf(id))).preferences;
  }

  @Put()
  async put(@Client() { tenant_id }: ApiClient, @Param('id') id: string, @Body() body: unknown): Promise<Preferences> {
    const user_id = userIdOf(id);
    const stored = async () => (await this.users.find(tenant_id, user_id)).preferences;
    const preferences = await readPreferences(body, await this.types.of(tenant_id), stored);
    const change = { tenant_id, user_id, preferences };
    return (await this.users.change('preferences.put_preferences', change)).preferences;
  }

  @Patch()
  async patch(
    @Client() { tenant_id }: ApiClient,
    @Param('id') id: string,
    @Body() body: unknown,
  ): Promise<Preferences> {
    const patch = readPatch(body, await this.types.of(tenant_id));
    return (await this.users.patchPreferences(tenant_id, userIdOf(id), patch)).preferences;
  }
}
