import type { Channel, Priority } from '#libs/contracts';
import type { Status } from '#libs/kernel';

/** How a delivery stands after the group was written. */
export interface Standing {
  readonly id: string;
  readonly notification_id: string;
  readonly tenant_id: string;
  readonly channel: Channel;
  readonly priority: Priority;
  readonly user_id: string | null;
  readonly notification_type: string | null;
  readonly metadata: Readonly<Record<string, string>> | null;
  readonly status: Status;
  readonly updated_at: Date;
}
