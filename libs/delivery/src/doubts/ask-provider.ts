/** Asks the provider itself about what nobody could prove: before anybody is troubled, and before anything is sent again. */
import type { Item } from '../item.js';
import { openCall } from '../open-call.js';
import type { ClaimParts } from '../ports.js';
import type { DoubtfulCall } from '../provider.js';

/** Sets `proof` where the provider has it, and `absent` where it certainly has not. Never throws. */
export async function askProvider(parts: ClaimParts, items: readonly Item[]): Promise<void> {
  const { provider, timing, log } = parts;
  if (!provider.ask) return;
  const doubtful = items.flatMap((item) => callOf(parts, item));
  if (doubtful.length === 0) return;
  try {
    const signal = AbortSignal.timeout(timing.callTimeoutMs);
    const calls = doubtful.map(({ call }) => call);
    const answers = await Promise.race([provider.ask(calls, signal), whenAborted(signal)]);
    doubtful.forEach(({ item }, i) => {
      if (answers[i] === true) Object.assign(item, { proof: true, provenBy: 'provider' });
      item.absent = answers[i] === false;
    });
  } catch (err) {
    log.warn({ err, provider: provider.name, records: doubtful.length }, 'a provider does not say what it has');
  }
}

/** What another provider may have got, and what cannot be opened, is nothing to ask this one for. */
function callOf(
  { provider, vault, redirect, isSimulated }: ClaimParts,
  item: Item,
): { item: Item; call: DoubtfulCall }[] {
  const { inDoubt, proof } = item;
  if (proof === true || !inDoubt || inDoubt.provider !== provider.name) return [];
  try {
    return [
      {
        item,
        call: {
          ...openCall(vault, item.dispatch, inDoubt.attempt, isSimulated ? undefined : redirect),
          calledAt: inDoubt.calledAt,
        },
      },
    ];
  } catch {
    return [];
  }
}

const whenAborted = (signal: AbortSignal): Promise<never> =>
  new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true }));
