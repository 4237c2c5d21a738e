#!/usr/bin/env bash
# The product's main job, with nothing plugged in: two moving test cameras and music, a shop whose drop sells out while
# the card counts along, RTMP to an nginx on loopback, a recording, the control room in the browser, and a snapshot of
# what a viewer gets.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
seconds=0
while [[ $# -gt 0 ]]; do
  case $1 in
    --seconds) seconds=$2; shift 2 ;;
    *) echo "Usage: ./dev demo [--seconds N]   (without: until Ctrl-C)" >&2; exit 64 ;;
  esac
done

out=$PWD/demo-output
work=$(mktemp -d "${TMPDIR:-/tmp}/tallybox-demo.XXXXXX")
pids=()
finish () {
  trap - EXIT INT TERM
  for pid in "${pids[@]}"; do kill "$pid" 2>/dev/null || :; done
  wait 2>/dev/null || :
  rm -rf "$work"
}
trap finish EXIT
trap 'exit 0' INT TERM

free_port () {
  local port
  while :; do
    port=$((20000 + RANDOM))
    if ! (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; then echo "$port"; return; fi
  done
}

modules=/usr/lib/nginx/modules
[[ -e $modules/ngx_rtmp_module.so ]] || modules=/usr/share/nginx/modules
port=$(free_port)
url=rtmp://127.0.0.1:$port/live
cat >"$work/nginx.conf" <<CONF
load_module $modules/ngx_rtmp_module.so;
worker_processes 1;
daemon off;
pid $work/nginx.pid;
error_log $work/nginx.log;
events { worker_connections 64; }
rtmp { server { listen 127.0.0.1:$port; application live { live on; } } }
CONF
/usr/sbin/nginx -p "$work" -c "$work/nginx.conf" 2>/dev/null &
pids+=($!)

# A shop with a drop of its own: orders come in by themselves.
build/tallybox-shop demo --speed 2 --token-file "$work/token" >"$work/shop" &
pids+=($!)
until shop=$(sed -n 's/^url  *//p' "$work/shop") && [[ -n $shop && -s $work/token ]]; do
  kill -0 $! 2>/dev/null || { echo "The shop did not start." >&2; exit 1; }
  sleep 0.1
done

mkdir -p "$out"
echo demo-stream >"$work/key"
cat >"$work/tallybox.conf" <<CONF
[camera product]
source = test:product
[camera presenter]
source = test:presenter
[microphone host]
source = test:music
gain = -12
[scene pip]
layout = pip
cameras = product, presenter
corner = top-right
[scene product]
cameras = product
[scene presenter]
cameras = presenter
[scene side]
layout = side
cameras = product, presenter
[scene break]
layout = slate
[shop]
url = $shop
drop = $(sed -n 's/^drop  *//p' "$work/shop")
token_file = $work/token
[card mug]
kind = product
sku = MUG-01
corner = bottom-left
shown = yes
[card bowl]
kind = product
sku = BOWL-02
corner = bottom-left
[card link]
kind = link
sku = MUG-01
corner = bottom-right
[card places]
kind = hubs
sku = MUG-01
corner = bottom-right
[card presenter]
kind = lower-third
text = Mia Berger
detail = Potter
[web]
listen = loopback
port = 0
[output demo]
url = $url
key_file = $work/key
[recording]
folder = $out
CONF

ctl () { build/tallybox ctl --state-dir "$work/state" "$@" >/dev/null 2>&1; }
build/tallybox run --config "$work/tallybox.conf" --state-dir "$work/state" >"$work/said" &
pids+=($!)
rig=$!
until ctl state; do
  kill -0 "$rig" 2>/dev/null || { echo "tallybox did not start." >&2; exit 1; }
  sleep 0.1
done
cat <<TEXT

On air. What to open:
  the control room $(grep -o 'https://[^ ]*' "$work/said" | tail -n 1)
                   (the browser asks once whether to trust the rig's own certificate)
  the programme    ffplay $url/demo-stream      (or VLC: Open Network Stream)
  its state        build/tallybox ctl --state-dir $work/state state
  another scene    build/tallybox ctl --state-dir $work/state scene side
  the recording    $out/
Ctrl-C ends it.

TEXT

begin=$SECONDS
# The picture as a viewer gets it: from the server, not from the rig; when the drop is open, or before the end.
selling () { build/tallybox ctl --state-dir "$work/state" state | grep -qE '"says": ?"[0-9]+ of '; }
( patience=$((seconds > 0 && seconds < 20 ? seconds : 20))
  until selling || ((SECONDS - begin >= patience)); do sleep 0.2; done
  ctl card show places
  sleep 1.5
  ffmpeg -v error -nostdin -y -i "$url/demo-stream" -frames:v 1 -update 1 "$out/snapshot.png" &&
    echo "Snapshot of the programme: $out/snapshot.png" ) &
snapshot=$!

scenes=(pip presenter side product pip)
for ((i = 0; ; i++)); do
  sleep 1
  kill -0 "$rig" 2>/dev/null || { echo "tallybox ended by itself." >&2; exit 1; }
  if ((i % 8 == 7)); then ctl scene "${scenes[(i / 8) % ${#scenes[@]}]}"; fi
  if ((seconds > 0 && SECONDS - begin >= seconds)); then break; fi
done
wait "$snapshot"
kill "$rig"
wait "$rig" || { echo "tallybox ended with an error." >&2; exit 1; }
echo "Recorded: $(find "$out" -name '*.mp4' -newer "$work/key" | sort | tail -n 1)"
