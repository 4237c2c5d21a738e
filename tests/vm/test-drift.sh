#!/usr/bin/env bash
# A microphone whose clock is 200 ppm off is followed: its sound stays where it belongs, and nothing is cut out.
# limit: 280
. "$(dirname "$0")/guest/lib.sh"
settle_s=30 on_air_s=90

# clock_is PPM: how much faster than the machine's own the sound card's clock runs; in steps of 10 ppm. The driver
# divides by what is set: less is faster.
clock_is () { amixer --quiet --card Loopback cset "iface=PCM,name='PCM Rate Shift 100000'" $((100000 - $1 / 10)); }
near () { awk -v got="$(get microphones.voice.drift_ppm)" -v want="$1" 'BEGIN { exit !(got - want < 80 && want - got < 80) }'; }

plug_sound_card
clock_is 200
speak 440 2000
rig_start <<CONF
[programme]
size = 320x180
fps = 5
[camera main]
source = test:product
[microphone voice]
source = alsa:hw:CARD=Loopback,DEV=0
[encoder]
preset = ultrafast
bitrate = 300
[recording]
keep_free = 0
CONF
need 30 microphone_is voice live
expect_within "the clock is seen to be fast" 90 near 200
sleep "$settle_s"
lost_ms=$(get microphones.voice.lost_ms)
begin_s=$(($(get programme.position_ms) / 1000))
expect_ticking "the programme goes on" "$on_air_s"
expect_equal "no sound is lost meanwhile, in ms" 0 "$(awk -v a="$(get microphones.voice.lost_ms)" -v b="$lost_ms" 'BEGIN { print a - b }')"
note "drift: $(get microphones.voice.drift_ppm) ppm"
expect "the rig ends when asked" rig_stop

read -r marks ppm worst_ms < <("$guest/marks.py" "$(recording)" "$begin_s")
note "$marks marks, $ppm ppm, the worst $worst_ms ms off"
expect_between "a mark a second" "$((on_air_s - 5))" 200 "$marks"
expect_between "so much faster than the programme, in ppm" 100 300 "$ppm"
expect_between "the furthest from its place, in ms" 0 20 "$worst_ms"
expect_equal "the recording decodes without a complaint" "" "$(decode_errors "$(recording)")"
