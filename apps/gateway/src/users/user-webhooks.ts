import { Inject, Injectable } from '@nestjs/common';
import type { Profile, StoredUser } from '#libs/contracts';
import { EndpointHealth } from '../endpoint-health.js';
import { storedDocument, userDocument, type UserDocument } from './user-document.js';

/** Users as they are shown one by one: with their webhooks that are not called any more. */
@Injectable()
export class UserWebhooks {
  constructor(@Inject(EndpointHealth) private readonly health: EndpointHealth) {}

  async shown(profile: Profile): Promise<UserDocument> {
    const disabled = await this.health.disabled(profile.tenant_id, idsOf(profile));
    return userDocument(profile, { disabled });
  }

  /** Whoever names the endpoints takes those that are disabled into use again. */
  async stored(stored: StoredUser, named: boolean): Promise<UserDocument> {
    const { profile } = stored;
    const disabled = await this.health.disabled(profile.tenant_id, idsOf(profile));
    if (!named || disabled.size === 0) return storedDocument(stored, disabled);
    await this.health.enable(profile.tenant_id, [...disabled.keys()]);
    return storedDocument(stored);
  }
}

const idsOf = ({ webhooks }: Profile): string[] => webhooks.map(({ endpoint_id }) => endpoint_id);
