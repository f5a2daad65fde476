export interface Entry {
  readonly delivery_id?: string;
  readonly why?: string;
}

export interface Evidence {
  readonly promised: ReadonlyMap<
    string,
    { readonly channels: string[]; readonly deliveries?: { readonly id: string }[] }
  >;
  readonly stored: readonly {
    readonly id: string;
    readonly notification_id: string;
    readonly channel: string;
    readonly status: string;
    readonly reason?: string | null;
    readonly due_at?: string | null;
  }[];
  readonly sends: ReadonlyMap<string, number>;
  readonly doubts: ReadonlyMap<string, number>;
  readonly deadLetters: ReadonlyMap<string, string>;
  readonly now?: number;
}

export function verdict(evidence: Evidence): {
  readonly lost: Entry[];
  readonly stuck: Entry[];
  readonly in_doubt: Entry[];
  readonly held: Entry[];
  readonly dead: Entry[];
  readonly refused: Entry[];
  readonly unexplained: Entry[];
  readonly duplicates: number;
};
