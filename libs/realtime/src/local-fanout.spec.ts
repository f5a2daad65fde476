import { LocalFanout } from './local-fanout.js';

interface News {
  readonly topics: string[];
  readonly text: string;
}
const topicsOf = (news: News) => news.topics;

describe('the local fan-out', () => {
  it('gives each listener its share of a group in one call, each item once', () => {
    const fanout = new LocalFanout<News>();
    const heard: string[][] = [];
    const listener = (items: readonly News[]) => void heard.push(items.map((i) => i.text));
    fanout.listen('a', listener);
    fanout.listen('b', listener);
    fanout.deliver(
      [
        { topics: ['a', 'b'], text: 'both' },
        { topics: ['c'], text: 'nobody' },
        { topics: ['b'], text: 'b' },
      ],
      topicsOf,
    );
    expect(heard).toEqual([['both', 'b']]);
  });

  it('keeps nothing of who has gone', () => {
    const fanout = new LocalFanout<News>();
    const listener = () => {
      throw new Error('gone');
    };
    fanout.listen('a', listener);
    fanout.forget('a', listener);
    fanout.forget('never', listener);
    expect(fanout.size).toBe(0);
    fanout.deliver([{ topics: ['a'], text: '' }], topicsOf);
  });
});
