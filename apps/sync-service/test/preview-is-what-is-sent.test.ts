import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { everyEntry } from './support/engine.ts';
import { erpsUnderPreview } from './support/erps-under-preview.ts';
import { connectOrganization } from './support/organizations.ts';
import { type Payload, previewsOf, sendAll, sentBy } from './support/previews.ts';

test.each(erpsUnderPreview)(
  '$name: the preview’s hash is the hash of what was sent, for every record, and its bytes are what arrived',
  async ({ open, costCenter }) => {
    const { service, integration, book, received } = await open();
    await connectOrganization(service, 'org', integration);
    const previews = await previewsOf(service, 'org', costCenter);
    for (const { payload, sha256 } of previews) expect(hashOf(payload)).toBe(sha256);

    await sendAll(service, 'org', book);
    expect(await everyEntry(service)).toEqual([{ state: 'synced', count: previews.length }]);

    const sent = await sentBy(service);
    expect(sent.toSorted(byRecord)).toEqual(previews.toSorted(byRecord));
    const payloads = sent.map(({ payload }) => payload);
    expect((await received(payloads)).toSorted()).toEqual(payloads.toSorted());
  },
  120_000,
);

function hashOf(payload: string): string {
  return createHash('sha256').update(payload).digest('hex');
}

function byRecord(a: Payload, b: Payload): number {
  return a.recordId < b.recordId ? -1 : 1;
}
