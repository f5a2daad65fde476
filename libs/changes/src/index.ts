export { announce, forgetIn, type Change, type Memories } from './change.js';
export { Changes } from './changes.js';
export { FreshValues } from './fresh-values.js';
