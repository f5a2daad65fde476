import { Controller, UseFilters } from '@nestjs/common';
import { MessagePattern } from '@nestjs/microservices';
import type { Profile, RpcIn, RpcOut, RpcPattern, StoredUser } from '#libs/contracts';
import { logger } from '#libs/observability';
import { inTime, RpcErrors, type Deadline } from '#libs/rpc';
import {
  deleteDevice,
  forgetDevice,
  putDevice,
  putDevices,
  putPreferences,
  putUser,
  rotateWebhook,
} from './profiles/change-profile.js';
import { patchPreferences } from './profiles/patch-preferences.js';
import { checkItems } from './profiles/check-items.js';
import { ProfileStore, type ChangedProfile, type ProfileChange } from './profiles/profile-store.js';

interface Items<P extends RpcPattern> {
  readonly items: readonly RpcIn<P>[];
  readonly deadline?: Deadline;
}
type Answers<P extends RpcPattern> = Promise<RpcOut<P>[]>;

const log = logger('preferences');

/** The patterns of `PreferencesRpc`: as many answers as items, in order. */
@Controller()
@UseFilters(new RpcErrors((error) => log.error({ err: error }, 'a look-up failed')))
export class PreferencesController {
  constructor(private readonly store: ProfileStore) {}

  @MessagePattern('preferences.lookup')
  lookup(payload: Items<'preferences.lookup'>): Answers<'preferences.lookup'> {
    return this.store.lookup(checkItems('preferences.lookup', payload));
  }

  @MessagePattern('preferences.put_user')
  async putUser(payload: Items<'preferences.put_user'>): Answers<'preferences.put_user'> {
    const items = checkItems('preferences.put_user', payload);
    const changed = await this.store.change(
      items.map((user) => ({ user, change: putUser(user), create: true })),
      inTime(payload),
    );
    return changed.map((one) => storedUser(one as ChangedProfile)); // they are made when missing
  }

  @MessagePattern('preferences.put_preferences')
  putPreferences(payload: Items<'preferences.put_preferences'>): Answers<'preferences.put_preferences'> {
    const items = checkItems('preferences.put_preferences', payload);
    return this.profiles(
      payload,
      items.map((user) => ({ user, change: putPreferences(user.preferences) })),
    );
  }

  @MessagePattern('preferences.patch_preferences')
  patchPreferences(payload: Items<'preferences.patch_preferences'>): Answers<'preferences.patch_preferences'> {
    const items = checkItems('preferences.patch_preferences', payload);
    return this.profiles(
      payload,
      items.map((user) => ({ user, change: patchPreferences(user.patch) })),
    );
  }

  @MessagePattern('preferences.put_device')
  putDevice(payload: Items<'preferences.put_device'>): Answers<'preferences.put_device'> {
    const items = checkItems('preferences.put_device', payload);
    return this.profiles(
      payload,
      items.map((user) => ({ user, change: putDevice(user.device), tokens: [user.device.token] })),
    );
  }

  @MessagePattern('preferences.put_devices')
  putDevices(payload: Items<'preferences.put_devices'>): Answers<'preferences.put_devices'> {
    const items = checkItems('preferences.put_devices', payload);
    return this.profiles(
      payload,
      items.map((user) => ({
        user,
        change: putDevices(user.devices, user.replace),
        tokens: user.devices.map(({ token }) => token),
      })),
    );
  }

  @MessagePattern('preferences.delete_device')
  deleteDevice(payload: Items<'preferences.delete_device'>): Answers<'preferences.delete_device'> {
    const items = checkItems('preferences.delete_device', payload);
    return this.profiles(
      payload,
      items.map((user) => ({ user, change: deleteDevice(user.device_id) })),
    );
  }

  @MessagePattern('preferences.rotate_webhook')
  rotateWebhook(payload: Items<'preferences.rotate_webhook'>): Answers<'preferences.rotate_webhook'> {
    const items = checkItems('preferences.rotate_webhook', payload);
    return this.profiles(
      payload,
      items.map((user) => ({ user, change: rotateWebhook(user.endpoint_id, user.overlap_seconds, new Date()) })),
    );
  }

  @MessagePattern('preferences.forget_device')
  async forgetDevice(payload: Items<'preferences.forget_device'>): Answers<'preferences.forget_device'> {
    const items = checkItems('preferences.forget_device', payload);
    const changed = await this.store.change(
      items.map((user) => ({ user, change: forgetDevice(user.device_id, user.token, user.dead_since) })),
      inTime(payload),
    );
    return changed.map((one) => one !== null && one.before !== one.after);
  }

  @MessagePattern('preferences.delete_user')
  deleteUser(payload: Items<'preferences.delete_user'>): Answers<'preferences.delete_user'> {
    return this.store.remove(checkItems('preferences.delete_user', payload), inTime(payload));
  }

  private async profiles(
    call: Pick<Items<never>, 'deadline'>,
    changes: readonly ProfileChange[],
  ): Promise<(Profile | null)[]> {
    return (await this.store.change(changes, inTime(call))).map((one) => one?.profile ?? null);
  }
}

function storedUser({ profile, before, created }: ChangedProfile): StoredUser {
  const old = new Set(before.reachable.webhooks.map(({ endpoint_id }) => endpoint_id));
  const fresh = profile.webhooks.filter(({ endpoint_id }) => !old.has(endpoint_id));
  return { profile, created, new_endpoint_ids: fresh.map(({ endpoint_id }) => endpoint_id) };
}
