import type { Operation } from '../api-page/operation.js';

export const callbackOperations: readonly Operation[] = [
  {
    method: 'post',
    path: '/callbacks/sendgrid',
    id: 'receiveSendgrid',
    tag: 'Callbacks',
    access: 'signature',
    summary: "SendGrid's event webhook",
    answers: { 200: { description: 'Safe' } },
  },
  {
    method: 'post',
    path: '/callbacks/twilio',
    id: 'receiveTwilio',
    tag: 'Callbacks',
    access: 'signature',
    summary: "Twilio's status callback",
    answers: { 204: { description: 'Safe' } },
  },
];
