/** The filter of those that do not say whose they are. When access is asked for, it is for the owner of the place. */
export const WITHOUT_COMPANY = "without-company";

/** Whose deliveries a filter by state shows: the company's, or with null those of nobody's. */
export function ownerOf(companyId: string, state: string | undefined): string | null {
  return state === WITHOUT_COMPANY ? null : companyId;
}
