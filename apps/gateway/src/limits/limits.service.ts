import { Inject, Injectable } from '@nestjs/common';
import { check, jsonPointer, problems } from '#libs/http';
import { Database } from '#libs/persistence';
import { auditRow, type Actor } from '../audit/audit.statements.js';
import { Changes } from '../changes/changes.js';
import { hintFor } from '../notification-types/near-names.js';
import { TypeCatalog } from '../notification-types/type-catalog.js';
import { LimitPolicies, type KnownPolicy } from './limit-policies.js';
import { limitsRequest, type LimitPolicy, type OwnLimits } from './limit-policy.js';
import { findLimits, putLimits, type LimitsRow } from './limits.statements.js';

type LimitsDocument = LimitPolicy & { readonly version: number };

@Injectable()
export class LimitsService {
  constructor(
    @Inject(Database) private readonly db: Database,
    @Inject(LimitPolicies) private readonly policies: LimitPolicies,
    @Inject(TypeCatalog) private readonly types: TypeCatalog,
    @Inject(Changes) private readonly changes: Changes,
  ) {}

  /** As it is stored now, not as it was some seconds ago. */
  async get(tenantId: string): Promise<LimitsDocument> {
    const [row] = await this.db.query<LimitsRow>(findLimits([tenantId]));
    return documentOf(this.policies.knownOf(row));
  }

  async put(actor: Actor, body: unknown): Promise<LimitsDocument> {
    const tenantId = actor.tenant_id;
    const own = check(limitsRequest, body);
    await this.checkTypes(tenantId, Object.keys(own.types ?? {}));
    const row = await this.changes.make({ what: 'limits', id: tenantId }, async (tx) => {
      const [stored] = await tx.query<LimitsRow>(putLimits(tenantId, own));
      const { version } = stored as LimitsRow;
      tx.enqueue(auditRow(actor, { action: 'putLimits', target: tenantId, details: { version, ...told(own) } }));
      return stored as LimitsRow;
    });
    return documentOf(this.policies.knownOf(row));
  }

  private async checkTypes(tenantId: string, names: readonly string[]): Promise<void> {
    const types = await this.types.of(tenantId);
    const known = [...types.keys()];
    const errors = names
      .filter((name) => !types.has(name))
      .map((name) => ({
        pointer: jsonPointer(['types', name]),
        detail: `there is no such type; ${hintFor(name, known)}`,
      }));
    if (errors.length > 0) throw problems.invalidRequest(errors);
  }
}

const documentOf = ({ policy, version }: KnownPolicy): LimitsDocument => ({ ...policy, version });

/** For the audit: of up to a thousand types, how many. */
const told = ({ types = {}, ...general }: OwnLimits): object => ({ ...general, types: Object.keys(types).length });
