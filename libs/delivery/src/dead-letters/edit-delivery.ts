import { content, target, type Channel, type DeliveryEdit, type DispatchRecord } from '#libs/contracts';
import type { Vault } from '#libs/vault';
import type { Edited } from './replay.js';

export type EditResult =
  { readonly ok: true; readonly edited: Edited } | { readonly ok: false; readonly missing: 'target' | 'content' };

/**
 * What is edited is laid over the original, and has to make a whole delivery with it; another channel has another kind of target,
 * and nothing is taken over for it. What is not edited is not opened, so that it may be unreadable.
 */
export function editDelivery(vault: Vault, dead: DispatchRecord, edit: DeliveryEdit): EditResult {
  const channel: Channel = edit.channel ?? dead.channel;
  const moves = channel !== dead.channel;
  const open = (sealed: string): unknown => JSON.parse(vault.open(dead.tenant_id, sealed));
  const seal = (value: object): string => vault.seal(dead.tenant_id, JSON.stringify(value));
  const edited: { channel: Channel; target?: string; content?: string } = { channel };
  if (edit.target !== undefined || moves) {
    const before = moves ? {} : opened(() => open(dead.target));
    const part = edit.target === undefined ? {} : (open(edit.target) as object);
    const whole = target.safeParse({ ...before, ...part, channel });
    if (!whole.success) return { ok: false, missing: 'target' };
    edited.target = seal(whole.data);
  }
  if (edit.content !== undefined) {
    const whole = content.safeParse({ ...opened(() => open(dead.content)), ...(open(edit.content) as object) });
    if (!whole.success) return { ok: false, missing: 'content' };
    edited.content = seal(whole.data);
  }
  return { ok: true, edited };
}

/** Where the original cannot be opened, what is edited has to be all of it. */
function opened(open: () => unknown): object {
  try {
    return open() as object;
  } catch {
    return {};
  }
}
