import { Tooltip, VisuallyHidden } from "frosted-ui";
import { type ReactNode, useId, useState } from "react";

interface Props {
  /** the word itself */
  children: ReactNode;
  /** what it means, in one or two sentences */
  meaning: string;
}

/** A word whose meaning shows on hover, on focus and on tap, and is read out with it. */
export function Definition({ children, meaning }: Props) {
  const [isOpen, setOpen] = useState(false);
  const id = useId();
  return (
    <>
      <Tooltip
        content={meaning}
        className="definition-meaning"
        open={isOpen}
        onOpenChange={setOpen}
        closeOnClick={false}
        delay={250}
        side="top"
        align="start"
      >
        <button type="button" className="definition" aria-describedby={id} onClick={() => setOpen(true)}>
          {children}
        </button>
      </Tooltip>
      <VisuallyHidden id={id}>{meaning}</VisuallyHidden>
    </>
  );
}
