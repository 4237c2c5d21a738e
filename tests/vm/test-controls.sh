#!/usr/bin/env bash
# A camera is set, locked and let go of again; all is kept while it is pulled out, and over a restart.
# limit: 240
. "$(dirname "$0")/guest/lib.sh"

config () {
  cat <<CONF
[programme]
size = 320x180
fps = 5
[camera main]
source = v4l2:$(camera_path 1)
[encoder]
preset = ultrafast
bitrate = 500
[recording]
enabled = no
CONF
}
driver_has () { [[ $(v4l2-ctl --device="$(camera_path 1)" --get-ctrl="$1") == "$1: $2" ]]; }
control_is () { value_is "cameras.main.controls.$1.$2" "$3"; }

plug_cameras 1
rig_start < <(config)
need 30 camera_is main live
expect_within "its controls are told" 10 control_is brightness value 128
note "controls: $(jq -r '.cameras[0].controls | map("\(.label) \(.min)..\(.max)") | join(", ")' state.json)"

expect "brightness is set" ctl camera main set brightness 90
expect_within "the driver has it" 10 driver_has brightness 90
expect_within "and the state tells it" 10 control_is brightness value 90
ctl camera main set brightness 300 2>refusal || :
expect "a value out of range is refused, with the range" grep -q "between 0 and 255" refusal
expect "gain sets itself" ctl camera main auto gain on
expect_within "the driver knows" 10 driver_has gain_automatic 1
expect "a lock ends that" ctl camera main lock
expect_within "in the driver" 10 driver_has gain_automatic 0
expect_within "and in the state" 10 value_is cameras.main.locked true

pull_all_cameras
need 20 camera_is_not main live
push_all_cameras
need 20 camera_is main live
expect_within "it is set as it was when it comes back" 10 driver_has brightness 90
expect_within "and locked" 10 driver_has gain_automatic 0
expect "it ends when asked" rig_stop

pull_all_cameras
push_all_cameras
rig_start < <(config)
need 30 camera_is main live
expect_within "after a restart as well" 10 driver_has brightness 90
expect_within "and locked" 10 value_is cameras.main.locked true
expect "the lock is taken back" ctl camera main unlock
expect_within "gain sets itself again" 10 driver_has gain_automatic 1
expect "brightness stays" driver_has brightness 90
expect "it ends when asked" rig_stop
