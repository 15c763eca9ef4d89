import { setTimeout as pause } from 'node:timers/promises';
import type { ApprovingApp } from './approving-app.ts';
import type { Chance } from './chance.ts';
import type { Changes } from './changes.ts';
import type { Claim } from './claims.ts';
import type { Organization } from './organizations.ts';

/** Has approvals arrive all through the run, so that every fault meets work under way. */
export interface Feeder {
  /** Has some arrive soon for this organization; an unfit one makes the service read the ERP's master data. */
  ask(organization: Organization, isUnfit?: boolean): void;
  /** Goes on until it is told that the strikes are over and all approvals are stored. */
  run(): Promise<void>;
}

interface FeederSetting {
  readonly records: number;
  readonly organizations: readonly Organization[];
  readonly claim: (organization: Organization, isUnfit?: boolean) => Claim;
  readonly app: ApprovingApp;
  readonly changes: Changes;
  readonly chance: Chance;
  /** How far the strikes have come, from 0 to 1; approvals keep pace with them. */
  readonly progress: () => number;
  /** Whether one must stop: something has failed. */
  readonly isOver: () => boolean;
}

/** How often a claim is changed, out of a hundred times that some are approved; one to six of them are approved at a time. */
const changesPercent = 70;

/** Without any strike some arrive all the same, as a strike may be waiting for them. In milliseconds. */
const idleMs = 300;
const mostUnderWay = 4;

/** A feeder that has not begun. One in twenty approvals is on a cost center that does not exist. */
export function createFeeder(setting: FeederSetting): Feeder {
  const { records, organizations, claim, app, changes, chance, progress, isOver } = setting;
  const wishes: { readonly organization: Organization; readonly isUnfit: boolean }[] = [];
  const underWay = new Set<Promise<void>>();
  let sent = 0;
  const choose = (): { readonly organization: Organization; readonly isUnfit: boolean } | undefined => {
    const [organization] = chance.shuffled(organizations);
    return organization && { organization, isUnfit: chance.percent(5) };
  };
  const watched = (work: Promise<void>): Promise<void> => {
    const working = work.finally(() => underWay.delete(working));
    underWay.add(working);
    return working;
  };
  const send = (chunk: readonly Claim[]) => {
    sent += chunk.length;
    return watched(app.send(chunk).then(() => changes.approved(chunk)));
  };
  return {
    ask: (organization, isUnfit = false) => void wishes.push({ organization, isUnfit }),
    async run() {
      const failed = Promise.withResolvers<never>();
      failed.promise.catch(() => undefined);
      let idleSince = performance.now();
      const isNeeded = () => !isOver() && (progress() < 1 || sent < records);
      while (isNeeded()) {
        const wish = wishes.shift();
        const isBehind = sent < records * (progress() * 0.95 + 0.05);
        const isIdle = performance.now() - idleSince > idleMs;
        if (wish === undefined && !isBehind && !isIdle) {
          await Promise.race([pause(40), failed.promise]);
          continue;
        }
        idleSince = performance.now();
        const target = wish ?? choose();
        if (target === undefined) return;
        const size = target.isUnfit || sent >= records ? 1 : chance.between(1, 6);
        const chunk = Array.from({ length: size }, () => claim(target.organization, target.isUnfit));
        send(chunk).catch(failed.reject);
        if (chance.percent(changesPercent)) watched(changes.next()).catch(failed.reject);
        while (underWay.size >= mostUnderWay) await Promise.race([...underWay, failed.promise]);
      }
      await Promise.race([Promise.all(underWay), failed.promise]);
    },
  };
}
