import { PRIORITIES, type DispatchRecord } from '#libs/contracts';
import type { OutboxRowInput } from '#libs/messaging';
import { FollowUps, subjectOf } from '../follow-ups.js';

/** The deliveries and the word that they were accepted, as rows of the outbox. */
export function replayRows(records: readonly DispatchRecord[], source: string, now: number): OutboxRowInput[] {
  return PRIORITIES.flatMap((priority) => {
    const follow = new FollowUps(source, priority, now);
    for (const record of records.filter((one) => one.priority === priority)) {
      const subject = subjectOf(record);
      follow.event(subject, { kind: 'accepted', attempt: 0, seq: 0 });
      follow.send(subject);
    }
    return follow.rows();
  });
}
