import { Inject, Injectable } from '@nestjs/common';
import { check, problems } from '#libs/http';
import { hintFor } from '../../notification-types/near-names.js';
import { TypeCatalog } from '../../notification-types/type-catalog.js';
import { UserDirectory } from '../user-directory.js';
import { userIdOf } from '../user-id.js';
import { explain, type Explanation } from './explain-preferences.js';
import { explainQuery } from './explain-query.js';

@Injectable()
export class ExplainPreferencesService {
  constructor(
    @Inject(UserDirectory) private readonly users: UserDirectory,
    @Inject(TypeCatalog) private readonly types: TypeCatalog,
  ) {}

  async explain(tenantId: string, id: string, query: unknown): Promise<Explanation> {
    const profile = await this.users.find(tenantId, userIdOf(id));
    const { type: name, at } = check(explainQuery, query);
    const types = await this.types.of(tenantId);
    const type = types.get(name);
    if (!type) throw problems.invalidField('/type', `there is no such type; ${hintFor(name, [...types.keys()])}`);
    return explain(profile, type, at === undefined ? new Date() : new Date(at));
  }
}
