/** An endpoint of a user, or of a subscription to events. */
export interface EndpointKey {
  readonly tenant_id: string;
  readonly endpoint_id: string;
}

/** One that is not called any more. */
export interface EndpointStanding {
  readonly disabled_at: string;
  /** It said that it is gone (410), or did nothing but fail for five days. */
  readonly disabled_reason: 'gone' | 'failing';
}
