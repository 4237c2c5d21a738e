#include "srv-gate.h"

struct _SrvGate {
  guint max, max_per_address;
  GHashTable *addresses; /* connection -> its address, as a key of `counts` */
  GHashTable *counts;    /* address -> connections from there */
  BaseBuckets *refusals;
};

SrvGate *
srv_gate_new (guint max, guint max_per_address)
{
  SrvGate *gate = g_new0 (SrvGate, 1);

  gate->max = max ? max : G_MAXUINT;
  gate->max_per_address = max_per_address ? max_per_address : G_MAXUINT;
  gate->addresses = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  gate->counts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  gate->refusals = base_buckets_new (SRV_REFUSERS_MAX);
  return gate;
}

void
srv_gate_free (SrvGate *gate)
{
  if (!gate)
    return;
  g_hash_table_unref (gate->addresses);
  g_hash_table_unref (gate->counts);
  base_buckets_free (gate->refusals);
  g_free (gate);
}

static guint
count_of (const SrvGate *gate, const char *address)
{
  return GPOINTER_TO_UINT (g_hash_table_lookup (gate->counts, address));
}

gboolean
srv_gate_may_enter (const SrvGate *gate, const char *address)
{
  return srv_gate_count (gate) < gate->max && count_of (gate, address) < gate->max_per_address;
}

void
srv_gate_enter (SrvGate *gate, gconstpointer who, const char *address)
{
  srv_gate_leave (gate, who);
  g_hash_table_insert (gate->addresses, (gpointer) who, g_strdup (address));
  g_hash_table_insert (gate->counts, g_strdup (address),
                       GUINT_TO_POINTER (count_of (gate, address) + 1));
}

void
srv_gate_leave (SrvGate *gate, gconstpointer who)
{
  const char *address = g_hash_table_lookup (gate->addresses, who);
  guint n = address ? count_of (gate, address) : 0;

  if (!address)
    return;
  if (n > 1)
    g_hash_table_insert (gate->counts, g_strdup (address), GUINT_TO_POINTER (n - 1));
  else
    g_hash_table_remove (gate->counts, address);
  g_hash_table_remove (gate->addresses, who);
}

const char *
srv_gate_get_address (const SrvGate *gate, gconstpointer who)
{
  const char *address = g_hash_table_lookup (gate->addresses, who);

  return address ? address : "unknown";
}

guint
srv_gate_count (const SrvGate *gate)
{
  return g_hash_table_size (gate->addresses);
}

gboolean
srv_gate_refused (SrvGate *gate, gconstpointer who, gint64 mono_ms)
{
  const BasePace pace = base_pace_per_s (SRV_REFUSALS_PER_S);

  return base_bucket_try (base_buckets_find (gate->refusals, srv_gate_get_address (gate, who)),
                          &pace, mono_ms);
}
