import type { OnApplicationShutdown } from '@nestjs/common';
import { logger } from '#libs/observability';
import { Janitor } from '#libs/persistence';
import { Audit } from './audit/audit.js';
import { FEEDBACK } from './callbacks/feedback/feedback-record.js';
import { FeedbackService } from './callbacks/feedback/feedback.service.js';
import { NEW_TENANT } from './access/make-tenants.js';
import { KeyUses } from './access/key-uses.js';
import { EscalateService } from './notifications/escalate/escalate.service.js';
import { ESCALATE } from './notifications/escalate/steps.js';
import { PLAN_HELD } from './notifications/intake/held-rows.js';
import { HELD_FOR_MS, normalRecipients } from './notifications/intake/intake.factory.js';
import { Sealer } from './notifications/intake/build-notification.js';
import { deleteOldCounts } from './notifications/daily-cap/daily-counts.statements.js';
import { deleteOldKeys } from './notifications/idempotency/idempotency.statements.js';
import { PlanHeldService } from './notifications/plan-held/plan-held.service.js';
import { Reconciler } from './notifications/reconcile/reconciler.js';
import { personHasher } from './recipients/person-hash.js';
import type { Resources } from './resources.js';

const log = logger('janitor');

/** What runs beside the requests. */
export class Background implements OnApplicationShutdown {
  readonly audit: Audit;
  readonly keyUses: KeyUses;
  private readonly planHeld: PlanHeldService;
  private readonly feedback: FeedbackService;
  private readonly escalate: EscalateService;
  private readonly reconciler: Reconciler;
  private readonly janitors: readonly Janitor[];

  constructor(private readonly resources: Resources) {
    const { reading: db, outbox, status, vault, emitter, config } = resources;
    this.audit = new Audit(db);
    const timeFactor = config.TIME_FACTOR;
    this.keyUses = new KeyUses(db);
    const both = normalRecipients(resources);
    const heldForMs = HELD_FOR_MS * timeFactor;
    const [sealer, personOf] = [new Sealer(vault), personHasher(vault)];
    const plans = { db, outbox, ...both, sealer, heldForMs, timeFactor, personOf };
    this.planHeld = new PlanHeldService(plans);
    this.escalate = new EscalateService({ ...plans, status });
    this.feedback = new FeedbackService({ db, preferences: resources.directory, vault });
    this.reconciler = new Reconciler({ db, outbox, status, timeFactor, kafkaIsUp: () => emitter.up });
    const failed = (error: unknown): void => log.warn({ err: error }, 'old rows not deleted');
    this.janitors = [deleteOldKeys, deleteOldCounts].map((deleteOld) => new Janitor(db, deleteOld, failed));
  }

  async start(): Promise<void> {
    await this.resources.start({
      [PLAN_HELD]: this.planHeld.handle,
      [FEEDBACK]: this.feedback.handle,
      [NEW_TENANT]: this.feedback.handleNewTenants,
      [ESCALATE]: this.escalate.handle,
    });
    this.reconciler.start();
    for (const janitor of this.janitors) janitor.start();
    this.keyUses.start();
  }

  async onApplicationShutdown(): Promise<void> {
    for (const janitor of this.janitors) janitor.stop();
    const { reconciler, audit, keyUses } = this;
    await Promise.all([reconciler.stop(), audit.stop(), keyUses.stop()]);
    await this.resources.close();
  }
}
