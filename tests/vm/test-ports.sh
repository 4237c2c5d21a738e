#!/usr/bin/env bash
# A camera that comes back at another port is told of and not taken; cameras that swap numbers stay who they are.
# limit: 120
. "$(dirname "$0")/guest/lib.sh"

colour_at () { v4l2-ctl --device="$(camera_path "$1")" --get-ctrl=saturation; }
text_has () { grep -qF "$1" <<<"$(get cameras.left.text)"; }

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
enabled = no
CONF
need 30 camera_is left live
need 30 camera_is right live
ctl camera left set saturation 11
ctl camera right set saturation 22
need 10 value_is cameras.right.controls.saturation.value 22

pull_all_cameras
need 20 camera_is_not left live
plug_into 3 2
push_all_cameras
expect_within "the camera that came back to its port is live" 20 camera_is right live
expect_within "the other one is seen at its new port" 20 text_has "is now plugged into another port"
note "left: $(get cameras.left.text)"
expect "the words say what to write" text_has "set source = v4l2:$(camera_path 3)"
expect "it is not taken" camera_is left retrying

pull_all_cameras
need 20 camera_is_not right live
plug_into 2 1
push_all_cameras
expect_within "back at its own port it is live, whatever its number" 20 camera_is left live
expect_within "so is the other" 20 camera_is right live
ls -l /dev/v4l/by-path
expect_within "each is set as its port was" 10 test "$(colour_at 1) $(colour_at 2)" = "saturation: 11 saturation: 22"
expect "it ends when asked" rig_stop
