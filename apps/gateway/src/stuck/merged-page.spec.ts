import type { Channel } from '#libs/contracts';
import { mergedPage } from './merged-page.js';

const item = (id: string) => ({ id });
const answers = (...lists: string[][]) =>
  lists.map((ids, i) => ({ channel: (['email', 'sms'] as Channel[])[i] as Channel, answer: ids.map(item) }));

describe('a page over several channels', () => {
  it('is merged by id, newest first, and says where the next one begins', () => {
    const page = mergedPage({ answers: answers(['9', '4', '1'], ['7', '6', '2']), unavailable: [] }, 2);
    expect(page).toEqual({ items: [item('9'), item('7')], next_cursor: '7' });
  });

  it('has no next one where all is shown, and names the channels that are away', () => {
    const page = mergedPage({ answers: answers(['2'], ['1']), unavailable: ['push'] }, 2);
    expect(page).toEqual({ items: [item('2'), item('1')], unavailable: ['push'] });
  });

  it('tells once what one app answers for two channels', () => {
    expect(mergedPage({ answers: answers(['2', '1'], ['2', '1']), unavailable: [] }, 2).items).toHaveLength(2);
  });
});
