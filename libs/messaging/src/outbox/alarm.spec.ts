import { jest } from '@jest/globals';
import { Alarm } from './alarm.js';

describe('the alarm', () => {
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());

  const sleeping = (alarm: Alarm) => {
    const state = { woke: false };
    void alarm.sleep().then(() => (state.woke = true));
    return state;
  };

  it('wakes at the earliest time asked for, before or while asleep', async () => {
    const alarm = new Alarm();
    alarm.wakeIn(1000);
    const sleeper = sleeping(alarm);
    alarm.wakeIn(5000);
    alarm.wakeIn(300);
    await jest.advanceTimersByTimeAsync(299);
    expect(sleeper.woke).toBe(false);
    await jest.advanceTimersByTimeAsync(2);
    expect(sleeper.woke).toBe(true);
  });

  it('keeps a wake-up that came while nobody slept', async () => {
    const alarm = new Alarm();
    alarm.wakeIn(0);
    await jest.advanceTimersByTimeAsync(100);
    const sleeper = sleeping(alarm);
    await jest.advanceTimersByTimeAsync(1);
    expect(sleeper.woke).toBe(true);
  });

  it('sleeps for ever when nothing was asked for', async () => {
    const sleeper = sleeping(new Alarm());
    await jest.advanceTimersByTimeAsync(3_600_000);
    expect(sleeper.woke).toBe(false);
  });
});
