import { Inject, Injectable } from '@nestjs/common';
import type { Device, Profile } from '#libs/contracts';
import { problems } from '#libs/http';
import { UserDirectory } from '../user-directory.js';
import { deviceDocument, type DeviceDocument } from '../user-document.js';

@Injectable()
export class DevicesService {
  constructor(@Inject(UserDirectory) private readonly users: UserDirectory) {}

  async list(tenantId: string, userId: string): Promise<DeviceDocument[]> {
    return documents(await this.users.find(tenantId, userId));
  }

  /** One after the other: each is a change of the same user. */
  async put(
    tenantId: string,
    userId: string,
    wanted: { devices: Device[]; replace: boolean },
  ): Promise<DeviceDocument[]> {
    const user = { tenant_id: tenantId, user_id: userId };
    let profile = await this.users.find(tenantId, userId);
    for (const device of wanted.devices)
      profile = await this.users.change('preferences.put_device', { ...user, device });
    const kept = new Set(wanted.devices.map(({ device_id }) => device_id));
    for (const { device_id } of wanted.replace ? profile.devices : []) {
      if (!kept.has(device_id)) profile = await this.users.change('preferences.delete_device', { ...user, device_id });
    }
    return documents(profile);
  }

  async delete(tenantId: string, userId: string, deviceId: string): Promise<void> {
    const { devices } = await this.users.find(tenantId, userId);
    if (!devices.some(({ device_id }) => device_id === deviceId)) throw problems.notFound('There is no such device');
    const change = { tenant_id: tenantId, user_id: userId, device_id: deviceId };
    await this.users.change('preferences.delete_device', change);
  }
}

const documents = ({ devices }: Profile): DeviceDocument[] => devices.map(deviceDocument);
