import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A type is read whole and written whole: one document, whatever it comes to say. */
export class TypeDefinitions1764000000000 implements MigrationInterface {
  readonly name = 'TypeDefinitions1764000000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table notification_types add column definition json;
      update notification_types set definition = json_build_object(
        'name', name,
        'category', case when name in ('security_alert', 'one_time_code') then 'security'
          when name = 'newsletter' then 'marketing' else 'transactional' end,
        'critical', priority = 'critical',
        'priority', priority,
        'priority_rules', json_build_array(),
        'channels', to_json(channels),
        'when_in_doubt', when_in_doubt,
        'ttl_seconds', ttl_seconds,
        'quiet_hours', 'hold',
        'daily_cap', null,
        'escalation', json_build_array());
      alter table notification_types
        alter column definition set not null,
        drop column priority, drop column channels, drop column when_in_doubt, drop column ttl_seconds;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table notification_types
        add column priority text, add column channels text[], add column when_in_doubt text, add column ttl_seconds integer;
      update notification_types set priority = definition->>'priority',
        channels = array(select json_array_elements_text(definition->'channels')),
        when_in_doubt = definition->>'when_in_doubt', ttl_seconds = (definition->>'ttl_seconds')::integer;
      alter table notification_types
        alter column priority set not null, alter column channels set not null,
        alter column when_in_doubt set not null, alter column ttl_seconds set not null, drop column definition;
    `);
  }
}
