import type { ChangeFeed, ChangeTopic } from '@bilag/core';

type ChangesOf<Store> = { readonly [Method in keyof Store]?: readonly ChangeTopic[] };

/**
 * A store that announces what its calls have changed, once they are committed. Each of the methods named takes the organization's id first, or something that
 * has it as `organizationId`.
 */
export function announcing<Store extends object>(
  store: Store,
  changes: ChangesOf<Store>,
  announce: ChangeFeed['announce'],
): Store {
  const topicsOf = new Map<string | symbol, readonly ChangeTopic[]>(Object.entries(changes).filter(isTopics));
  return new Proxy(store, {
    get(target, name) {
      const member: unknown = Reflect.get(target, name);
      const topics = topicsOf.get(name);
      if (topics === undefined || typeof member !== 'function') return member;
      return async (...parameters: unknown[]): Promise<unknown> => {
        const result: unknown = await Reflect.apply(member, target, parameters);
        const organizationId = organizationOf(parameters[0]);
        if (organizationId !== undefined) announce(organizationId, topics);
        return result;
      };
    },
  });
}

const isTopics = (it: [string, unknown]): it is [string, readonly ChangeTopic[]] => Array.isArray(it[1]);

function organizationOf(first: unknown): string | undefined {
  if (typeof first === 'string') return first;
  const isNamed = typeof first === 'object' && first !== null && 'organizationId' in first;
  return isNamed && typeof first.organizationId === 'string' ? first.organizationId : undefined;
}
