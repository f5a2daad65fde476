/** Reads one record in place: kafkajs copies its bytes twice, and its headers once for each of them. */
interface Decoder {
  readonly buffer: Buffer;
}

interface BatchContext {
  readonly firstOffset: string;
  readonly firstTimestamp: string;
  readonly maxTimestamp: string;
  readonly timestampType: number;
  readonly magicByte: number;
  readonly isControlBatch?: boolean;
}

const LOG_APPEND_TIME = 1;

class Reader {
  private offset = 1; // attributes, of which none are in use

  constructor(private readonly buffer: Buffer) {}

  /** Up to 2^53: times and offsets. */
  number(): number {
    let result = 0;
    for (let unit = 1; ; unit *= 128) {
      const byte = this.buffer.readUInt8(this.offset++);
      result += (byte & 0x7f) * unit;
      if (byte < 0x80) break;
    }
    return result % 2 === 0 ? result / 2 : -(result + 1) / 2;
  }

  bytes(): Buffer | null {
    const length = this.number();
    return length < 0 ? null : this.buffer.subarray(this.offset, (this.offset += length));
  }

  /** Null is as good as empty. */
  text(): string {
    const length = this.number();
    return length <= 0 ? '' : this.buffer.toString('utf8', this.offset, (this.offset += length));
  }

  /** As text at once. A header that came more than once counts as its first. */
  headers(): Record<string, string> {
    const headers: Record<string, string> = {};
    for (let count = this.number(); count > 0; count--) {
      const name = this.text();
      const value = this.text();
      if (!Object.hasOwn(headers, name)) headers[name] = value;
    }
    return headers;
  }
}

export function leanDecoder({ buffer }: Decoder, batchContext: BatchContext) {
  const { firstOffset, firstTimestamp, maxTimestamp, timestampType, magicByte, isControlBatch = false } = batchContext;
  const reader = new Reader(buffer);
  const timestampDelta = reader.number();
  const offsetDelta = reader.number();
  return {
    magicByte,
    attributes: 0,
    timestamp:
      timestampType === LOG_APPEND_TIME && maxTimestamp
        ? maxTimestamp
        : String(Number(firstTimestamp) + timestampDelta),
    offset: String(Number(firstOffset) + offsetDelta),
    key: reader.bytes(),
    value: reader.bytes(),
    headers: reader.headers(),
    isControlRecord: isControlBatch,
    batchContext,
  };
}
