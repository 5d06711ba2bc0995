-- The ledgers' second clock. Entries lie in the order in which they were posted, so a block range index finds those posted since an
-- instant, and one entry by its number, by reading the pages where they lie. A page range is summed up when it is full, not with each
-- entry: what is posted costs the same as without.
create index revenue_entries_by_posting on core.revenue_entries using brin (posted_at, entry_id) with (autosummarize = on);
create index mrr_entries_by_posting on core.mrr_entries using brin (posted_at, entry_id) with (autosummarize = on);
create index access_entries_by_posting on core.access_entries using brin (posted_at, entry_id) with (autosummarize = on);
