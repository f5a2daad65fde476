/** A file that was fetched. Written as base64 once, however many mails it goes with. */
export class Attachment {
  private text: string | undefined;

  constructor(
    readonly filename: string,
    readonly contentType: string,
    readonly content: Buffer,
  ) {}

  get base64(): string {
    return (this.text ??= this.content.toString('base64'));
  }
}
