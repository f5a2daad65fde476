import { heldRows } from '#libs/messaging';

interface Runner {
  query(text: string): Promise<unknown>;
}

/** What is paused, and the rows of the outbox that wait for the end of a pause. */
export class Pauses1765050000000 {
  readonly name = 'Pauses1765050000000';

  async up(runner: Runner): Promise<void> {
    await runner.query(`
      create table pauses (
        -- What it holds is found by this: a pause of the same name that is made later is another one.
        pause_key uuid primary key,
        tenant_id text not null,
        channel text not null,
        pause_id text not null,
        notification_type text,
        provider text,
        -- All that it was made for: whoever ends it asks these.
        channels text[] not null,
        note text,
        until timestamptz,
        created_at timestamptz not null default now(),
        unique (tenant_id, channel, pause_id)
      );
      ${heldRows()}
    `);
  }

  async down(runner: Runner): Promise<void> {
    await runner.query('drop table pauses; alter table outbox drop column held_by, drop column held_count');
  }
}
