import { type GraphQLSchema, getOperationAST, OperationTypeNode } from 'graphql';
import type { XledgerError } from './errors.ts';
import { type GraphqlRequest, readRequest } from './execute.ts';
import { readRequestJson } from './posted-request.ts';

/** A webhook as it is sent to `addWebhooks`. */
export interface WebhookNode {
  readonly description?: string | null;
  readonly url?: string | null;
  readonly serializedPayload?: string | null;
}

/** One element of `addWebhooks`, after the schema has checked its types. */
export interface AddWebhook {
  readonly clientId?: string | null;
  readonly node: WebhookNode;
}

/** The subscription that a webhook asks for, and what is wrong with it. Texts are invented. */
export function readWebhook(
  { url, serializedPayload }: WebhookNode,
  schema: GraphQLSchema,
): { subscription: GraphqlRequest; problems: readonly XledgerError[] } {
  const { graphql, problem } = readRequestJson(serializedPayload ?? '', []);
  const { document, errors } = readRequest(schema, graphql);
  const problems: XledgerError[] = [];
  if (!isLoopback(url ?? '')) {
    // The sandbox must never call out: whoever tests against it listens on the same machine.
    problems.push(
      invalid('url: The sandbox posts to addresses of its own machine only, such as http://127.0.0.1:8080/.'),
    );
  }
  if (problem !== undefined) return { subscription: graphql, problems: [...problems, invalid(JSON_WANTED)] };
  problems.push(...errors);
  const operation = document === undefined ? undefined : getOperationAST(document, graphql.operationName)?.operation;
  if (errors.length === 0 && operation !== OperationTypeNode.SUBSCRIPTION) {
    problems.push(invalid('serializedPayload: A subscription is needed.'));
  }
  return { subscription: graphql, problems };
}

const JSON_WANTED = 'serializedPayload: A JSON text with a query is needed.';

function invalid(message: string): XledgerError {
  return { message, extensions: { code: 'INVALID_VALUE' } };
}

function isLoopback(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname } = new URL(text);
  return /^https?:$/.test(protocol) && /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/.test(hostname);
}
