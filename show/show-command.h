/* Commands: what a person, a script or a web page may ask of the show. One sorted table with name,
 * arguments, role and help; `tallybox ctl`, its help, the man page and the web API all come from
 * it. Pure. */
#pragma once
#include "show-setup.h"
#include <jansson.h>

#define SHOW_ERROR (show_error_quark ())
GQuark show_error_quark (void);
typedef enum {
  SHOW_ERROR_UNKNOWN_COMMAND = 1,
  SHOW_ERROR_BAD_ARGUMENT,
  SHOW_ERROR_NOT_FOUND, /* no such scene, card, microphone, output, SKU */
  SHOW_ERROR_REFUSED,   /* understood, but against a rule (selling more than there is, …) */
  SHOW_ERROR_FORBIDDEN, /* the role may not */
} ShowError;

typedef enum { /* flags: who may */
               SHOW_ROLE_CREATOR = 1 << 0,
               SHOW_ROLE_TECH = 1 << 1,
               SHOW_ROLE_PRODUCER = 1 << 2,
               SHOW_ROLE_VIEWER = 1 << 3,
               SHOW_ROLE_LOCAL = 1 << 4, /* given to nobody: who has the rig's own socket */
} ShowRole;
#define SHOW_ROLE_ALL 0xf

typedef enum {
  SHOW_CMD_BITRATE = 1,  /* bitrate KBPS */
  SHOW_CMD_CAMERA,       /* camera NAME set|auto|lock|unlock|show … */
  SHOW_CMD_CARD_DETAIL,  /* card detail NAME TEXT…: a lower third's second line */
  SHOW_CMD_CARD_HIDE,    /* card hide NAME */
  SHOW_CMD_CARD_PRODUCT, /* card product NAME SKU: what the card is about */
  SHOW_CMD_CARD_SHOW,    /* card show NAME */
  SHOW_CMD_CARD_TEXT,    /* card text NAME TEXT… */
  SHOW_CMD_CARD_TOGGLE,  /* card toggle NAME */
  SHOW_CMD_CARD_UNTIL,   /* card until NAME TIME: the deadline, ISO 8601 or "+10min" */
  SHOW_CMD_CHECK,        /* check: answers with the tech check's board */
  SHOW_CMD_CHECK_RECORD, /* check record MIC: some seconds, to be played back */
  SHOW_CMD_CHECK_SIGN,   /* check sign NAME…: keeps the board as a report */
  SHOW_CMD_CHECK_START,  /* check start: measures until it is stopped */
  SHOW_CMD_CHECK_STOP,   /* check stop */
  SHOW_CMD_CHECK_SYNC,   /* check sync CAMERA MIC: lips and voice, by claps */
  SHOW_CMD_CHECK_UPLINK, /* check uplink OUTPUT: tries its server */
  SHOW_CMD_CUE_BACK,     /* cue back: as it was before the last cue was taken */
  SHOW_CMD_CUE_CLEAR,    /* cue clear */
  SHOW_CMD_CUE_GO,       /* cue go [NAME]: takes it, or the one on standby */
  SHOW_CMD_CUE_NEXT,     /* cue next NAME: on standby */
  SHOW_CMD_DELAY,        /* delay MIC MS */
  SHOW_CMD_FADE,         /* fade MIC DB MS */
  SHOW_CMD_GAIN,         /* gain MIC DB */
  SHOW_CMD_INVITE,       /* invite: answers with a link to the control room */
  SHOW_CMD_MICROPHONE,   /* microphone NAME device-volume N | device-mute on|off */
  SHOW_CMD_MUTE,         /* mute MIC */
  SHOW_CMD_OUTPUT_START,
  SHOW_CMD_OUTPUT_STOP,
  SHOW_CMD_PANIC,        /* panic [off] */
  SHOW_CMD_RECORD_SPLIT, /* go on in a new file */
  SHOW_CMD_RECORD_START,
  SHOW_CMD_RECORD_STOP,
  SHOW_CMD_RELOAD,         /* reload: the config was changed by hand; answers with what acts */
  SHOW_CMD_SCENE,          /* scene NAME [MS]: with the current transition, or that one */
  SHOW_CMD_STATE,          /* answers with the state, but the products */
  SHOW_CMD_STATE_PRODUCTS, /* answers with the whole state */
  SHOW_CMD_STOCK_ADD,      /* stock add SKU [N] [PLACE]: N more are left, default 1 */
  SHOW_CMD_STOCK_BUFFER,   /* stock buffer N: pieces of each that the picture holds back */
  SHOW_CMD_STOCK_CAP,      /* stock cap SKU N */
  SHOW_CMD_STOCK_COUNT,    /* stock count SKU N [PLACE]: N pieces were counted */
  SHOW_CMD_STOCK_HUB,      /* stock hub SKU PLACE N */
  SHOW_CMD_STOCK_PREORDER, /* stock preorder SKU N SHIP_BY */
  SHOW_CMD_STOCK_PRICE,    /* stock price SKU MINOR CURRENCY */
  SHOW_CMD_STOCK_REMOVE,   /* stock remove SKU */
  SHOW_CMD_STOCK_RETURN,   /* stock return SKU [N] [PLACE] */
  SHOW_CMD_STOCK_SELL,     /* stock sell SKU [N] [PLACE]: N sold here, default 1 */
  SHOW_CMD_STOCK_SET,      /* stock set SKU N [PLACE]: N pieces are left */
  SHOW_CMD_STOCK_STATE,    /* stock state SKU STATE */
  SHOW_CMD_STOCK_TITLE,    /* stock title SKU TEXT… */
  SHOW_CMD_STOCK_URL,      /* stock url SKU URL */
  SHOW_CMD_STOCK_WAS,      /* stock was SKU MINOR LOW30 */
  SHOW_CMD_STOCK_WINDOW,   /* stock window SKU TIER FROM TO [CAP] */
  SHOW_CMD_TRANSITION_CROSSFADE, /* transition crossfade MS */
  SHOW_CMD_TRANSITION_CUT,       /* transition cut */
  SHOW_CMD_UNMUTE,               /* unmute MIC */
} ShowCommandId;

