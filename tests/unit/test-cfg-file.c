/* Every kind of bad config: the right line, what is wrong, and what to do about it. */
#include "cfg-file.h"
#include "cfg-test-tables.h"

#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

typedef struct {
  const char *what, *text;
  gsize length;
  const char *errors; /* the whole message */
} Bad;

#define BAD(what, text, errors)                                                                    \
  {                                                                                                \
    what, text, sizeof (text) - 1, errors                                                          \
  }
#define NAME_33    "abcdefghijklmnopqrstuvwxyz-012345"
#define DIGITS_50  "99999999999999999999999999999999999999999999999999"
#define DIGITS_400 DIGITS_50 DIGITS_50 DIGITS_50 DIGITS_50 DIGITS_50 DIGITS_50 DIGITS_50 DIGITS_50

static const Bad bads[] = {
    BAD ("int: words", "[show]\nbitrate = fast\n",
         "t.conf:2: [show] bitrate: \"fast\" is not a whole number. Write a whole number from 300 "
         "to 20000 (kbit/s), such as bitrate = 4500."),
    BAD ("int: fraction", "[show]\nbitrate = 450.5\n",
         "t.conf:2: [show] bitrate: \"450.5\" is not a whole number. Write a whole number from 300 "
         "to 20000 (kbit/s), such as bitrate = 4500."),
    BAD ("int: too low", "[show]\nbitrate = 299\n",
         "t.conf:2: [show] bitrate: \"299\" is too low. Write a whole number from 300 to 20000 "
         "(kbit/s), such as bitrate = 4500."),
    BAD ("int: too high", "[show]\nbitrate = 20001 kbit/s\n",
         "t.conf:2: [show] bitrate: \"20001 kbit/s\" is too high. Write a whole number from 300 to "
         "20000 (kbit/s), such as bitrate = 4500."),
    BAD ("int: overflow", "[show]\nplain_int = 2147483648\n",
         "t.conf:2: [show] plain_int: \"2147483648\" is too high. Write a whole number, such as "
         "plain_int = 2."),
    BAD ("int: huge",
         "[show]\nplain_int = -99999999999999999999999999999999999999999999999999999999999\n",
         "t.conf:2: [show] plain_int: "
         "\"-99999999999999999999999999999999999999999999999999999999999\" is too low. Write a "
         "whole number, such as plain_int = 2."),
    BAD ("int: hexadecimal", "[show]\nplain_int = 0x1F\n",
         "t.conf:2: [show] plain_int: \"0x1F\" is not a whole number. Write a whole number, such "
         "as plain_int = 2."),
    BAD ("int: exponent", "[show]\nplain_int = 1e3\n",
         "t.conf:2: [show] plain_int: \"1e3\" is not a whole number. Write a whole number, such as "
         "plain_int = 2."),
    BAD ("int: wrong unit", "[show]\nbitrate = 4500 Mbit/s\n",
         "t.conf:2: [show] bitrate: \"4500 Mbit/s\" has the wrong unit. Write a whole number from "
         "300 to 20000 (kbit/s), such as bitrate = 4500."),
    BAD ("int: trailing junk", "[show]\nplain_int = 3 cats\n",
         "t.conf:2: [show] plain_int: \"3 cats\" is not a whole number. Write a whole number, such "
         "as plain_int = 2."),
    BAD ("int: comment behind", "[show]\nbitrate = 4500 # plenty\n",
         "t.conf:2: [show] bitrate: \"4500 # plenty\" has the wrong unit. Write a whole number "
         "from 300 to 20000 (kbit/s), such as bitrate = 4500. A comment needs a line of its own."),
    BAD ("double: words", "[camera a]\nsource=x\ngain = loud\n",
         "t.conf:3: [camera a] gain: \"loud\" is not a number. Write a number from -60 to 24 (dB "
         "of change), "
         "such as gain = 0."),
    BAD ("double: NaN", "[camera a]\nsource=x\ngain = nan\n",
         "t.conf:3: [camera a] gain: \"nan\" is not a number. Write a number from -60 to 24 (dB of "
         "change), "
         "such as gain = 0."),
    BAD ("double: infinity", "[show]\nplain_double = inf\n",
         "t.conf:2: [show] plain_double: \"inf\" is not a number. Write a number, such as "
         "plain_double = 2.5."),
    BAD ("double: minus infinity", "[camera a]\nsource=x\ngain = -inf\n",
         "t.conf:3: [camera a] gain: \"-inf\" is not a number. Write a number from -60 to 24 (dB "
         "of change), "
         "such as gain = 0."),
    BAD ("double: overflow", "[show]\nplain_double = " DIGITS_400 "\n",
         "t.conf:2: [show] plain_double: "
         "\"999999999999999999999999999999999999999999999999999999999999…\" is too high. Write a "
         "number, such as plain_double = 2.5."),
    BAD ("double: too low", "[camera a]\nsource=x\ngain = -60.1\n",
         "t.conf:3: [camera a] gain: \"-60.1\" is too low. Write a number from -60 to 24 (dB of "
         "change), "
         "such as gain = 0."),
    BAD ("double: too high", "[camera a]\nsource=x\ngain = 24.5 dB\n",
         "t.conf:3: [camera a] gain: \"24.5 dB\" is too high. Write a number from -60 to 24 (dB of "
         "change), "
         "such as gain = 0."),
    BAD ("double: comma", "[camera a]\nsource=x\ngain = 2,5\n",
         "t.conf:3: [camera a] gain: \"2,5\" has a comma where a point belongs. Write a number "
         "from -60 to 24 (dB of change), such as gain = 0."),
    BAD ("double: sign only", "[camera a]\nsource=x\ngain = -\n",
         "t.conf:3: [camera a] gain: \"-\" is not a number. Write a number from -60 to 24 (dB of "
         "change), "
         "such as gain = 0."),
    BAD ("double: two units", "[camera a]\nsource=x\ngain = 3 dB dB\n",
         "t.conf:3: [camera a] gain: \"3 dB dB\" has the wrong unit. Write a number from -60 to 24 "
         "(dB of change), such as gain = 0."),
    BAD ("bool", "[show]\nrecord = maybe\n",
         "t.conf:2: [show] record: \"maybe\" is neither yes nor no. Write yes or no, such as "
         "record = yes."),
    BAD ("ms: words", "[camera a]\nsource=x\ndelay = soon\n",
         "t.conf:3: [camera a] delay: \"soon\" is not a time. Write a time in ms, s, min or h from "
         "0 ms to 2 s, such as delay = 0."),
    BAD ("ms: wrong unit", "[camera a]\nsource=x\ndelay = 3 weeks\n",
         "t.conf:3: [camera a] delay: \"3 weeks\" has the wrong unit. Write a time in ms, s, min "
         "or h from 0 ms to 2 s, such as delay = 0."),
    BAD ("ms: negative", "[camera a]\nsource=x\ndelay = -1 ms\n",
         "t.conf:3: [camera a] delay: \"-1 ms\" is too low. Write a time in ms, s, min or h from 0 "
         "ms to 2 s, such as delay = 0."),
    BAD ("ms: too high", "[camera a]\nsource=x\ndelay = 2.001 s\n",
         "t.conf:3: [camera a] delay: \"2.001 s\" is too high. Write a time in ms, s, min or h "
         "from 0 ms to 2 s, such as delay = 0."),
    BAD ("ms: overflow", "[show]\nplain_ms = 600 h\n",
         "t.conf:2: [show] plain_ms: \"600 h\" is too high. Write a time in ms, s, min or h, such "
         "as plain_ms = 300 ms."),
    BAD ("ms: too fine", "[camera a]\nsource=x\ndelay = 0.5 ms\n",
         "t.conf:3: [camera a] delay: \"0.5 ms\" is finer than a millisecond. Write a time in ms, "
         "s, min or h from 0 ms to 2 s, such as delay = 0."),
    BAD ("size: words", "[show]\nsize = big\n",
         "t.conf:2: [show] size: \"big\" is not a size. Write WIDTHxHEIGHT in even numbers from "
         "160 to 3840, such as size = 1280x720."),
    BAD ("size: one number", "[show]\nsize = 1280\n",
         "t.conf:2: [show] size: \"1280\" is not a size. Write WIDTHxHEIGHT in even numbers from "
         "160 to 3840, such as size = 1280x720."),
    BAD ("size: odd width", "[show]\nsize = 1281x720\n",
         "t.conf:2: [show] size: \"1281x720\" has an odd width or height. Write WIDTHxHEIGHT in "
         "even numbers from 160 to 3840, such as size = 1280x720."),
    BAD ("size: odd height", "[show]\nsize = 1280x721\n",
         "t.conf:2: [show] size: \"1280x721\" has an odd width or height. Write WIDTHxHEIGHT in "
         "even numbers from 160 to 3840, such as size = 1280x720."),
    BAD ("size: too small", "[show]\nsize = 1280x90\n",
         "t.conf:2: [show] size: \"1280x90\" is too small. Write WIDTHxHEIGHT in even numbers from "
         "160 to 3840, such as size = 1280x720."),
    BAD ("size: too large", "[show]\nsize = 7680x4320\n",
         "t.conf:2: [show] size: \"7680x4320\" is too large. Write WIDTHxHEIGHT in even numbers "
         "from 160 to 3840, such as size = 1280x720."),
    BAD ("size: trailing junk", "[show]\nsize = 1280x720p\n",
         "t.conf:2: [show] size: \"1280x720p\" is not a size. Write WIDTHxHEIGHT in even numbers "
         "from 160 to 3840, such as size = 1280x720."),
    BAD ("size: zero", "[show]\nplain_size = 0x0\n",
         "t.conf:2: [show] plain_size: \"0x0\" is too small. Write WIDTHxHEIGHT in even numbers, "
         "such as plain_size = 1280x720."),
    BAD ("rate: words", "[show]\nfps = fast\n",
         "t.conf:2: [show] fps: \"fast\" is not a frame rate. Write a number of frames a second "
         "from 1 to 60, such as fps = 30."),
    BAD ("rate: zero", "[show]\nfps = 0\n",
         "t.conf:2: [show] fps: \"0\" is too low. Write a number of frames a second from 1 to 60, "
         "such as fps = 30."),
    BAD ("rate: too high", "[show]\nfps = 60.01\n",
         "t.conf:2: [show] fps: \"60.01\" is too high. Write a number of frames a second from 1 to "
         "60, such as fps = 30."),
    BAD ("rate: by zero", "[show]\nfps = 30/0\n",
         "t.conf:2: [show] fps: \"30/0\" is not a frame rate. Write a number of frames a second "
         "from 1 to 60, such as fps = 30."),
    BAD ("rate: two slashes", "[show]\nfps = 30/1/1\n",
         "t.conf:2: [show] fps: \"30/1/1\" is not a frame rate. Write a number of frames a second "
         "from 1 to 60, such as fps = 30."),
    BAD ("rate: terms too large", "[show]\nfps = 30000000/1000000\n",
         "t.conf:2: [show] fps: \"30000000/1000000\" is not a frame rate. Write a number of frames "
         "a second from 1 to 60, such as fps = 30."),
    BAD ("rate: too many decimals", "[show]\nfps = 12.3456\n",
         "t.conf:2: [show] fps: \"12.3456\" has too many decimals. Write a number of frames a "
         "second from 1 to 60, such as fps = 30."),
    BAD ("rate: wrong unit", "[show]\nfps = 30 Hz\n",
         "t.conf:2: [show] fps: \"30 Hz\" has the wrong unit. Write a number of frames a second "
         "from 1 to 60, such as fps = 30."),
    BAD ("rate: NaN", "[show]\nfps = NaN\n",
         "t.conf:2: [show] fps: \"NaN\" is not a frame rate. Write a number of frames a second "
         "from 1 to 60, such as fps = 30."),
    BAD ("choice: misspelt", "[show]\ntheme = darkk\n",
         "t.conf:2: [show] theme: \"darkk\" is not known here. Did you mean \"dark\"? Write one of "
         "bright, dark, high-contrast."),
    BAD ("choice: unknown", "[show]\ntheme = purple\n",
         "t.conf:2: [show] theme: \"purple\" is not known here. Write one of bright, dark, "
         "high-contrast."),
    BAD ("list: no words", "[camera a]\nsource=x\ntags = , ,\n",
         "t.conf:3: [camera a] tags: \", ,\" has no words in it. Write words separated by commas, "
         "such as tags = one, two."),
    BAD ("path: of another user", "[camera a]\nsource=x\nlut = ~joe/a.cube\n",
         "t.conf:3: [camera a] lut: \"~joe/a.cube\" starts with ~ but not with ~/. Write the path "
         "of a file, such as lut = file."),
    BAD ("path: empty", "[camera a]\nsource=x\nlut = \"\"\n",
         "t.conf:3: [camera a] lut: \"\" is empty. Write the path of a file, such as lut = file."),
    BAD ("check function", "[camera a]\nsource=x\nsku = mug\n",
         "t.conf:3: [camera a] sku: \"mug\" does not begin with a capital. Write it as on the "
         "label, such as MUG-01."),
    BAD (
        "long value is cut",
        "[show]\ntheme = ÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄ\n",
        "t.conf:2: [show] theme: \"ÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄ…\" "
        "is not known here. Write one of bright, dark, high-contrast."),
    BAD ("empty value", "[show]\n\nfps =\n",
         "t.conf:3: [show] fps: There is no value. Write a number of frames a second from 1 to 60, "
         "such as fps = 30."),
    BAD ("empty value of a required key", "[camera a]\nsource =   \n",
         "t.conf:2: [camera a] source: There is no value. Write text, such as source = "
         "v4l2:/dev/video0."),
    BAD ("quoted nothing", "[show]\nbitrate = \"\"\n",
         "t.conf:2: [show] bitrate: \"\" is not a whole number. Write a whole number from 300 to "
         "20000 (kbit/s), such as bitrate = 4500."),
    BAD (
        "closing quote missing", "[show]\ntitle = \"Hello\n",
        "t.conf:2: [show] title: The closing quote is missing. Write it, or leave the quotes out."),
    BAD ("unknown key, misspelt", "[show]\nbitrte = 4500\n",
         "t.conf:2: [show] bitrte: This key is not known here. Did you mean bitrate?"),
    BAD ("unknown key of another section", "[show]\nsource = x\n",
         "t.conf:2: [show] source: This key is not known here. It belongs under [camera NAME]."),
    BAD ("unknown key", "[shop]\ntoken = t\nzebra = 1\n",
         "t.conf:3: [shop] zebra: This key is not known here. The keys here are token, tries."),
    BAD ("misspelt required key is told once", "[camera a]\nsuorce = x\n",
         "t.conf:2: [camera a] suorce: This key is not known here. Did you mean source?"),
    BAD ("doubled key", "[show]\nfps = 30\n\nfps = 25\n",
         "t.conf:4: [show] fps: This key is already on line 2. Remove one of the two."),
    BAD ("doubled key, first one bad", "[show]\nfps = x\nfps = 25\n",
         "t.conf:2: [show] fps: \"x\" is not a frame rate. Write a number of frames a second from "
         "1 to 60, such as fps = 30.\nt.conf:3: [show] fps: This key is already on line 2. Remove "
         "one of the two."),
    BAD ("required key missing", "\n[camera a]\ngain = 3\n",
         "t.conf:2: [camera a] source: This key is missing. Add a line such as source = "
         "v4l2:/dev/video0."),
    BAD ("required key of an unnamed section missing", "# shop\n[shop]\n",
         "t.conf:2: [shop] token: This key is missing. Add a line such as token = text."),
    BAD ("key before any section", "fps = 30\n[show]\n",
         "t.conf:1: fps: This key stands before any section. It belongs under [show]."),
    BAD ("unknown key before any section", "\nzebra = 30\n",
         "t.conf:2: zebra: This key stands before any section. Put it under the section it is "
         "meant for."),
    BAD ("no equals sign", "[show]\nfps: 30\n",
         "t.conf:2: [show]: This line is neither a section nor a setting. Write [SECTION], KEY = "
         "VALUE, or begin the line with # for a comment."),
    BAD ("no key", "[show]\n= 30\n",
         "t.conf:2: [show]: This line is neither a section nor a setting. Write [SECTION], KEY = "
         "VALUE, or begin the line with # for a comment."),
    BAD ("capital letters in a key", "[show]\nFPS = 30\n",
         "t.conf:2: [show] FPS: This key is not known here. Did you mean fps?"),
    BAD ("unknown section, misspelt", "[camrea main]\nsource = x\n",
         "t.conf:1: There is no section [camrea]. Did you mean [camera NAME]?"),
    BAD ("unknown section", "[zebra]\na = 1\n\n",
         "t.conf:1: There is no section [zebra]. The sections are [show], [camera NAME], [shop]."),
    BAD ("unknown section without a name", "[]\n",
         "t.conf:1: There is no section []. The sections are [show], [camera NAME], [shop]."),
    BAD ("capital letters in a section", "[Show]\nfps = 30\n",
         "t.conf:1: There is no section [Show]. Did you mean [show]?"),
    BAD ("doubled section", "[camera a]\nsource = x\n[camera a]\n",
         "t.conf:3: [camera a]: This section is already on line 1. Give this one another name, or "
         "remove it."),
    BAD ("settings of a doubled section are checked", "[camera a]\nsource=x\n[camera a]\ngain=x\n",
         "t.conf:3: [camera a]: This section is already on line 1. Give this one another name, or "
         "remove it.\nt.conf:4: [camera a] gain: \"x\" is not a number. Write a number from -60 to "
         "24 (dB of change), such as gain = 0."),
    BAD ("doubled unnamed section", "[show]\nfps = 30\n\n[show]\nfps = 25\n",
         "t.conf:4: [show]: This section is already on line 1. Put these lines there."),
    BAD ("name missing", "[camera]\nsource = x\n",
         "t.conf:1: [camera]: This section needs a name. Write [camera NAME], such as [camera "
         "main]."),
    BAD ("name too long", "[camera " NAME_33 "]\nsource=x\n",
         "t.conf:1: [camera abcdefghijklmnopqrstuvwxyz-012345]: The name is longer than 32 "
         "letters. Write a short one, such as [camera main]."),
    BAD ("name with a capital", "[camera Main]\nsource=x\n",
         "t.conf:1: [camera Main]: The name has other characters than a to z, 0 to 9, _ and -. "
         "Write a short one, such as [camera main]."),
    BAD ("name with a blank", "[camera main table]\nsource=x\n",
         "t.conf:1: [camera main table]: The name has other characters than a to z, 0 to 9, _ and "
         "-. Write a short one, such as [camera main]."),
    BAD ("name in quotes", "[camera \"main\"]\nsource=x\n",
         "t.conf:1: [camera \"main\"]: The name has other characters than a to z, 0 to 9, _ and -. "
         "Write a short one, such as [camera main]."),
    BAD ("name on an unnamed section", "[show main]\nfps = 30\n",
         "t.conf:1: [show]: This section has no name. Write [show]."),
    BAD ("too many sections",
         "[camera a]\nsource=x\n[camera b]\nsource=x\n[camera c]\nsource=x\n[camera d]\nsource=x\n",
         "t.conf:7: [camera d]: There can be 3 [camera NAME] sections at most. Remove this one or "
         "another."),
    BAD ("] missing", "[camera a\nsource = x\n",
         "t.conf:1: The ] at the end is missing. Write [camera a]."),
    BAD ("something behind ]", "[show] # main\nfps = 30\n",
         "t.conf:1: There is something behind the ]. Write [show] and put the rest on a line of "
         "its own."),
    BAD ("NUL byte",
         "[show]\nfps = 3\000"
         "0\n",
         "t.conf:2: [show]: There is a NUL byte in this line. Write the line again; the file may "
         "be damaged."),
    BAD ("not UTF-8", "[show]\ntitle = Caf\351\n",
         "t.conf:2: [show]: This line is not UTF-8. Save the file as UTF-8."),
    BAD ("not UTF-8 in a comment", "# Caf\351\n",
         "t.conf:1: This line is not UTF-8. Save the file as UTF-8."),
    BAD ("not UTF-8 in a section, its settings are left alone", "[sh\351w]\nfps = 30\nzebra = 1\n",
         "t.conf:1: This line is not UTF-8. Save the file as UTF-8."),
    BAD ("UTF-16", "\377\376[\000s\000", "t.conf:1: This file is UTF-16. Save it as UTF-8."),
    BAD ("UTF-16, big end first", "\376\377\000[\000s",
         "t.conf:1: This file is UTF-16. Save it as UTF-8."),
    BAD ("control character", "[show]\ntitle = a\033[2Jb\n",
         "t.conf:2: [show]: There is a control character in this line. Write the line again."),
    BAD ("a lone carriage return", "[show]\rfps = 30\r",
         "t.conf:1: There is a control character in this line. Write the line again."),
    BAD ("unreadable line may have been the required one", "[camera a]\nsource = \351\n",
         "t.conf:2: [camera a]: This line is not UTF-8. Save the file as UTF-8."),
    BAD ("several, sorted by line",
         "zebra\n[camera a]\ngain = x\ndelay = y\n[cow]\n[show]\nfps = 0\nsize = 3\n",
         "t.conf:1: This line is neither a section nor a setting. Write [SECTION], KEY = VALUE, or "
         "begin the line with # for a comment.\nt.conf:2: [camera a] source: This key is missing. "
         "Add a line such as source = v4l2:/dev/video0.\nt.conf:3: [camera a] gain: \"x\" is not a "
         "number. Write a number from -60 to 24 (dB of change), such as gain = 0.\nt.conf:4: "
         "[camera a] "
         "delay: \"y\" is not a time. Write a time in ms, s, min or h from 0 ms to 2 s, such as "
         "delay = 0.\nt.conf:5: There is no section [cow]. The sections are [show], [camera NAME], "
         "[shop].\nt.conf:7: [show] fps: \"0\" is too low. Write a number of frames a second from "
         "1 to 60, such as fps = 30.\nt.conf:8: [show] size: \"3\" is not a size. Write "
         "WIDTHxHEIGHT in even numbers from 160 to 3840, such as size = 1280x720."),
};

