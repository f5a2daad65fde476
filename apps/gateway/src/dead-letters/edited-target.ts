import type { Channel } from '#libs/contracts';
import { problems } from '#libs/http';
import type { EditedTarget } from './dead-letter-request.js';

/** What of a target may be another; signing secrets are never told and never set here. */
const FIELDS: Readonly<Record<Channel, readonly (keyof EditedTarget)[]>> = {
  email: ['email'],
  sms: ['phone'],
  push: ['device_id', 'token', 'platform'],
  in_app: ['user_id'],
  webhook: ['url'],
  chat: ['url'],
};

/** Throws a 400 that names what this channel does not have. */
export function fitsChannel(to: EditedTarget, channel: Channel, at = '/to'): void {
  const given = Object.keys(to) as (keyof EditedTarget)[];
  const strange = given.filter((name) => to[name] !== undefined && !FIELDS[channel].includes(name));
  if (strange.length === 0) return;
  throw problems.invalidRequest(
    strange.map((name) => ({ pointer: `${at}/${name}`, detail: `is not what ${channel} goes to` })),
  );
}
