#!/usr/bin/env bash
# Cameras that send YUYV, UYVY and NV12, one that loses half of its pictures, and what is told of their modes.
# limit: 240
. "$(dirname "$0")/guest/lib.sh"

plug_cameras 3
rig_start <<CONF
[programme]
size = 320x180
fps = 5
[camera yuyv]
source = v4l2:$(camera_path 1)
format = yuyv
[camera uyvy]
source = v4l2:$(camera_path 2)
format = uyvy
[camera nv12]
source = v4l2:$(camera_path 3)
format = nv12
[scene both]
layout = side
cameras = yuyv, uyvy
[scene other]
layout = full
cameras = nv12
[encoder]
preset = ultrafast
bitrate = 500
[recording]
keep_free = 0
CONF
for name in yuyv uyvy nv12; do
  need 30 camera_is "$name" live
  note "$name: $(get "cameras.$name.detail")"
  expect "$name is what it sends, no faster than needed" \
    grep -qi "^320x180 at 5 fps as $name: as the config asks" <<<"$(get "cameras.$name.detail")"
done

camera_set 2 percentage_of_dropped_buffers 50
expect_ticking "the programme goes on while a camera loses half of its pictures" 6
for name in yuyv uyvy nv12; do expect "$name is still live" camera_is "$name" live; done
expect "another scene goes on air" ctl scene other
expect_ticking "the programme goes on" 5
expect "it ends when asked" rig_stop
expect_equal "each camera was opened once" 3 "$(grep -c 'Camera .* is live' tallybox.log)"
expect_equal "the recording decodes without a complaint" "" "$(decode_errors "$(recording)")"
