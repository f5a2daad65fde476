import { PanelBuilder as StatPanel } from '@grafana/grafana-foundation-sdk/stat';
import { PanelBuilder as TimeSeries } from '@grafana/grafana-foundation-sdk/timeseries';
import { DataqueryBuilder } from '@grafana/grafana-foundation-sdk/prometheus';
import type { DataSourceRef } from '@grafana/grafana-foundation-sdk/common';

const PROMETHEUS: DataSourceRef = { type: 'prometheus', uid: 'prometheus' };

interface Graph {
  readonly title: string;
  /** What it means when the line moves: an operator reads this at night. */
  readonly description: string;
  readonly unit: string;
  /** Queries by their legend. */
  readonly queries: Readonly<Record<string, string>>;
  readonly width?: number;
}

const HEIGHT = 8;

const targets = (queries: Graph['queries']): DataqueryBuilder[] =>
  Object.entries(queries).map(([legend, expr], i) =>
    new DataqueryBuilder()
      .refId(String.fromCharCode('A'.charCodeAt(0) + i))
      .datasource(PROMETHEUS)
      .expr(expr)
      .legendFormat(legend),
  );

export function graph({ title, description, unit, queries, width = 12 }: Graph): TimeSeries {
  const panel = new TimeSeries().title(title).description(description).unit(unit).datasource(PROMETHEUS);
  panel.height(HEIGHT).span(width).fillOpacity(8).lineWidth(1);
  return panel.targets(targets(queries));
}

export function figure({ title, description, unit, queries, width = 6 }: Graph): StatPanel {
  const panel = new StatPanel().title(title).description(description).unit(unit).datasource(PROMETHEUS);
  return panel.height(4).span(width).targets(targets(queries));
}
