import { Body, Controller, Delete, Get, HttpCode, Inject, Param, Put } from '@nestjs/common';
import type { ApiClient } from '#libs/contracts';
import { Client } from '../../access/caller.js';
import type { DeviceDocument } from '../user-document.js';
import { userIdOf } from '../user-id.js';
import { deviceIdOf, readDevice, readDevices } from './device-request.js';
import { DevicesService } from './devices.service.js';

interface DeviceList {
  readonly items: readonly DeviceDocument[];
}

@Controller('v1/users/:id/devices')
export class DevicesHttpController {
  constructor(@Inject(DevicesService) private readonly devices: DevicesService) {}

  @Get()
  async list(@Client() client: ApiClient, @Param('id') id: string): Promise<DeviceList> {
    return { items: await this.devices.list(client.tenant_id, userIdOf(id)) };
  }

  @Put()
  async putAll(@Client() client: ApiClient, @Param('id') id: string, @Body() body: unknown): Promise<DeviceList> {
    return { items: await this.devices.put(client.tenant_id, userIdOf(id), readDevices(body)) };
  }

  @Put(':device')
  async put(
    @Client() client: ApiClient,
    @Param('id') id: string,
    @Param('device') device: string,
    @Body() body: unknown,
  ): Promise<DeviceList> {
    const devices = [readDevice(device, body)];
    return { items: await this.devices.put(client.tenant_id, userIdOf(id), { devices, replace: false }) };
  }

  @Delete(':device')
  @HttpCode(204)
  async delete(@Client() client: ApiClient, @Param('id') id: string, @Param('device') device: string): Promise<void> {
    await this.devices.delete(client.tenant_id, userIdOf(id), deviceIdOf(device));
  }
}
