/* A shop as shop/PROTOCOL.md wants it, and a line to it that loses, doubles, delays, reorders and
 * breaks, all in virtual time. It stands in for the client's socket (shop-socket.h): a test that
 * includes this links without the real one. Everything follows from the seed. */
#pragma once
#include "shop-message.h"
#include "shop-socket.h"

#include <string.h>

#define MODEL_SKUS     3
#define MODEL_WALL_MS  G_GINT64_CONSTANT (1800000000000)
#define MODEL_MONO_MS  G_GINT64_CONSTANT (5000000)
#define MODEL_HB_MS    5000
#define MODEL_STALE_MS 15000
#define MODEL_KEPT     8 /* deltas for those who come again */

/* What is under way. */
typedef struct {
  gint64 at_ms;
  guint64 serial; /* of the same time the one that was sent first */
  guint line;
  gboolean to_shop;
  char *text; /* NULL: the line opens, or ends with `end` */
  ShopEnd end;
} Parcel;

typedef struct {
  gboolean ok;
  char code[SHOP_CODE_MAX + 1];
  guint epoch;
  gint64 seq;
} Verdict;

typedef struct {
  GRand *dice;
  gint64 ms; /* since the beginning; both clocks of the rig follow it */

  /* The line */
  ShopSocket *socket; /* the client's end of the newest one; NULL: it hung up */
  guint line;         /* the newest one's number */
  gboolean is_up;     /* there is one */
  gboolean is_mute;   /* nothing goes through, and nobody is told */
  gboolean is_bad;
  gboolean is_reachable;
  guint64 n_sent;
  GPtrArray *parcels;

  /* The shop */
  guint epoch;
  gint64 first_seq, seq;
  gboolean greeted;  /* on this line */
  gint64 hb_ms;      /* of the next heartbeat */
  gboolean is_loose; /* its `ok` tells no number: R10 */
  ShowProduct *items[MODEL_SKUS];
  gint64 own_moves[MODEL_SKUS]; /* pieces that came and went in the shop itself, summed up */
  GHashTable *had;              /* set of "SKU available": all that it ever had */
  GPtrArray *deltas;            /* text: the newest ones, up to `seq` */
  GHashTable *verdicts;         /* a correction's id -> Verdict */
} Model;

static Model model;

static inline gint64
model_mono_ms (void)
{
  return MODEL_MONO_MS + model.ms;
}

static inline gint64
model_wall_ms (void)
{
  return MODEL_WALL_MS + model.ms;
}

static inline int
model_roll (int n)
{
  return g_rand_int_range (model.dice, 0, n);
}

/* The line */

struct _ShopSocket {
  ShopSocketFuncs funcs;
  gpointer data;
  guint line;
};

static inline void
model_parcel_free (gpointer data)
{
  Parcel *parcel = data;

  g_free (parcel->text);
  g_free (parcel);
}

static inline void
model_post_at (gint64 delay_ms, gboolean to_shop, const char *text, ShopEnd end)
{
  Parcel *parcel = g_new0 (Parcel, 1);

  *parcel = (Parcel){.at_ms = model.ms + delay_ms,
                     .serial = model.n_sent++,
                     .line = model.line,
                     .to_shop = to_shop,
                     .text = g_strdup (text),
                     .end = end};
  g_ptr_array_add (model.parcels, parcel);
}

static inline gint64
model_delay_ms (void)
{
  if (!model.is_bad)
    return 20;
  return 5 + model_roll (40) + (model_roll (6) == 0 ? model_roll (3000) : 0);
}

/* A message goes on its way. */
static inline void
model_post (gboolean to_shop, const char *text)
{
  if (!model.is_up || model.is_mute || (model.is_bad && model_roll (12) == 0))
    return;
  model_post_at (model_delay_ms (), to_shop, text, 0);
  if (model.is_bad && model_roll (12) == 0)
    model_post_at (model_delay_ms (), to_shop, text, 0);
}

static inline void
model_drop_line (void)
{
  g_ptr_array_set_size (model.parcels, 0);
  model.is_up = model.is_mute = model.greeted = FALSE;
}

/* The other side hangs up, or the network does. */
static inline void
model_cut (void)
{
  if (!model.is_up)
    return;
  model_drop_line ();
  model_post_at (10, FALSE, NULL, SHOP_END_LOST);
}

ShopSocket *
shop_socket_new (const ShopSocketSetup *setup, const ShopSocketFuncs *funcs, gpointer data)
{
  ShopSocket *self = g_new0 (ShopSocket, 1);

  model_drop_line ();
  *self = (ShopSocket){*funcs, data, ++model.line};
  model.socket = self;
  model.is_up = model.is_reachable;
  model_post_at (50, FALSE, NULL, model.is_reachable ? 0 : SHOP_END_UNREACHABLE);
  return self;
}

