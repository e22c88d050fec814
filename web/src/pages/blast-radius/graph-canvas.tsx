import { type PointerEvent, useEffect, useMemo, useRef, useState } from 'react';
import type { BlastRadius } from '../../api/blast-radius.ts';
import { formatNumber } from '../../shared/format.ts';
import { t } from '../../shared/i18n.ts';
import { useTheme } from '../../shared/theme.ts';
import { IconButton } from '../../ui/button.tsx';
import { readPalette } from '../../ui/chart/palette.ts';
import { draw, fit, nodeAt, type View } from './draw.ts';
import { layOut, type Node } from './layout.ts';

interface GraphCanvasProps {
  readonly answer: BlastRadius;
  readonly shown: string | undefined;
  readonly onShow: (assetId: string) => void;
}

/** Canvas of our own: it holds 5,000 assets in one frame. Everything in it can also be had from the list. */
export function GraphCanvas({ answer, shown, onShow }: GraphCanvasProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const theme = useTheme();
  const nodes = useMemo(() => layOut(answer), [answer]);
  const size = useSize(canvas);
  const [moved, setMoved] = useState<View>();
  const view = moved ?? fit(nodes, size.width, size.height);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another theme means other colours, read anew from the page
  useEffect(() => {
    const pen = canvas.current?.getContext('2d');
    if (!canvas.current || !pen) return;
    const sharp = devicePixelRatio;
    canvas.current.width = size.width * sharp;
    canvas.current.height = size.height * sharp;
    pen.scale(sharp, sharp);
    draw(pen, { nodes, view, ...size, palette: readPalette(), marked: wayTo(nodes, shown) });
  }, [nodes, view, size, shown, theme]);
  const zoom = (by: number) => setMoved(zoomed(view, by, size));
  const drag = useDrag(view, setMoved, (x, y) => {
    const node = nodeAt({ nodes, view }, x, y);
    if (node) onShow(node.id);
  });
  return (
    <div className="relative h-[420px] w-full touch-none">
      <canvas
        ref={canvas}
        role="img"
        aria-label={t('blast.summary', { count: formatNumber(answer.totals.reached) })}
        className="absolute inset-0 size-full cursor-grab"
        {...drag}
      />
      <div className="absolute right-0 bottom-0 flex gap-1">
        <IconButton size="small" icon="plus" label={t('blast.zoomIn')} onClick={() => zoom(1.4)} />
        <IconButton size="small" icon="minus" label={t('blast.zoomOut')} onClick={() => zoom(1 / 1.4)} />
      </div>
    </div>
  );
}

/** The asset and all that its most likely way passes. */
function wayTo(nodes: readonly Node[], id: string | undefined): ReadonlySet<number> {
  const way = new Set<number>();
  let at = nodes.findIndex((node) => node.id === id);
  while (at >= 0 && !way.has(at)) {
    way.add(at);
    at = nodes[at]?.parent ?? -1;
  }
  return way;
}

interface Size {
  readonly width: number;
  readonly height: number;
}

function zoomed({ scale, x, y }: View, by: number, { width, height }: Size): View {
  const next = Math.min(6, Math.max(0.02, scale * by));
  const real = next / scale;
  return { scale: next, x: width / 2 + (x - width / 2) * real, y: height / 2 + (y - height / 2) * real };
}

function useSize(canvas: { readonly current: HTMLCanvasElement | null }): Size {
  const [size, setSize] = useState<Size>({ width: 600, height: 420 });
  useEffect(() => {
    if (!canvas.current) return;
    const watch = new ResizeObserver(([entry]) => {
      if (entry) setSize({ width: entry.contentRect.width, height: entry.contentRect.height });
    });
    watch.observe(canvas.current);
    return () => watch.disconnect();
  }, [canvas]);
  return size;
}

/** Pulls the picture; a press without a pull picks. */
function useDrag(view: View, move: (view: View) => void, pick: (x: number, y: number) => void) {
  const from = useRef<{ readonly x: number; readonly y: number; readonly view: View }>(undefined);
  return {
    onPointerDown: ({ nativeEvent: { offsetX, offsetY } }: PointerEvent) => {
      from.current = { x: offsetX, y: offsetY, view };
    },
    onPointerMove: ({ buttons, nativeEvent: { offsetX, offsetY } }: PointerEvent) => {
      const start = from.current;
      if (!start || buttons === 0 || Math.hypot(offsetX - start.x, offsetY - start.y) < 4) return;
      move({ ...start.view, x: start.view.x + offsetX - start.x, y: start.view.y + offsetY - start.y });
    },
    onPointerUp: ({ nativeEvent: { offsetX, offsetY } }: PointerEvent) => {
      const start = from.current;
      from.current = undefined;
      if (start && Math.hypot(offsetX - start.x, offsetY - start.y) < 4) pick(offsetX, offsetY);
    },
  };
}
