/**
 * Reads one record in place: kafkajs copies its bytes twice, and its headers once for each of them. Headers are read when somebody
 * wants them, and most are wanted by nobody.
 */
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

const AFTER_ATTRIBUTES = 1; // of which none are in use

class Reader {
  constructor(
    private readonly buffer: Buffer,
    public offset = AFTER_ATTRIBUTES,
  ) {}

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

class LeanMessage {
  readonly magicByte: number;
  readonly attributes = 0;
  readonly timestamp: string;
  readonly offset: string;
  readonly key: Buffer | null;
  readonly value: Buffer | null;
  readonly isControlRecord: boolean;
  readonly #buffer: Buffer;
  readonly #headersAt: number;

  constructor(
    buffer: Buffer,
    readonly batchContext: BatchContext,
  ) {
    const {
      firstOffset,
      firstTimestamp,
      maxTimestamp,
      timestampType,
      magicByte,
      isControlBatch = false,
    } = batchContext;
    const reader = new Reader(buffer);
    const timestampDelta = reader.number();
    const isDated = timestampType === LOG_APPEND_TIME && maxTimestamp;
    this.magicByte = magicByte;
    this.timestamp = isDated ? maxTimestamp : String(Number(firstTimestamp) + timestampDelta);
    this.offset = String(Number(firstOffset) + reader.number());
    this.key = reader.bytes();
    this.value = reader.bytes();
    this.isControlRecord = isControlBatch;
    this.#buffer = buffer;
    this.#headersAt = reader.offset;
  }

  get headers(): Record<string, string> {
    return new Reader(this.#buffer, this.#headersAt).headers();
  }
}

export const leanDecoder = ({ buffer }: Decoder, batchContext: BatchContext): LeanMessage =>
  new LeanMessage(buffer, batchContext);
