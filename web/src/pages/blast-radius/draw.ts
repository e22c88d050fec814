import { chartFont, type Palette } from '../../ui/chart/palette.ts';
import type { Node } from './layout.ts';

/** Where the picture stands in its window: pixels a unit, and the middle. */
export interface View {
  readonly scale: number;
  readonly x: number;
  readonly y: number;
}

export interface Scene {
  readonly nodes: readonly Node[];
  readonly view: View;
  readonly width: number;
  readonly height: number;
  readonly palette: Palette;
  /** Nodes of the path that is shown. */
  readonly marked: ReadonlySet<number>;
}

const size = 6;
/** Names are only drawn where they do not stand on each other: close by, or when they are few. */
const namesFrom = 0.7;
const few = 60;

export function colourOf(palette: Palette, probability: number): string {
  if (probability >= 0.5) return palette.critical;
  if (probability >= 0.25) return palette.high;
  return probability >= 0.1 ? palette.medium : palette.low;
}

/** The whole picture so that it just fits. */
export function fit(nodes: readonly Node[], width: number, height: number): View {
  const far = nodes.reduce((most, { x, y }) => Math.max(most, Math.hypot(x, y)), 60) + 40;
  return { scale: Math.min(1.4, Math.min(width, height) / (2 * far)), x: width / 2, y: height / 2 };
}

export function draw(pen: CanvasRenderingContext2D, scene: Scene): void {
  const { nodes, view, width, height } = scene;
  pen.clearRect(0, 0, width, height);
  drawLines(pen, scene);
  for (const [n, node] of nodes.entries()) drawNode(pen, scene, { node, n });
  const names = view.scale >= namesFrom || nodes.length <= few ? nodes.keys() : scene.marked;
  pen.font = `12px ${chartFont}`;
  pen.fillStyle = scene.palette.text;
  pen.textBaseline = 'middle';
  for (const n of names) {
    const node = nodes[n];
    if (node) pen.fillText(node.name, ...at(view, node, 11));
  }
}

/** Lines of one look in one stroke: thousands of single strokes are what makes a picture stutter. */
function drawLines(pen: CanvasRenderingContext2D, { nodes, view, palette, marked }: Scene): void {
  for (const strong of [false, true]) {
    pen.beginPath();
    for (const [n, node] of nodes.entries()) {
      const parent = nodes[node.parent];
      if (!parent || strong !== (marked.has(n) && marked.has(node.parent))) continue;
      pen.moveTo(...at(view, parent));
      pen.lineTo(...at(view, node));
    }
    pen.strokeStyle = strong ? palette.accent : palette.lineStrong;
    pen.lineWidth = strong ? 2.5 : 1;
    pen.stroke();
  }
}

function drawNode(
  pen: CanvasRenderingContext2D,
  { view, palette, marked }: Scene,
  { node, n }: { readonly node: Node; readonly n: number },
): void {
  const [x, y] = at(view, node);
  const radius = node.parent < 0 ? size + 3 : size;
  pen.beginPath();
  pen.arc(x, y, radius * Math.max(0.35, Math.min(1, view.scale * 1.5)), 0, 2 * Math.PI);
  pen.fillStyle = node.parent < 0 ? palette.text : colourOf(palette, node.probability);
  pen.fill();
  if (node.criticality < 5 && !marked.has(n)) return;
  pen.beginPath();
  pen.arc(x, y, radius + 3, 0, 2 * Math.PI);
  pen.strokeStyle = marked.has(n) ? palette.accent : palette.text;
  pen.lineWidth = 1.5;
  pen.stroke();
}

function at({ scale, x, y }: View, node: Node, right = 0): [number, number] {
  return [x + node.x * scale + right, y + node.y * scale];
}

/** The node under a point of the window; undefined when there is none within reach of a finger. */
export function nodeAt(
  { nodes, view }: Pick<Scene, 'nodes' | 'view'>,
  x: number,
  y: number,
): Node | undefined {
  let [nearest, least]: [Node | undefined, number] = [undefined, 14];
  for (const node of nodes) {
    const [left, top] = at(view, node);
    const distance = Math.hypot(left - x, top - y);
    if (distance < least) [nearest, least] = [node, distance];
  }
  return nearest;
}
