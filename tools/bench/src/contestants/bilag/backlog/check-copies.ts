import { deriveVoucherReference, sha256Hex } from '@bilag/core';
import type { Administrator } from '../administrator.ts';
import { approvalOf, organizationOfModels, type Story } from './stories.ts';

/** A record that the API is asked for. */
export interface Sample {
  readonly story: Story;
  readonly organizationId: string;
  readonly sourceId: string;
}

/** How many copies of each model are read. */
const samplesOfEach = 5;

/**
 * Reads some of the copies over the API, and holds them against their models. @throws naming the first that the service could not have
 * written: another reference than is derived, another voucher than is made of it, another story, or an approval that is not known again.
 */
export async function checkCopies(admin: Administrator, samples: readonly Sample[]): Promise<void> {
  for (const [story, all] of Map.groupBy(samples, (it) => it.story)) {
    const model = { story, organizationId: organizationOfModels, sourceId: approvalOf(story).sourceId };
    const wanted = await accountOf(admin, model);
    const every = Math.max(1, Math.floor(all.length / samplesOfEach));
    for (const sample of all.filter((_, at) => at % every === 0)) {
      const account = await accountOf(admin, sample);
      if (account !== wanted)
        throw new Error(`${sample.sourceId} does not read as its model does:\n${account}\nThe model:\n${wanted}`);
    }
  }
}

/** All that the API tells of a record: itself, its voucher, and its entries of the log, the oldest first; without names and times. */
async function accountOf(admin: Administrator, { story, organizationId, sourceId }: Sample): Promise<string> {
  const home = `/v1/organizations/${organizationId}`;
  const { items } = Object(await admin('GET', `${home}/records?sourceId=${sourceId}`));
  const { id, reference } = Object(items?.[0]);
  const identity = { organizationId, kind: approvalOf(story).kind, sourceId, revision: 1 } as const;
  assertSame(`The reference of ${sourceId}`, reference, await deriveVoucherReference(identity));
  const again = Object(await admin('POST', `${home}/approvals`, { ...approvalOf(story), sourceId }));
  assertSame(`${sourceId}, approved again,`, again.id, id);
  const record = await admin('GET', `${home}/records/${id}`);
  const voucher = Object(await admin('GET', `${home}/records/${id}/voucher`));
  const list = Object(await admin('GET', `${home}/sync-logs?recordId=${id}&limit=200`));
  const ids: readonly string[] = Array.from(list.items ?? [], (it) => String(Object(it).id)).toReversed();
  const entries: unknown[] = [];
  for (const it of ids) {
    const entry = Object(await admin('GET', `${home}/sync-logs/${it}`));
    if (entry.sent !== null) await assertSent(sourceId, entry.sent, voucher.payload);
    entries.push(entry);
  }
  const names: readonly (readonly [string, string])[] = [
    [id, 'record'],
    [reference, 'reference'],
    [sourceId, 'source'],
    [organizationId, 'organization'],
  ];
  return JSON.stringify({ record, voucher, entries }, (key, value: unknown) => {
    if (anonymous.has(key)) return undefined;
    if (typeof value !== 'string') return value;
    if (ids.includes(value)) return `entry ${ids.indexOf(value)}`;
    const nameless = names.reduce((text, [name, word]) => text.replaceAll(name, word), value);
    return nameless.replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, 'instant');
  });
}

/** What is another number with each record, and has been looked at by itself. */
const anonymous = new Set(['voucherNumber', 'link', 'sha256', 'payloadHash']);

async function assertSent(sourceId: string, given: unknown, payload: unknown): Promise<void> {
  const sent = Object(given);
  assertSame(`What was sent of ${sourceId}`, sent.payload, payload);
  assertSame(`The hash of what was sent of ${sourceId}`, sent.payloadHash, await sha256Hex(String(sent.payload)));
}

function assertSame(what: string, given: unknown, wanted: unknown): void {
  if (given === undefined || given !== wanted) throw new Error(`${what} is ${String(given)}, not ${String(wanted)}.`);
}
