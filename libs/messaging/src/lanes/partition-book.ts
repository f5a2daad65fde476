import { PartitionWork, type WorkSettings } from './partition-work.js';

export interface PartitionOffset {
  readonly partition: number;
  readonly offset: number;
}

type Handled = ReadonlyMap<number, number>;

/**
 * The work of all partitions of a lane, through every membership of the consumer group. After a rebalance the same
 * records may come again while their handlers still run: they wait for those, and what is done is not handed out twice.
 */
export class PartitionBook {
  private works = new Map<number, PartitionWork>();
  private readonly earlier = new Map<number, Promise<Handled>>();

  constructor(
    private readonly settings: Omit<WorkSettings, 'partition'>,
    private readonly graceMs: number,
  ) {}

  get outstanding(): number {
    return [...this.works.values()].reduce((sum, work) => sum + work.outstanding, 0);
  }

  get partitions(): number[] {
    return [...this.works.keys()];
  }

  /** The work of this membership; undefined when the membership ended meanwhile. */
  async open(partition: number): Promise<PartitionWork | undefined> {
    const membership = this.works;
    const existing = membership.get(partition);
    if (existing) return existing;
    const before = await this.earlier.get(partition);
    if (membership !== this.works) return undefined;
    this.earlier.delete(partition);
    const work = new PartitionWork({ ...this.settings, partition }, before);
    membership.set(partition, work);
    return work;
  }

  /** What may be committed, in this membership. */
  committable(): PartitionOffset[] {
    return [...this.works.values()].flatMap(({ partition, committable: offset }) =>
      offset === undefined ? [] : [{ partition, offset }],
    );
  }

  committed(offsets: readonly PartitionOffset[]): void {
    for (const { partition, offset } of offsets) this.works.get(partition)?.committed(offset);
  }

  hasRoom(partition: number): boolean {
    return this.works.get(partition)?.hasRoom ?? true;
  }

  /** Tells all handlers to come to an end. What is done can be committed until the next membership. */
  end(): void {
    for (const work of this.works.values()) work.end();
  }

  async settled(): Promise<void> {
    await Promise.all([...this.works.values()].map((work) => work.settled(this.graceMs)));
  }

  /** A new membership: nothing of the old may be committed any more. */
  turn(): void {
    this.end();
    for (const [partition, work] of this.works) this.earlier.set(partition, work.settled(this.graceMs));
    this.works = new Map();
  }
}
