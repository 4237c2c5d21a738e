#include "web-access.h"

static const struct {
  guint role;
  const char *name;
} roles_by_name[] = {
    {SHOW_ROLE_CREATOR, "creator"},
    {SHOW_ROLE_TECH, "tech"},
    {SHOW_ROLE_PRODUCER, "producer"},
    {SHOW_ROLE_VIEWER, "viewer"},
};

static guint
role_from_string (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (roles_by_name); i++)
    if (g_strcmp0 (roles_by_name[i].name, name) == 0)
      return roles_by_name[i].role;
  return 0;
}

guint
web_roles_from_json (const json_t *names)
{
  guint roles = 0;

  for (size_t i = 0; i < json_array_size (names); i++) {
    guint role = role_from_string (json_string_value (json_array_get (names, i)));

    if (!role)
      return 0;
    roles |= role;
  }
  return roles;
}

json_t *
web_roles_to_json (guint roles)
{
  json_t *names = json_array ();

  for (guint i = 0; i < G_N_ELEMENTS (roles_by_name); i++)
    if (roles & roles_by_name[i].role)
      json_array_append_new (names, json_string (roles_by_name[i].name));
  return names;
}