static void
assert_errors (const char *text, gsize length, const char *errors)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (cfg_file_parse ("t.conf", text, (gssize) length, tables, &error));
  g_assert_error (error, CFG_ERROR, CFG_ERROR_SYNTAX);
  g_assert_cmpstr (error->message, ==, errors);
}

static void
test_bad (gconstpointer data)
{
  const Bad *bad = data;

  assert_errors (bad->text, bad->length, bad->errors);
  if (memchr (bad->text, '\0', bad->length))
    return;
  g_autoptr (GString) crlf = g_string_new (bad->text);
  g_string_replace (crlf, "\n", "\r\n", 0);
  assert_errors (crlf->str, crlf->len, bad->errors);
  g_string_prepend (crlf, "\xef\xbb\xbf");
  assert_errors (crlf->str, crlf->len, bad->errors);
}

static void
test_line_too_long (void)
{
  g_autoptr (GString) text = g_string_new ("[show]\ntitle = ");
  g_autoptr (CfgFile) file = NULL;
  g_autoptr (GError) error = NULL;

  while (text->len < strlen ("[show]\n") + CFG_LINE_MAX_BYTES)
    g_string_append_c (text, 'a');
  file = cfg_file_parse ("t.conf", text->str, -1, tables, &error);
  g_assert_no_error (error);
  g_assert_nonnull (file);
  g_string_append (text, "a\n");
  assert_errors (text->str, text->len,
                 "t.conf:2: [show]: This line is longer than 4096 bytes. Shorten it.");
}

