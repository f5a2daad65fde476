import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** Connections are made by then, and what was only needed for that is garbage. */
const SETTLED_MS = 3_000;

/**
 * Loading its modules leaves an app with some thirty megabytes that V8 would keep for as long as nothing happens: an idle platform of
 * many apps is the rule on a developer's machine. One collection gives them back.
 */
export function collectAfterStart(): void {
  setTimeout(() => {
    setFlagsFromString('--expose-gc');
    const collect = runInNewContext('gc') as () => void;
    setFlagsFromString('--no-expose-gc');
    collect();
  }, SETTLED_MS).unref();
}
