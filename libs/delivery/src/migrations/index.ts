import type { MigrationClass } from '#libs/persistence';
import { RawAnswers1764950000000 } from './1764950000000-raw-answers.js';
import { DeadLettersAndDoubts1765100000000 } from './1765100000000-dead-letters-and-doubts.js';
import { Discards1766200000000 } from './1766200000000-discards.js';
import { EditedReplays1766210000000 } from './1766210000000-edited-replays.js';
import { ClosedDeadLetters1766220000000 } from './1766220000000-closed-dead-letters.js';
import { ProviderAccounts1765000000000 } from './1765000000000-provider-accounts.js';
import { Pauses1765050000000 } from './1765050000000-pauses.js';
import { AccountRequests1766100100000 } from './1766100100000-account-requests.js';
import { RecalledRows1766100000000 } from './1766100000000-recalled-rows.js';

/** What the schema of every channel's app has got since its first migration, which is the app's own. */
export const deliveryMigrations: readonly MigrationClass[] = [
  RawAnswers1764950000000,
  ProviderAccounts1765000000000,
  Pauses1765050000000,
  DeadLettersAndDoubts1765100000000,
  RecalledRows1766100000000,
  AccountRequests1766100100000,
  Discards1766200000000,
  EditedReplays1766210000000,
  ClosedDeadLetters1766220000000,
];
