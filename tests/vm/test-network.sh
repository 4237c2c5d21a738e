#!/usr/bin/env bash
# The way to the server gets bad, then lets nothing through: the recording does not notice, and the output comes back.
# limit: 300
. "$(dirname "$0")/guest/lib.sh"

server_start
rig_start <<CONF
[programme]
size = 320x180
fps = 5
[camera main]
source = test:product
[output stage]
url = rtmp://127.0.0.1:1935/live
key_file = $PWD/key
[encoder]
preset = ultrafast
bitrate = 300
[recording]
keep_free = 0
CONF
need 30 output_is stage live

network_is delay 100ms 30ms loss 2%
expect_ticking "the programme goes on over a bad network" 15
expect "the output is live" output_is stage live
note "stage: $(get outputs.stage.text)"

network_is loss 100%
expect_within "a network that lets nothing through is noticed" 20 output_is_not stage live
note "stage: $(get outputs.stage.state), \"$(get outputs.stage.text)\""
expect_ticking "the programme goes on" 10
network_is_good
expect_within "the output comes back by itself" 60 output_is stage live
expect_ticking "the programme goes on" 6
expect "it ends when asked" rig_stop
server_stop

expect_equal "the recording decodes without a complaint" "" "$(decode_errors "$(recording)")"
expect_between "longest time between its pictures, in seconds" 0.19 0.9 "$(longest_gap "$(recording)" video)"
