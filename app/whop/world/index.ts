import { companyV1, planV1, productV1 } from "../samples/catalogue";
import { company, plans, product } from "./business";
import { tellV1 } from "./deliveries";
import { schedule } from "./queue";
import { between } from "./random";
import { LAUNCH_AFTER } from "./rates";
import { setPace } from "./ticks";
import { MINUTE, SECOND } from "./time";
import { emptyWorld, type World } from "./world";

export { advance } from "./advance";
export { company } from "./business";
export type { Delivery } from "./deliveries";
export { setPace } from "./ticks";
export type { World } from "./world";

const ON_THE_WAITING_LIST = 24;

/** The demo's business on its first day (`opensAt`, Unix ms): it names its product and plans, and has yet to launch. */
export function newWorld(o: { seed: string; opensAt: number }): World {
  const world = emptyWorld(o);
  const at = o.opensAt;
  const sold = { ...product, createdAt: at };
  tellV1(world, at, "account.updated", companyV1(company, at));
  tellV1(world, at + SECOND, "product.created", productV1(sold, company, at));
  Object.values(plans).forEach((plan, index) => {
    tellV1(
      world,
      at + (2 + index) * SECOND,
      "plan.created",
      planV1({ ...plan, createdAt: at }, sold, company, at),
    );
  });
  for (let i = 0; i < ON_THE_WAITING_LIST; i++) {
    const signsUp = Math.round(between(world.random, at + MINUTE, at + LAUNCH_AFTER));
    schedule(world, signsUp, { does: "waitlist" });
  }
  setPace(world, "steady");
  return world;
}
