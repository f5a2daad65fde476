import type { OnApplicationShutdown } from '@nestjs/common';
import { PLAN_HELD } from './notifications/intake/held-rows.js';
import { HELD_FOR_MS, normalRecipients } from './notifications/intake/intake.factory.js';
import { Sealer } from './notifications/intake/build-notification.js';
import { KeyJanitor } from './notifications/idempotency/key-janitor.js';
import { PlanHeldService } from './notifications/plan-held/plan-held.service.js';
import { Reconciler } from './notifications/reconcile/reconciler.js';
import type { Resources } from './resources.js';

/** What runs beside the requests. */
export class Background implements OnApplicationShutdown {
  private readonly planHeld: PlanHeldService;
  private readonly reconciler: Reconciler;
  private readonly janitor: KeyJanitor;

  constructor(private readonly resources: Resources) {
    const { reading: db, outbox, status, vault, emitter, config } = resources;
    const timeFactor = config.TIME_FACTOR;
    const both = normalRecipients(resources);
    const heldForMs = HELD_FOR_MS * timeFactor;
    this.planHeld = new PlanHeldService({ db, outbox, ...both, sealer: new Sealer(vault), heldForMs, timeFactor });
    this.reconciler = new Reconciler({ db, outbox, status, timeFactor, kafkaIsUp: () => emitter.up });
    this.janitor = new KeyJanitor(db);
  }

  async start(): Promise<void> {
    await this.resources.start({ [PLAN_HELD.replace('local:', '')]: this.planHeld.handle });
    this.reconciler.start();
    this.janitor.start();
  }

  async onApplicationShutdown(): Promise<void> {
    this.janitor.stop();
    await this.reconciler.stop();
    await this.resources.close();
  }
}
