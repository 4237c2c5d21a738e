/* What a tech check's look at one camera costs, and what it says: `bench-judge [FILE]`, FILE being
 * luma of 640x360 pictures, one after the other. */
#include "mix-judge.h"
#include <stdio.h>
#include <time.h>

#define WIDTH  640
#define HEIGHT 360
#define ROUNDS 200

static double
cpu_ms (void)
{
  struct timespec now;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &now);
  return (double) now.tv_sec * 1e3 + (double) now.tv_nsec / 1e6;
}

static void
say_looks (const char *path, guint8 *luma)
{
  FILE *file = fopen (path, "rb");

  while (file && fread (luma, WIDTH * HEIGHT, 1, file) == 1) {
    ShowLook look = mix_judge_look (luma, WIDTH, WIDTH, HEIGHT);

    printf ("mean %.0f, high %.0f, clipped %.3f, sharpness %.4f\n", look.mean, look.high,
            look.clipped, look.sharpness);
  }
  if (file)
    fclose (file);
}

int
main (int argc, char **argv)
{
  g_autofree guint8 *luma = g_malloc (WIDTH * HEIGHT);
  guint64 sum = 0;
  double begun_ms;

  for (int i = 0; i < WIDTH * HEIGHT; i++)
    luma[i] = (guint8) (i * 2654435761u >> 24);
  begun_ms = cpu_ms ();
  for (int i = 0; i < ROUNDS; i++) {
    luma[0] = (guint8) i;
    sum += (guint64) mix_judge_look (luma, WIDTH, WIDTH, HEIGHT).mean;
    sum += mix_judge_fingerprint (luma, WIDTH, WIDTH, HEIGHT);
  }
  printf ("%.3f ms of CPU a look (%u)\n", (cpu_ms () - begun_ms) / ROUNDS, (guint) sum);
  if (argc > 1)
    say_looks (argv[1], luma);
  return 0;
}