typedef struct {
  const char *name; /* one or two words: "card show" */
  ShowCommandId id;
  const char *args;         /* for people: "NAME" */
  guint min_args, max_args; /* words after the name; G_MAXUINT: the rest of the line is one text */
  guint roles;              /* ShowRole flags that may use it */
  const char *help;         /* one sentence */
} ShowCommandInfo;

/* Sorted by name. */
const ShowCommandInfo *show_command_table (guint *ret_n);

/* A command as words resolved against nothing yet: names are checked by the reducer. */
struct _ShowCommand {
  ShowCommandId id;
  char **args; /* the words after the name, NULL-terminated */
  guint role;  /* who asks */
};

/* The second word of the camera command that answers with the camera's part of the state. */
#define SHOW_CAMERA_SHOW "show"

/* Longest command, in bytes of all its words: bounds what a remote party can make us keep. */
#define SHOW_COMMAND_BYTES_MAX 2048

/* The words of a command as JSON has them, ["scene","pip"]; NULL when `cmd` is anything else than a
 * list of at least one string. Transfer full. */
char **show_command_words_from_json (const json_t *cmd);

/* Splits into a command by the table. `words` is NULL-terminated; a text of several words (a title)
 * may come as several words, they are joined by blanks. `role`: ShowRole flags of who asks. Errors:
 * SHOW_ERROR_UNKNOWN_COMMAND (names the nearest command), SHOW_ERROR_BAD_ARGUMENT (says how it is
 * written, or which word is not one line of UTF-8), SHOW_ERROR_FORBIDDEN. */
ShowCommand *show_command_parse (const char *const *words, guint role, GError **error);
void show_command_free (ShowCommand *command); /* NULL is fine */
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ShowCommand, show_command_free)
