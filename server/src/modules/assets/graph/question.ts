/** What is asked of the graph of a tenant. Plain values: it crosses to another thread. */
export interface Question {
  readonly starts: readonly { readonly assetId: string; readonly fixes: readonly string[] }[];
  readonly removed: readonly { readonly fromId: string; readonly toId: string; readonly type: number }[];
  readonly fixed: readonly { readonly id: string; readonly assetId: string }[];
  readonly maxHops: number;
  readonly minProbability: number;
  /** Of the simulation; 0 for none. */
  readonly runs: number;
  readonly seed: number;
  /** Reached assets to name; totals count all. */
  readonly limit: number;
}

export interface Step {
  readonly fromId: string;
  readonly assetId: string;
  /** Place in the list of relationship types. */
  readonly type: number;
  readonly chance: number;
  /** Vulnerabilities that help over it, likeliest first. */
  readonly exploits: readonly { readonly id: string; readonly chance: number }[];
}

export interface Reached {
  readonly assetId: string;
  readonly probability: number;
  /** Null without a simulation: then the probability is that of the most likely path. */
  readonly interval: { readonly low: number; readonly high: number } | null;
  readonly pathProbability: number;
  readonly path: readonly Step[];
  readonly expectedValue: number | null;
  readonly currency: string;
}

export interface Impact {
  readonly currency: string;
  readonly expected: number;
  readonly maximum: number;
}

export type CutEntry = { readonly riskRemoved: number | null } & (
  | { readonly kind: 'RELATIONSHIP'; readonly fromId: string; readonly toId: string; readonly type: number }
  | { readonly kind: 'VULNERABILITY'; readonly id: string }
);

export interface GraphAnswer {
  readonly originIds: readonly string[];
  readonly reached: readonly Reached[];
  readonly totals: {
    readonly reached: number;
    readonly crownJewels: number;
    readonly allCrownJewels: number;
    readonly expectedCriticality: number;
    readonly maximumCriticality: number;
    readonly impacts: readonly Impact[];
  };
  /** Null when no set cuts off the crown jewels, or the graph is too large to look for it. */
  readonly cut: { readonly items: readonly CutEntry[]; readonly size: number; readonly flow: number } | null;
  readonly runs: number;
}
