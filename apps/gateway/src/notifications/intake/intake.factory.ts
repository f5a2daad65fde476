import { CachedSuppressions } from '#libs/cache';
import type { AddressKey, UserKey } from '#libs/contracts';
import type { Outbox } from '#libs/messaging';
import type { Database } from '#libs/persistence';
import { APART_MS } from '../../limits/rate-limiter.js';
import { CachedRecipients } from '../../recipients/cached-recipients.js';
import { personHasher } from '../../recipients/person-hash.js';
import type { BothRecipients } from '../../recipients/found-recipient.js';
import { guard } from '../../recipients/guarded.js';
import { CachedInlineRecipients } from '../../recipients/inline-recipients.js';
import type { IntakeConnections, Peer } from '../../intake-connections.js';
import { KeyStore } from '../idempotency/key-store.js';
import { Sealer } from './build-notification.js';
import { IntakeLane, type Pace } from './intake-lane.js';
import { IntakeStore } from './intake-store.js';
import { Intake } from './intake.js';

/** How long what is held waits before it is tried again. */
export const HELD_FOR_MS = 2_000;

/**
 * What is not critical is taken in a few milliseconds apart: a group costs many times what an item does, and without it some
 * hundred single requests a second would fill the machine with groups of one.
 */
const NORMAL: Pace = { inFlight: 4, apartMs: APART_MS };
const CRITICAL: Pace = { inFlight: 2, apartMs: 0 };

export function createIntake(connections: IntakeConnections): Intake {
  const { critical, criticalOutbox, normal, outbox } = connections;
  return new Intake(
    lane(connections, critical, criticalOutbox, criticalRecipients(connections), CRITICAL),
    lane(connections, normal, outbox, normalRecipients(connections), NORMAL),
  );
}

export const normalRecipients = ({ redis, vault, preferences }: IntakeConnections): BothRecipients =>
  recipientsBy(redis, vault, preferences, 'preferences');

const criticalRecipients = ({ criticalRedis, vault, criticalPreferences }: IntakeConnections): BothRecipients =>
  recipientsBy(criticalRedis, vault, criticalPreferences, 'preferences.critical');

function recipientsBy(
  redis: IntakeConnections['redis'],
  vault: IntakeConnections['vault'],
  peer: Peer,
  name: string,
): BothRecipients {
  const guarded = guard(name);
  const lookup = guarded((items: UserKey[]) => peer.call('preferences.lookup', { items }));
  const check = guarded((items: AddressKey[]) => peer.call('suppressions.check', { items }));
  return {
    recipients: new CachedRecipients({ redis, vault, lookup }),
    inline: new CachedInlineRecipients(vault, new CachedSuppressions(redis, check)),
  };
}

const lane = ({ vault, config }: IntakeConnections, db: Database, outbox: Outbox, both: BothRecipients, pace: Pace) =>
  new IntakeLane(
    {
      keys: new KeyStore(db),
      ...both,
      store: new IntakeStore(db, outbox),
      sealer: new Sealer(vault),
      heldForMs: HELD_FOR_MS * config.TIME_FACTOR,
      timeFactor: config.TIME_FACTOR,
      personOf: personHasher(vault),
    },
    pace,
  );
