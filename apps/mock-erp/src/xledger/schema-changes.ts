const PAGING = 'first: Int after: String last: Int before: String';

/** Types, queries and mutations by which changes are heard of. @source xledger.md §6 and §11, 2026-11 */
export const CHANGE_TYPES = `
  enum MutationType { ADDED UPDATED DELETED }
  type Delta { dbId: Int mutationType: MutationType }
  type DeltaEdge { cursor: String node: Delta }
  type DeltaConnection { edges: [DeltaEdge!] pageInfo: PageInfo! }

  type Webhook { dbId: Int description: String url: String state: Named serializedPayload: String
    lastSuccessfulPost: DateTimeString lastFailedPost: DateTimeString }
  type WebhookEdge { cursor: String node: Webhook }
  type WebhookConnection { edges: [WebhookEdge!] pageInfo: PageInfo! }
  input AddWebhooksInputNode { description: String url: String serializedPayload: String }
  input AddWebhooksInput { clientId: String node: AddWebhooksInputNode! }
  type WebhooksResultEdge { clientId: String node: Webhook }
  type WebhooksResult { edges: [WebhooksResultEdge!] }

  type MutatedProjectEdge { syncVersion: String node: Project }
  type MutatedProjects { edges: [MutatedProjectEdge!] }
  type Subscription { projectsMutated: MutatedProjects }

  extend type Query {
    transaction_deltas(${PAGING}): DeltaConnection!
    apTransaction_deltas(${PAGING}): DeltaConnection!
    project_deltas(${PAGING}): DeltaConnection!
    webhooks(${PAGING}): WebhookConnection!
    webhook(dbId: ID): Webhook
  }
  extend type Mutation {
    addWebhooks(inputs: [AddWebhooksInput!]!): WebhooksResult!
    removeWebhooks(dbIds: [Int64String!]!): RemoveResult!
  }
`;
