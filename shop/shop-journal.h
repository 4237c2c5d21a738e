/* The journal of what was shown: SQLite in the state folder, append only, the oldest entries make
 * room for new ones. One thread at a time; writing waits for the disk. */
#pragma once
#include "shop-types.h"

/* What the file may grow to: years of shows, for a record that is read after weeks. */
#define SHOP_JOURNAL_BYTES_MAX (G_GINT64_CONSTANT (64) << 20)

/* Borrowed texts. */
typedef struct {
  gint64 id;        /* rises; of entries that are read only */
  gint64 at_ms;     /* wall clock, ms since 1970 */
  gint64 stream_ms; /* position in the programme, from its start; -1: not known */
  const char *kind; /* "card" "deadline" "link" "scene" "output" "recording" "programme" */
  const char *name; /* of the card, scene or output; may be NULL, as may be those below */
  const char *sku;
  gint64 rev;        /* of the stock behind it; 0: none */
  const char *says;  /* in plain words */
  const char *facts; /* a JSON object: all that was to be read on the picture */
} ShopJournalEntry;

typedef struct _ShopJournal ShopJournal;

/* Opens or makes `path`; its folder must be there. A damaged file is set aside; `ret_note` then has
 * one sentence about it for the log, otherwise NULL. `bytes_max`: SHOP_JOURNAL_BYTES_MAX but in
 * tests. Errors: SHOP_ERROR. */
ShopJournal *shop_journal_open (const char *path, gint64 bytes_max, char **ret_note,
                                GError **error);
void shop_journal_close (ShopJournal *self); /* NULL is fine; writes what was added */
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ShopJournal, shop_journal_close)

/* Adds an entry; it is on the disk after the next commit. Errors of both: SHOP_ERROR, then all that
 * was added since the last commit is lost, and so is this entry. */
gboolean shop_journal_add (ShopJournal *self, const ShopJournalEntry *entry, GError **error);
gboolean shop_journal_commit (ShopJournal *self, GError **error);

/* Calls `func` for each entry of `path` since `since_ms` (0: all) about `card` (NULL: any), oldest
 * first. A rig may be writing meanwhile. Errors: SHOP_ERROR, also when there is no journal. */
typedef void (*ShopJournalFunc) (const ShopJournalEntry *entry, gpointer data);
gboolean shop_journal_read (const char *path, gint64 since_ms, const char *card,
                            ShopJournalFunc func, gpointer data, GError **error);
