import type { Vault } from '#libs/vault';
import type { IntakeItem } from '../notifications/intake/intake-item.js';
import type { InlineAddresses } from '../notifications/intake/intent.js';
import { RecentMap } from './recent-map.js';

type Addressed = Pick<IntakeItem, 'tenantId' | 'recipient'>;

const REMEMBERED = 20_000;
/** Never in the id of a user: nobody's id is anybody's address. */
const SEPARATOR = '\0';

/** What came later is added only where there is some: whoever was counted before is counted on. */
function nameOf({ email = '', phone = '', topic, condition, slack_url, whatsapp }: InlineAddresses): string {
  const joined = topic ?? condition;
  const topics = joined === undefined ? [] : [SEPARATOR, joined];
  const chats = slack_url === undefined && whatsapp === undefined ? [] : [SEPARATOR, slack_url, SEPARATOR, whatsapp];
  return [SEPARATOR, email, SEPARATOR, phone, ...topics, ...chats].join('');
}

/** Whoever a notification goes to, told apart without being named: a stored user, or the addresses of one who is not. */
export function personHasher(vault: Vault): (item: Addressed) => string {
  const hashes = new RecentMap<string>(REMEMBERED);
  return ({ tenantId, recipient }) => {
    const name = recipient.kind === 'user' ? recipient.userId : nameOf(recipient.to);
    const place = tenantId + SEPARATOR + name;
    let hash = hashes.get(place);
    if (hash === undefined) hashes.set(place, (hash = vault.keyedHash(tenantId, name)));
    return hash;
  };
}
