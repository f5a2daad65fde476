import type { ProviderCall } from '#libs/delivery';

/** APNs' limit, in bytes. */
const LONGEST = 64;

/** `data.collapse_id`: of several that have the same one a device shows the last. */
export function collapseIdOf({ content }: ProviderCall): string | undefined {
  const id = content.data?.collapse_id;
  return typeof id === 'string' && id !== '' && Buffer.byteLength(id) <= LONGEST ? id : undefined;
}
