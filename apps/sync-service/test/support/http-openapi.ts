import type { TestService } from './service.ts';

/** A JSON schema as the document has it. */
export type Schema = Readonly<Record<string, unknown>>;

/** What one address takes and answers. */
export interface Operation {
  readonly operationId: string;
  readonly summary?: string;
  readonly tags?: readonly string[];
  readonly security?: readonly unknown[];
  readonly parameters?: readonly {
    readonly name: string;
    readonly in: string;
    readonly required?: boolean;
    readonly schema: Schema;
  }[];
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: Schema }>> };
  readonly responses: Readonly<
    Record<
      string,
      {
        readonly content?: Readonly<Record<string, { readonly schema: Schema }>>;
        readonly headers?: Readonly<Record<string, Schema>>;
      }
    >
  >;
}

/** The OpenAPI document as far as tests look at it. */
export interface OpenApi {
  readonly openapi: string;
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  /** What the service sends to others, by name. */
  readonly webhooks: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: {
    readonly schemas: Readonly<Record<string, Schema>>;
    readonly headers?: Readonly<Record<string, { readonly schema: Schema }>>;
  };
}

/** An operation with its address. */
export interface Route extends Operation {
  readonly method: string;
  readonly path: string;
}

/** The document as the service hands it out. */
export async function openApiOf(service: TestService): Promise<OpenApi> {
  return (await service.call<OpenApi>('GET', '/openapi.json')).body;
}

/** Every operation of the document. */
export function routesOf({ paths }: OpenApi): readonly Route[] {
  return Object.entries(paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, operation]) => ({ ...operation, method: method.toUpperCase(), path })),
  );
}

/** The address of a route in an organization. */
export function addressOf(route: Route, organizationId: string, id = '0199b6f0-6a5e-7c31-8a4f-3f0d7a1b2c3d') {
  return route.path
    .replace('{organizationId}', organizationId)
    .replace(/\{(recordId|reconciliationId|syncId|logId|alertId|endpointId|deliveryId)\}/g, id);
}
