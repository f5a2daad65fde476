import { listOf } from '../api-page/answer.js';
import type { Operation } from '../api-page/operation.js';
import {
  eventAnswer,
  madeSubscriptionAnswer,
  subscriptionAnswer,
  toldEventAnswer,
} from './event-subscriptions.answers.js';
import { rotateRequest } from '../rotate-request.js';
import { eventsQuery, subscriptionRequest } from './subscription-request.js';

const tag = 'Event subscriptions';
const path = '/v1/event-subscriptions';

export const eventSubscriptionOperations: readonly Operation[] = [
  {
    method: 'post',
    path,
    id: 'createEventSubscription',
    tag,
    access: 'events:write',
    summary: 'Have changes of deliveries pushed to an endpoint of yours, signed as Standard Webhooks are',
    body: subscriptionRequest,
    answers: { 201: { description: 'With its secret, which is shown once', schema: madeSubscriptionAnswer } },
    problems: [409],
  },
  {
    method: 'get',
    path,
    id: 'listEventSubscriptions',
    tag,
    access: 'events:read',
    summary: 'All of them, newest first',
    answers: { 200: { description: 'All of them', schema: listOf(subscriptionAnswer) } },
  },
  {
    method: 'get',
    path: `${path}/{id}`,
    id: 'getEventSubscription',
    tag,
    access: 'events:read',
    summary: 'One of them',
    answers: { 200: { description: 'Without its secret', schema: subscriptionAnswer } },
    problems: [404],
  },
  {
    method: 'put',
    path: `${path}/{id}`,
    id: 'putEventSubscription',
    tag,
    access: 'events:write',
    summary: 'Change it; its secret stays',
    body: subscriptionRequest,
    answers: { 200: { description: 'As it is now', schema: subscriptionAnswer } },
    problems: [404],
  },
  {
    method: 'delete',
    path: `${path}/{id}`,
    id: 'deleteEventSubscription',
    tag,
    access: 'events:write',
    summary: 'Tell it nothing more; what is on its way still comes',
    answers: { 204: { description: 'Gone' } },
    problems: [404],
  },
  {
    method: 'post',
    path: `${path}/{id}/rotate`,
    id: 'rotateEventSubscription',
    tag,
    access: 'events:write',
    summary: 'A new secret; for a while the old one signs beside it',
    body: rotateRequest,
    answers: { 200: { description: 'With the new secret, which is shown once', schema: madeSubscriptionAnswer } },
    problems: [404],
  },
  {
    method: 'post',
    path: `${path}/{id}/test`,
    id: 'testEventSubscription',
    tag,
    access: 'events:write',
    summary: 'Push a sample event',
    answers: { 202: { description: 'It is on its way', schema: toldEventAnswer } },
    problems: [404],
  },
  {
    method: 'get',
    path: `${path}/{id}/events`,
    id: 'listSubscriptionEvents',
    tag,
    access: 'events:read',
    summary: 'What was pushed in the last fourteen days, and what came of it; the newest deliveries first',
    query: eventsQuery,
    answers: { 200: { description: 'A page', schema: listOf(eventAnswer) } },
    problems: [404],
  },
  {
    method: 'post',
    path: `${path}/{id}/events/{event}/replay`,
    id: 'replaySubscriptionEvent',
    tag,
    access: 'events:write',
    summary: 'Push one again, with an id of its own',
    answers: { 202: { description: 'It is on its way', schema: toldEventAnswer } },
    problems: [404],
  },
];
