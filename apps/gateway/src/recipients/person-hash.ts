import type { Vault } from '#libs/vault';
import type { IntakeItem } from '../notifications/intake/intake-item.js';
import type { InlineAddresses } from '../notifications/intake/intent.js';
import { RecentMap } from './recent-map.js';

type Addressed = Pick<IntakeItem, 'tenantId' | 'recipient'>;

const REMEMBERED = 20_000;
/** Never in the id of a user: nobody's id is anybody's address. */
const SEPARATOR = '\0';

/** Who is reached by a topic alone is not whoever is reached by nothing. */
function nameOf({ email = '', phone = '', topic, condition }: InlineAddresses): string {
  const addresses = [SEPARATOR, email, SEPARATOR, phone];
  const joined = topic ?? condition;
  return (joined === undefined ? addresses : [...addresses, SEPARATOR, joined]).join('');
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
