import { setTimeout as pause } from 'node:timers/promises';
import type { Task } from '../../../task.ts';
import { createWork } from '../../work.ts';
import type { Administrator } from '../administrator.ts';
import { composeService } from '../compose-service.ts';
import { approvalOf, createStoryConnector, organizationOfModels, type Story } from './stories.ts';

const records = `/v1/organizations/${organizationOfModels}/records`;
const withinMs = 60_000;

/** Lets these stories happen, each to one record: what is copied was written by the service and by nobody else. @returns the records' ids. */
export async function makeModels(
  task: Task,
  admin: Administrator,
  stories: readonly Story[],
): Promise<ReadonlyMap<Story, string>> {
  const models = new Map<Story, string>();
  const approve = async (story: Story) => {
    const address = `/v1/organizations/${organizationOfModels}/approvals`;
    models.set(story, String(Object(await admin('POST', address, approvalOf(story))).id));
  };
  const told = stories.filter((it) => it !== 'new');
  for (const story of told) await approve(story);
  const until = async (story: Story, state: string) => {
    for (const deadlineMs = performance.now() + withinMs; ; await pause(50)) {
      const record = Object(await admin('GET', `${records}/${models.get(story)}`));
      if (record.state === state) return;
      if (performance.now() > deadlineMs) throw new Error(`The record of «${story}» is ${record.state}, not ${state}.`);
    }
  };
  {
    const connector = await createStoryConnector(createWork(task));
    await using worker = await composeService(task, 'worker', connector);
    await worker.start();
    for (const story of told) await until(story, story === 'booked' ? 'synced' : 'rejected');
    if (stories.includes('retried')) {
      await admin('POST', `${records}/${models.get('retried')}/retry`);
      await until('retried', 'synced');
    }
  }
  // Once nobody looks at it any more.
  if (stories.includes('new')) await approve('new');
  return models;
}
