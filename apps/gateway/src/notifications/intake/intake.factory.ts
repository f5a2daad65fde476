import type { UserKey } from '#libs/contracts';
import type { Outbox } from '#libs/messaging';
import type { Database } from '#libs/persistence';
import { CachedRecipients } from '../../recipients/cached-recipients.js';
import type { Recipients } from '../../recipients/found-recipient.js';
import { guarded } from '../../recipients/guarded.js';
import type { IntakeConnections, Peer } from '../../intake-connections.js';
import { KeyStore } from '../idempotency/key-store.js';
import { Sealer } from './build-notification.js';
import { IntakeLane } from './intake-lane.js';
import { IntakeStore } from './intake-store.js';
import { Intake } from './intake.js';

/** How long what is held waits before it is tried again. */
export const HELD_FOR_MS = 2_000;

const NORMAL_IN_FLIGHT = 2;
const CRITICAL_IN_FLIGHT = 2;

export function createIntake(connections: IntakeConnections): Intake {
  const { critical, criticalOutbox, normal, outbox } = connections;
  return new Intake(
    lane(connections, critical, criticalOutbox, criticalRecipients(connections), CRITICAL_IN_FLIGHT),
    lane(connections, normal, outbox, normalRecipients(connections), NORMAL_IN_FLIGHT),
  );
}

export const normalRecipients = ({ redis, vault, preferences }: IntakeConnections): Recipients =>
  new CachedRecipients({ redis, vault, lookup: lookupBy(preferences, 'preferences') });

const criticalRecipients = ({ criticalRedis, vault, criticalPreferences }: IntakeConnections): Recipients =>
  new CachedRecipients({ redis: criticalRedis, vault, lookup: lookupBy(criticalPreferences, 'preferences.critical') });

const lookupBy = (client: Peer, name: string) =>
  guarded(name, (items: UserKey[]) => client.call('preferences.lookup', { items }));

const lane = (
  { vault, config }: IntakeConnections,
  db: Database,
  outbox: Outbox,
  recipients: Recipients,
  inFlight: number,
) =>
  new IntakeLane(
    {
      keys: new KeyStore(db),
      recipients,
      store: new IntakeStore(db, outbox),
      sealer: new Sealer(vault),
      heldForMs: HELD_FOR_MS * config.TIME_FACTOR,
      timeFactor: config.TIME_FACTOR,
    },
    inFlight,
  );
