import { wasSent, type ListedMessage } from './twilio.history.js';

const CALLED = Date.parse('2026-11-21T12:00:00.500Z');
const LATER = CALLED + 3_600_000;
const calledAt = new Date(CALLED).toISOString();
const TEXT = 'Your code\n1234';
const listed = (seconds: number, over: Partial<ListedMessage> = {}): ListedMessage => ({
  body: TEXT,
  dateCreated: new Date(CALLED + seconds * 1_000),
  direction: 'outbound-api',
  ...over,
});
const asked = (messages: ListedMessage[], { isComplete = true, now = LATER } = {}) =>
  wasSent({ calledAt }, TEXT, { messages, isComplete }, now);

describe("Twilio's list of messages", () => {
  it.each<[string, boolean | undefined, boolean | undefined]>([
    ['the same text at that time: sent', asked([listed(1)]), true],
    ['also to the second before, and in a list that goes on', asked([listed(-0.5)], { isComplete: false }), true],
    ['the same text at another time is another message', asked([listed(-3_600)]), false],
    ['what came from the number is no message to it', asked([listed(1, { direction: 'inbound' })]), false],
    ['nothing at all, and time has passed: not sent', asked([]), false],
    ['nothing yet', asked([], { now: CALLED + 30_000 }), undefined],
    ['nothing in a list that goes on', asked([], { isComplete: false }), undefined],
    ['another text, perhaps ours as Twilio changed it', asked([listed(1, { body: 'Your code 1234' })]), undefined],
  ])('%s', (_, answered, expected) => {
    expect(answered).toBe(expected);
  });
});
