# What tests have at hand. A test is run in a folder of its own, which comes out as its artefacts, with tallybox
# in PATH; it plugs in the devices that it needs, and says what it found with `expect` and `expect_equal`.
# shellcheck shell=bash
set -euo pipefail

rig_pid='' server_pid=''

# --- results ---

say () { echo "$*" | tee -a "$VM_RESULTS"; }

# expect TEXT COMMAND...: one result; a failed one does not end the test.
expect () {
  local text=$1 status=0
  shift
  "$@" || status=$?
  if [[ $status == 0 ]]; then say "ok - $text"; else say "not ok - $text (status $status: $*)"; fi
}

# expect_equal TEXT WANTED GOT
expect_equal () {
  if [[ $2 == "$3" ]]; then say "ok - $1"; else say "not ok - $1: wanted \"$2\", got \"$3\""; fi
}

# expect_between TEXT MIN MAX GOT: numbers, also fractions.
expect_between () {
  if [[ -n $4 ]] && jq -en --argjson min "$2" --argjson max "$3" --argjson got "$4" \
    '$got >= $min and $got <= $max' >/dev/null 2>&1; then
    say "ok - $1 ($4)"
  else
    say "not ok - $1: wanted $2 to $3, got \"$4\""
  fi
}

# A figure worth reading in the log of a run; not a result.
note () { say "# $*"; }

# wait_for SECONDS COMMAND...: until the command succeeds.
wait_for () {
  local end=$((SECONDS + $1))
  shift
  until "$@" >/dev/null 2>&1; do
    if ((SECONDS > end)); then return 1; fi
    sleep 0.5
  done
}

# need SECONDS COMMAND...: the same for what a test cannot go on without.
need () {
  wait_for "$@" || { shift; say "not ok - did not come about: $*"; exit 1; }
}

# --- devices ---

# plug_cameras N: so many identical cameras, each with a metadata node beside its pictures, as USB cameras have.
plug_cameras () {
  local types
  types=$(printf '0x20001,%.0s' $(seq "$1"))
  modprobe vivid n_devs="$1" node_types="${types%,}"
  udevadm settle
}

unplug_cameras () { modprobe --remove vivid; udevadm settle; }

# The camera in port N, from 1: the name that stays.
camera_path () { echo "/dev/v4l/by-path/platform-vivid-usb-0:$1:1.0-video-index0"; }

# plug_into PORT...: from the next plug_cameras on, the first camera is in the first of these ports, and so on.
plug_into () { printf '%s\n' "$@" >/run/ports; }

# camera_set N CONTROL VALUE: as v4l2-ctl --list-ctrls calls them. A button (disconnect) is pressed with 1.
camera_set () { v4l2-ctl --device="$(camera_path "$1")" --set-ctrl="$2=$3"; }

# The sound card of a cable: what is played into device 1 is heard on device 0, and the other way round.
plug_sound_card () {
  modprobe snd-aloop id=Loopback pcm_substreams=1 "$@"
  udevadm settle
  need 10 arecord --list-devices
}

# speak FREQUENCY: a tone comes in at the microphone from now on.
speak () {
  ffmpeg -v error -nostdin -y -f lavfi -i "sine=$1:r=48000:d=1" -ac 2 -f s16le tone.raw
  start_quietly speaker sh -c 'while cat tone.raw; do :; done |
    aplay --quiet -t raw -f S16_LE -r 48000 -c 2 -D plughw:CARD=Loopback,DEV=1'
}

# start_quietly NAME COMMAND...: in the background, its words into NAME.log; its number is $!.
start_quietly () {
  local name=$1
  shift
  "$@" </dev/null >>"$name.log" 2>&1 &
}

# --- the rig ---

# rig_start <<CONF: on air when it returns.
rig_start () {
  cat >tallybox.conf
  start_quietly tallybox tallybox run --config tallybox.conf --state-dir "$PWD/state"
  rig_pid=$!
  need 60 rig_is '.programme.on_air'
}

ctl () { tallybox ctl --state-dir "$PWD/state" "$@"; }

# state [JQ FILTER]: without the program, whose start alone keeps an emulated processor busy for a while.
state () {
  echo '{"id": 1, "cmd": ["state"]}' | nc -U -N -w 5 state/ctl.sock | jq -r ".result | ${1:-.}"
}

# rig_is JQ-FILTER: whether it is true of the state now.
rig_is () { [[ $(state "$1") == true ]]; }

# camera NAME, output NAME, microphone NAME: their health in one word.
camera () { state ".cameras[] | select(.name == \"$1\").state"; }
microphone () { state ".microphones[] | select(.name == \"$1\").state"; }
output () { state ".outputs[] | select(.name == \"$1\").state"; }

# camera_is NAME STATE, and so on: for wait_for and expect.
camera_is () { [[ $(camera "$1") == "$2" ]]; }
microphone_is () { [[ $(microphone "$1") == "$2" ]]; }
output_is () { [[ $(output "$1") == "$2" ]]; }

rig_is_running () { kill -0 "$rig_pid" 2>/dev/null; }

# Asks it to end and gives its status; one that does not end within 30 s is killed.
rig_stop () {
  local watchdog status=0
  state >state-at-end.json || :
  kill "$rig_pid"
  { sleep 30; kill -KILL "$rig_pid"; } &
  watchdog=$!
  wait "$rig_pid" || status=$?
  kill "$watchdog" 2>/dev/null || :
  return "$status"
}

# The newest recording of this test.
recording () { find state/recordings -name '*.mp4' | sort | tail -n 1; }

# --- an RTMP server that records what arrives ---

server_start () {
  local modules=/usr/lib/nginx/modules
  [[ -e $modules/ngx_rtmp_module.so ]] || modules=/usr/share/nginx/modules
  mkdir -p received
  echo stage >key
  cat >nginx.conf <<CONF
load_module $modules/ngx_rtmp_module.so;
user root;
worker_processes 1;
daemon off;
pid $PWD/nginx.pid;
error_log $PWD/nginx-error.log;
events { worker_connections 64; }
rtmp { server { listen 127.0.0.1:1935;
  application live { live on; record all; record_path $PWD/received; } } }
CONF
  start_quietly nginx nginx -p "$PWD" -c "$PWD/nginx.conf"
  server_pid=$!
  need 20 server_answers
}

server_answers () { (exec 3<>/dev/tcp/127.0.0.1/1935) 2>/dev/null; }

server_stop () { kill "$server_pid"; wait "$server_pid" || :; }

# --- what a file really holds ---

# frames FILE: pictures that decode.
frames () {
  ffprobe -v error -select_streams v -count_frames -of csv=p=0 -show_entries stream=nb_read_frames "$1"
}

# times FILE v|a: the time stamps of all packets, in order.
times () { ffprobe -v error -select_streams "$2" -of csv=p=0 -show_entries packet=pts_time "$1" | tr -d ,; }

# seconds FILE v|a: from the first packet to the last.
seconds () { times "$1" "$2" | awk 'NR == 1 { first = $1 } { last = $1 } END { printf "%.3f", last - first }'; }

# longest_gap FILE v|a: in seconds.
longest_gap () {
  times "$1" "$2" | awk 'NR > 1 && $1 - before > gap { gap = $1 - before } { before = $1 } END { printf "%.3f", gap }'
}

# What a full decode complains about; empty for a sound file.
decode_errors () {
  ffmpeg -hide_banner -loglevel warning -nostdin -i "$1" -f null - 2>&1 | grep -v 'Estimating duration' || :
}
