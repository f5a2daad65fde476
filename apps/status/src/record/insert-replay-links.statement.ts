import type { StatusEvent } from '#libs/contracts';
import type { Statement } from '#libs/persistence';
import { byText } from './fold-deliveries.js';

/** undefined where nothing of the group goes in another one's place. */
export function insertReplayLinks(events: readonly StatusEvent[]): Statement | undefined {
  const links = new Map<string, StatusEvent>();
  for (const event of events) if (event.replay_of !== undefined) links.set(event.delivery_id, event);
  if (links.size === 0) return undefined;
  // Groups that run side by side insert in the same order.
  const sorted = [...links.values()].sort((a, b) => byText(a.delivery_id, b.delivery_id));
  return {
    name: 'status.insert_replay_links',
    text: `insert into replay_links (delivery_id, tenant_id, replay_of)
      select unnest($1::uuid[]), unnest($2::text[]), unnest($3::uuid[]) on conflict do nothing`,
    values: [sorted.map((e) => e.delivery_id), sorted.map((e) => e.tenant_id), sorted.map((e) => e.replay_of)],
  };
}
