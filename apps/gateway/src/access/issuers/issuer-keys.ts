import { problems } from '#libs/http';
import { keySetOf, type KeySet } from './verify-jwt.js';

export interface IssuerKeysOptions {
  /** The set of keys as the issuer publishes it. */
  readonly fetch: () => Promise<unknown>;
  readonly now: () => number;
  readonly onError: (error: unknown) => void;
}

/** From this age on keys are renewed beside the requests… */
const OLD_MS = 5 * 60_000;
/** …and from this one before them: what the issuer has withdrawn works no longer than this, while it can be asked. */
const STALE_MS = 10 * 60_000;
/** However many unknown keys are named to us, the issuer is asked no more often. */
const COOLDOWN_MS = 10_000;
const COOLDOWN_AFTER_FAILURE_MS = 2_000;

/** The keys of one issuer. While it is away, those that we have go on being good; a set that cannot be read is no set. */
export class IssuerKeys {
  private keys: KeySet | undefined;
  private fetchedAt = -Infinity;
  private notBefore = -Infinity;
  /** It did not answer last time: nobody waits for it who can do without. */
  private isAway = false;
  private fetching: Promise<void> | undefined;

  constructor(private readonly options: IssuerKeysOptions) {}

  async current(): Promise<KeySet> {
    const age = this.options.now() - this.fetchedAt;
    if (!this.keys || (age >= STALE_MS && !this.isAway)) await this.refresh();
    else if (age >= OLD_MS) void this.refresh();
    if (this.keys) return this.keys;
    // Not a 401: the token may be good, and its owner should come back with it and not ask a broken issuer for another.
    throw problems.unavailable('The issuer of this token cannot be asked for its keys');
  }

  /** For a token whose key is not among `known`; undefined if there are no others, or it is too early to ask again. */
  async newerThan(known: KeySet): Promise<KeySet | undefined> {
    await this.refresh();
    return this.keys === known ? undefined : this.keys;
  }

  private refresh(): Promise<void> {
    if (this.fetching) return this.fetching;
    if (this.options.now() < this.notBefore) return Promise.resolve();
    return (this.fetching = this.fetch().finally(() => (this.fetching = undefined)));
  }

  private async fetch(): Promise<void> {
    const { fetch, now, onError } = this.options;
    try {
      this.keys = keySetOf(await fetch());
      this.isAway = false;
      this.fetchedAt = now();
      this.notBefore = now() + COOLDOWN_MS;
    } catch (error) {
      this.isAway = true;
      this.notBefore = now() + COOLDOWN_AFTER_FAILURE_MS;
      onError(error);
    }
  }
}
