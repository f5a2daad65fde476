import type { AccountTrial } from '#libs/contracts';
import { maskText } from '#libs/observability';
import type { ProviderKind } from '../provider-kind.js';
import { withoutSecrets } from './account-settings.js';

const MOST_WORDS = 500;

/** One harmless call with these settings, by a provider that lives as long as the call. */
export async function tryOut(
  kind: ProviderKind,
  settings: Readonly<Record<string, unknown>>,
  timeoutMs: number,
): Promise<AccountTrial> {
  const words = (text: string): string => maskText(withoutSecrets(text, kind.settings, settings)).slice(0, MOST_WORDS);
  let provider: ReturnType<ProviderKind['make']>;
  try {
    provider = kind.make(settings);
  } catch (error) {
    return { outcome: 'failed', code: 'bad_settings', detail: words((error as Error).message) };
  }
  try {
    if (!provider.try) return { outcome: 'untried' };
    const trial = await provider.try(AbortSignal.timeout(timeoutMs));
    if (trial.ok) return { outcome: 'ok' };
    return {
      outcome: 'failed',
      code: trial.code,
      detail: trial.detail === undefined ? undefined : words(trial.detail),
    };
  } catch {
    return { outcome: 'failed', code: 'error' };
  } finally {
    await provider.close?.();
  }
}
