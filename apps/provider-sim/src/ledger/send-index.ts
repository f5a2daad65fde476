/**
 * Where in the ledger's file the calls of a key stand, for those who ask a provider what it has taken: whoever is in doubt asks for
 * one message, and there may be thousands in doubt and a hundred thousand in the file. Twelve bytes a send.
 */
const FIRST_ROOM = 1_024;

export class SendIndex {
  private hashes = new Uint32Array(FIRST_ROOM);
  private offsets = new Float64Array(FIRST_ROOM);
  private length = 0;

  add(key: string, offset: number): void {
    if (this.length === this.hashes.length) this.grow();
    this.hashes[this.length] = hashOf(key);
    this.offsets[this.length] = offset;
    this.length += 1;
  }

  /** Positions of lines, in order; some may be of other keys. */
  positionsOf(key: string): number[] {
    const hash = hashOf(key);
    const found: number[] = [];
    for (let at = this.hashes.indexOf(hash); at >= 0 && at < this.length; at = this.hashes.indexOf(hash, at + 1)) {
      const offset = this.offsets[at]!;
      if (found.at(-1) !== offset) found.push(offset);
    }
    return found;
  }

  clear(): void {
    this.length = 0;
  }

  private grow(): void {
    const { hashes, offsets } = this;
    this.hashes = new Uint32Array(hashes.length * 2);
    this.hashes.set(hashes);
    this.offsets = new Float64Array(offsets.length * 2);
    this.offsets.set(offsets);
  }
}

/** FNV-1a. */
function hashOf(key: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < key.length; i++) hash = Math.imul(hash ^ key.charCodeAt(i), 0x01000193);
  return hash >>> 0;
}
