/** Prints how many bytes a group of statements leaves to the collection of the whole heap. Alone: what other specs left does not count. */
import { Database } from '#libs/persistence';
import { leftBehindByEach } from '#libs/testing';

const [url = '', schema = ''] = process.argv.slice(2);
const db = Database.connect(url, { schema, name: 'left-behind' });
const texts = Array.from({ length: 8 }, (_, n) => `${n}`.padEnd(1_000, 'x'));
const group = { name: 'lengths', text: 'select length(t) from unnest($1::text[]) as t', values: [texts] };
console.log(await leftBehindByEach(() => db.batch([group])));
await db.close();
