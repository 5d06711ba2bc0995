import { Button, Dialog, Kbd, Switch, Text } from "frosted-ui";
import { Fragment, useId } from "react";
import { switchKeys, useKeysAreOn } from "../hooks/use-keys";
import { PAGE_NAMES, pageInfo } from "../lib/pages";

/** The keys of the page, and the switch that turns them off. */
export function KeyHelp({ onClose }: { onClose: () => void }) {
  const isOn = useKeysAreOn();
  const label = useId();
  return (
    <Dialog.Root open onOpenChange={(isOpen) => !isOpen && onClose()}>
      <Dialog.Content size="2" className="key-help">
        <Dialog.Title>Keys</Dialog.Title>
        <dl className="key-list">
          {keys().map(([names, does]) => (
            <Fragment key={does}>
              <dt>
                {names.map((name) => (
                  <Kbd key={name}>{name}</Kbd>
                ))}
              </dt>
              <dd>{does}</dd>
            </Fragment>
          ))}
        </dl>
        <div className="key-switch">
          <Switch size="1" checked={isOn} onCheckedChange={switchKeys} aria-labelledby={label} />
          <Text id={label} size="2">
            Single keys do something
          </Text>
        </div>
        <Dialog.Close>
          <Button size="2" variant="soft" color="gray">
            Close
          </Button>
        </Dialog.Close>
      </Dialog.Content>
    </Dialog.Root>
  );
}

function keys(): [string[], string][] {
  const hasSearch = document.querySelector("[data-search]") !== null;
  return [
    [["d"], "Today"],
    [["w"], "Last 7 days"],
    [["m"], "Last 30 days"],
    [["←", "→"], "Earlier, later"],
    [["c"], "Compare with the period before, the year before, nothing"],
    ...(hasSearch ? [[["/"], "Search"] as [string[], string]] : []),
    ...PAGE_NAMES.map((page): [string[], string] => [["g", pageInfo(page).key], pageInfo(page).title]),
    [["?"], "These keys"],
  ];
}
