#!/usr/bin/env bash
# What is plugged in is found, under names that stay with the port.
# limit: 90
. "$(dirname "$0")/guest/lib.sh"

probe () { tallybox probe --json >"$1" && jq -r "$2" "$1"; }

sources='.cameras | map(.source) | sort | join(" ")'

expect_equal "nothing plugged in, no camera found" 0 "$(probe probe-none.json '.cameras | length')"
expect_equal "nothing plugged in, no microphone found" 0 "$(jq '.microphones | length' probe-none.json)"

plug_cameras 2
plug_sound_card
v4l2-ctl --list-devices
ls -l /dev/v4l/by-path

expect_equal "both cameras are found by their ports, without their metadata nodes" \
  "v4l2:$(camera_path 1) v4l2:$(camera_path 2)" "$(probe probe.json "$sources")"
cat probe.json
expect "each camera's modes are told, and which would be taken" jq -e \
  '.cameras | all((.all_modes | any(test("^1920x1080 YUYV at 5"))) and (.best | test("^640x360 at 30 fps as ")))' probe.json
expect "the sound card is found by its name" \
  jq -e '.microphones | any(.source | test("CARD=Loopback,DEV=0"))' probe.json
expect "an encoder works" jq -e '.encoders | any(.works)' probe.json

remove_cameras
plug_into 2 1
plug_cameras 2
expect_equal "plugged in the other way round, the ports are the same" \
  "v4l2:$(camera_path 1) v4l2:$(camera_path 2)" "$(probe probe-swapped.json "$sources")"
