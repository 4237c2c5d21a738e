/* An entry of the journal as a line of text. Pure. */
#pragma once
#include "shop-journal.h"

/* One JSON object, without the end of the line. Transfer full. */
char *dmn_journal_to_json_line (const ShopJournalEntry *entry);

/* The same as comma-separated values (RFC 4180), with the end of the line; and the line above all
 * of them. A cell that a table program would take for a formula begins with an apostrophe. Transfer
 * full. */
char *dmn_journal_to_csv_line (const ShopJournalEntry *entry);
#define DMN_JOURNAL_CSV_HEAD "id,at,stream_ms,kind,name,sku,rev,says,facts\r\n"
