/**
 * The files of mails, fetched once for all that name them at about the same time: a newsletter's file is asked for some hundred
 * times a second. Each tenant has its own; few mails with files are under way at a time, since each may hold 15 MB; and critical
 * ones do not wait behind the others.
 */
import type { Agent } from 'undici';
import { ATTACHMENT_LIMITS, attachableType, type EmailAttachment } from '#libs/contracts';
import type { ProviderCall } from '#libs/delivery';
import { AddressGuard } from '#libs/network';
import { unlessAborted } from '#libs/provider-http';
import type { NoMail } from '../mail.js';
import type { Attachment } from './attachment.js';
import { fetchFile, guardedAgent, openAgent, type FetchedFile, type FetchLimits } from './fetch-file.js';
import { FileShelf } from './file-shelf.js';
import { Turns } from '../turns.js';

export interface AttachedFilesOptions {
  /** `host:port` that need not be public, for development: http is fine there. */
  readonly allow?: readonly string[];
  readonly timeoutMs?: number;
  readonly limits?: { readonly bytes: number; readonly totalBytes: number };
}

const TIMEOUT_MS = 5_000;
const AT_ONCE = 4;

/** What critical mails share with nobody. */
class Desk {
  readonly shelf = new FileShelf();
  readonly turns = new Turns(AT_ONCE);
}

export class AttachedFiles {
  private readonly guard: AddressGuard;
  private readonly agents: { readonly guarded: Agent; readonly open: Agent };
  private readonly limits: FetchLimits & { readonly totalBytes: number };
  private readonly desks = { critical: new Desk(), others: new Desk() };

  constructor({ allow = [], timeoutMs = TIMEOUT_MS, limits = ATTACHMENT_LIMITS }: AttachedFilesOptions = {}) {
    this.guard = new AddressGuard(allow);
    this.agents = { guarded: guardedAgent(this.guard, timeoutMs), open: openAgent(timeoutMs) };
    this.limits = { ...limits, timeoutMs };
  }

  /** Calls `send` with all of a mail's files, or answers why it can't go with them. Throws only what `send` throws. */
  async lend<T>(
    call: ProviderCall,
    signal: AbortSignal,
    send: (files: readonly Attachment[]) => Promise<T>,
  ): Promise<T | NoMail> {
    const desk = call.priority === 'critical' ? this.desks.critical : this.desks.others;
    const leave = await desk.turns.take(signal);
    if (!leave) return { kind: 'retry', code: 'attachment_unavailable', detail: 'too many mails with files' };
    try {
      const files = await this.all(desk, call, signal);
      return 'kind' in files ? files : await send(files);
    } finally {
      leave();
    }
  }

  async close(): Promise<void> {
    await Promise.all([this.agents.guarded.destroy(), this.agents.open.destroy()]);
  }

  private async all(desk: Desk, call: ProviderCall, signal: AbortSignal): Promise<readonly Attachment[] | NoMail> {
    const wanted = call.content.email?.attachments ?? [];
    if (wanted.length > ATTACHMENT_LIMITS.count) return refused('too_many', `${wanted.length} files`);
    const found = await Promise.all(wanted.map((one) => this.one(desk, call.tenantId, one, signal)));
    const failure = found.find((one): one is NoMail => 'kind' in one);
    if (failure) return failure;
    const files = found as Attachment[];
    const bytes = files.reduce((sum, { content }) => sum + content.length, 0);
    const most = this.limits.totalBytes;
    return bytes > most ? refused('too_large', `the files have more than ${most} bytes together`) : files;
  }

  private async one(
    { shelf }: Desk,
    tenantId: string,
    file: EmailAttachment,
    signal: AbortSignal,
  ): Promise<Attachment | NoMail> {
    if (/[\p{Cc}"\\/]/u.test(file.filename)) return refused('bad_name', 'the name of a file would not be one word');
    const coming = shelf.get(`${tenantId} ${file.url}`, () => this.fetch(file.url));
    const found = await unlessAborted(coming, signal).catch((): NoMail => ({ kind: 'retry', code: 'out_of_time' }));
    if ('kind' in found) return found;
    const type = file.content_type === undefined ? found.contentType : attachableType(file.content_type);
    if (type === undefined) return refused('type', 'a file of this type is not attached');
    return shelf.named(found, file.filename, type);
  }

  private async fetch(text: string): Promise<FetchedFile | NoMail> {
    const url = URL.parse(text);
    const isAllowed = url !== null && this.guard.isAllowed(url);
    if (!url || url.username || url.password || (url.protocol !== 'https:' && !isAllowed))
      return refused('bad_url', 'a file is fetched from a plain https address');
    if (!isAllowed && this.guard.isRefusedLiteral(url.hostname))
      return refused('address_refused', 'the file does not lie in the public internet');
    return fetchFile(url.href, isAllowed ? this.agents.open : this.agents.guarded, this.limits);
  }
}

const refused = (code: string, detail: string): NoMail => ({ kind: 'rejected', code: `attachment_${code}`, detail });
