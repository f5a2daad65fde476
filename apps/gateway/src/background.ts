import type { OnApplicationShutdown } from '@nestjs/common';
import { ApiClients } from './access/api-clients.js';
import { keyChanges } from './access/key-changes.js';
import { KeyUses } from './access/key-uses.js';
import { PLAN_HELD } from './notifications/intake/held-rows.js';
import { HELD_FOR_MS, normalRecipients } from './notifications/intake/intake.factory.js';
import { Sealer } from './notifications/intake/build-notification.js';
import { KeyJanitor } from './notifications/idempotency/key-janitor.js';
import { PlanHeldService } from './notifications/plan-held/plan-held.service.js';
import { Reconciler } from './notifications/reconcile/reconciler.js';
import type { Resources } from './resources.js';
import type { Notifications } from '#libs/messaging';

/** What runs beside the requests. */
export class Background implements OnApplicationShutdown {
  readonly clients: ApiClients;
  readonly keyUses: KeyUses;
  private readonly keyChanges: Notifications;
  private readonly planHeld: PlanHeldService;
  private readonly reconciler: Reconciler;
  private readonly janitor: KeyJanitor;

  constructor(private readonly resources: Resources) {
    const { reading: db, outbox, status, vault, emitter, config } = resources;
    const timeFactor = config.TIME_FACTOR;
    this.clients = new ApiClients(db, vault);
    this.keyUses = new KeyUses(db);
    this.keyChanges = keyChanges(db, this.clients);
    const recipients = normalRecipients(resources);
    const heldForMs = HELD_FOR_MS * timeFactor;
    this.planHeld = new PlanHeldService({ db, outbox, recipients, sealer: new Sealer(vault), heldForMs, timeFactor });
    this.reconciler = new Reconciler({ db, outbox, status, timeFactor, kafkaIsUp: () => emitter.up });
    this.janitor = new KeyJanitor(db);
  }

  async start(): Promise<void> {
    await this.resources.start({ [PLAN_HELD.replace('local:', '')]: this.planHeld.handle });
    this.reconciler.start();
    this.janitor.start();
    this.keyChanges.start();
    this.keyUses.start();
  }

  async onApplicationShutdown(): Promise<void> {
    this.janitor.stop();
    await Promise.all([this.reconciler.stop(), this.keyChanges.stop(), this.keyUses.stop()]);
    await this.resources.close();
  }
}
