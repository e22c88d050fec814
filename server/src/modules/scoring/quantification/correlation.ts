/** A coefficient between two scenarios, -1..1; pairs that are not named are independent. */
export interface Correlation {
  readonly oneId: string;
  readonly otherId: string;
  readonly coefficient: number;
}

const tolerance = 1e-10;

/**
 * Lower triangle L with L·Lᵀ = the matrix (Cholesky), row by row; undefined when the coefficients contradict each other, that is when the
 * matrix is not positive semidefinite.
 */
export function factorOf(
  ids: readonly string[],
  correlations: readonly Correlation[],
): Float64Array | undefined {
  const n = ids.length;
  const matrix = matrixOf(ids, correlations);
  const factor = new Float64Array(n * n);
  const at = (row: number, column: number) => factor[row * n + column] ?? 0;
  for (let row = 0; row < n; row++) {
    for (let column = 0; column <= row; column++) {
      let rest = matrix[row * n + column] ?? 0;
      for (let k = 0; k < column; k++) rest -= at(row, k) * at(column, k);
      const pivot = at(column, column);
      if (row === column) {
        if (rest < -tolerance) return undefined;
        factor[row * n + row] = Math.sqrt(Math.max(rest, 0));
      } else if (pivot > tolerance) factor[row * n + column] = rest / pivot;
      // Without anything of its own left, a scenario cannot go with a later one by more than what is accounted for.
      else if (Math.abs(rest) > 1e-6) return undefined;
    }
  }
  return factor;
}

function matrixOf(ids: readonly string[], correlations: readonly Correlation[]): Float64Array {
  const n = ids.length;
  const place = new Map(ids.map((id, index) => [id, index]));
  const matrix = new Float64Array(n * n);
  for (let i = 0; i < n; i++) matrix[i * n + i] = 1;
  for (const { oneId, otherId, coefficient } of correlations) {
    const [one, other] = [place.get(oneId), place.get(otherId)];
    if (one === undefined || other === undefined) continue;
    matrix[one * n + other] = coefficient;
    matrix[other * n + one] = coefficient;
  }
  return matrix;
}
