import { until } from '#libs/testing';
import { CredentialRounds } from './credential-rounds.js';
import type { Viewer } from './viewer.js';

describe('the keys behind connected sockets', () => {
  let asked: unknown[];
  let answer: () => Promise<Viewer | null>;
  let rounds: CredentialRounds;
  let cut: string[];
  const socket = (name: string) => ({ emit: () => true, disconnect: () => cut.push(name), conn: {} });
  const connect = (name: string, api_key: string) =>
    rounds.add(name, { socket: socket(name), auth: { api_key }, from: '192.0.2.1' });
  const roundsDone = (n: number) => until(() => asked.length >= n, { everyMs: 1 });
  beforeEach(() => {
    asked = [];
    cut = [];
    answer = () => Promise.resolve({ tenant_id: 'acme' });
    const identifyAnew = (auth: unknown) => {
      asked.push(auth);
      return answer();
    };
    rounds = new CredentialRounds({ identifyAnew }, 5);
  });
  afterEach(() => rounds.stop());

  it('are asked for once, however many sockets they have, and all of them are cut', async () => {
    for (const name of ['a', 'b']) connect(name, 'k1');
    await roundsDone(2);
    expect(new Set(asked.map((auth) => JSON.stringify(auth))).size).toBe(1);
    expect(cut).toEqual([]);
    answer = () => Promise.resolve(null);
    await until(() => cut.length > 0);
    expect(cut.slice(0, 2)).toEqual(['a', 'b']);
  });

  it('keep their sockets while nobody can say', async () => {
    answer = () => Promise.reject(new Error('away'));
    connect('a', 'k1');
    await roundsDone(3);
    expect(cut).toEqual([]);
  });

  it('are asked for no more when nobody is connected', async () => {
    connect('a', 'k1');
    await roundsDone(1);
    rounds.remove('a');
    const before = asked.length;
    connect('b', 'k2');
    await roundsDone(before + 1);
    expect(asked.slice(before)).toEqual([{ api_key: 'k2' }]);
  });
});
