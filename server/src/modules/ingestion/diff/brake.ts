/** The brake holds when a plan would close at least `count` and more than `share` of what is open in the scope. */
export interface Brake {
  readonly count: number;
  readonly share: number;
}

export const defaultBrake: Brake = { count: 3, share: 0.3 };
