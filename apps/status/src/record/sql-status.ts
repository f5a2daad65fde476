import { PRECEDENCE, SEEN, type ProgressStatus, type Rule } from '#libs/kernel';

/** Progress is stored as its place here, so that SQL can compare it. */
export const PROGRESS: readonly ProgressStatus[] = ['ACCEPTED', 'SCHEDULED', 'PROCESSING'];

/** SQL expressions for the facts of a delivery. */
export interface SqlFacts {
  readonly seen: string;
  readonly sent: string;
  readonly failed: string;
  readonly progress: string;
}

function condition(rule: Rule, facts: SqlFacts): string {
  if (rule.when === 'seen') return `(${facts.seen}) & ${SEEN[rule.fact]} <> 0`;
  return rule.when === 'failed' ? `(${facts.failed}) <> 0` : `(${facts.sent}) & ~(${facts.failed}) <> 0`;
}

/** The kernel's `statusOf` as SQL, from the same table of precedence. */
export const sqlStatus = (facts: SqlFacts): string =>
  [
    'case',
    ...PRECEDENCE.map((rule) => `when ${condition(rule, facts)} then '${rule.status}'`),
    ...PROGRESS.map((status, code) => `when ${facts.progress} = ${code} then '${status}'`),
    'end',
  ].join(' ');
