import { Inject, Injectable } from '@nestjs/common';
import { z } from 'zod';
import type { AddressKey, PutSuppression, RpcIn, RpcOut, Suppression } from '#libs/contracts';
import { check, checkSafely, problems, type ProblemDocument } from '#libs/http';
import { isUuid } from '#libs/kernel';
import { coalesced } from '#libs/rpc';
import { addressHash, Vault } from '#libs/vault';
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

const envelope = z.strictObject({ suppressions: z.array(z.unknown()).min(1).max(MOST_SUPPRESSIONS) });

/** The addresses stop here: apps/preferences is told their hashes. */
@Injectable()
export class SuppressionsService {
  private readonly putOne: (item: PutSuppression) => Promise<RpcOut<'suppressions.put'>>;

  constructor(
    @Inject(PREFERENCES_RPC) private readonly rpc: Peer,
    @Inject(Vault) private readonly vault: Vault,
  ) {
    this.putOne = coalesced((items: PutSuppression[]) => rpc.call('suppressions.put', { items }));
  }

  async put(tenant: string, body: unknown): Promise<{ suppression: SuppressionDocument; created: boolean }> {
    const stored = await this.putOne(this.itemOf(tenant, check(suppressionRequest, body)));
    return { ...stored, suppression: documentOf(stored.suppression) };
  }

  /** The good ones are stored; each bad one says why. */
  async putBulk(tenant: string, body: unknown): Promise<{ results: SuppressionResult[] }> {
    const bodies = check(envelope, Array.isArray(body) ? { suppressions: body } : body).suppressions;
    const results: SuppressionResult[] = [];
    const good: { index: number; item: PutSuppression }[] = [];
    bodies.forEach((one, index) => {
      const checked = checkSafely(suppressionRequest, one);
      if (checked.ok) good.push({ index, item: this.itemOf(tenant, checked.value) });
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

  async delete(tenant_id: string, id: string): Promise<void> {
    const [gone] = isUuid(id) ? await this.rpc.call('suppressions.delete', { items: [{ tenant_id, id }] }) : [];
    if (!gone) throw problems.notFound('There is no such suppression');
  }

  private itemOf(tenant: string, request: SuppressionRequest): PutSuppression {
    const { reason, note, expires_at } = request;
    return { ...this.keyOf(tenant, request), reason, source: 'api', note, expires_at };
  }

  private keyOf(tenant_id: string, { channel, address }: AddressRequest): AddressKey {
    return { tenant_id, channel, address_hash: addressHash(this.vault, tenant_id, channel, address) };
  }
}

const SHOWN = 12;

const documentOf = ({ tenant_id: _, address_hash, ...suppression }: Suppression): SuppressionDocument => ({
  ...suppression,
  address_hash: address_hash.slice(0, SHOWN),
});
