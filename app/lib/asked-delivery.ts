import { problem } from "./acting";
import { ownerOf } from "./whose-deliveries";

/** The delivery that a form is about (`seq`), and whose it is: the company's, or with null nobody's (`of` without-company). */
export function askedDelivery(companyId: string, form: FormData): { owner: string | null; seq: number } {
  const seq = String(form.get("seq"));
  if (!/^[1-9]\d{0,14}$/.test(seq)) throw problem(400, "Say which delivery, by its number.");
  return { owner: ownerOf(companyId, String(form.get("of"))), seq: Number(seq) };
}
