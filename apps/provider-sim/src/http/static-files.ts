import { existsSync, readFileSync } from 'node:fs';
import { dirname, extname, join } from 'node:path';
import type { Answer } from './exchange.js';

const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
};

/** The folder of the pages, whether this runs from the source or from dist. */
function pagesFolder(from = import.meta.dirname): string {
  for (let folder = from; ; folder = dirname(folder)) {
    const pages = join(folder, 'apps', 'provider-sim', 'pages');
    if (existsSync(join(pages, 'mailbox.html'))) return pages;
    if (folder === dirname(folder)) throw new Error('the pages of the simulator are missing (apps/provider-sim/pages)');
  }
}

/** A fixed list of files, so that no path from outside ever reaches the file system. */
export class StaticFiles {
  private readonly folder = pagesFolder();

  constructor(
    private readonly files: Record<string, string>,
    private readonly headers: Record<string, string>,
  ) {}

  matches(path: string): boolean {
    return Object.hasOwn(this.files, path);
  }

  answer(path: string): Answer {
    const name = this.files[path]!;
    const type = TYPES[extname(name)] ?? 'application/octet-stream';
    return {
      status: 200,
      headers: { 'content-type': type, 'cache-control': 'no-cache', ...this.headers },
      body: readFileSync(join(this.folder, name)),
    };
  }
}
