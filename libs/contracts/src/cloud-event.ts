/** CloudEvents 1.0 in binary mode: the attributes lie in the record's headers, the value is the data. */
export interface CloudEventHeaders {
  readonly [header: string]: string;
}

export type CloudEventType =
  'carillon.dispatch.v1' | 'carillon.status.v1' | 'carillon.dead_letter.v1' | 'carillon.quarantine.v1';

export interface CloudEvent {
  readonly id: string;
  readonly type: CloudEventType;
  /** The app that says it, as `/gateway`. */
  readonly source: string;
  readonly time: string;
  readonly traceparent?: string | undefined;
}

export function cloudEventHeaders(event: CloudEvent): CloudEventHeaders {
  const headers: Record<string, string> = {
    ce_specversion: '1.0',
    ce_id: event.id,
    ce_type: event.type,
    ce_source: event.source,
    ce_time: event.time,
    'content-type': 'application/json',
  };
  if (event.traceparent) headers.traceparent = event.traceparent;
  return headers;
}
