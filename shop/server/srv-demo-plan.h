/* What happens in the demo's drop, and when: orders at random, as lively as a real drop's, between
 * events that are always the same. Pure: the same seed gives the same drop. */
#pragma once
#include "srv-shop.h"

#define SRV_DEMO_DROP     "demo"
#define SRV_DEMO_ROUND_MS 180000 /* then it begins anew */
#define SRV_DEMO_LIVE_MS  25000  /* before that, only members may buy */

typedef struct _SrvDemoPlan SrvDemoPlan;

typedef enum {
  SRV_DEMO_BEGIN = 1, /* products as they are at the start of a round, upcoming */
  SRV_DEMO_STATE,     /* the drop is `state` from now on */
  SRV_DEMO_ORDER,     /* `deed` */
  SRV_DEMO_RESTOCK,   /* `deed` */
  SRV_DEMO_PRICE,     /* `sku` costs `price_minor` now */
} SrvDemoKind;

typedef struct {
  SrvDemoKind kind;
  gint64 at_ms; /* since the demo's start */
  SrvDropState state;
  SrvDeed deed; /* its texts are static, but for `ref`, which is NULL */
  const char *sku;
  gint64 price_minor;
} SrvDemoEvent;

SrvDemoPlan *srv_demo_plan_new (guint32 seed);
void srv_demo_plan_free (SrvDemoPlan *plan); /* NULL is fine */
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SrvDemoPlan, srv_demo_plan_free)

/* The next event; each is later than the one before, or as late. */
SrvDemoEvent srv_demo_plan_next (SrvDemoPlan *plan);

/* The products at the start of a round that begins at `wall_ms`: an array of ShowProduct, transfer
 * full. `speed`: how much faster than life the demo goes. */
GPtrArray *srv_demo_plan_products (gint64 wall_ms, double speed);
