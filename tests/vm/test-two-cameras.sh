#!/usr/bin/env bash
# Two cameras and a microphone on air at once, to a server and to disk.
. "$(dirname "$0")/guest/lib.sh"
on_air_s=20

plug_cameras 2
plug_sound_card
speak 440
server_start
rig_start <<CONF
[programme]
size = 320x180
fps = 15
[camera left]
source = v4l2:$(camera_path 1)
[camera right]
source = v4l2:$(camera_path 2)
[microphone voice]
source = alsa:plughw:CARD=Loopback,DEV=0
[scene both]
layout = side
cameras = left, right
[encoder]
preset = ultrafast
bitrate = 500
[output stage]
url = rtmp://127.0.0.1:1935/live
key_file = $PWD/key
[recording]
keep_free = 0
CONF
expect "the left camera is live" wait_for 30 camera_is left live
expect "the right camera is live" wait_for 30 camera_is right live
expect "the microphone is live" wait_for 30 microphone_is voice live
expect "the server gets it" wait_for 30 output_is stage live

missed=$(state .programme.missed_ticks)
sleep "$on_air_s"
state >state.json
top -b -H -d 5 -n 2 >top.log
note "ticks $(jq .programme.ticks state.json), missed $(jq .programme.missed_ticks state.json)," \
  "encode $(jq .programme.encode_ms state.json) ms, voice $(jq '.microphones[0].rms_dbfs' state.json) dBFS"
expect "all are still live" jq -e '[.cameras[], .microphones[], .outputs[]] | all(.state == "live")' state.json
expect_equal "no tick was missed in $on_air_s s" "$missed" "$(jq .programme.missed_ticks state.json)"
expect_between "the tone is heard, in dBFS" -40 -3 "$(jq '.microphones[0].rms_dbfs' state.json)"
expect "it ends when asked" rig_stop
server_stop

for file in "$(recording)" received/stage*.flv; do
  kind=${file##*.}
  expect_equal "$kind: decodes without a complaint" "" "$(decode_errors "$file")"
  long=$(seconds "$file" v)
  expect_between "$kind: as long as the show" "$on_air_s" 120 "$long"
  expect_between "$kind: 15 pictures a second" "$(jq -n "$long * 15 - 1")" "$(jq -n "$long * 15 + 3")" "$(frames "$file")"
  expect_between "$kind: longest time between pictures" 0.06 0.14 "$(longest_gap "$file" v)"
  expect_between "$kind: longest time between sounds" 0.01 0.045 "$(longest_gap "$file" a)"
done