gboolean
shop_socket_send (ShopSocket *self, const char *text)
{
  if (self == model.socket)
    model_post (TRUE, text);
  return TRUE;
}

void
shop_socket_set_paused (ShopSocket *self, gboolean paused)
{
}

void
shop_socket_say_goodbye (ShopSocket *self, guint code)
{
  if (self == model.socket)
    model_drop_line ();
}

void
shop_socket_free (ShopSocket *self)
{
  if (self && self == model.socket) {
    model_drop_line ();
    model.socket = NULL;
  }
  g_free (self);
}

/* The shop's messages */

static inline char *
model_sku (int n)
{
  return g_strdup_printf ("SKU-%d", n);
}

static inline ShopMessage *
model_message (ShopMessageKind kind)
{
  ShopMessage *message = shop_message_new (kind);

  g_snprintf (message->epoch, sizeof message->epoch, "e%u", model.epoch);
  message->seq = model.seq;
  message->version = SHOP_VERSION;
  message->hb_ms = MODEL_HB_MS;
  message->stale_ms = MODEL_STALE_MS;
  message->at_ms = message->source_ms = model_wall_ms ();
  return message;
}

/* Takes `message`. */
static inline char *
model_format (ShopMessage *message)
{
  g_autoptr (ShopMessage) owned = message;
  g_autoptr (GError) error = NULL;
  char *text = shop_message_format (owned, &error);

  g_assert_no_error (error);
  return text;
}

/* Takes `message`. */
static inline void
model_tell (ShopMessage *message)
{
  g_autofree char *text = model_format (message);

  if (model.greeted)
    model_post (FALSE, text);
}

/* In up to as many parts as there are products. */
static inline void
model_tell_snapshot (void)
{
  int parts = 1 + model_roll (MODEL_SKUS);

  for (int part = 0; part < parts; part++) {
    ShopMessage *message = model_message (SHOP_MESSAGE_SNAPSHOT);

    message->part = (guint) part + 1;
    message->parts = (guint) parts;
    for (int n = part * MODEL_SKUS / parts; n < (part + 1) * MODEL_SKUS / parts; n++)
      g_ptr_array_add (message->items, shop_item_new (model.items[n]));
    model_tell (message);
  }
}

/* What the shop has of `n` is another number from now on. */
static inline void
model_move (int n, gint64 by)
{
  g_autoptr (ShowProduct) before = g_steal_pointer (&model.items[n]);
  ShopMessage *message;

  model.items[n] = show_product_copy (before);
  model.items[n]->available += by;
  model.items[n]->rev++;
  model.seq++;
  g_hash_table_add (model.had,
                    g_strdup_printf ("SKU-%d %" G_GINT64_FORMAT, n, model.items[n]->available));
  message = model_message (SHOP_MESSAGE_DELTA);
  message->prev = model.seq - 1;
  g_ptr_array_add (message->items, shop_item_new (model.items[n]));
  g_ptr_array_add (model.deltas, model_format (message));
  if (model.deltas->len > MODEL_KEPT)
    g_ptr_array_remove_index (model.deltas, 0);
}

static inline void
model_tell_last_delta (void)
{
  if (model.greeted)
    model_post (FALSE, model.deltas->pdata[model.deltas->len - 1]);
}

/* Somebody buys in the shop, or it gets more. */
static inline void
model_trade (void)
{
  int n = model_roll (MODEL_SKUS);
  gint64 sold = 1 + model_roll (3);
  gint64 by = model_roll (5) == 0 ? 10 : -MIN (model.items[n]->available, sold);

  model.own_moves[n] += by;
  model_move (n, by);
  model_tell_last_delta ();
}

/* What the shop does with messages */

static inline void
model_greet (const ShopMessage *hello)
{
  ShopMessage *welcome = model_message (SHOP_MESSAGE_WELCOME);
  gint64 missing = model.seq - hello->seq;

  model.greeted = TRUE;
  welcome->resumed = g_str_equal (hello->epoch, welcome->epoch) && missing >= 0 &&
                     missing <= (gint64) model.deltas->len;
  if (!welcome->resumed) {
    model_tell (welcome);
    model_tell_snapshot ();
    return;
  }
  model_tell (welcome);
  for (guint i = model.deltas->len - (guint) missing; i < model.deltas->len; i++)
    model_post (FALSE, model.deltas->pdata[i]);
}

static inline void
model_answer (const char *id, const Verdict *verdict)
{
  ShopMessage *answer = model_message (SHOP_MESSAGE_ADJUSTED);

  g_strlcpy (answer->adjustment.id, id, sizeof answer->adjustment.id);
  g_strlcpy (answer->code, verdict->code, sizeof answer->code);
  answer->ok = verdict->ok;
  answer->seq = verdict->epoch == model.epoch ? verdict->seq : model.first_seq;
  if (!verdict->ok || model.is_loose) {
    answer->epoch[0] = '\0';
    answer->seq = 0;
  }
  model_tell (answer);
}

