import { forgetIn } from '#libs/changes';
import type { ApiClient } from '#libs/contracts';
import { readJson } from '#libs/http';
import type { Change, Memories } from '../../changes/change.js';
import type { SendBulkService } from '../send-bulk/send-bulk.service.js';
import { textAnswer, type SendHeaders, type TextAnswer } from '../send-notification/http-answer.js';
import type { SendNotificationService } from '../send-notification/send-notification.service.js';

interface Request<Body> {
  readonly client: ApiClient;
  readonly body: Body;
  readonly headers: SendHeaders;
}

/** A bulk as it came: whoever takes it in reads it, and no one else. */
export type BulkRequest = Request<Uint8Array>;

/** One notification to many users. */
export type ManyRequest = Request<unknown>;

/** Takes in what is many at once, and answers for it, refusals included. */
export interface BulkTaker {
  bulk(request: BulkRequest): Promise<TextAnswer>;
  many(request: ManyRequest): Promise<TextAnswer>;
  /** What it knows of this is out of date; without a change, all that it knows may be. */
  forget(change?: Change): Promise<void>;
}

/** On the thread that it is called from. */
export class BulkTakerHere implements BulkTaker {
  constructor(
    private readonly sendBulk: SendBulkService,
    private readonly sendNotification: SendNotificationService,
    private readonly memories: Memories,
  ) {}

  bulk({ client, body, headers }: BulkRequest): Promise<TextAnswer> {
    return textAnswer(() => this.sendBulk.send(client, read(body), headers));
  }

  many({ client, body, headers }: ManyRequest): Promise<TextAnswer> {
    return textAnswer(() => this.sendNotification.send(client, body, headers));
  }

  forget(change?: Change): Promise<void> {
    forgetIn(this.memories, change);
    return Promise.resolve();
  }
}

const read = ({ buffer, byteOffset, length }: Uint8Array): unknown =>
  length === 0 ? undefined : readJson(Buffer.from(buffer, byteOffset, length));

/** Up to so many users are taken in like one: it costs less than handing them over. */
const FEW = 20;

export const isForMany = (body: unknown): boolean => {
  const { user_ids: users } = (body ?? {}) as { user_ids?: unknown };
  return Array.isArray(users) && users.length > FEW;
};
