/**
 * Into how many messages of the network a text falls. In GSM-7 one holds 160 septets, in UCS-2 70 units; with more than one, each
 * gives 7 septets or 3 units to the header that joins them. What is one character for the recipient is never cut in two: the
 * escape of the extension table stays with its character, and a surrogate with its other half.
 */
import { septetsOf } from './gsm7.js';

export interface Segments {
  readonly encoding: 'gsm-7' | 'ucs-2';
  /** Septets or 16-bit units of the text itself. */
  readonly units: number;
  readonly count: number;
}

const ROOM = {
  'gsm-7': { alone: 160, joined: 153 },
  'ucs-2': { alone: 70, joined: 67 },
} as const;

export function segmentsOf(text: string): Segments {
  return inGsm7(text) ?? inUcs2(text);
}

/** undefined as soon as a character is not of it. */
function inGsm7(text: string): Segments | undefined {
  const parts = new Parts(ROOM['gsm-7'].joined);
  for (let i = 0; i < text.length; i++) {
    const septets = septetsOf(text[i] as string);
    if (septets === undefined) return undefined;
    parts.add(septets);
  }
  return parts.as('gsm-7');
}

function inUcs2(text: string): Segments {
  const parts = new Parts(ROOM['ucs-2'].joined);
  for (let i = 0; i < text.length;) {
    const units = (text.codePointAt(i) as number) > 0xffff ? 2 : 1;
    parts.add(units);
    i += units;
  }
  return parts.as('ucs-2');
}

/** Characters as they fill one part after the other. */
class Parts {
  private units = 0;
  private count = 0;
  private left = 0;

  constructor(private readonly room: number) {}

  add(units: 1 | 2): void {
    this.units += units;
    if (this.left < units) {
      this.count++;
      this.left = this.room;
    }
    this.left -= units;
  }

  as(encoding: Segments['encoding']): Segments {
    const fitsAlone = this.units <= ROOM[encoding].alone;
    return { encoding, units: this.units, count: fitsAlone ? 1 : this.count };
  }
}
