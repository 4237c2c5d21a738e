/* Inside of the conformance checker, for shop-verify*.c only. One thread, which runs the default
 * main context while it waits. */
#pragma once
#include "shop-socket.h"
#include "shop-sync.h"
#include "shop-verify.h"

#define SHOP_VERIFY_RULES 28 /* S1 to S28 of shop/PROTOCOL.md */

typedef enum {
  SHOP_RULE_OPEN = 0, /* not looked at */
  SHOP_RULE_KEPT,
  SHOP_RULE_BROKEN,
} ShopRule;

typedef struct {
  const ShopVerifyOptions *options;
  const char *drop;
  ShopAddress address;
  char *token; /* may be NULL */
  ShopRule rules[SHOP_VERIFY_RULES + 1];
  char *texts[SHOP_VERIFY_RULES + 1]; /* of broken ones, the first fault; owned */
  GPtrArray *notes;                   /* char *: what is no fault, but should be known */
} ShopVerify;

/* A rule was seen kept (unless it is broken already), or broken. */
void shop_verify_keep (ShopVerify *self, guint rule);
void shop_verify_break (ShopVerify *self, guint rule, const char *format, ...) G_GNUC_PRINTF (3, 4);
/* The one or the other. `what` tells the fault. Gives `kept`. */
gboolean shop_verify_check (ShopVerify *self, guint rule, gboolean kept, const char *what);
void shop_verify_note (ShopVerify *self, const char *format, ...) G_GNUC_PRINTF (2, 3);

/* A line to the server */

typedef struct {
  ShopVerify *verify;
  ShopSocket *socket; /* NULL: at its end */
  GQueue *inbox;      /* ShopMessage, not looked at yet */
  gboolean is_open, is_over;
  ShopEnd end; /* once it is over */
  guint code;
  char *detail;
  gint64 opened_ms;
  guint hb_ms;         /* of the welcome */
  gboolean tells_age;  /* the welcome had a src_at */
  GArray *delta_times; /* gint64, ms */
} ShopVerifyLine;

gint64 shop_verify_now_ms (void);

/* Opens and waits until it is open or over. */
ShopVerifyLine *shop_verify_line_open (ShopVerify *self, const char *token);
void shop_verify_line_free (ShopVerifyLine *line); /* NULL is fine */
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ShopVerifyLine, shop_verify_line_free)

void shop_verify_line_send (ShopVerifyLine *line, const char *text);
void shop_verify_line_send_message (ShopVerifyLine *line, const ShopMessage *message);
/* `epoch` NULL: without resume. */
void shop_verify_line_send_hello (ShopVerifyLine *line, const char *epoch, gint64 seq);

/* The next message within so much time, or NULL. What cannot be read breaks S4. */
ShopMessage *shop_verify_line_next (ShopVerifyLine *line, guint ms);

/* TRUE when it is over within so much time. */
gboolean shop_verify_line_wait_over (ShopVerifyLine *line, guint ms);

/* The checks */
void shop_verify_session (ShopVerify *self);  /* a session as it should be */
void shop_verify_refusals (ShopVerify *self); /* what must be refused */
void shop_verify_adjusts (ShopVerify *self);

/* Greets and takes messages until all products are known: the sync, or NULL with rules broken. */
ShopSync *shop_verify_greet (ShopVerifyLine *line, const char *epoch, gint64 seq);
/* Takes one message into the sync, with all that can be checked of any message. */
void shop_verify_take (ShopVerifyLine *line, ShopSync *sync, ShopMessage *message);
