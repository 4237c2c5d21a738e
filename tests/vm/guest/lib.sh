# What tests have at hand. A test is run in a folder of its own, which comes out as its artefacts, with tallybox
# in PATH; it plugs in the devices that it needs, and says what it found with `expect` and `expect_equal`.
# shellcheck shell=bash
set -euo pipefail

guest=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
rig_pid='' server_pid='' held_camera=''

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
  if awk -v min="$2" -v max="$3" -v got="$4" 'BEGIN { exit !(got ~ /^-?[0-9.]+$/ && got >= min && got <= max) }'; then
    say "ok - $1 ($4)"
  else
    say "not ok - $1: wanted $2 to $3, got \"$4\""
  fi
}

# expect_within TEXT SECONDS COMMAND...: that the command succeeds in time; tells how long it took.
expect_within () {
  local text=$1 limit_s=$2 begin took_ms
  shift 2
  begin=$(date +%s%N)
  if wait_for "$limit_s" "$@"; then
    took_ms=$((($(date +%s%N) - begin) / 1000000))
    say "ok - $text (${took_ms} ms)"
  else
    say "not ok - $text (not within $limit_s s: $*)"
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

# plug_cameras N [PARAMETER...]: so many identical cameras, each with a metadata node beside its pictures, as USB cameras
# have; vivid takes the parameters.
plug_cameras () {
  local types n=$1
  shift
  types=$(printf '0x20001,%.0s' $(seq "$n"))
  modprobe vivid n_devs="$n" node_types="${types%,}" "$@"
  udevadm settle
}

# What was plugged in goes away for good; nothing may hold it open any more.
remove_cameras () { modprobe --remove vivid; udevadm settle; }

# The camera in port N, from 1: the name that stays.
camera_path () { echo "/dev/v4l/by-path/platform-vivid-usb-0:$1:1.0-video-index0"; }

# plug_into PORT...: from the next plug_cameras on, the first camera is in the first of these ports, and so on.
plug_into () { printf '%s\n' "$@" >/run/ports; }

# camera_set N CONTROL VALUE: as v4l2-ctl --list-ctrls calls them.
camera_set () { v4l2-ctl --device="$(camera_path "$1")" --set-ctrl="$2=$3"; }

# timings_of N NAME: the number of those timings in the capture card's menu.
timings_of () {
  v4l2-ctl --device="$(camera_path "$1")" --list-ctrls-menus | sed -n "/dv_timings 0x/,/dv_timings_/s/^[^0-9]*\([0-9]*\): $2.*/\1/p" | head -n 1
}

# The camera in port N fails for whoever has it open, and is there again as soon as all have closed it: a loose plug.
jolt_camera () { camera_set "$1" disconnect 1; }

# The camera in port N is gone until push_camera: vivid brings a disconnected camera back when the last one has closed
# it, so it is kept open here.
pull_camera () {
  local path
  path=$(camera_path "$1")
  exec {held_camera}<>"$path"
  jolt_camera "$1"
  rm "$path"
}

push_camera () {
  exec {held_camera}>&-
  udevadm trigger --action=add --subsystem-match=video4linux
  udevadm settle
}

# All cameras at once, with their nodes, as when a hub loses its power.
pull_all_cameras () { echo vivid.0 >/sys/bus/platform/drivers/vivid/unbind; udevadm settle; }
push_all_cameras () { echo vivid.0 >/sys/bus/platform/drivers/vivid/bind; udevadm settle; }

# The sound card of a cable: what is played into device 1 is heard on device 0, and the other way round.
plug_sound_card () {
  modprobe snd-aloop id=Loopback pcm_substreams=1 "$@"
  udevadm settle
  need 10 arecord --list-devices
}

# speak HZ [MARK_HZ]: a tone comes in at the microphone from now on, whatever else there is to do; see speaker.py.
speak () {
  # shellcheck disable=SC2016 # $@ is the inner shell's
  start_quietly speaker nice -n -10 sh -c '"$@" |
    aplay --quiet -t raw -f S16_LE -r 48000 -c 2 --buffer-time=2000000 -D plughw:CARD=Loopback,DEV=1' \
    sh "$guest/speaker.py" "$@"
}

# The sound card goes away with its driver, and so does what speaks into it.
pull_sound_card () {
  pkill -x aplay || :
  echo snd_aloop.0 >/sys/bus/platform/drivers/snd_aloop/unbind
  need 20 modprobe --remove snd-aloop
  udevadm settle
}

# start_quietly NAME COMMAND...: in the background, its words into NAME.log; its number is $!.
start_quietly () {
  local name=$1
  shift
  "$@" </dev/null >>"$name.log" 2>&1 &
}

# --- the rig ---

# rig_start <<CONF: on air when it returns, with the priority that its unit gives it.
rig_start () {
  cat >tallybox.conf
  start_quietly watch "$guest/watch.py" state/ctl.sock
  start_quietly tallybox nice -n -10 tallybox run --config tallybox.conf --state-dir "$PWD/state"
  rig_pid=$!
  need 60 rig_is_decided
  kill -0 "$rig_pid" 2>/dev/null || { say "not ok - the rig ended: $(tail -n 1 tallybox.log)"; exit 1; }
}

rig_is_decided () { value_is programme.on_air true || ! kill -0 "$rig_pid" 2>/dev/null; }

# ctl WORD...: a command to the rig.
ctl () { tallybox ctl --state-dir "$PWD/state" "$@"; }

# get PATH: a value of the rig's state, half a second old at most: get cameras.left.state. Nothing when there is none,
# or when the rig does not answer. state.json is the whole of it.
get () {
  local key value
  [[ -e state.now ]] || return 0
  while IFS='=' read -r key value; do
    if [[ $key == "$1" ]]; then echo "$value"; return; fi
  done <state.now
}

value_is () { [[ $(get "$1") == "$2" ]]; }
value_is_not () { [[ $(get "$1") != "$2" ]]; }

camera_is () { value_is "cameras.$1.state" "$2"; }
camera_is_not () { value_is_not "cameras.$1.state" "$2"; }
microphone_is () { value_is "microphones.$1.state" "$2"; }
output_is () { value_is "outputs.$1.state" "$2"; }
output_is_not () { value_is_not "outputs.$1.state" "$2"; }

# Asks it to end and gives its status; one that does not end within 30 s is killed.
rig_stop () {
  local watchdog status=0
  cp state.json state-at-end.json || :
  kill "$rig_pid"
  { sleep 30; kill -KILL "$rig_pid"; } &
  watchdog=$!
  wait "$rig_pid" || status=$?
  kill "$watchdog" 2>/dev/null || :
  return "$status"
}

# expect_ticking TEXT SECONDS: the programme goes on for so long, 5 at the least, with two of three pictures (its count
# of them is a second old). How many an emulated processor misses on a busy machine is told, but not judged.
expect_ticking () {
  local ticks ms missed fps
  ticks=$(get programme.ticks) ms=$(get programme.position_ms) missed=$(get programme.missed_ticks)
  sleep "$2"
  fps=$(get programme.fps)
  ticks=$(($(get programme.ticks) - ticks)) ms=$(($(get programme.position_ms) - ms))
  note "$ticks ticks in $ms ms, $(($(get programme.missed_ticks) - missed)) missed"
  expect "$1" test "$((ticks * 1000))" -ge "$((ms * ${fps%.*} * 2 / 3))"
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

# network_is WORD...: what netem makes of the way to that server and back.
network_is () { tc qdisc replace dev lo root netem "$@"; }
network_is_good () { tc qdisc del dev lo root; }

# --- what a file really holds ---

# look_into FILE: reads and decodes it once, for all questions below.
look_into () {
  [[ ! -e $1.packets ]] || return 0
  ffprobe -v error -of compact=p=0:nk=1 -show_entries packet=codec_type,pts_time "$1" >"$1.packets"
  ffmpeg -hide_banner -loglevel warning -nostdin -progress "$1.progress" -i "$1" -f null - 2>&1 |
    grep -v 'Estimating duration' >"$1.complaints" || :
}

# frames FILE: pictures that decode.
frames () { look_into "$1"; sed -n 's/^frame=//p' "$1.progress" | tail -n 1; }

# decode_errors FILE: what a full decode complains about; empty for a sound file.
decode_errors () { look_into "$1"; cat "$1.complaints"; }

# times FILE video|audio: the time stamps of all packets, in order.
times () { look_into "$1"; sed -n "s/^$2|//p" "$1.packets"; }

# seconds FILE video|audio: from the first packet to the last.
seconds () { times "$1" "$2" | awk 'NR == 1 { first = $1 } { last = $1 } END { printf "%.3f", last - first }'; }

# longest_gap FILE video|audio: in seconds.
longest_gap () {
  times "$1" "$2" | awk 'NR > 1 && $1 - before > gap { gap = $1 - before } { before = $1 } END { printf "%.3f", gap }'
}
