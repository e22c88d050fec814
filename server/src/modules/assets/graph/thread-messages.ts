import type { GraphParts } from './graph.ts';
import type { GraphAnswer, Question } from './question.ts';

/** What the service says to the thread that holds the graphs. */
export type ToThread = { readonly id: number; readonly tenantId: string; readonly version: string } & (
  | { readonly kind: 'KEEP'; readonly parts: GraphParts }
  | { readonly kind: 'ASK'; readonly question: Question }
);

/** What the thread says. `MISSING`: the graph of this version is not held; give it and ask again. */
export type FromThread = { readonly id: number } & (
  | { readonly kind: 'KEPT' }
  | { readonly kind: 'MISSING' }
  | { readonly kind: 'ANSWER'; readonly answer: GraphAnswer }
  | { readonly kind: 'FAILED'; readonly reason: string }
);
