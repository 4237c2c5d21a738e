#!/usr/bin/env bash
# A capture card loses its signal and gets one of another size in mid-show.
# limit: 200
. "$(dirname "$0")/guest/lib.sh"

text_has () { grep -qF "$1" <<<"$(get cameras.card.text)"; }
detail_has () { grep -qF "$1" <<<"$(get cameras.card.detail)"; }

plug_cameras 1 num_inputs=1 input_types=0x3 ccs_cap_mode=0
v4l2-ctl --device="$(camera_path 1)" --list-ctrls-menus --get-dv-timings --list-formats-ext >card.log
camera_set 1 dv_timings "$(timings_of 1 640x480p59)"
camera_set 1 dv_timings_signal_mode 4
rig_start <<CONF
[programme]
size = 320x180
fps = 10
[camera card]
source = v4l2:$(camera_path 1)
[camera other]
source = test:product
[scene both]
layout = side
cameras = card, other
[encoder]
preset = ultrafast
bitrate = 500
[recording]
keep_free = 0
CONF
expect_within "the card is live" 30 camera_is card live
note "card: $(get cameras.card.detail)"
expect "in the size of what is plugged into it" detail_has 640x480

camera_set 1 dv_timings_signal_mode 1
expect_within "a lost signal is told" 10 text_has "gets no signal"
note "card: $(get cameras.card.state), \"$(get cameras.card.text)\""
expect_ticking "the programme goes on" 6
expect "the other camera is live" camera_is other live
camera_set 1 dv_timings_signal_mode 4
expect_within "it is live again when the signal is back" 20 camera_is card live

camera_set 1 dv_timings "$(timings_of 1 720x480p59)"
expect_within "another size is followed" 20 detail_has 720x480
note "card: \"$(get cameras.card.text)\" $(get cameras.card.detail)"
expect_within "and live" 20 camera_is card live
expect_ticking "the programme goes on" 6
expect "it ends when asked" rig_stop
expect_equal "the recording decodes without a complaint" "" "$(decode_errors "$(recording)")"
