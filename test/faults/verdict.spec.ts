import { verdict, type Evidence } from './verdict.mjs';

const NOW = Date.parse('2026-01-01T00:00:00Z');

/** One notification by email, promised, sent once and DELIVERED; `over` makes something wrong with it. */
function judged(over: Partial<Evidence> = {}, delivery: Partial<Evidence['stored'][number]> = {}) {
  const result = verdict({
    promised: new Map([['n', { channels: ['email'] }]]),
    stored: [{ id: 'd', notification_id: 'n', channel: 'email', status: 'DELIVERED', ...delivery }],
    sends: new Map([['d', 1]]),
    doubts: new Map(),
    deadLetters: new Map(),
    now: NOW,
    ...over,
  });
  const { duplicates, ...lists } = result;
  const filled = Object.entries(lists).filter(([, list]) => list.length);
  return { duplicates, ...Object.fromEntries(filled.map(([name, list]) => [name, list.map(({ why }) => why ?? '')])) };
}

const nothing = { sends: new Map() };

describe('the verdict of a fault run', () => {
  it('has nothing to say of what arrived once', () => {
    expect(judged()).toEqual({ duplicates: 0 });
  });

  it('calls lost what the status store has never heard of', () => {
    expect(judged({ stored: [], sends: new Map() })).toMatchObject({ lost: ['no delivery'] });
    const named = new Map([['n', { channels: ['email'], deliveries: [{ id: 'd' }, { id: 'e' }] }]]);
    expect(judged({ promised: named })).toMatchObject({ lost: ['no status'] });
  });

  it('calls lost a channel that was asked for and left out, whatever was committed instead', () => {
    const two = new Map([['n', { channels: ['email', 'sms'], deliveries: [{ id: 'd' }] }]]);
    expect(judged({ promised: two })).toMatchObject({ lost: ['no delivery'] });
    const other = new Map([['n', { channels: ['sms'], deliveries: [{ id: 'd' }] }]]);
    expect(judged({ promised: other })).toMatchObject({ lost: ['no delivery'] });
  });

  it('calls lost what is said to be sent while its provider knows nothing of it', () => {
    expect(judged(nothing)).toMatchObject({ lost: ['not at its provider'] });
  });

  it('calls stuck what stands on its way, and what is overdue', () => {
    expect(judged(nothing, { status: 'ACCEPTED' })).toMatchObject({ stuck: [''] });
    expect(judged({}, { status: 'PROCESSING' })).toMatchObject({ stuck: [''] });
    expect(judged(nothing, { status: 'SCHEDULED', due_at: '2025-12-31T23:59:59Z' })).toMatchObject({ stuck: [''] });
  });

  it('lists what is in doubt or held with a due time, and calls neither stuck', () => {
    expect(judged({}, { status: 'PROCESSING', reason: 'in_doubt' })).toEqual({ duplicates: 0, in_doubt: [''] });
    const held = { status: 'SCHEDULED', due_at: '2026-01-01T00:01:00Z' };
    expect(judged(nothing, held)).toEqual({ duplicates: 0, held: [''] });
  });

  it('takes a dead letter only with its row', () => {
    const dead = { status: 'DEAD' };
    expect(judged({ ...nothing, deadLetters: new Map([['d', 'retries_exhausted']]) }, dead)).toEqual({
      duplicates: 0,
      dead: [''],
    });
    expect(judged(nothing, dead)).toMatchObject({ lost: ['not in the dead letters'] });
  });

  it('explains a duplicate by a row that says why, and by nothing else', () => {
    const twice = { sends: new Map([['d', 2]]) };
    expect(judged({ ...twice, doubts: new Map([['d', 1]]) })).toEqual({ duplicates: 1 });
    expect(judged(twice)).toEqual({ duplicates: 1, unexplained: ['no row'] });
  });

  it('finds what was sent without a promise', () => {
    const sends = new Map([
      ['d', 1],
      ['x', 1],
    ]);
    expect(judged({ sends })).toMatchObject({ unexplained: ['never promised'] });
  });
});
