/* Tech check: cameras. */
#include "show-check-judge.h"

static const ShowCheckWords not_live = {"No picture. {0}", "Kein Bild. {0}"};
static const ShowCheckWords opening = {"The camera is being opened.", "Die Kamera wird geöffnet."};
static const ShowCheckWords live = {"Its picture comes.", "Das Bild kommt an."};

void
show_check_camera (const ShowCheckFacts *facts, guint index, ShowCheckLine *line)
{
  const ShowCheckCamera *camera = &facts->cameras[index];

  if (camera->health == SHOW_HEALTH_LIVE)
    SAY (line, SHOW_VERDICT_GO, live);
  else if (camera->health == SHOW_HEALTH_CONNECTING)
    SAY (line, SHOW_VERDICT_WAIT, opening);
  else
    SAY (line, SHOW_VERDICT_NO_GO, not_live, TEXT (camera->status));
}

static const ShowCheckWords measuring = {"Being measured.", "Wird gemessen."};
static const ShowCheckWords fps_good = {"{0} pictures a second.", "{0} Bilder pro Sekunde."};
static const ShowCheckWords fps_slow = {
    "Only {0} of {1} pictures a second: movement judders. Give it more light, a smaller picture "
    "size, or another USB port.",
    "Nur {0} von {1} Bildern pro Sekunde: Bewegung ruckelt. Mehr Licht, eine kleinere Bildgröße "
    "oder ein anderer USB-Anschluss helfen."};

void
show_check_fps (const ShowCheckFacts *facts, guint index, ShowCheckLine *line)
{
  const ShowCheckCamera *camera = &facts->cameras[index];
  double share = camera->fps_wanted > 0 ? camera->fps / camera->fps_wanted : 1;

  if (camera->fps < 0)
    SAY (line, SHOW_VERDICT_WAIT, measuring);
  else if (share >= FPS_GOOD)
    SAY (line, SHOW_VERDICT_GO, fps_good, NUMBER (camera->fps, 1));
  else
    SAY (line, share >= FPS_POOR ? SHOW_VERDICT_WARN : SHOW_VERDICT_NO_GO, fps_slow,
         NUMBER (camera->fps, 1), NUMBER (camera->fps_wanted, 0));
}

static const ShowCheckWords frozen = {"The picture has stood still for {0} s. Wave before the "
                                      "camera; if nothing moves, unplug it and "
                                      "plug it in again.",
                                      "Das Bild steht seit {0} s still. Vor der Kamera winken; "
                                      "bewegt sich nichts, die Kamera ab- und "
                                      "wieder anstecken."};
static const ShowCheckWords moving = {"The picture moves.", "Das Bild bewegt sich."};

void
show_check_frozen (const ShowCheckFacts *facts, guint index, ShowCheckLine *line)
{
  const ShowCheckCamera *camera = &facts->cameras[index];

  if (camera->still_s >= STILL_S)
    SAY (line, SHOW_VERDICT_NO_GO, frozen, NUMBER (camera->still_s, 0));
  else if (camera->n_looks < 2 || camera->still_s > 0)
    SAY (line, SHOW_VERDICT_WAIT, measuring);
  else
    SAY (line, SHOW_VERDICT_GO, moving);
}

static const ShowCheckWords black = {
    "The picture is black. Take the cap off the lens and switch the light on.",
    "Das Bild ist schwarz. Objektivdeckel abnehmen und Licht einschalten."};
static const ShowCheckWords dark = {
    "The picture is dark. Add light, or raise the exposure.",
    "Das Bild ist dunkel. Mehr Licht geben oder die Belichtung erhöhen."};
static const ShowCheckWords light_enough = {"There is enough light.", "Es ist hell genug."};
static const ShowCheckWords light_detail = {
    "Mean brightness {0}, brightest hundredth {1} (black is 16, white 235).",
    "Mittlere Helligkeit {0}, hellstes Hundertstel {1} (Schwarz ist 16, Weiß 235)."};

