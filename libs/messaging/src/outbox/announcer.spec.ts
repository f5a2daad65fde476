import { Announcer } from './announcer.js';

describe('the announcer', () => {
  it('speaks up only when the earliest time moves forward', () => {
    let now = 1000;
    const announcer = new Announcer(() => now);
    expect(announcer.isNews(10_000)).toBe(true);
    announcer.committed(10_000);
    expect(announcer.isNews(10_000)).toBe(false);
    expect(announcer.isNews(5_000)).toBe(true);
    announcer.committed(5_000);
    now = 2000;
    expect(announcer.isNews(4_000)).toBe(false);
    expect(announcer.isNews(3_999)).toBe(true);
    now = 6000;
    expect(announcer.isNews(60_000)).toBe(true);
  });

  it('forgets what was not committed', () => {
    const announcer = new Announcer(() => 1000);
    expect(announcer.isNews(1)).toBe(true);
    expect(announcer.isNews(1)).toBe(true);
  });
});
