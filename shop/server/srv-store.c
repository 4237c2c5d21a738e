#include "srv-store.h"

void
srv_store_close (SrvStore *store)
{
  if (store)
    store->ops->close (store);
}

void
srv_answer_free (SrvAnswer *answer)
{
  if (!answer)
    return;
  g_free (answer->digest);
  g_free (answer->body);
  g_free (answer);
}

void
srv_entry_free (SrvEntry *entry)
{
  if (!entry)
    return;
  g_free (entry->what);
  g_free (entry->sku);
  g_free (entry->place);
  g_free (entry->tier);
  g_free (entry->who);
  g_free (entry->ref);
  g_free (entry);
}