/* The errors of the first lines are told, though those of the last lines were found first. */
static void
test_many (void)
{
  g_autoptr (GString) text = g_string_new ("[camera a]\n[camera b]\n");
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) lines = NULL;

  for (int i = 0; i < 1000; i++)
    g_string_append (text, "zebra = 1\n");
  g_assert_null (cfg_file_parse ("t.conf", text->str, -1, tables, &error));
  g_assert_error (error, CFG_ERROR, CFG_ERROR_SYNTAX);
  lines = g_strsplit (error->message, "\n", -1);
  g_assert_cmpuint (g_strv_length (lines), ==, CFG_ERRORS_MAX + 1);
  g_assert_true (g_str_has_prefix (lines[0], "t.conf:1: [camera a] source: "));
  g_assert_true (g_str_has_prefix (lines[1], "t.conf:2: [camera b] source: "));
  for (int i = 2; i < CFG_ERRORS_MAX; i++) {
    g_autofree char *start = g_strdup_printf ("t.conf:%d: [camera b] zebra: ", i + 1);

    g_assert_true (g_str_has_prefix (lines[i], start));
  }
  g_assert_cmpstr (lines[CFG_ERRORS_MAX], ==, "t.conf: and 902 more. Mend these first.");
}

/* The largest file, every line of it wrong: bounded time and memory. */
static void
test_all_wrong (void)
{
  g_autofree char *text = g_strnfill (CFG_FILE_MAX_BYTES, 'x');
  g_autoptr (GError) error = NULL;

  for (gsize i = 1; i < CFG_FILE_MAX_BYTES; i += 8)
    text[i] = '\n';
  g_assert_null (cfg_file_parse ("t.conf", text, CFG_FILE_MAX_BYTES, tables, &error));
  g_assert_true (g_str_has_suffix (error->message, " more. Mend these first."));
}

