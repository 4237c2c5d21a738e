/* Corrections that were made here and that the shop's numbers do not contain yet: what they take
 * off the picture. Lists are immutable and refcounted. Pure. */
#pragma once
#include "show-state.h"

typedef struct {
  ShowAdjustment adjustment;
  gboolean answered; /* the shop took it; its numbers contain it from `seq` on */
  gint64 seq;
} ShowPending;

/* A GArray of ShowPending, never changed once made, in the order of their making;
 * g_array_ref() and _unref(). */
typedef GArray ShowPendingList;

ShowPendingList *show_pending_list_new (void);

/* The index of `id`, or -1. */
int show_pending_list_find (const ShowPendingList *list, const char *id);

/* New lists. */
ShowPendingList *show_pending_list_add (const ShowPendingList *list,
                                        const ShowAdjustment *adjustment);
ShowPendingList *show_pending_list_answer (const ShowPendingList *list, guint index, gint64 seq);
ShowPendingList *show_pending_list_remove (const ShowPendingList *list, guint index);

/* Without those that products of `seq` contain; with `complete`, without all that were answered.
 * The same list, with a new reference, when there are none. */
ShowPendingList *show_pending_list_settle (ShowPendingList *list, gint64 seq, gboolean complete);

/* What waits of one product. */
typedef struct {
  guint n;
  gint64 taken; /* pieces taken off, >= 0; what was added counts when the shop says so */
  gint64 taken_at[SHOW_HUBS_MAX]; /* the part of it that is known to be of the product's place */
} ShowPendingSum;

void show_pending_list_sum (const ShowPendingList *list, const ShowProduct *product,
                            ShowPendingSum *ret_sum);

/* The product as it may be shown: without `sum` and without `buffer` pieces that are held back,
 * never less than nothing; without its price when it is doubtful. A new reference to the same when
 * there is nothing to change. */
ShowProduct *show_product_as_shown (ShowProduct *product, const ShowPendingSum *sum, gint64 buffer);
