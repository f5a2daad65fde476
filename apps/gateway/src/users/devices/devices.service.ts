import { Inject, Injectable } from '@nestjs/common';
import { MAX_DEVICES, type Device, type Profile } from '#libs/contracts';
import { problems, type Problem } from '#libs/http';
import { PeerRefusedError } from '#libs/rpc';
import { UserDirectory } from '../user-directory.js';
import { deviceDocument, type DeviceDocument } from '../user-document.js';

@Injectable()
export class DevicesService {
  constructor(@Inject(UserDirectory) private readonly users: UserDirectory) {}

  async list(tenantId: string, userId: string): Promise<DeviceDocument[]> {
    return documents(await this.users.find(tenantId, userId));
  }

  async put(
    tenant_id: string,
    user_id: string,
    wanted: { devices: readonly Device[]; replace: boolean },
  ): Promise<DeviceDocument[]> {
    try {
      return documents(await this.users.change('preferences.put_devices', { tenant_id, user_id, ...wanted }));
    } catch (error) {
      throw error instanceof PeerRefusedError && error.code === 'too_many_devices' ? tooMany() : error;
    }
  }

  async delete(tenantId: string, userId: string, deviceId: string): Promise<void> {
    const { devices } = await this.users.find(tenantId, userId);
    if (!devices.some(({ device_id }) => device_id === deviceId)) throw problems.notFound('There is no such device');
    const change = { tenant_id: tenantId, user_id: userId, device_id: deviceId };
    await this.users.change('preferences.delete_device', change);
  }
}

const documents = ({ devices }: Profile): DeviceDocument[] => devices.map(deviceDocument);

const tooMany = (): Problem =>
  problems.unprocessable(
    'too_many_devices',
    'The user has too many devices',
    `A user has ${MAX_DEVICES} devices at most; forget some first`,
  );
