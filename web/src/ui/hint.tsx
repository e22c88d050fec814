import { Tooltip } from '@base-ui/react/tooltip';
import type { ReactElement } from 'react';

/** Words on hover and focus. Never the only place where something is said. */
export function Hint({ text, children }: { readonly text: string; readonly children: ReactElement }) {
  return (
    <Tooltip.Root>
      <Tooltip.Trigger render={children} />
      <Tooltip.Portal>
        <Tooltip.Positioner sideOffset={6} className="z-50">
          <Tooltip.Popup className="max-w-72 rounded-sm bg-text px-2 py-1 text-label text-page shadow-raised transition-opacity duration-100 data-starting-style:opacity-0 data-ending-style:opacity-0">
            {text}
          </Tooltip.Popup>
        </Tooltip.Positioner>
      </Tooltip.Portal>
    </Tooltip.Root>
  );
}
