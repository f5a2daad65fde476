import { FloodWatch } from './flood-watch.js';

describe('a flood of refusals', () => {
  const noted = (watch: FloodWatch, times: number, now: number) =>
    Array.from({ length: times }, (_, i) => watch.note(i % 4 === 0 ? 'expired' : 'unknown_key', 1, now)).filter(
      Boolean,
    );

  it('is told at a hundred and at ten times as many, with its reasons, and not in between', () => {
    const lines = noted(new FloodWatch(), 50_000, 0);
    expect(lines.map((line) => line!.refused)).toEqual([100, 1_000, 10_000]);
    expect(lines[0]!.reasons).toEqual({ expired: 25, unknown_key: 75 });
  });

  it('may come at once', () => {
    const watch = new FloodWatch();
    expect(watch.note('no_token_of_ours', 5_000, 0)!.refused).toBe(5_000);
    expect(watch.note('expired', 4_999, 0)).toBeUndefined();
    expect(watch.note('expired', 1, 0)!.reasons).toEqual({ no_token_of_ours: 5_000, expired: 5_000 });
  });

  it('is none, if it takes its time', () => {
    const watch = new FloodWatch();
    for (let minute = 0; minute < 10; minute++) expect(noted(watch, 99, minute * 60_000)).toEqual([]);
    expect(noted(watch, 100, 600_000)).toHaveLength(1);
  });
});
