/** kafkajs's encoder fills every buffer with zeros and, for a batch, grows it record by record. */
interface Encoder {
  buf: Buffer;
  offset: number;
  ensureAvailable(length: number): void;
}

interface Encoded {
  readonly buffer: Buffer;
}

export const leanEncoder = {
  ensureAvailable(this: Encoder, length: number): void {
    const needed = this.offset + length;
    if (needed <= this.buf.length) return;
    const grown = Buffer.allocUnsafe(Math.max(needed, 2 * this.buf.length));
    this.buf.copy(grown, 0, 0, this.offset);
    this.buf = grown;
  },

  writeEncoderArray(this: Encoder, values: readonly Encoded[]): Encoder {
    const buffers = values.map((value) => value.buffer);
    this.ensureAvailable(buffers.reduce((sum, buffer) => sum + buffer.length, 0));
    for (const buffer of buffers) {
      buffer.copy(this.buf, this.offset);
      this.offset += buffer.length;
    }
    return this;
  },
};
