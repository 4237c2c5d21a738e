#!/usr/bin/env bash
# Two cameras and a microphone on air at once, to a server and to disk.
# limit: 200
. "$(dirname "$0")/guest/lib.sh"
on_air_s=20

plug_cameras 2
plug_sound_card
speak 440
server_start
rig_start <<CONF
[programme]
size = 320x180
fps = 10
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

expect_ticking "the programme goes on" "$on_air_s"
for device in cameras.left cameras.right microphones.voice outputs.stage; do
  expect "$device is still live" value_is "$device.state" live
done
expect_between "the tone is heard, in dBFS" -40 -3 "$(get microphones.voice.rms_dbfs)"
top -b -H -d 3 -n 2 >top.log
note "encode $(get programme.encode_ms) ms, idle $(sed -n 's/^%Cpu.* \([0-9.]*\) id.*/\1/p' top.log | tail -n 1) %"
expect "it ends when asked" rig_stop
server_stop

for file in "$(recording)" received/stage*.flv; do
  kind=${file##*.}
  expect_equal "$kind: decodes without a complaint" "" "$(decode_errors "$file")"
  long=$(seconds "$file" video)
  expect_between "$kind: as long as the show" "$on_air_s" 120 "$long"
  expect_between "$kind: ten pictures a second" "$((${long%.*} * 8))" "$((${long%.*} * 10 + 12))" "$(frames "$file")"
  expect_between "$kind: longest time between pictures, in seconds" 0.09 0.9 "$(longest_gap "$file" video)"
  expect_between "$kind: longest time between sounds, in seconds" 0.01 0.9 "$(longest_gap "$file" audio)"
done
