import { Controller, Inject } from '@nestjs/common';
import { EventPattern, Payload } from '@nestjs/microservices';
import type { LaneBatch } from '#libs/messaging';
import type { LaneRecorder } from './lane-recorder.js';

export const NORMAL_LANE = Symbol('status lane');
export const CRITICAL_LANE = Symbol('status.critical lane');

/** Two lanes that share nothing: neither consumer nor connections. */
@Controller()
export class StatusMessageController {
  constructor(
    @Inject(NORMAL_LANE) private readonly normal: LaneRecorder,
    @Inject(CRITICAL_LANE) private readonly critical: LaneRecorder,
  ) {}

  @EventPattern('status')
  recordNormal(@Payload() batch: LaneBatch): Promise<void> {
    return this.normal.record(batch);
  }

  @EventPattern('status.critical')
  recordCritical(@Payload() batch: LaneBatch): Promise<void> {
    return this.critical.record(batch);
  }
}