static void
assert_unreadable (const char *path, const char *why)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *message = g_strdup_printf ("%s: %s", path, why);

  g_assert_null (cfg_file_load (path, tables, &error));
  g_assert_error (error, CFG_ERROR, CFG_ERROR_IO);
  g_assert_cmpstr (error->message, ==, message);
}

/* Root may read everything: as root, become nobody for the moment. */
static void
assert_forbidden (const char *path)
{
  gboolean root = geteuid () == 0;

  g_assert_cmpint (g_chmod (path, 0), ==, 0);
  if (root)
    g_assert_cmpint (seteuid (65534), ==, 0);
  assert_unreadable (path,
                     "This user may not read it. Give read permission on it and on its folder.");
  if (root)
    g_assert_cmpint (seteuid (0), ==, 0);
}

static void
test_files (void)
{
  g_autofree char *folder = g_dir_make_tmp ("test-cfg-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "a.conf", NULL);
  g_autofree char *below = g_build_filename (path, "b.conf", NULL);
  g_autofree char *large = g_strnfill (CFG_FILE_MAX_BYTES + 1, '#');
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (g_chmod (folder, 0711), ==, 0);
  assert_unreadable (path, "There is no such file. Check the path, or make the file.");
  assert_unreadable (folder, "This is a folder. Give the path of the file in it.");
  g_assert_cmpint (symlink ("a.conf", path), ==, 0);
  assert_unreadable (path, "The link points at itself. Make it point at a file.");
  g_unlink (path);
  g_assert_cmpint (mkfifo (path, 0600), ==, 0);
  assert_unreadable (path, "This is not a plain file. Give the path of a plain file.");
  g_unlink (path);
  g_assert_true (g_file_set_contents (path, large, CFG_FILE_MAX_BYTES + 1, NULL));
  assert_unreadable (path, "This file is larger than 1024 KiB, which no config is. Check that it "
                           "is the right file.");
  assert_unreadable (below, "There is no such file: part of its path is not a folder. Check the "
                            "path.");
  assert_forbidden (path);
  g_unlink (path);

  g_assert_true (g_file_set_contents (path, "[show]\nfps = x\n", -1, NULL));
  g_assert_null (cfg_file_load (path, tables, &error));
  g_assert_error (error, CFG_ERROR, CFG_ERROR_SYNTAX);
  g_autofree char *start = g_strdup_printf ("%s:2: [show] fps: ", path);
  g_assert_true (g_str_has_prefix (error->message, start));

  g_assert_true (g_file_set_contents (path, "[show]\n# As it stands.\n", -1, NULL));
  g_autoptr (CfgFile) file = cfg_file_load (path, tables, NULL);
  g_autoptr (CfgFile) none = cfg_file_load (NULL, tables, NULL);
  g_assert_cmpstr (cfg_file_get_text (file), ==, "[show]\n# As it stands.\n");
  g_assert_null (cfg_file_get_text (none));
  g_unlink (path);
  g_rmdir (folder);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (bads); i++) {
    g_autofree char *path = g_strdup_printf ("/cfg/bad/%02u %s", i + 1, bads[i].what);

    g_test_add_data_func (path, &bads[i], test_bad);
  }
  g_test_add_func ("/cfg/bad/line too long", test_line_too_long);
  g_test_add_func ("/cfg/bad/many", test_many);
  g_test_add_func ("/cfg/bad/all wrong", test_all_wrong);
  g_test_add_func ("/cfg/bad/files", test_files);
  return g_test_run ();
}
