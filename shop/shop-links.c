#include "shop-links.h"

#include "shop-fetch.h"

typedef struct {
  ShopLinks *owner;
  char *url;
  ShopLinkPlan plan;
  ShopFetch *fetch; /* NULL: it is not being tried */
} Link;

struct _ShopLinks {
  ShopLinksFunc func;
  gpointer data;
  GPtrArray *links; /* Link; those that are shown first */
  guint n_tries;    /* that run */
  guint tick_source;
};

static void wake (ShopLinks *self);

static gint64
get_now_ms (void)
{
  return g_get_monotonic_time () / 1000;
}

static void
link_free (gpointer data)
{
  Link *link = data;

  if (link->fetch)
    link->owner->n_tries--;
  shop_fetch_free (link->fetch);
  g_free (link->url);
  g_free (link);
}

static void
on_tried (ShopTry outcome, const char *text, gpointer data)
{
  Link *link = data;
  ShopLinks *self = link->owner;
  g_autofree char *url = g_strdup (link->url), *words = g_strdup (text);
  const ShowLinkReport report = {.url = url, .alive = outcome != SHOP_TRY_DEAD, .text = words};

  g_clear_pointer (&link->fetch, shop_fetch_free);
  self->n_tries--;
  wake (self);
  /* Last: the owner may take the link away. */
  if (shop_link_plan_take (&link->plan, outcome, get_now_ms ()))
    self->func (&report, self->data);
}

static void
try_link (ShopLinks *self, Link *link)
{
  self->n_tries++;
  link->fetch = shop_fetch_new (link->url, NULL, on_tried, link);
}

/* Begins what is due and gives when the next one will be. */
static gint64
try_all (ShopLinks *self)
{
  gint64 now_ms = get_now_ms (), next_ms = G_MAXINT64;

  for (guint i = 0; i < self->links->len; i++) {
    Link *link = self->links->pdata[i];

    if (link->fetch)
      continue;
    if (link->plan.due_ms <= now_ms && self->n_tries < SHOP_LINK_AT_ONCE)
      try_link (self, link);
    else if (link->plan.due_ms > now_ms)
      next_ms = MIN (next_ms, link->plan.due_ms);
  }
  return next_ms;
}

static gboolean
on_tick (gpointer data)
{
  ShopLinks *self = data;
  gint64 next_ms;

  self->tick_source = 0;
  next_ms = try_all (self);
  if (next_ms != G_MAXINT64)
    self->tick_source = g_timeout_add ((guint) MAX (next_ms - get_now_ms (), 0), on_tick, self);
  return G_SOURCE_REMOVE;
}

static void
wake (ShopLinks *self)
{
  g_clear_handle_id (&self->tick_source, g_source_remove);
  self->tick_source = g_timeout_add (0, on_tick, self);
}

ShopLinks *
shop_links_new (ShopLinksFunc func, gpointer data)
{
  ShopLinks *self = g_new0 (ShopLinks, 1);

  self->func = func;
  self->data = data;
  self->links = g_ptr_array_new_with_free_func (link_free);
  return self;
}

void
shop_links_free (ShopLinks *self)
{
  if (!self)
    return;
  g_clear_pointer (&self->links, g_ptr_array_unref);
  g_clear_handle_id (&self->tick_source, g_source_remove);
  g_free (self);
}

static Link *
take_or_make (ShopLinks *self, const char *url)
{
  Link *link;

  for (guint i = 0; i < self->links->len; i++)
    if (g_str_equal (((Link *) self->links->pdata[i])->url, url))
      return g_ptr_array_steal_index (self->links, i);
  link = g_new0 (Link, 1);
  link->owner = self;
  link->url = g_strdup (url);
  return link;
}

void
shop_links_set (ShopLinks *self, const char *const *urls, guint n_shown)
{
  GPtrArray *links = g_ptr_array_new_with_free_func (link_free);

  for (guint i = 0; i < SHOP_LINKS_MAX && urls[i]; i++) {
    Link *link = take_or_make (self, urls[i]);

    shop_link_plan_set_shown (&link->plan, i < n_shown, get_now_ms ());
    g_ptr_array_add (links, link);
  }
  g_ptr_array_unref (self->links);
  self->links = links;
  wake (self);
}
