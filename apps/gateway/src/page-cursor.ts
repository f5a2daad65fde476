import { z } from 'zod';

/** Where a page ends and the next one begins; the ids of what is listed are its cursors. */
export const pageCursor = z
  .uuid({ error: 'must be the next_cursor of the page before' })
  .meta({ description: 'next_cursor of the page before' });
