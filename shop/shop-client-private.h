/* Inside of the client, for shop-client*.c only. Main thread. Times are of the monotonic clock
 * unless they say otherwise. */
#pragma once
#include "base-bucket.h"
#include "shop-client.h"
#include "shop-keeper.h"
#include "shop-outbox.h"
#include "shop-socket.h"
#include "shop-sync.h"

#define SHOP_KEEP_MS       500   /* between two writes of products, at least */
#define SHOP_TOUCH_MS      10000 /* between two notes that the shop was heard, at least */
#define SHOP_SETTLE_MS     1000  /* answers to corrections of an earlier line are waited for */
#define SHOP_ERR_MS        30000 /* an `err` without retry_ms is shown for so long */
#define SHOP_READ_PER_S    4000  /* messages, a KiB of one counting as one more */
#define SHOP_READ_BURST    8000
#define SHOP_RATE_PAUSE_MS 1000 /* after rate_limited without retry_ms */

/* The last report, to tell whether the next one says anything new. */
typedef struct {
  ShowHealth health;
  char *text;
  gboolean synced;
  guint refused;
  gint64 heard_ms, at_ms;
  gint64 source_ms;
} ShopReported;

struct _ShopClient {
  const ShopOptions *options; /* borrowed */
  ShopStore *store;           /* borrowed */
  ShopClientFuncs funcs;
  gpointer data;
  gint64 (*mono_ms) (void); /* both are the system's but in tests */
  gint64 (*wall_ms) (void);
  char source[SHOP_SOURCE_MAX + 1];
  ShopAddress address;
  gboolean started;
  guint tick_source;

  /* The line */
  ShopPolicy policy;
  ShopSocket *socket;  /* NULL: there is none */
  ShopSocket *leaving; /* said goodbye to; freed with the next try */
  char *detail;        /* of the last end; may be NULL */
  BaseBucket reading;
  gboolean paused;
  gint64 offset_ms; /* the shop's wall clock minus this monotonic clock */
  gboolean knows_offset;
  gint64 source_ms; /* the shop's source was fresh then, < 0: before the boot; 0: not told */
  char *err_text;   /* what the shop complains of; NULL: nothing */
  gint64 err_until_ms;

  /* What the shop has */
  ShopSync *sync;
  ShopOutbox *outbox;
  GPtrArray *loose;       /* ShowAdjustment, taken by the shop, which did not say from when on */
  GArray *held;           /* ShopAnswer, told with the change that waits for what they name */
  gint64 settle_until_ms; /* changes wait so long for answers */
  gboolean dirty;         /* something is to be reported in `changed` */
  gint64 changed_ms;      /* last report */
  ShopReported reported;

  /* What is kept of it: written by the keeper, one write at a time, out of what has gathered here
   * meanwhile. What could not be written is here again. */
  ShopKeeper *keeper; /* from the start to the stop */
  gboolean unkept;    /* products, or their place */
  GArray *answers;    /* ShopAnswer, with the numbers that they came with */
  gboolean was_true;  /* the products were all true at `true_ms`, when the shop spoke last */
  gint64 true_ms;
  gint64 keep_ms;     /* the earliest next write */
  gint64 touch_ms;    /* the earliest next note that the shop was heard */
  gint64 kept_seq;    /* -1: none */
  gint64 keeping_seq; /* what `kept_seq` is after the write that is on its way */
};

/* shop-client.c: something happened; what is due is done soon. */
void shop_client_wake (ShopClient *self);
/* Does what is due and gives when the next thing is, G_MAXINT64: never. What is seen comes before
 * what is kept: a slow disk must not delay a number. */
gint64 shop_client_tick (ShopClient *self);
gint64 shop_client_now_ms (const ShopClient *self);
extern const BasePace shop_client_reading_pace;

/* shop-client-link.c */
void shop_client_connect (ShopClient *self);
/* Ends the line; `code` is said to the shop, 0: nothing is. */
void shop_client_hang_up (ShopClient *self, ShopEnd end, guint code, const char *detail);
void shop_client_send_resync (ShopClient *self);
void shop_client_send_letters (ShopClient *self, gint64 now_ms);

/* shop-client-report.c: each does it if it is due, and gives when it will be, or G_MAXINT64. */
gint64 shop_client_report_change (ShopClient *self, gint64 now_ms);
gint64 shop_client_report_feed (ShopClient *self, gint64 now_ms);
void shop_client_fail (ShopClient *self, const GError *error);
/* An answer of the shop. */
void shop_client_take_answer (ShopClient *self, const ShopMessage *message);
/* R10: this message has the effect of corrections that were taken without a number. */
void shop_client_settle_loose (ShopClient *self, const ShopMessage *message);

/* The same of those that were held: a complete snapshot that comes after them has them all. */
void shop_client_settle_held (ShopClient *self, const ShopMessage *message);

/* shop-client-keep.c */
gint64 shop_client_keep (ShopClient *self, gint64 now_ms);     /* as those of the reports */
void shop_client_note_truth (ShopClient *self, gint64 now_ms); /* the shop spoke */
/* `seq` 0: it said no. */
void shop_client_keep_answer (ShopClient *self, const char *id, const char *epoch, gint64 seq);
/* Numbers that are to come count anew. */
void shop_client_forget_kept (ShopClient *self);
/* The line ends: what is not kept yet is, if nothing is being written. */
void shop_client_keep_now (ShopClient *self, gint64 now_ms);
/* For the stop: waits until all is written; what fails is tried once more. */
void shop_client_keep_last (ShopClient *self);
/* The keeper's. */
void shop_client_on_written (ShopKeep *keep, const GError *error, gpointer data);
