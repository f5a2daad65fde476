import type { OnApplicationShutdown } from '@nestjs/common';
import type { Redis } from 'ioredis';

/** Told of the tenant whose types have changed; of none: anybody's may have. */
export type TypesChanged = (tenantId?: string) => void | Promise<void>;

const CHANNEL = 'carillon:types';

/**
 * Says to all instances that a tenant's types have changed, so that they read them again at once. Nobody relies on it: what is
 * lost while Redis is away is made up for by the age that the catalog allows.
 */
export class TypeNews implements OnApplicationShutdown {
  private readonly hearing: Redis;

  constructor(
    private readonly saying: Redis,
    private readonly changed: TypesChanged,
  ) {
    this.hearing = saying.duplicate();
    this.hearing.on('error', () => {});
    this.hearing.on('message', (_, tenantId: string) => void changed(tenantId));
    this.hearing.on('ready', () => {
      this.hearing.subscribe(CHANNEL).then(
        () => changed(),
        () => {},
      );
    });
  }

  /** Resolves when this instance has forgotten what it knew, and the others have been told if Redis is there. */
  async tell(tenantId: string): Promise<void> {
    await this.changed(tenantId);
    await this.saying.publish(CHANNEL, tenantId).catch(() => 0);
  }

  onApplicationShutdown(): void {
    this.hearing.disconnect();
  }
}
