import type { paths } from './api.gen.ts';

/** The methods that the API uses. */
export type Method = 'get' | 'post' | 'put' | 'delete';

/** The addresses that take a method, as the document writes them. */
export type PathsOf<M extends Method> = {
  [P in keyof paths]: paths[P] extends Record<M, { responses: unknown }> ? P : never;
}[keyof paths];

type Operation<M extends Method, P extends PathsOf<M>> = paths[P] extends Record<M, infer O> ? O : never;

type PathOf<O> = O extends { parameters: { path: infer T extends object } } ? { readonly path: T } : unknown;

type QueryOf<O> = O extends { parameters: { query?: infer T } }
  ? [T] extends [undefined]
    ? unknown
    : { readonly query?: T }
  : unknown;

type HeadersOf<O> = O extends { parameters: { header?: infer T } }
  ? [T] extends [undefined]
    ? unknown
    : { readonly headers?: T }
  : unknown;

type BodyOf<O> = O extends { requestBody: { content: { 'application/json': infer T } } }
  ? { readonly body: T }
  : O extends { requestBody?: { content: { 'application/json': infer T } } }
    ? { readonly body?: T }
    : unknown;

/** What an operation takes: the parameters of its path, its query, its headers such as `if-match`, and its body, where it has them. */
export type Input<M extends Method, P extends PathsOf<M>> = PathOf<Operation<M, P>> &
  QueryOf<Operation<M, P>> &
  HeadersOf<Operation<M, P>> &
  BodyOf<Operation<M, P>> & { readonly signal?: AbortSignal };

type Success = 200 | 201 | 202 | 204;

type ContentOf<R> = R extends { content: { 'application/json': infer T } } ? T : undefined;

/** What it answers when all is well, with the status that tells one good answer from another, and its headers such as `etag`. */
export type Told<M extends Method, P extends PathsOf<M>> =
  Operation<M, P> extends { responses: infer R }
    ? {
        [S in keyof R & Success]: { readonly status: S; readonly headers: Headers; readonly body: ContentOf<R[S]> };
      }[keyof R & Success]
    : never;

/** The body of {@link Told}. */
export type Answer<M extends Method, P extends PathsOf<M>> = Told<M, P>['body'];
