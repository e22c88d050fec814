import { dataCodewords, interleave, smallestVersion } from './qr-codewords.ts';

/**
 * QR code (ISO/IEC 18004:2015), byte mode, error correction level M (about 15 % of the code may be lost), versions 1 to 15.
 * Enough for a web address; written here because a whole package for one square is more to trust than this page.
 */

/** Format bits of level M (table 12). */
const levelM = 0b00;

type Grid = boolean[][];

/**
 * Modules of the code, row by row, true = dark, without the quiet zone (four modules, the caller's to leave).
 * @throws RangeError when the text is longer than 412 bytes of UTF-8.
 */
export function qrModules(text: string): readonly (readonly boolean[])[] {
  const bytes = Buffer.from(text, 'utf8');
  const version = smallestVersion(bytes.length);
  const codewords = interleave(version, dataCodewords(version, bytes));
  const size = version * 4 + 17;
  const modules = blank(size);
  const reserved = blank(size);
  drawFunctionPatterns({ version, modules, reserved });
  drawCodewords({ codewords, modules, reserved });
  return bestMask(modules, reserved);
}

/** The code as an SVG drawing of one path, with the quiet zone. */
export function qrSvg(text: string): string {
  const modules = qrModules(text);
  const side = modules.length + 8;
  let path = '';
  modules.forEach((row, y) => {
    row.forEach((dark, x) => {
      if (dark) path += `M${x + 4} ${y + 4}h1v1h-1z`;
    });
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${side} ${side}" shape-rendering="crispEdges"><path fill="#000" d="${path}"/></svg>`;
}

function blank(size: number): Grid {
  return Array.from({ length: size }, () => Array.from({ length: size }, () => false));
}

function set(grid: Grid, x: number, y: number, dark: boolean): void {
  const row = grid[y];
  if (row && x >= 0 && x < row.length) row[x] = dark;
}

function at(grid: Grid, x: number, y: number): boolean {
  return grid[y]?.[x] ?? false;
}

interface Layers {
  readonly modules: Grid;
  /** True where data may not go. */
  readonly reserved: Grid;
}

function drawFunctionPatterns({ version, modules, reserved }: Layers & { readonly version: number }): void {
  const size = modules.length;
  const put = (x: number, y: number, dark: boolean) => {
    set(modules, x, y, dark);
    set(reserved, x, y, true);
  };
  for (let i = 0; i < size; i += 1) {
    put(6, i, i % 2 === 0);
    put(i, 6, i % 2 === 0);
  }
  const finders: readonly (readonly [number, number])[] = [
    [3, 3],
    [size - 4, 3],
    [3, size - 4],
  ];
  for (const [cx, cy] of finders)
    square({ cx, cy, radius: 4, put, dark: (ring) => ring !== 2 && ring !== 4 });
  const centres = alignmentCentres(version);
  const last = centres.length - 1;
  centres.forEach((cx, i) => {
    centres.forEach((cy, j) => {
      const onFinder = (i === 0 && j === 0) || (i === 0 && j === last) || (i === last && j === 0);
      if (!onFinder) square({ cx, cy, radius: 2, put, dark: (ring) => ring !== 1 });
    });
  });
  drawFormat({ modules, reserved }, 0);
  if (version >= 7) drawVersion(version, size, put);
}

interface Square {
  readonly cx: number;
  readonly cy: number;
  readonly radius: number;
  readonly put: (x: number, y: number, dark: boolean) => void;
  readonly dark: (ring: number) => boolean;
}

function square({ cx, cy, radius, put, dark }: Square): void {
  for (let dy = -radius; dy <= radius; dy += 1) {
    for (let dx = -radius; dx <= radius; dx += 1)
      put(cx + dx, cy + dy, dark(Math.max(Math.abs(dx), Math.abs(dy))));
  }
}

/** Annex E: evenly spaced, even steps, first at 6. */
function alignmentCentres(version: number): number[] {
  if (version === 1) return [];
  const count = Math.floor(version / 7) + 2;
  const step = Math.ceil((version * 4 + 4) / (count * 2 - 2)) * 2;
  return Array.from({ length: count }, (_, i) => (i === 0 ? 6 : version * 4 + 10 - (count - 1 - i) * step));
}

/** Format information with its BCH check, masked (section 7.9). */
function drawFormat({ modules, reserved }: Layers, mask: number): void {
  const size = modules.length;
  const data = (levelM << 3) | mask;
  let check = data;
  for (let i = 0; i < 10; i += 1) check = (check << 1) ^ ((check >>> 9) * 0x537);
  const bits = ((data << 10) | check) ^ 0x5412;
  const put = (x: number, y: number, i: number) => {
    set(modules, x, y, ((bits >>> i) & 1) === 1);
    set(reserved, x, y, true);
  };
  for (let i = 0; i <= 5; i += 1) put(8, i, i);
  put(8, 7, 6);
  put(8, 8, 7);
  put(7, 8, 8);
  for (let i = 9; i < 15; i += 1) put(14 - i, 8, i);
  for (let i = 0; i < 8; i += 1) put(size - 1 - i, 8, i);
  for (let i = 8; i < 15; i += 1) put(8, size - 15 + i, i);
  set(modules, 8, size - 8, true);
  set(reserved, 8, size - 8, true);
}

/** Version information with its BCH check (section 7.10). */
function drawVersion(
  version: number,
  size: number,
  put: (x: number, y: number, dark: boolean) => void,
): void {
  let check = version;
  for (let i = 0; i < 12; i += 1) check = (check << 1) ^ ((check >>> 11) * 0x1f25);
  const bits = (version << 12) | check;
  for (let i = 0; i < 18; i += 1) {
    const dark = ((bits >>> i) & 1) === 1;
    const a = size - 11 + (i % 3);
    const b = Math.floor(i / 3);
    put(a, b, dark);
    put(b, a, dark);
  }
}

/** Two columns at a time from the right, up and down in turn, past the timing column (section 7.7.3). */
function drawCodewords({
  codewords,
  modules,
  reserved,
}: Layers & { readonly codewords: readonly number[] }): void {
  const size = modules.length;
  let bit = 0;
  for (let pair = 0; pair < (size - 1) / 2; pair += 1) {
    const right = size - 1 - pair * 2;
    const x0 = right <= 6 ? right - 1 : right;
    for (let step = 0; step < size * 2; step += 1) {
      const x = x0 - (step % 2);
      const row = Math.floor(step / 2);
      const y = pair % 2 === 0 ? size - 1 - row : row;
      if (at(reserved, x, y)) continue;
      set(modules, x, y, (((codewords[bit >>> 3] ?? 0) >>> (7 - (bit & 7))) & 1) === 1);
      bit += 1;
    }
  }
}

const masks: readonly ((x: number, y: number) => boolean)[] = [
  (x, y) => (x + y) % 2 === 0,
  (_, y) => y % 2 === 0,
  (x) => x % 3 === 0,
  (x, y) => (x + y) % 3 === 0,
  (x, y) => (Math.floor(x / 3) + Math.floor(y / 2)) % 2 === 0,
  (x, y) => ((x * y) % 2) + ((x * y) % 3) === 0,
  (x, y) => (((x * y) % 2) + ((x * y) % 3)) % 2 === 0,
  (x, y) => (((x + y) % 2) + ((x * y) % 3)) % 2 === 0,
];

function bestMask(modules: Grid, reserved: Grid): Grid {
  const candidates = masks.map((invert, mask) => {
    const grid = modules.map((row, y) =>
      row.map((dark, x) => dark !== (!at(reserved, x, y) && invert(x, y))),
    );
    drawFormat({ modules: grid, reserved: blank(grid.length) }, mask);
    return { grid, penalty: penaltyOf(grid) };
  });
  return candidates.reduce((best, next) => (next.penalty < best.penalty ? next : best)).grid;
}

/** The four features that hinder reading (section 7.8.3.1). */
function penaltyOf(grid: Grid): number {
  const size = grid.length;
  const columns = grid.map((_, x) => grid.map((row) => row[x] ?? false));
  let penalty = 0;
  for (const lineOf of [...grid, ...columns]) {
    const text = lineOf.map((dark) => (dark ? '1' : '0')).join('');
    for (const [run] of text.matchAll(/0{5,}|1{5,}/g)) penalty += run.length - 2;
    penalty += 40 * (text.match(/(?=10111010000|00001011101)/g)?.length ?? 0);
  }
  for (let y = 0; y + 1 < size; y += 1) {
    for (let x = 0; x + 1 < size; x += 1) {
      const dark = at(grid, x, y);
      if (dark === at(grid, x + 1, y) && dark === at(grid, x, y + 1) && dark === at(grid, x + 1, y + 1))
        penalty += 3;
    }
  }
  const darkShare = grid.flat().filter(Boolean).length / (size * size);
  return penalty + 10 * Math.floor(Math.abs(darkShare * 100 - 50) / 5);
}
