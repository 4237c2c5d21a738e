/* The demo: plays its plan on a shop. One thread. */
#pragma once
#include "srv-demo-plan.h"
#include "srv-server.h"

typedef struct _SrvDemo SrvDemo;

/* `shop` is borrowed. `speed`: 1 is as in life. */
SrvDemo *srv_demo_new (SrvShop *shop, guint32 seed, double speed);
void srv_demo_free (SrvDemo *demo); /* NULL is fine */
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SrvDemo, srv_demo_free)

/* SrvStepper: does what is due. */
guint srv_demo_step (SrvNow now, gpointer demo);
