import { DashboardBuilder, RowBuilder } from '@grafana/grafana-foundation-sdk/dashboard';
import { figure, graph } from './panels.ts';

/** Which channel or provider is in trouble, and with what? */
const attempts = (by: string, selector = ''): string => `sum by (${by}) (rate(carillon_outcomes_total${selector}[5m]))`;
const SUCCESS = '{outcome=~"sent|delivered"}';

export const channels = new DashboardBuilder('Carillon: channels and providers')
  .uid('carillon-channels')
  .tags(['carillon'])
  .refresh('10s')
  .time({ from: 'now-1h', to: 'now' })
  .timezone('browser')
  .withRow(new RowBuilder('Channels'))
  .withPanel(
    figure({
      title: 'Success by channel',
      description: 'Attempts that the provider took, of all attempts in the last five minutes.',
      unit: 'percentunit',
      queries: { '{{channel}}': `${attempts('channel', SUCCESS)} / ${attempts('channel')}` },
      width: 24,
    }),
  )
  .withPanel(
    graph({
      title: 'Attempts by channel',
      description: 'How much leaves.',
      unit: 'ops',
      queries: { '{{channel}}': attempts('channel') },
    }),
  )
  .withPanel(
    graph({
      title: 'Outcomes',
      description:
        'Retries rise before dead letters do; “unknown” are calls of which nobody knows whether they were taken.',
      unit: 'ops',
      queries: { '{{outcome}}': attempts('outcome') },
    }),
  )
  .withPanel(
    graph({
      title: 'From acceptance to the provider by channel, p99',
      description: 'Waiting included.',
      unit: 's',
      queries: {
        '{{channel}}': 'histogram_quantile(0.99, sum by (channel, le) (rate(carillon_delivery_seconds_bucket[5m])))',
      },
    }),
  )
  .withPanel(
    graph({
      title: 'Dead letters by channel',
      description: 'Deliveries given up, since the apps started.',
      unit: 'short',
      queries: { '{{channel}}': 'sum by (channel) (carillon_dead_letters_total)' },
    }),
  )
  .withRow(new RowBuilder('Providers'))
  .withPanel(
    graph({
      title: 'Breakers',
      description: '0 closed, 1 half open, 2 open: an open one holds its lanes until a call gets through.',
      unit: 'short',
      queries: { '{{provider}}': 'max by (provider) (carillon_breaker_state)' },
      width: 8,
    }),
  )
  .withPanel(
    graph({
      title: 'Time of a call, p95',
      description: 'Near the time-out the provider is as good as down.',
      unit: 's',
      queries: {
        '{{provider}}':
          'histogram_quantile(0.95, sum by (provider, le) (rate(carillon_provider_call_seconds_bucket[5m])))',
      },
      width: 8,
    }),
  )
  .withPanel(
    graph({
      title: 'Outcomes by provider',
      description: 'What the provider says to us.',
      unit: 'ops',
      queries: { '{{provider}} {{outcome}}': attempts('provider, outcome') },
      width: 8,
    }),
  );
