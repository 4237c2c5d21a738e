#!/usr/bin/env bash
# The drivers of both cameras go away in mid-show and come back: the programme goes on without any.
# limit: 200
. "$(dirname "$0")/guest/lib.sh"

both_are () { camera_is left "$1" && camera_is right "$1"; }
none_is_live () { camera_is_not left live && camera_is_not right live; }

plug_cameras 2
rig_start <<CONF
[programme]
size = 320x180
fps = 5
[camera left]
source = v4l2:$(camera_path 1)
[camera right]
source = v4l2:$(camera_path 2)
[scene both]
layout = side
cameras = left, right
[encoder]
preset = ultrafast
bitrate = 300
[recording]
keep_free = 0
CONF
need 30 both_are live

pull_all_cameras
expect_within "both are missed" 10 none_is_live
expect_within "nothing of them is held open" 20 remove_cameras
expect_ticking "the programme goes on without a camera driver" 6
note "left: $(get cameras.left.state), \"$(get cameras.left.text)\""
plug_cameras 2
expect_within "both are back by themselves" 15 both_are live
expect_ticking "the programme goes on" 5
expect "it ends when asked" rig_stop
expect_equal "each camera was opened twice" 4 "$(grep -c 'Camera .* is live' tallybox.log)"
expect_equal "the recording decodes without a complaint" "" "$(decode_errors "$(recording)")"
expect_between "longest time between its pictures, in seconds" 0.19 0.9 "$(longest_gap "$(recording)" video)"
