import type { DeviceTarget } from '#libs/contracts';

/**
 * What iOS itself gives an app: bytes, as hexadecimal; how many Apple does not promise. A token of FCM for an iOS device always has
 * a colon, so that nobody is asked for a token that is not theirs, and takes it for dead.
 */
const FORM = /^([0-9a-f]{2}){32,100}$/i;

export const isApnsToken = ({ platform, token }: Pick<DeviceTarget, 'platform' | 'token'>): boolean =>
  platform === 'ios' && FORM.test(token);
