import { Inject, Injectable } from '@nestjs/common';
import { z } from 'zod';
import type { AddressKey, ChangedBy, RpcIn, RpcOut, Suppression } from '#libs/contracts';
import { check, checkSafely, problems, type ProblemDocument } from '#libs/http';
import { isUuid, uuidv7 } from '#libs/kernel';
import { coalesced } from '#libs/rpc';
import { addressHash, Vault } from '#libs/vault';
import type { ActingClient } from '../audit/acting.js';
import { PREFERENCES_RPC } from '../injection-tokens.js';
import type { Peer } from '../intake-connections.js';
import {
  addressRequest,
  MOST_SUPPRESSIONS,
  suppressionRequest,
  suppressionsQuery,
  type AddressRequest,
  type SuppressionRequest,
} from './suppression-request.js';

export type SuppressionDocument = Omit<Suppression, 'tenant_id'>;

export interface SuppressionResult {
  readonly index: number;
  readonly status: number;
  readonly id?: string;
  readonly problem?: ProblemDocument;
}

type Put = RpcIn<'suppressions.put'>;

const envelope = z.strictObject({ suppressions: z.array(z.unknown()).min(1).max(MOST_SUPPRESSIONS) });

/** The addresses stop here: apps/preferences is told their hashes. */
@Injectable()
export class SuppressionsService {
  private readonly putOne: (item: Put) => Promise<RpcOut<'suppressions.put'>>;

  constructor(
    @Inject(PREFERENCES_RPC) private readonly rpc: Peer,
    @Inject(Vault) private readonly vault: Vault,
  ) {
    this.putOne = coalesced((items: Put[]) => rpc.call('suppressions.put', { items }));
  }

  async put(client: ActingClient, body: unknown): Promise<{ suppression: SuppressionDocument; created: boolean }> {
    const stored = await this.putOne({
      ...this.itemOf(client.tenant_id, check(suppressionRequest, body)),
      by: changedBy(client, 'putSuppression'),
    });
    return { ...stored, suppression: documentOf(stored.suppression) };
  }

  /** The good ones are stored; each bad one says why. */
  async putBulk(client: ActingClient, body: unknown): Promise<{ results: SuppressionResult[] }> {
    const bodies = check(envelope, Array.isArray(body) ? { suppressions: body } : body).suppressions;
    const results: SuppressionResult[] = [];
    const by = changedBy(client, 'putSuppressions');
    const good: { index: number; item: Put }[] = [];
    bodies.forEach((one, index) => {
      const checked = checkSafely(suppressionRequest, one);
      if (checked.ok) good.push({ index, item: { ...this.itemOf(client.tenant_id, checked.value), by } });
      else results[index] = { index, status: 400, problem: problems.invalidRequest(checked.errors).document() };
    });
    const items = good.map(({ item }) => item);
    const stored = items.length > 0 ? await this.rpc.call('suppressions.put', { items }) : [];
    good.forEach(({ index }, i) => {
      const { suppression, created } = stored[i] as RpcOut<'suppressions.put'>;
      results[index] = { index, status: created ? 201 : 200, id: suppression.id };
    });
    return { results };
  }

  async list(tenant_id: string, query: unknown): Promise<{ items: SuppressionDocument[]; next_cursor?: string }> {
    const items: RpcIn<'suppressions.list'>[] = [{ tenant_id, ...check(suppressionsQuery, query) }];
    const [page] = (await this.rpc.call('suppressions.list', { items })) as [RpcOut<'suppressions.list'>];
    return { ...page, items: page.items.map(documentOf) };
  }

  async check(tenant: string, body: unknown): Promise<{ suppressed: boolean; suppression?: SuppressionDocument }> {
    const items = [this.keyOf(tenant, check(addressRequest, body))];
    const [found] = await this.rpc.call('suppressions.check', { items });
    return found ? { suppressed: true, suppression: documentOf(found) } : { suppressed: false };
  }

  async delete(client: ActingClient, id: string): Promise<void> {
    const item = { tenant_id: client.tenant_id, id, by: changedBy(client, 'deleteSuppression') };
    const [gone] = isUuid(id) ? await this.rpc.call('suppressions.delete', { items: [item] }) : [];
    if (!gone) throw problems.notFound('There is no such suppression');
  }

  private itemOf(tenant: string, request: SuppressionRequest): Put {
    const { reason, note, expires_at } = request;
    return { ...this.keyOf(tenant, request), reason, source: 'api', note, expires_at };
  }

  private keyOf(tenant_id: string, { channel, address }: AddressRequest): AddressKey {
    return { tenant_id, channel, address_hash: addressHash(this.vault, tenant_id, channel, address) };
  }
}

const changedBy = ({ client_id, key_id, address }: ActingClient, action: string): ChangedBy => ({
  id: uuidv7(),
  client_id,
  key_id,
  address,
  action,
});

const SHOWN = 12;

const documentOf = ({ tenant_id: _, address_hash, ...suppression }: Suppression): SuppressionDocument => ({
  ...suppression,
  address_hash: address_hash.slice(0, SHOWN),
});
