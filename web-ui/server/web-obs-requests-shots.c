/* Screenshots: GetSourceScreenshot and SaveSourceScreenshot (protocol.md, "Sources Requests"). */
#include "web-obs-requests.h"

#include <string.h>

#define SIDE_MIN 8 /* pixels, as the protocol has it */

/* As long as the file system takes, with room for the suffix of a file that is being written. */
#define FILE_MAX 128

/* The picture that shows it; NULL: there is none, and the call has failed. */
static const char *
picture_of (WebObsCall *call, WebObsSource source)
{
  const ShowSetup *setup = web_obs_call_setup (call);

  if (source.kind == WEB_OBS_CAMERA)
    return web_obs_plain_name (setup, source);
  if (source.kind == WEB_OBS_SCENE && web_obs_is_current (call->obs, setup, source.index))
    return "programme";
  if (source.kind == WEB_OBS_SCENE)
    web_obs_call_fail (call, WEB_OBS_FAILED, "Only the scene on programme has a picture.");
  else
    web_obs_call_fail (call, WEB_OBS_WRONG_RESOURCE, "Only cameras and the programme have one.");
  return NULL;
}

/* Left as it is when it is not there. */
static gboolean
read_wish (WebObsCall *call, const char *key, double min, double max, int *ret_value)
{
  double value;

  if (!web_obs_call_has (call, key))
    return TRUE;
  if (!web_obs_call_number (call, key, min, max, &value))
    return FALSE;
  *ret_value = (int) value;
  return TRUE;
}

static gboolean
read_format (WebObsCall *call, WebShot *shot)
{
  if (!web_obs_call_string (call, "imageFormat", &shot->image_type))
    return FALSE;
  shot->png = g_str_equal (shot->image_type, "png");
  if (shot->png || g_str_equal (shot->image_type, "jpg") || g_str_equal (shot->image_type, "jpeg"))
    return TRUE;
  web_obs_call_fail (call, WEB_OBS_INVALID_FIELD, "Pictures are png, jpg or jpeg.");
  return FALSE;
}

/* What the two requests have in common; FALSE: the call has failed. */
static gboolean
read_shot (WebObsCall *call, WebShot *ret_shot)
{
  WebObsSource source;

  *ret_shot = (WebShot){.quality = -1};
  if (!web_obs_call_source (call, &source) || !read_format (call, ret_shot) ||
      !read_wish (call, "imageWidth", SIDE_MIN, WEB_SHOT_SIDE_MAX, &ret_shot->width) ||
      !read_wish (call, "imageHeight", SIDE_MIN, WEB_SHOT_SIDE_MAX, &ret_shot->height) ||
      !read_wish (call, "imageCompressionQuality", -1, 100, &ret_shot->quality))
    return FALSE;
  ret_shot->input = picture_of (call, source);
  return ret_shot->input != NULL;
}

static void
fail (WebObsCall *call, const GError *error)
{
  gboolean busy = g_error_matches (error, WEB_ERROR, WEB_ERROR_BUSY);

  web_obs_call_fail (call, busy ? WEB_OBS_NOT_READY : WEB_OBS_FAILED, "%s", error->message);
}

/* A batch of a thousand of them would be a message that no memory holds. */
static gboolean
take_room (WebObsCall *call, gsize length)
{
  gsize before = WEB_OBS_PICTURES_MAX - *call->room;

  if (call->session && !web_obs_session_has_room (call->session, before + length)) {
    web_obs_call_fail (call, WEB_OBS_NOT_READY,
                       "You have not read the pictures before this one. Try again in a moment.");
    return FALSE;
  }
  if (length <= *call->room) {
    *call->room -= length;
    return TRUE;
  }
  web_obs_call_fail (call, WEB_OBS_FAILED,
                     "One message has room for %d MB of pictures. Ask for fewer or smaller ones.",
                     WEB_OBS_PICTURES_MAX / 1024 / 1024);
  return FALSE;
}

static void
on_picture (const char *uri, gsize length, const GError *error, gpointer data)
{
  WebObsCall *call = data;

  if (error)
    fail (call, error);
  else if (take_room (call, length))
    web_obs_call_succeed (
        call, json_pack ("{s:o}", "imageData", json_stringn_nocheck (uri, length))); /* is ASCII */
}

void
web_obs_get_screenshot (WebObsCall *call)
{
  const WebBackend *backend = &call->obs->backend;
  WebShot shot;

  if (read_shot (call, &shot))
    backend->shot (&shot, on_picture, call, backend->data);
}

/* The file's name, when the path is one in the folder for them; NULL otherwise. */
static const char *
name_in_folder (const char *folder, const char *path)
{
  const char *name = path;

  if (g_str_has_prefix (path, folder) && path[strlen (folder)] == '/')
    name = path + strlen (folder) + 1;
  return *name && *name != '.' && !strpbrk (name, "/\\") && strlen (name) <= FILE_MAX ? name : NULL;
}

static void
on_kept (const char *uri, gsize length, const GError *error, gpointer data)
{
  if (error)
    fail (data, error);
  else
    web_obs_call_succeed (data, NULL);
}

/* OBS writes wherever a remote says; here there is one folder for them. */
void
web_obs_save_screenshot (WebObsCall *call)
{
  const WebBackend *backend = &call->obs->backend;
  g_autofree char *folder = g_build_filename (call->obs->record_dir, WEB_SHOTS_FOLDER, NULL);
  const char *path;
  WebShot shot;

  if (!read_shot (call, &shot) || !web_obs_call_string (call, "imageFilePath", &path))
    return;
  shot.file = name_in_folder (folder, path);
  if (shot.file)
    backend->shot (&shot, on_kept, call, backend->data);
  else
    web_obs_call_fail (call, WEB_OBS_NOT_FOUND,
                       "Screenshots are kept in %s: send the name of a file, or its path there.",
                       folder);
}
