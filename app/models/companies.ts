import { reads, type Sql } from "../lib/db";

export interface ListedCompany {
  companyId: string;
  title: string | null;
  lastReceivedAt: Date | null;
}

/** Every company that has deliveries, the last active first: `api.companies`. */
export async function readCompanies(sql: Sql = reads()): Promise<ListedCompany[]> {
  const rows = await sql<
    {
      company_id: string;
      title: string | null;
      last_received_at: Date | null;
    }[]
  >`
    select company_id, title, last_received_at
    from api.companies()
  `;
  return rows.map((row) => ({
    companyId: row.company_id,
    title: row.title,
    lastReceivedAt: row.last_received_at,
  }));
}
