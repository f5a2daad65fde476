import { waitingPartitions } from './watchdog.js';

describe('the watchdog', () => {
  it('sees partitions that have records after the position', () => {
    const ends = new Map([
      [0, 10],
      [1, 10],
      [2, 0],
      [3, 5],
    ]);
    const positions = new Map([
      [0, 10],
      [1, 9],
    ]);
    expect(waitingPartitions([0, 1, 2, 3, 4], ends, positions)).toEqual([1, 3]);
    expect(waitingPartitions([0, 2], ends, positions)).toEqual([]);
  });
});
