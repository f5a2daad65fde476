/** How fast a result is forgotten as others come, and by itself: an account that nobody calls gets another chance. */
const SHARE_OF_ONE = 0.1;
const HALF_LIFE_MS = 10_000;

/** From recent results, between 0 (everything fails) and 1. */
export class Health {
  private failing = 0;
  private at = 0;

  constructor(private readonly now: () => number = () => performance.now()) {}

  get value(): number {
    return 1 - this.failingNow(this.now());
  }

  saw(ok: boolean): void {
    if (ok && this.failing === 0) return;
    const now = this.now();
    this.failing = this.failingNow(now) * (1 - SHARE_OF_ONE) + (ok ? 0 : SHARE_OF_ONE);
    if (this.failing < 0.001) this.failing = 0;
    this.at = now;
  }

  /** What was is over: the provider was tried, and answers again. */
  forgive(): void {
    this.failing = 0;
  }

  private failingNow(now: number): number {
    return this.failing === 0 ? 0 : this.failing * 2 ** ((this.at - now) / HALF_LIFE_MS);
  }
}
