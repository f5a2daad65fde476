import type { InboundWord } from './inbound-word.js';
import { OPT_WORDS } from './opt-words.data.js';

/** Longer than any of the words with all that people put around it. */
const MOST = 160;

/** Accents and points of vowels are left out, letters are small, and only letters, digits and single spaces stay. */
export const plain = (text: string): string =>
  text
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();

const WORDS: ReadonlyMap<string, InboundWord['word']> = new Map(
  Object.values(OPT_WORDS).flatMap(({ stop, start }) => [
    ...start.map((word) => [plain(word), 'start'] as const),
    ...stop.map((word) => [plain(word), 'stop'] as const),
  ]),
);

/** What a person's message says of wanting messages; undefined where it is about something else. */
export const optWord = (message: string): InboundWord['word'] | undefined =>
  message.length > MOST ? undefined : WORDS.get(plain(message));
