#include "web-options.h"

#include <stddef.h>

static const char *const listens[] = {"off", "loopback", "lan", NULL};

static const CfgOption web_options[] = {
    {.key = "listen",
     .type = CFG_CHOICE,
     .offset = offsetof (WebOptions, listen),
     .default_text = "lan",
     .choices = listens,
     .help = "Who can reach the control room. loopback: this machine only. lan: everybody on the "
             "same network who has a code or a link."},
    {.key = "port",
     .type = CFG_INT,
     .offset = offsetof (WebOptions, port),
     .default_text = "8443",
     .min = 0,
     .max = 65535,
     .help = "The port, for https. 0 takes any that is free and says which in the log."},
    {.key = "names",
     .type = CFG_LIST,
     .offset = offsetof (WebOptions, names),
     .example = "rig.example.com",
     .help = "More names under which this machine is reached. Its own name, NAME.local and its "
             "addresses are known already; others are refused."},
    {.key = "tls_certificate",
     .type = CFG_PATH,
     .offset = offsetof (WebOptions, tls_certificate),
     .example = "/etc/tallybox/web.pem",
     .help = "A certificate of your own, with its chain, as a PEM file. Without it one is made at "
             "the first start; browsers ask once whether to trust it."},
    {.key = "tls_key",
     .type = CFG_PATH,
     .offset = offsetof (WebOptions, tls_key),
     .example = "/etc/tallybox/web.key",
     .help = "The private key of that certificate. Keep it readable by the service alone."},
    {.key = NULL},
};

const CfgSection web_section = {
    .name = "web",
    .help = "The control room in the browser.",
    .struct_size = sizeof (WebOptions),
    .options = web_options,
};
