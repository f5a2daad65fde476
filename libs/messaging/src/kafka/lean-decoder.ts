/**
 * Reads one record in place: kafkajs copies its bytes twice, and its headers once for each of them. What is in it is read when
 * somebody wants it: most headers are wanted by nobody, and a buffer for each part would outlive the wait of thousands of records.
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

  /** Over some bytes. */
  skip(): void {
    const length = this.number();
    if (length > 0) this.offset += length;
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
  readonly offset: string;
  readonly isControlRecord: boolean;
  readonly #buffer: Buffer;
  readonly #time: number;
  readonly #keyAt: number;

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
    this.#time = isDated ? Number(maxTimestamp) : Number(firstTimestamp) + timestampDelta;
    this.offset = String(Number(firstOffset) + reader.number());
    this.isControlRecord = isControlBatch;
    this.#buffer = buffer;
    this.#keyAt = reader.offset;
  }

  get timestamp(): string {
    return String(this.#time);
  }

  get key(): Buffer | null {
    return this.#from(this.#keyAt).bytes();
  }

  get value(): Buffer | null {
    return this.#afterKey().bytes();
  }

  get headers(): Record<string, string> {
    const reader = this.#afterKey();
    reader.skip();
    return reader.headers();
  }

  #from(offset: number): Reader {
    return new Reader(this.#buffer, offset);
  }

  #afterKey(): Reader {
    const reader = this.#from(this.#keyAt);
    reader.skip();
    return reader;
  }
}

export const leanDecoder = ({ buffer }: Decoder, batchContext: BatchContext): LeanMessage =>
  new LeanMessage(buffer, batchContext);
