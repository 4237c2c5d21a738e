#!/usr/bin/env bash
# Cameras are pulled out in mid-show: the other one and the programme go on, and they come back by themselves.
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

pull_camera 2
expect_within "a camera that is pulled out is missed" 10 camera_is_not right live
expect_ticking "the programme goes on" 6
text=$(get cameras.right.text)
note "right: $(get cameras.right.state), \"$text\""
expect "the words name it" grep -q "Camera right" <<<"$text"
expect "the other camera is live" camera_is left live
push_camera 2
expect_within "it comes back by itself" 15 camera_is right live

times_live () { grep -c "Camera $1 is live" tallybox.log; }
has_come_back () { (($(times_live right) > opened)); }

opened=$(times_live right)
jolt_camera 2
expect_within "a camera with a loose plug comes back by itself" 15 has_come_back
expect "the other camera is live" camera_is left live

pull_all_cameras
expect_within "a hub without power is noticed on the left" 10 camera_is_not left live
expect_within "and on the right" 10 camera_is_not right live
expect_ticking "the programme goes on" 6
push_all_cameras
expect_within "the left camera comes back" 15 camera_is left live
expect_within "the right camera comes back" 15 camera_is right live

expect_equal "the left camera was opened twice in all" 2 "$(times_live left)"
expect "it ends when asked" rig_stop
expect_equal "the recording decodes without a complaint" "" "$(decode_errors "$(recording)")"
expect_between "longest time between its pictures, in seconds" 0.09 0.9 "$(longest_gap "$(recording)" video)"
