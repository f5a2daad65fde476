/** What the calls of one kind are about; every tag of an operation is in here. */
export const TAGS: Readonly<Record<string, string>> = {
  Notifications: 'Send, look up, search and cancel. A 202 is a promise: it is stored, and will be delivered.',
  'Notification types': 'What a tenant sends: defaults, urgency and the care that each kind of message needs.',
  Users: 'Recipients: how they are reached, their devices and what they want.',
  Access: 'Who may call, and who did: API keys, tokens for them, and the audit log.',
  'API keys': 'The credentials of producers: made, narrowed, rotated and revoked.',
  'Event subscriptions':
    'Endpoints of yours that are told how deliveries come on: signed, tried again, and kept apart.',
  Inbox: "The end user's notification centre, opened by a token of POST /v1/users/{id}/tokens.",
  Callbacks: 'For providers, who sign what they tell of deliveries. Nobody else calls these.',
  Suppressions: 'Addresses that nothing may be sent to any more, whoever they belong to.',
  'Dead letters': 'Deliveries that were given up: why, by what, and how they go out after all, or are done with.',
  'In doubt':
    'Deliveries of which nobody knows whether they were sent, and which may not be sent twice: a person decides.',
  Limits: 'How much may be sent: by client, to each user, by channel, and in a day.',
  Providers: 'Whose accounts of email, SMS and push providers send for a tenant. Credentials go in and never come out.',
  Pauses: 'Stop and go: what is paused is held with its place, and leaves when the pause ends.',
  Unsubscribe: 'The link of a mail and its page: the link itself is the credential.',
  Platform: 'The documentation, and the state of this process.',
};