static inline void
model_adjust (const ShowAdjustment *adjustment)
{
  Verdict *verdict = g_hash_table_lookup (model.verdicts, adjustment->id);
  int n = adjustment->sku[strlen (adjustment->sku) - 1] - '0';

  if (verdict) {
    model_answer (adjustment->id, verdict);
    return;
  }
  verdict = g_new0 (Verdict, 1);
  g_hash_table_insert (model.verdicts, g_strdup (adjustment->id), verdict);
  verdict->ok = model.items[n]->available + adjustment->by >= 0;
  if (verdict->ok)
    model_move (n, adjustment->by);
  else
    g_strlcpy (verdict->code, "sold_out", sizeof verdict->code);
  verdict->epoch = model.epoch;
  verdict->seq = model.seq;
  model_answer (adjustment->id, verdict);
  if (verdict->ok)
    model_tell_last_delta ();
}

static inline void
model_receive (const char *text)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ShopMessage) message =
      shop_message_parse (text, strlen (text), SHOP_SIDE_CLIENT, &error);

  g_assert_no_error (error);
  if (message->kind == SHOP_MESSAGE_HELLO)
    model_greet (message);
  else if (message->kind == SHOP_MESSAGE_RESYNC && model.greeted)
    model_tell_snapshot ();
  else if (message->kind == SHOP_MESSAGE_ADJUST && model.greeted)
    model_adjust (&message->adjustment);
}

/* It knows what it had and what it answered, and counts its states anew. */
static inline void
model_restart (void)
{
  model_cut ();
  model.epoch++;
  model.seq = model.first_seq = 1 + model_roll (5);
  g_ptr_array_set_size (model.deltas, 0);
}

/* Time */

static inline Parcel *
model_next_parcel (void)
{
  Parcel *next = NULL;

  for (guint i = 0; i < model.parcels->len; i++) {
    Parcel *parcel = model.parcels->pdata[i];

    if (!next || parcel->at_ms < next->at_ms ||
        (parcel->at_ms == next->at_ms && parcel->serial < next->serial))
      next = parcel;
  }
  return next;
}

static inline gint64
model_next_ms (void)
{
  const Parcel *next = model_next_parcel ();

  return MIN (next ? next->at_ms : G_MAXINT64, model.hb_ms);
}

static inline void
model_deliver (Parcel *parcel)
{
  ShopSocket *socket = model.socket;

  g_ptr_array_steal_index (model.parcels, 0);
  if (parcel->to_shop)
    model_receive (parcel->text);
  else if (socket && socket->line == parcel->line && parcel->text)
    socket->funcs.received (parcel->text, strlen (parcel->text), socket->data);
  else if (socket && socket->line == parcel->line && parcel->end)
    socket->funcs.ended (parcel->end, 0, NULL, socket->data);
  else if (socket && socket->line == parcel->line)
    socket->funcs.opened (socket->data);
  model_parcel_free (parcel);
}

/* What is due at `model.ms`, one thing of it. */
static inline void
model_step (void)
{
  Parcel *next = model_next_parcel ();

  if (model.hb_ms <= model.ms) {
    model.hb_ms = model.ms + MODEL_HB_MS;
    model_tell (model_message (SHOP_MESSAGE_HB));
  } else if (next && next->at_ms <= model.ms) {
    guint at;

    /* To the front, where it is taken off. */
    g_ptr_array_find (model.parcels, next, &at);
    model.parcels->pdata[at] = model.parcels->pdata[0];
    model.parcels->pdata[0] = next;
    model_deliver (next);
  }
}

static inline void
model_init (guint32 seed)
{
  model = (Model){.dice = g_rand_new_with_seed (seed),
                  .is_reachable = TRUE,
                  .is_loose = seed % 4 == 3,
                  .epoch = 1,
                  .seq = 1,
                  .first_seq = 1,
                  .parcels = g_ptr_array_new_with_free_func (model_parcel_free),
                  .had = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL),
                  .deltas = g_ptr_array_new_with_free_func (g_free),
                  .verdicts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free)};
  for (int n = 0; n < MODEL_SKUS; n++) {
    g_autofree char *sku = model_sku (n);

    model.items[n] = show_product_new (sku, "A thing");
    model.items[n]->available = model.own_moves[n] = 20;
    model.items[n]->state = SHOW_STOCK_LIVE;
    model.items[n]->rev = 1;
    g_hash_table_add (model.had, g_strdup_printf ("%s 20", sku));
  }
}

static inline void
model_clear (void)
{
  g_rand_free (model.dice);
  g_ptr_array_unref (model.parcels);
  g_hash_table_unref (model.had);
  g_ptr_array_unref (model.deltas);
  g_hash_table_unref (model.verdicts);
  for (int n = 0; n < MODEL_SKUS; n++)
    show_product_unref (model.items[n]);
}
