#!/usr/bin/env bash
# The rig as its unit runs it: installed, it is ready when it is on air with the camera that it may open, takes a changed
# config without going off air, refuses one with a mistake, and is back when it is killed; who is root gives it commands
# without more words, and it records on a disk that is plugged in.
# limit: 300
. "$(dirname "$0")/guest/lib.sh"

unit=tallybox
config=/etc/$unit/$unit.conf

shows () { systemctl show --property="$1" --value "$unit"; }
status_of () { sed -n "s/^$1:\t//p" "/proc/$(shows MainPID)/status"; }
ticks_are_over () { (($(get programme.ticks) > $1)); }
is_another () { [[ $(shows MainPID) != "$1" ]] && tallybox ctl state >/dev/null; }
invites () { tallybox ctl invite | grep -qF /join#; }
sends_others_to_root () { [[ $(runuser -u nobody -- tallybox ctl state 2>&1 || :) == *sudo* ]]; }
clock_is_known () { tallybox ctl check | jq -e '.lines[] | select(.id == "clock") | .text.en | test("network")' >/dev/null; }
shows_on_disk () { [[ $(find /mnt/usb/recordings -name '*.mp4' -size +8k -printf '%h\n' | uniq | wc -l) == "$1" ]]; }
logged () { journalctl --unit "$unit" | grep -qF "$1"; }

keys_are_hidden () { ! runuser -u "$unit" -- cat "/etc/$unit-keys/stage" 2>/dev/null; }
nice_of () { ps -L -o comm=,ni= -p "$(shows MainPID)" | sed -n "s/^$1 *//p"; }

# As root with an editor: opened in place, as if to create it.
write_config () {
  cat >"$config" <<CONF
[programme]
size = 320x180
fps = 5
[camera main]
source = v4l2:$(camera_path 1)
[encoder]
preset = ultrafast
bitrate = 300
[recording]
folder = /mnt/usb/recordings
keep_free = 0
$1
CONF
}

plug_cameras 1
cp -r "$guest/../tree/." /
systemd-sysusers "$unit.conf"
systemd-tmpfiles --create "$unit.conf"
echo hush-hush >"/etc/$unit-keys/stage"
write_config ''
mkdir -p /mnt/usb
# Its first start makes GStreamer's registry, which an emulated processor may take long for.
mkdir -p "/run/systemd/system/$unit.service.d"
printf '[Service]\nTimeoutStartSec=120\n' >"/run/systemd/system/$unit.service.d/slow.conf"
systemctl daemon-reload
expect "it is ready, on air" systemctl start "$unit"
start_quietly watch "$guest/watch.py" /var/lib/tallybox/ctl.sock
expect_within "the camera is live" 30 camera_is main live
expect_equal "it runs as its user" "$(id -u "$unit")" "$(status_of Uid | cut -f 1)"
expect_equal "it may do nothing that root may" 0000000000000000 "$(status_of CapEff)"
expect_equal "its system calls are filtered" 2 "$(status_of Seccomp)"
expect_equal "what is not urgent steps back" 10 "$(nice_of shots)"
expect "the keys' folder is closed to its user" keys_are_hidden

expect "root is given a link" invites
expect "others are told to be root" sends_others_to_root
tallybox ctl check start >/dev/null
expect_within "the tech check reads the clock" 30 clock_is_known
tallybox ctl check stop >/dev/null

expect_within "without its disk it tells how to let it record" 20 logged "sudo install -d -o $unit"
mount -t tmpfs -o "uid=$unit,mode=0755,size=64m" usb /mnt/usb
expect_within "its disk plugged in, it records there" 60 shows_on_disk 1

pid=$(shows MainPID) ticks=$(get programme.ticks)
write_config "[output stage]
url = rtmp://127.0.0.1:1935/live
key_credential = keys_stage
start = no"
expect "it reloads" systemctl reload "$unit"
expect_within "the new output is there" 10 output_is stage idle
write_config '[output stage]
url = nowhere'
systemctl reload "$unit" || :
expect_within "a config with a mistake is told at its line" 10 logged "tallybox.conf:13: [output stage] url:"
expect "and changes nothing" output_is stage idle
expect_equal "it is the same process" "$pid" "$(shows MainPID)"
expect_within "that went on all the while" 20 ticks_are_over "$((ticks + 15))"

systemctl kill --signal=KILL "$unit"
write_config ''
expect_within "killed, it is back by itself" 40 is_another "$pid"
expect_within "on air" 20 camera_is main live
expect_equal "after one start" 1 "$(shows NRestarts)"
expect_within "and records on the disk that was there before it" 40 shows_on_disk 2
expect "it ends when asked" systemctl stop "$unit"
expect_equal "and well" success "$(shows Result)"
journalctl --unit "$unit" >journal.log
