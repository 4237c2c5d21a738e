#!/usr/bin/env bash
# Sound cards in mid-show: one that is silent and is turned up and down, one that is pulled out.
# limit: 240
. "$(dirname "$0")/guest/lib.sh"

says () { [[ $(get "microphones.$1.text") == *"$2"* ]]; }
card_has () { amixer --card Dummy sget Mic | grep -qF "$1"; }
heard () { awk -v rms="$(get microphones.loop.rms_dbfs)" 'BEGIN { exit !(rms > -30) }'; }

# Both channels in one go: of one after the other this driver tells nobody.
press_switch () { amixer --quiet --card Dummy cset "iface=MIXER,name='Mic Capture Switch'" "$1,$1"; }
turn_knob () { amixer --quiet --card Dummy sset Mic "$1"; }

plug_sound_card
modprobe snd-dummy fake_buffer=0
udevadm settle
ls -l /dev/snd/by-path
tallybox probe --json >probe.json
note "microphones: $(jq -r '.microphones | map(.source + " (" + .name + ")") | join(", ")' probe.json)"
expect "both cards are found" \
  jq -e '[.microphones[].source | select(test("CARD=(Loopback|Dummy)"))] | length >= 2' probe.json
speak 1000
press_switch off
rig_start <<CONF
[programme]
size = 320x180
fps = 5
[camera main]
source = test:product
[microphone loop]
source = alsa:hw:CARD=Loopback,DEV=0
[microphone dummy]
source = alsa:hw:CARD=Dummy,DEV=0
[encoder]
preset = ultrafast
bitrate = 300
[recording]
keep_free = 0
CONF
need 30 microphone_is loop live
expect_within "the other card is live" 10 microphone_is dummy live
note "loop: $(get microphones.loop.detail); dummy: $(get microphones.dummy.detail)"
expect_within "a card that was muted before is told" 10 says dummy "is muted on the device itself."
press_switch on
expect_within "so is digital silence" 20 says dummy "sends digital silence. Is it switched on?"
expect "its own volume is set" ctl microphone dummy device-volume 50
expect_within "and told" 10 value_is microphones.dummy.device.volume_percent 50
expect "the driver has it" card_has "[50%]"
expect "it is muted" ctl microphone dummy device-mute on
expect_within "which is told" 10 says dummy "is muted at its sound card, as was asked."
expect "the driver has it" card_has "[off]"
expect "and let go of" ctl microphone dummy device-mute off
expect_within "which is told" 10 says dummy "sends digital silence."
expect "the driver has it" card_has "[on]"
press_switch off
expect_within "a switch that is pressed on the device is noticed" 10 says dummy "is muted on the device itself."
turn_knob 25%
expect_within "so is a knob that is turned" 10 value_is microphones.dummy.device.volume_percent 25

pull_sound_card
expect_within "a card that is pulled out is missed" 10 says loop "there is no sound card"
expect_ticking "the programme goes on" 6
expect "the other microphone is live" microphone_is dummy live
plug_sound_card
speak 1000
expect_within "it comes back by itself" 15 microphone_is loop live
expect_within "and is heard" 20 heard
expect "the rig ends when asked" rig_stop
expect_equal "the recording decodes without a complaint" "" "$(decode_errors "$(recording)")"
