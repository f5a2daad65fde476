import { Inject, Injectable } from '@nestjs/common';
import { CHANNELS, type Channel, type StoredPause } from '#libs/contracts';
import { check, problems, type Problem } from '#libs/http';
import { ChannelApps } from '../channel-apps.js';
import { PAUSE_ID, pauseRequest } from './pause-request.js';

type PauseDocument = Omit<StoredPause, 'tenant_id' | 'channel'>;

interface Found {
  /** Of each channel that has it. */
  readonly pauses: readonly StoredPause[];
  readonly unavailable: readonly Channel[];
}

/**
 * A pause lies in the app of each channel that it concerns, under one name. It is said to hold, or to have ended, when all of them have
 * confirmed it; each can be told again, so that whoever is not sure repeats the call.
 */
@Injectable()
export class PausesService {
  constructor(@Inject(ChannelApps) private readonly apps: ChannelApps) {}

  async list(tenant: string): Promise<{ items: PauseDocument[]; unavailable: readonly Channel[] }> {
    const { pauses, unavailable } = await this.find(tenant);
    const byId = Map.groupBy(pauses, ({ id }) => id);
    const items = Array.from(byId.values(), documentOf);
    return { items: items.toSorted((a, b) => (a.created_at < b.created_at ? -1 : 1)), unavailable };
  }

  async get(tenant: string, id: string): Promise<PauseDocument> {
    return documentOf((await this.mustFind(tenant, id)).pauses);
  }

  async put(tenant_id: string, id: string, body: unknown): Promise<PauseDocument> {
    if (!PAUSE_ID.test(id)) throw problems.invalidField('/id', 'must be letters, digits, ".", "_" and "-", 64 at most');
    const { channels, ...asked } = check(pauseRequest, body);
    const before = await this.find(tenant_id, id);
    const left = before.pauses.map(({ channel }) => channel).filter((channel) => !channels.includes(channel));
    const put = (channel: Channel) => ({ tenant_id, id, channels, ...asked, channel });
    const [made] = await Promise.all([
      this.apps.all(channels, 'delivery.pauses.put', put),
      this.end(tenant_id, id, left),
    ]);
    if (made.unavailable.length > 0) throw notConfirmed(made.unavailable);
    const stored = made.answers.flatMap(({ answer }) => ('refused' in answer ? [] : [answer]));
    if (stored.length < channels.length) throw tooMany();
    return documentOf(stored);
  }

  async delete(tenant: string, id: string): Promise<void> {
    const { pauses } = await this.mustFind(tenant, id);
    await this.end(tenant, id, [...new Set(pauses.flatMap(({ channels }) => channels))]);
  }

  private async end(tenant_id: string, id: string, channels: readonly Channel[]): Promise<void> {
    const ended = (channel: Channel) => ({ tenant_id, channel, id });
    const { unavailable } = await this.apps.all(channels, 'delivery.pauses.delete', ended);
    if (unavailable.length > 0) throw notConfirmed(unavailable);
  }

  private async find(tenant_id: string, id?: string): Promise<Found> {
    const asked = (channel: Channel) => ({ tenant_id, channel, id });
    const { answers, unavailable } = await this.apps.all(CHANNELS, 'delivery.pauses.list', asked);
    return { pauses: answers.flatMap(({ answer }) => answer), unavailable };
  }

  private async mustFind(tenant: string, id: string): Promise<Found> {
    if (!PAUSE_ID.test(id)) throw noSuchPause();
    const found = await this.find(tenant, id);
    if (found.pauses.length > 0) return found;
    throw found.unavailable.length > 0 ? notConfirmed(found.unavailable) : noSuchPause();
  }
}

const documentOf = (pauses: readonly StoredPause[]): PauseDocument => {
  const { tenant_id: _, channel: __, ...pause } = pauses[0] as StoredPause;
  return { ...pause, channels: CHANNELS.filter((channel) => pause.channels.includes(channel)) };
};

const noSuchPause = (): Problem => problems.notFound('There is no such pause');

const tooMany = (): Problem =>
  problems.unprocessable('too_many_pauses', 'There are too many pauses', 'Delete one that is over');

const notConfirmed = (channels: readonly Channel[]): Problem =>
  problems.unavailable(
    `These channels have not confirmed it: ${channels.join(', ')}. It is safe to say the same again`,
  );
