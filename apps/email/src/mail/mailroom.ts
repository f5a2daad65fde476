/** Mails of calls: checked for what must not become part of a header, and with their files, which are fetched here. */
import type { Outcome, ProviderCall } from '#libs/delivery';
import { asciiDomain, isHarmful, needsUtf8 } from './address.js';
import type { AttachedFiles } from './attachments/attached-files.js';
import type { Attachment } from './attachments/attachment.js';
import { Mail, type HeadersOf, type NoMail } from './mail.js';

/** What all adapters of mail are given. */
export interface MailOptions {
  readonly headersOf?: HeadersOf | undefined;
  /** Without it, mails with attachments are refused. */
  readonly files?: AttachedFiles | undefined;
}

export type Files = readonly Attachment[] | undefined;

export class Mailroom {
  constructor(
    private readonly options: MailOptions,
    /** Whether addresses may have letters beyond ASCII before their @. */
    private readonly takesUtf8: boolean,
  ) {}

  /** Mails of what can be sent, in order; the others have their outcome. */
  prepare(calls: readonly ProviderCall[], outcomes: Map<ProviderCall, Outcome>): Mail[] {
    const mails: Mail[] = [];
    for (const call of calls) {
      const mail = this.mail(call);
      if (mail instanceof Mail) mails.push(mail);
      else outcomes.set(call, mail);
    }
    return mails;
  }

  /** Sends a mail, or several that have the same files, with what was fetched for it. */
  async withFiles<T>(mail: Mail, signal: AbortSignal, send: (files: Files) => Promise<T>): Promise<T | NoMail> {
    if (mail.call.content.email?.attachments === undefined) return send(undefined);
    const { files } = this.options;
    return files
      ? files.lend(mail.call, signal, send)
      : refused('attachments_not_possible', 'nothing is attached here');
  }

  private mail(call: ProviderCall): Mail | NoMail {
    const { target, content } = call;
    if (target.channel !== 'email') return refused('wrong_target', 'not an e-mail address');
    if (isHarmful(target.email)) return refused('bad_address', 'the address has what no address has');
    const to = asciiDomain(target.email);
    if (!this.takesUtf8 && needsUtf8(to)) return refused('needs_smtputf8', 'the provider takes ASCII addresses only');
    const replyTo = content.email?.reply_to;
    if (replyTo !== undefined && (isHarmful(replyTo) || (!this.takesUtf8 && needsUtf8(asciiDomain(replyTo)))))
      return refused('bad_reply_to', 'the provider cannot write where answers go');
    return new Mail(call, to, this.options.headersOf);
  }
}

const refused = (code: string, detail: string): NoMail => ({ kind: 'rejected', code, detail });

/** A file that cannot be had, or a mailbox that asks to come again, is no fault of who sends. */
export const speaksAgainst = (outcome: Outcome): boolean =>
  outcome.kind === 'unknown' ||
  (outcome.kind === 'retry' && !outcome.code.startsWith('attachment_') && outcome.code !== 'deferred');
