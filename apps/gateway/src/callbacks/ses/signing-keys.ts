import { X509Certificate, type KeyObject } from 'node:crypto';

const MOST_KNOWN = 16;
/** What cannot be had is not asked for at once again: anybody can name an address that is not there. */
const AGAIN_MS = 30_000;
const MOST_FETCHES = 4;

interface Known {
  readonly key: KeyObject;
  readonly until: number;
}

/** The keys that Amazon signs with, by the address of their certificates, which it changes about once a year. */
export class SigningKeys {
  private readonly known = new Map<string, Known>();
  private readonly missing = new Map<string, number>();
  private readonly asked = new Map<string, Promise<KeyObject>>();

  constructor(
    private readonly fetchText: (url: string) => Promise<string>,
    private readonly now: () => number = Date.now,
  ) {}

  /** Rejects where there is none to be had at present. */
  async of(url: string): Promise<KeyObject> {
    const known = this.known.get(url);
    if (known && known.until > this.now()) return known.key;
    const running = this.asked.get(url);
    if (running) return running;
    if ((this.missing.get(url) ?? 0) > this.now() || this.asked.size >= MOST_FETCHES)
      throw new Error('The certificate cannot be had at present');
    const asked = this.fetch(url).finally(() => this.asked.delete(url));
    this.asked.set(url, asked);
    return asked;
  }

  private async fetch(url: string): Promise<KeyObject> {
    try {
      const certificate = new X509Certificate(await this.fetchText(url));
      const until = certificate.validToDate.getTime();
      if (until <= this.now()) throw new Error('The certificate is out of date');
      remember(this.known, url, { key: certificate.publicKey, until });
      return certificate.publicKey;
    } catch (error) {
      remember(this.missing, url, this.now() + AGAIN_MS);
      throw error;
    }
  }
}

/** The oldest goes. */
function remember<V>(map: Map<string, V>, url: string, value: V): void {
  map.delete(url);
  map.set(url, value);
  const [oldest] = map.keys();
  if (map.size > MOST_KNOWN && oldest !== undefined) map.delete(oldest);
}
