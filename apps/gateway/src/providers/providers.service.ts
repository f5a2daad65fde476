import { Inject, Injectable } from '@nestjs/common';
import {
  CHANNELS,
  PROVIDER_KINDS,
  type AccountRefusal,
  type AccountTrial,
  type Channel,
  type RpcIn,
  type StoredAccount,
  type TryAccount,
} from '#libs/contracts';
import { check, idempotencyKey, problems, type Problem } from '#libs/http';
import { isUuid, uuidOf, uuidv7 } from '#libs/kernel';
import { Vault } from '#libs/vault';
import { ChannelApps } from '../channel-apps.js';
import { PUBLIC_URL } from '../injection-tokens.js';
import { otherBody } from '../notifications/idempotency/answers.js';
import { bodyHash } from '../notifications/idempotency/body-hash.js';
import { isOneOf, outOfDate, versionsOf } from './entity-tag.js';
import { providerDocument, type ProviderDocument } from './provider-document.js';
import {
  changeProviderRequest,
  checkChangedSettings,
  createProviderRequest,
  providersQuery,
  untriedQuery,
} from './provider-request.js';

/** Channels that tenants can have accounts in. */
const WITH_ACCOUNTS: readonly Channel[] = CHANNELS.filter((channel) =>
  Object.values(PROVIDER_KINDS).some((kind) => kind.channel === channel),
);

interface Made {
  readonly account: ProviderDocument;
  /** By an earlier request. */
  readonly replayed: boolean;
}

interface TrialDocument {
  readonly ok: boolean;
  readonly tried: boolean;
  readonly code?: string | undefined;
  readonly detail?: string | undefined;
}

/** The accounts lie in the apps of their channels: here they are checked, sealed on their way, and found by their id. */
@Injectable()
export class ProvidersService {
  constructor(
    @Inject(ChannelApps) private readonly apps: ChannelApps,
    @Inject(Vault) private readonly vault: Vault,
    @Inject(PUBLIC_URL) private readonly publicUrl: string,
  ) {}

  async list(
    tenant_id: string,
    query: unknown,
  ): Promise<{ items: ProviderDocument[]; unavailable: readonly Channel[] }> {
    const { channel: only } = check(providersQuery, query);
    const channels = WITH_ACCOUNTS.filter((channel) => only === undefined || channel === only);
    const asked = (channel: Channel) => ({ tenant_id, channel });
    const { answers, unavailable } = await this.apps.all(channels, 'delivery.accounts.list', asked);
    return { items: answers.flatMap(({ answer }) => answer).map((one) => this.told(one)), unavailable };
  }

  /** 404 only where all have said that it is not theirs. */
  async get(tenant_id: string, id: string): Promise<ProviderDocument> {
    if (!isUuid(id)) throw noSuchProvider();
    const asked = (channel: Channel) => ({ tenant_id, channel, id });
    const { answers, unavailable } = await this.apps.all(WITH_ACCOUNTS, 'delivery.accounts.list', asked);
    const [found] = answers.flatMap(({ answer }) => answer);
    if (found) return this.told(found);
    throw unavailable.length > 0
      ? problems.unavailable(`These do not answer: ${unavailable.join(', ')}`)
      : noSuchProvider();
  }

  /** With a key the account has its id by it, so that the same again finds what it made, whoever made it and lost the answer. */
  async create(tenant_id: string, query: unknown, body: unknown, keyHeader: string | undefined): Promise<Made> {
    const key = idempotencyKey(keyHeader);
    const { untried } = check(untriedQuery, query);
    const { settings: open, ...asked } = check(createProviderRequest, body);
    const { channel } = PROVIDER_KINDS[asked.kind];
    const id = key === undefined ? uuidv7() : uuidOf('provider', tenant_id, channel, key);
    const made_of = key === undefined ? undefined : this.vault.seal(tenant_id, bodyHash(body as object));
    const account = { tenant_id, channel, id, ...asked, settings: this.sealed(tenant_id, open), made_of };
    const replayed = key !== undefined && (await this.isThere({ tenant_id, channel, id }));
    if (untried === 'false' && !replayed) await this.mustWork(account);
    const [stored] = await this.apps.call(channel, 'delivery.accounts.put', [account]);
    return { account: this.told(taken(stored)), replayed };
  }

