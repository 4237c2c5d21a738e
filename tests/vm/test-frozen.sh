#!/usr/bin/env bash
# A camera stops sending pictures without any error: it is noticed, the other one goes on, and it comes back.
. "$(dirname "$0")/guest/lib.sh"

plug_cameras 2
rig_start <<CONF
[programme]
size = 320x180
fps = 10
[camera left]
source = v4l2:$(camera_path 1)
[camera right]
source = v4l2:$(camera_path 2)
[scene both]
layout = side
cameras = left, right
[encoder]
preset = ultrafast
bitrate = 500
[recording]
keep_free = 0
CONF
need 30 camera_is left live
need 30 camera_is right live

camera_set 2 percentage_of_dropped_buffers 100
expect_within "a frozen camera is noticed" 10 camera_is_not right live
note "right: $(get cameras.right.state), \"$(get cameras.right.text)\""
expect_ticking "the programme goes on" 6
expect "the other camera is live" camera_is left live
camera_set 2 percentage_of_dropped_buffers 0
expect_within "it comes back by itself" 20 camera_is right live
expect_equal "the left camera was opened once" 1 "$(grep -c 'Camera left is live' tallybox.log)"
expect "it ends when asked" rig_stop
