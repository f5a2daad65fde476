/**
 * So many bytes are worked on at once, and what comes later waits as the bytes it came in: read, it takes many times the memory, and the
 * collector would move all of it about while it waits.
 */
export class ByteGate {
  private inside = 0;
  private readonly queue: { readonly bytes: number; readonly enter: () => void }[] = [];

  constructor(private readonly most: number) {}

  /** In the order in which they came. What is bigger than all goes alone. */
  async through<Result>(bytes: number, work: () => Promise<Result>): Promise<Result> {
    if (this.queue.length > 0 || !this.hasRoom(bytes)) {
      await new Promise<void>((enter) => this.queue.push({ bytes, enter }));
    } else this.inside += bytes;
    try {
      return await work();
    } finally {
      this.inside -= bytes;
      this.letIn();
    }
  }

  private letIn(): void {
    for (let next = this.queue[0]; next && this.hasRoom(next.bytes); next = this.queue[0]) {
      this.queue.shift();
      this.inside += next.bytes;
      next.enter();
    }
  }

  private hasRoom(bytes: number): boolean {
    return this.inside === 0 || this.inside + bytes <= this.most;
  }
}
