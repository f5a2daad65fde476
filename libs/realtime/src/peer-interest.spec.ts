import { PeerInterest } from './peer-interest.js';

describe('what other instances want', () => {
  let now: number;
  let peers: PeerInterest;
  beforeEach(() => {
    now = 0;
    peers = new PeerInterest({ expiryMs: 100, unsureMs: 10 }, () => now);
  });

  it('is everything until they had time to say', () => {
    expect(peers.wants('a')).toBe(true);
    now = 10;
    expect([peers.wants('a'), peers.any]).toEqual([false, false]);
    peers.unsure();
    expect(peers.wants('a')).toBe(true);
  });

  it('is what they said last, and what they added', () => {
    now = 10;
    peers.replace({ instance: 'x', topics: ['a'] });
    peers.add({ instance: 'x', topics: ['b'] });
    peers.add({ instance: 'y', topics: ['c'] });
    expect(['a', 'b', 'c', 'd'].map((t) => peers.wants(t))).toEqual([true, true, true, false]);
    peers.replace({ instance: 'x', topics: ['b'] });
    expect(peers.wants('a')).toBe(false);
    peers.replace({ instance: 'x', topics: [] });
    peers.replace({ instance: 'y', topics: [] });
    expect(peers.any).toBe(false);
  });

  it('is everything for one that has too much to list', () => {
    now = 10;
    peers.replace({ instance: 'x', topics: 'all' });
    peers.add({ instance: 'x', topics: ['a'] });
    expect(peers.wants('z')).toBe(true);
  });

  it('ends with an instance that fell silent', () => {
    now = 10;
    peers.replace({ instance: 'x', topics: ['a'] });
    now = 111;
    peers.expire();
    expect(peers.wants('a')).toBe(false);
  });
});
