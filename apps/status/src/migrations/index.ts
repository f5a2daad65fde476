import type { MigrationClass } from '#libs/persistence';
import { Deliveries1763700000000 } from './1763700000000-deliveries.js';
import { EventSubscriptions1765150000000 } from './1765150000000-event-subscriptions.js';
import { FirstSettlement1765200000000 } from './1765200000000-first-settlement.js';
import { Search1764400000000 } from './1764400000000-search.js';
import { ReplayLinks1765100000000 } from './1765100000000-replay-links.js';

export const migrations: readonly MigrationClass[] = [
  Deliveries1763700000000,
  Search1764400000000,
  ReplayLinks1765100000000,
  EventSubscriptions1765150000000,
  FirstSettlement1765200000000,
];
