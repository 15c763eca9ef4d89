/** Work that may share a statement with that of others. */
export interface Job<Result> {
  /** Whose it is: two statements never work on one organization at once, as the later would only wait for the earlier. */
  readonly organizationId: string;
  /** As the statement takes it. */
  readonly json: string;
  /** Too much to share: the others would wait for it. */
  readonly isLarge: boolean;
  readonly resolve: (result: Result) => void;
  readonly reject: (error: unknown) => void;
}

/** What a statement does for jobs, answering each in order; `undefined` is for one whose organization somebody else holds. */
export interface Statement<Result> {
  /** Never waits for an organization. */
  together(jobs: readonly Job<Result>[]): Promise<readonly (Result | undefined)[]>;
  /** Waits for the organization. */
  alone(job: Job<Result>): Promise<Result>;
  /** Whether a failed statement has surely done nothing and each of its jobs may be tried by itself. */
  leftNothing(error: unknown): boolean;
}

/** At most so many jobs, and so many characters of JSON, in one statement. */
const mostJobs = 64;
const mostCharacters = 262_144;

/**
 * Group commit without a timer: what comes while a statement is under way shares the next one. A job that fails does not fail its neighbours: when the
 * statement surely did nothing, each is tried by itself. `mostAlone`: how many may wait for their organizations at once, each on a connection.
 */
export function createSharedStatements<Result>(statement: Statement<Result>, mostAlone: number) {
  const waiting = new Set<Job<Result>>();
  const toBeAlone: Job<Result>[] = [];
  const busy = new Set<string>();
  let isShared = false;
  let alone = 0;
  let isPlanned = false;

  return {
    add(job: Job<Result>): void {
      waiting.add(job);
      plan();
    },
  };

  /** Once for all that arrives in this turn of the event loop. */
  function plan(): void {
    if (isPlanned) return;
    isPlanned = true;
    setImmediate(() => {
      isPlanned = false;
      begin();
    });
  }

  function begin(): void {
    for (const job of waiting) {
      if (!job.isLarge || busy.has(job.organizationId)) continue;
      waiting.delete(job);
      goAlone(job);
    }
    while (alone < mostAlone) {
      const job = toBeAlone.shift();
      if (job === undefined) break;
      void runAlone(job);
    }
    if (isShared) return;
    const jobs = takeShared();
    if (jobs.length > 0) void runTogether(jobs);
  }

  function takeShared(): readonly Job<Result>[] {
    const jobs: Job<Result>[] = [];
    let characters = 0;
    for (const job of waiting) {
      if (job.isLarge || busy.has(job.organizationId)) continue;
      characters += job.json.length;
      if (jobs.length === mostJobs || (jobs.length > 0 && characters > mostCharacters)) break;
      jobs.push(job);
      waiting.delete(job);
    }
    return jobs;
  }

  /** Others of its organization stay behind it. */
  function goAlone(job: Job<Result>): void {
    busy.add(job.organizationId);
    toBeAlone.push(job);
  }

  async function runAlone(job: Job<Result>): Promise<void> {
    alone += 1;
    await statement.alone(job).then(job.resolve, job.reject);
    alone -= 1;
    // Another of its organization may still be to come, if a shared statement found it held twice.
    if (!toBeAlone.some((it) => it.organizationId === job.organizationId)) busy.delete(job.organizationId);
    plan();
  }

  async function runTogether(jobs: readonly Job<Result>[]): Promise<void> {
    isShared = true;
    const organizations = new Set(jobs.map((it) => it.organizationId));
    for (const it of organizations) busy.add(it);
    const stay = new Set<string>();
    const comeAlone = (job: Job<Result>) => {
      stay.add(job.organizationId);
      goAlone(job);
    };
    try {
      const results = await statement.together(jobs);
      for (const [at, job] of jobs.entries()) {
        const result = results[at];
        if (result === undefined) comeAlone(job);
        else job.resolve(result);
      }
    } catch (error) {
      const [first, ...others] = jobs;
      const mayTry = others.length > 0 && statement.leftNothing(error);
      if (!mayTry) for (const job of jobs) job.reject(error);
      else for (const job of [first, ...others]) if (job !== undefined) comeAlone(job);
    }
    for (const it of organizations) if (!stay.has(it)) busy.delete(it);
    isShared = false;
    plan();
  }
}
