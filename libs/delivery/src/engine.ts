/** The lanes of one channel. Knows neither Nest nor Kafka nor the environment. */
import { dispatchTopic, PRIORITIES, type Cancellable, type Channel, type Priority } from '#libs/contracts';
import type { LaneBatch } from '#libs/messaging';
import { cancelDeliveries } from './cancel.js';
import { Lane } from './lane.js';
import type { LaneParts } from './ports.js';

export class DeliveryEngine {
  private readonly lanes = new Map<string, Lane>();

  constructor(
    private readonly channel: Channel,
    private readonly partsOf: (priority: Priority) => LaneParts,
  ) {
    for (const priority of PRIORITIES) this.lanes.set(dispatchTopic(channel, priority), new Lane(partsOf(priority)));
  }

  get topics(): string[] {
    return [...this.lanes.keys()];
  }

  handle(batch: LaneBatch): Promise<void> {
    const lane = this.lanes.get(batch.topic);
    if (!lane) throw new Error(`no lane for ${batch.topic} in ${this.channel}`);
    return lane.handle(batch);
  }

  /** Takes back what has not left; answers the ids of what will not be sent. */
  cancel(items: readonly Cancellable[]): Promise<string[]> {
    return cancelDeliveries(this.partsOf('medium'), items);
  }

  /** Begins nothing more; ends and settles what is begun, for so long. */
  async stop(withinMs: number): Promise<void> {
    await Promise.all([...this.lanes.values()].map((lane) => lane.stop(withinMs)));
  }
}
