import type { FaultEffect } from './fault-effects.ts';
import { createRandom } from './random.ts';
import type { RequestSystem } from './request-log.ts';

/** A rule as it is asked for; what is left out does not restrict. */
export interface NewFaultRule {
  /** Made up when left out. */
  readonly id?: string | undefined;
  readonly system?: RequestSystem | undefined;
  /** E.g. `xledger.addGLImportItems`, `bc.post`, `entra.token`; `bc.journals` stands for `bc.journals.create` and its like too. */
  readonly operation?: string | undefined;
  /** Only calls whose body contains this text. */
  readonly bodyIncludes?: string | undefined;
  /** Fires at these matching calls, counted from 1. */
  readonly nth?: readonly number[] | undefined;
  /** Fires at each matching call with this chance (0 to 1), reproducibly by `seed`. */
  readonly probability?: number | undefined;
  readonly seed?: number | undefined;
  /** Fires at most so often. */
  readonly times?: number | undefined;
  readonly effect: FaultEffect;
}

/** A rule in force with what it has seen and done. */
export interface FaultRule extends NewFaultRule {
  readonly id: string;
  /** Calls that matched. */
  readonly matched: number;
  /** Calls it hit. */
  readonly fired: number;
}

/** A call as rules look at it. */
export interface FaultableCall {
  readonly system: RequestSystem;
  readonly operation: string;
  readonly bodyText: string;
}

interface LiveRule {
  readonly rule: NewFaultRule & { readonly id: string };
  readonly random: () => number;
  matched: number;
  fired: number;
}

/** The rules in force, in the order they were added. */
export interface FaultRules {
  /** Throws when the id is taken. */
  add(rule: NewFaultRule): FaultRule;
  list(): FaultRule[];
  /** Whether there was such a rule. */
  remove(id: string): boolean;
  clear(): void;
  /** Counts the call at every rule that matches it and returns the first that fires. */
  pick(call: FaultableCall): FaultRule | undefined;
}

/** An empty set of rules. Calls in the same order fire the same rules every time. */
export function createFaultRules(): FaultRules {
  let rules: LiveRule[] = [];
  let added = 0;
  return {
    add(rule) {
      added += 1;
      const id = rule.id ?? `fault-${added}`;
      if (rules.some((it) => it.rule.id === id)) throw new Error(`There is a fault rule ${id} already`);
      const live = { rule: { ...rule, id }, random: createRandom(rule.seed ?? 1), matched: 0, fired: 0 };
      rules.push(live);
      return snapshot(live);
    },
    list: () => rules.map(snapshot),
    remove(id) {
      const before = rules.length;
      rules = rules.filter((it) => it.rule.id !== id);
      return rules.length < before;
    },
    clear() {
      rules = [];
    },
    pick(call) {
      // Every matching rule counts and draws, whether or not an earlier one fires: so rules do not disturb each other.
      const willing = rules.filter((it) => matches(it.rule, call)).filter(wantsToFire);
      const chosen = willing[0];
      if (chosen === undefined) return undefined;
      chosen.fired += 1;
      return snapshot(chosen);
    },
  };
}

function matches(rule: NewFaultRule, call: FaultableCall): boolean {
  return (
    (rule.system === undefined || rule.system === call.system) &&
    (rule.operation === undefined || `${call.operation}.`.startsWith(`${rule.operation}.`)) &&
    (rule.bodyIncludes === undefined || call.bodyText.includes(rule.bodyIncludes))
  );
}

function wantsToFire(live: LiveRule): boolean {
  live.matched += 1;
  const { nth, probability, times } = live.rule;
  const byChance = probability === undefined || live.random() < probability;
  const byCount = nth === undefined || nth.includes(live.matched);
  return byChance && byCount && (times === undefined || live.fired < times);
}

function snapshot(live: LiveRule): FaultRule {
  return { ...live.rule, matched: live.matched, fired: live.fired };
}
