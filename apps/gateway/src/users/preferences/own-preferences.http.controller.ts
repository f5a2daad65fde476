import { Body, Controller, Get, Inject, Patch } from '@nestjs/common';
import type { TokenUser } from '#libs/auth';
import type { Preferences } from '#libs/contracts';
import { EndUser } from '../../access/caller.js';
import { TypeCatalog } from '../../notification-types/type-catalog.js';
import { UserDirectory } from '../user-directory.js';
import { readPatch } from './preferences-request.js';

/** What the end user wants whose token says who it is. */
@Controller('v1/me/preferences')
export class OwnPreferencesHttpController {
  constructor(
    @Inject(UserDirectory) private readonly users: UserDirectory,
    @Inject(TypeCatalog) private readonly types: TypeCatalog,
  ) {}

  @Get()
  async get(@EndUser() { tenant_id, user_id }: TokenUser): Promise<Preferences> {
    return (await this.users.find(tenant_id, user_id)).preferences;
  }

  @Patch()
  async patch(@EndUser() { tenant_id, user_id }: TokenUser, @Body() body: unknown): Promise<Preferences> {
    const patch = readPatch(body, await this.types.of(tenant_id));
    return (await this.users.patchPreferences(tenant_id, user_id, patch)).preferences;
  }
}