  async change(
    tenant_id: string,
    id: string,
    query: unknown,
    body: unknown,
    ifMatch: string | undefined,
  ): Promise<ProviderDocument> {
    const { untried } = check(untriedQuery, query);
    const { settings: open, ...asked } = check(changeProviderRequest, body);
    const { channel, kind, version } = await this.get(tenant_id, id);
    const if_version = versionsOf(ifMatch);
    if (!isOneOf(version, if_version)) throw outOfDate();
    const changed = checkChangedSettings(kind, open);
    const settings = changed && this.sealed(tenant_id, changed);
    const account = { tenant_id, channel, id, ...asked, settings, if_version };
    const mayFail = settings !== undefined || asked.enabled === true;
    if (untried === 'false' && mayFail) await this.mustWork({ tenant_id, channel, id, settings });
    const [stored] = await this.apps.call(channel, 'delivery.accounts.put', [account]);
    return this.told(taken(stored));
  }

  async delete(tenant_id: string, id: string): Promise<void> {
    const { channel } = await this.get(tenant_id, id);
    const [gone] = await this.apps.call(channel, 'delivery.accounts.delete', [{ tenant_id, channel, id }]);
    if (!gone) throw noSuchProvider();
  }

  async try(tenant_id: string, id: string): Promise<TrialDocument> {
    const { channel } = await this.get(tenant_id, id);
    const { outcome, code, detail } = await this.tried({ tenant_id, channel, id });
    return { ok: outcome !== 'failed', tried: outcome !== 'untried', code, detail };
  }

  private async isThere(account: RpcIn<'delivery.accounts.list'>): Promise<boolean> {
    const [found = []] = await this.apps.call(account.channel, 'delivery.accounts.list', [account]);
    return found.length > 0;
  }

  private async mustWork(account: TryAccount): Promise<void> {
    const { outcome, code, detail } = await this.tried(account);
    if (outcome !== 'failed') return;
    const said = detail === undefined ? (code ?? '') : `${code}: ${detail}`;
    throw problems.unprocessable('trial_failed', 'The provider did not take it', said);
  }

  private async tried({ tenant_id, channel, id, kind, settings }: TryAccount): Promise<AccountTrial> {
    const [trial] = await this.apps.call(channel, 'delivery.accounts.try', [
      { tenant_id, channel, id, kind, settings },
    ]);
    return taken(trial);
  }

  private told(account: StoredAccount): ProviderDocument {
    return providerDocument(account, this.publicUrl);
  }

  private sealed(tenant: string, settings: object): string {
    return this.vault.seal(tenant, JSON.stringify(settings));
  }
}

function taken<T extends object>(answer: T | AccountRefusal | undefined): T {
  if (answer === undefined) throw problems.unavailable('The app of the channel has not answered');
  if (!('refused' in answer)) return answer;
  throw refusal(answer);
}

function refusal({ refused }: AccountRefusal): Problem {
  switch (refused) {
    case 'not_found':
      return noSuchProvider();
    case 'unknown_kind':
      return problems.unprocessable('unknown_kind', 'Not here', 'The app of this channel does not know the kind yet');
    case 'invalid_settings':
      return problems.unprocessable('invalid_settings', 'These settings do not go together', 'Give all of them anew');
    case 'stale':
      return outOfDate();
    case 'made_of_other':
      return otherBody();
    case 'too_many':
      return problems.unprocessable('too_many_providers', 'There are too many', 'Delete one that is not used any more');
  }
}

const noSuchProvider = (): Problem => problems.notFound('There is no such account of a provider');