void
show_check_black (const ShowCheckFacts *facts, guint index, ShowCheckLine *line)
{
  const ShowCheckCamera *camera = &facts->cameras[index];
  const ShowLook *look = &camera->look;

  if (camera->n_looks == 0) {
    SAY (line, SHOW_VERDICT_WAIT, measuring);
    return;
  }
  if (look->high < BLACK_HIGH)
    SAY (line, SHOW_VERDICT_NO_GO, black, NUMBER (look->mean, 0), NUMBER (look->high, 0));
  else if (look->mean < DARK_MEAN)
    SAY (line, SHOW_VERDICT_WARN, dark, NUMBER (look->mean, 0), NUMBER (look->high, 0));
  else
    SAY (line, SHOW_VERDICT_GO, light_enough, NUMBER (look->mean, 0), NUMBER (look->high, 0));
  line->detail = &light_detail;
}

static const ShowCheckWords blown_out = {
    "The picture is blown out: {0} % of it is plain white. Lower the exposure or the light.",
    "Das Bild ist überbelichtet: {0} % davon sind reines Weiß. Belichtung oder Licht verringern."};
static const ShowCheckWords exposed = {"Well exposed.", "Gut belichtet."};
static const ShowCheckWords clipped_detail = {"{0} % of the picture is plain white.",
                                              "{0} % des Bildes sind reines Weiß."};

void
show_check_exposure (const ShowCheckFacts *facts, guint index, ShowCheckLine *line)
{
  const ShowCheckCamera *camera = &facts->cameras[index];
  double percent = camera->look.clipped * 100;
  gboolean lost = camera->look.clipped >= CLIPPED_NO_GO || camera->look.mean >= BRIGHT_MEAN;

  if (camera->n_looks == 0)
    SAY (line, SHOW_VERDICT_WAIT, measuring);
  else if (lost || camera->look.clipped >= CLIPPED_WARN)
    SAY (line, lost ? SHOW_VERDICT_NO_GO : SHOW_VERDICT_WARN, blown_out, NUMBER (percent, 0));
  else {
    SAY (line, SHOW_VERDICT_GO, exposed, NUMBER (percent, 1));
    line->detail = &clipped_detail;
  }
}

static const ShowCheckWords blurred = {
    "Out of focus everywhere. Clean the lens, and focus on what is sold.",
    "Überall unscharf. Objektiv reinigen und auf die Ware scharf stellen."};
static const ShowCheckWords soft = {
    "Nothing in it is really sharp. Look at the picture; focus on what is sold.",
    "Nichts darin ist richtig scharf. Bild ansehen; auf die Ware scharf stellen."};
static const ShowCheckWords sharp = {"Sharp.", "Scharf."};
static const ShowCheckWords plain = {
    "Too plain to tell. Hold something with print on it into the picture.",
    "Zu einfarbig für ein Urteil. Etwas Bedrucktes ins Bild halten."};
static const ShowCheckWords focus_detail = {
    "Sharpness of the sharpest places {0} (from {1} on it is good).",
    "Schärfe der schärfsten Stellen {0} (ab {1} gut)."};

void
show_check_focus (const ShowCheckFacts *facts, guint index, ShowCheckLine *line)
{
  const ShowCheckCamera *camera = &facts->cameras[index];
  double sharpness = camera->look.sharpness;

  if (camera->n_looks == 0) {
    SAY (line, SHOW_VERDICT_WAIT, measuring);
    return;
  }
  if (sharpness < 0) {
    SAY (line, SHOW_VERDICT_TODO, plain);
    return;
  }
  if (sharpness < SHARP_LOW)
    SAY (line, SHOW_VERDICT_NO_GO, blurred, NUMBER (sharpness, 2), NUMBER (SHARP_POOR, 1));
  else if (sharpness < SHARP_POOR)
    SAY (line, SHOW_VERDICT_WARN, soft, NUMBER (sharpness, 2), NUMBER (SHARP_POOR, 1));
  else
    SAY (line, SHOW_VERDICT_GO, sharp, NUMBER (sharpness, 2), NUMBER (SHARP_POOR, 1));
  line->detail = &focus_detail;
}
