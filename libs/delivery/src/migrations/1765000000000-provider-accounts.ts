interface Runner {
  query(text: string): Promise<unknown>;
}

/** Accounts of tenants at providers. What an account says (`settings`) is sealed under its tenant's key. */
export class ProviderAccounts1765000000000 {
  readonly name = 'ProviderAccounts1765000000000';

  async up(runner: Runner): Promise<void> {
    await runner.query(`
      create table provider_accounts (
        account_id uuid primary key,
        tenant_id text not null,
        channel text not null,
        kind text not null,
        name text not null,
        sort_order smallint not null,
        weight integer not null,
        cost float8 not null,
        only_for text[] not null,
        per_second integer,
        enabled boolean not null,
        settings text not null,
        version integer not null default 1,
        created_at timestamptz not null default now(),
        changed_at timestamptz not null default now()
      );
      create index provider_accounts_tenant on provider_accounts (tenant_id, channel);
    `);
  }

  async down(runner: Runner): Promise<void> {
    await runner.query('drop table provider_accounts');
  }
}
