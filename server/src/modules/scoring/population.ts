/** What is scored: all assets of the tenant, or those that the imports of one assessment looked at. */
export interface Subject {
  readonly type: 'TENANT' | 'ASSESSMENT';
  readonly id: string;
}

/** The moment the data speaks of. */
export interface AsOf {
  readonly asOfMs: number;
  /** As the register stands. Otherwise what was first seen later is left out. */
  readonly live: boolean;
  /** Something happened later, and has to be taken back. */
  readonly rewind: boolean;
}

export function isoOf(timeMs: number): string {
  return new Date(timeMs).toISOString();
}
