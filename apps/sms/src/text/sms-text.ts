import type { Content } from '#libs/contracts';
import type { Outcome } from '#libs/delivery';
import { withPlainMarks } from './gsm7.js';
import { segmentsOf, type Segments } from './segments.js';

export interface TextRules {
  /** More than so many are not sent: each is paid for. */
  readonly maxSegments: number;
  /** Writes quotes and dashes plainly where that makes the text shorter for the network. */
  readonly plainMarks: boolean;
}

export interface SmsText {
  readonly text: string;
  readonly segments: Segments;
}

type Refusal = Extract<Outcome, { kind: 'rejected' }>;

/** What goes out, or why it must not; decided before anything is called. */
export function smsText({ title, body }: Content, rules: TextRules): SmsText | Refusal {
  const said = shortest([title, body].filter(Boolean).join('\n'), rules.plainMarks);
  const { count } = said.segments;
  if (count <= rules.maxSegments) return said;
  const detail = `${inWords(said.segments)}; at most ${rules.maxSegments} are sent`;
  return { kind: 'rejected', code: 'too_long', detail };
}

/** As the sent event tells it. */
export const inWords = ({ encoding, count }: Segments): string =>
  `${count} ${count === 1 ? 'segment' : 'segments'} of ${encoding.toUpperCase()}`;

function shortest(text: string, plainMarks: boolean): SmsText {
  const said = { text, segments: segmentsOf(text) };
  if (!plainMarks || said.segments.encoding === 'gsm-7') return said;
  const plain = withPlainMarks(text);
  const segments = segmentsOf(plain);
  return segments.encoding === 'gsm-7' ? { text: plain, segments } : said;
}
