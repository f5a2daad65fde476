import { Body, Controller, Delete, Get, HttpCode, Inject, Param, Post, Put, Query } from '@nestjs/common';
import type { ApiClient, EventSubscription, SubscriptionEvent } from '#libs/contracts';
import { Client } from '../access/caller.js';
import { EventSubscriptionsService, type MadeDocument } from './event-subscriptions.service.js';

@Controller('v1/event-subscriptions')
export class EventSubscriptionsHttpController {
  constructor(@Inject(EventSubscriptionsService) private readonly subscriptions: EventSubscriptionsService) {}

  @Post()
  create(@Client() { tenant_id }: ApiClient, @Body() body: unknown): Promise<MadeDocument> {
    return this.subscriptions.create(tenant_id, body);
  }

  @Get()
  list(@Client() { tenant_id }: ApiClient): Promise<object> {
    return this.subscriptions.list(tenant_id);
  }

  @Get(':id')
  get(@Client() { tenant_id }: ApiClient, @Param('id') id: string): Promise<EventSubscription> {
    return this.subscriptions.get(tenant_id, id);
  }

  @Put(':id')
  put(@Client() { tenant_id }: ApiClient, @Param('id') id: string, @Body() body: unknown): Promise<EventSubscription> {
    return this.subscriptions.put(tenant_id, id, body);
  }

  @Delete(':id')
  @HttpCode(204)
  delete(@Client() { tenant_id }: ApiClient, @Param('id') id: string): Promise<void> {
    return this.subscriptions.delete(tenant_id, id);
  }

  @Post(':id/rotate')
  @HttpCode(200)
  rotate(@Client() { tenant_id }: ApiClient, @Param('id') id: string, @Body() body: unknown): Promise<MadeDocument> {
    return this.subscriptions.rotate(tenant_id, id, body);
  }

  @Post(':id/test')
  @HttpCode(202)
  test(@Client() { tenant_id }: ApiClient, @Param('id') id: string): Promise<SubscriptionEvent> {
    return this.subscriptions.test(tenant_id, id);
  }

  @Get(':id/events')
  events(@Client() { tenant_id }: ApiClient, @Param('id') id: string, @Query() query: unknown): Promise<object> {
    return this.subscriptions.events(tenant_id, id, query);
  }

  @Post(':id/events/:event/replay')
  @HttpCode(202)
  replay(
    @Client() { tenant_id }: ApiClient,
    @Param('id') id: string,
    @Param('event') event: string,
  ): Promise<SubscriptionEvent> {
    return this.subscriptions.replay(tenant_id, id, event);
  }
}
