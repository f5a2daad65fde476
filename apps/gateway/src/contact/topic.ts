import { z } from 'zod';

const NAME = '[A-Za-z0-9_.~%-]{1,900}';
const MOST_TOPICS = 5;

/** All devices whose app has joined it, as FCM knows them. */
export const topic = z
  .string()
  .regex(new RegExp(`^${NAME}$`), 'must be letters, digits and -_.~%')
  .meta({ description: 'All devices that have joined it; needs the scope notifications:broadcast', example: 'news' });

const TOKEN = new RegExp(`\\s*('${NAME}'\\s+in\\s+topics\\b|&&|\\|\\||[!()])\\s*`, 'y');

/** `'a' in topics && ('b' in topics || !('c' in topics))`: how many topics it names; undefined: it cannot be read. */
function topicsIn(text: string): number | undefined {
  let [topics, depth, wantsOperand] = [0, 0, true];
  TOKEN.lastIndex = 0;
  for (let at = 0; at < text.length; at = TOKEN.lastIndex) {
    const token = TOKEN.exec(text)?.[1];
    if (token === undefined) return undefined;
    const opens = token === '(' || token === '!' || token.startsWith("'");
    if (opens !== wantsOperand) return undefined;
    if (token === '(') depth++;
    else if (token === ')' && --depth < 0) return undefined;
    else if (token.startsWith("'")) topics++;
    wantsOperand = opens ? !token.startsWith("'") : token !== ')';
  }
  return wantsOperand || depth > 0 ? undefined : topics;
}

export const condition = z
  .string()
  .max(5_000)
  .refine(
    (text) => topicsIn(text) !== undefined,
    "must be a condition: 'a' in topics && ('b' in topics || 'c' in topics)",
  )
  .refine((text) => (topicsIn(text) ?? 0) <= MOST_TOPICS, `must name at most ${MOST_TOPICS} topics`)
  .meta({
    description: 'All devices that have joined topics so; like topic',
    example: "'news' in topics && 'de' in topics",
  });
