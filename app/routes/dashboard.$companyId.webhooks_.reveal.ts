import { type ActionFunctionArgs, json } from "@remix-run/node";
import type { Revealed } from "../components/delivery-panel";
import { acting, problem } from "../lib/acting";
import { askedOf } from "../lib/asked";
import { askedDelivery } from "../lib/asked-delivery";
import { services } from "../lib/services";
import { readDelivery } from "../models/delivery";

/** A delivery with what is personal in it, for somebody who asked for it. By POST, so that nobody is led here by a link. */
export async function action({ request, params }: ActionFunctionArgs) {
  return acting(request, async (form) => {
    const { companyId } = askedOf("webhooks", request, params);
    const { owner, seq } = askedDelivery(companyId, form);
    const delivery = await readDelivery(owner, seq, { reveal: true });
    if (!delivery) return problem(404, `There is no delivery ${seq} here.`);
    services().log.info({ seq }, "a delivery was shown with personal data");
    const { payload, body, message } = delivery;
    return json<Revealed>({ payload, body, message });
  });
}
