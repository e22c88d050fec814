/** What is scored: all assets of the tenant, or those that the imports of one assessment looked at. */
export interface Subject {
  readonly type: 'TENANT' | 'ASSESSMENT';
  readonly id: string;
}

/** The moment the data speaks of. */
export interface AsOf {
  readonly asOfMs: number;
  /** As the register stands. Otherwise statuses are taken back to what they were then. */
  readonly live: boolean;
}

export function isoOf(timeMs: number): string {
  return new Date(timeMs).toISOString();
}
