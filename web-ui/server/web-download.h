/* Files on their way to somebody: read and sent piece by piece, few at once and at a pace that
 * leaves disk, network and processor to the show. Main thread. */
#pragma once
#include "web-request.h"

#define WEB_DOWNLOADS_MAX        6
#define WEB_DOWNLOAD_PIECE       (128 * 1024)       /* bytes */
#define WEB_DOWNLOAD_BYTES_PER_S (16 * 1024 * 1024) /* of all downloads together */
#define WEB_DOWNLOAD_STALL_MS    30000 /* whoever takes no piece for so long is cut off */
#define WEB_DOWNLOAD_RETRY_S     10    /* told to those for whom there is no place */

typedef struct _WebDownloads WebDownloads;

/* `soup` and `listener` must outlive it. */
WebDownloads *web_downloads_new (SoupServer *soup, WebListener *listener);
void web_downloads_free (WebDownloads *self); /* NULL is fine; stops them all */
G_DEFINE_AUTOPTR_CLEANUP_FUNC (WebDownloads, web_downloads_free)

/* FALSE, and the request is answered, when there are as many as may be. */
gboolean web_downloads_have_place (const WebDownloads *self, WebRequest *request);

/* Breaks off those of a session or member. */
void web_downloads_drop (WebDownloads *self, const char *id);

/* Answers, to a request whose member is known, with the plain file `fd` (taken) as it is now, or
 * with the range that was asked for (RFC 9110, 14). `name`: what it is saved as, in letters that
 * need no escape. */
void web_downloads_send (WebDownloads *self, WebRequest *request, int fd, const char *name,
                         const char *type);
