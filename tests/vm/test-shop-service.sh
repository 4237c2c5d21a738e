#!/usr/bin/env bash
# The shop as its unit runs it: installed, it serves a rig without any rights of its own, is back with all that it sold
# when it is killed, and does not try a mistake in its config again.
# limit: 150
. "$(dirname "$0")/guest/lib.sh"

unit=tallybox-shop
config=/etc/$unit/$unit.conf

shows () { systemctl show --property="$1" --value "$unit"; }
unit_is () { [[ $(shows ActiveState) == "$1" ]]; }
status_of () { sed -n "s/^$1:\t//p" "/proc/$(shows MainPID)/status"; }

# At the machine itself, as the README says.
shop () { runuser --user "$unit" -- "/usr/local/bin/$unit" "$@" --config "$config"; }

# Over the network.
ask () {
  python3 -c "from types import SimpleNamespace; from harness.shop import Till, Wire
shop = SimpleNamespace(port=8480, tls=None); $1"
}
left_is () { ask "assert Wire(shop, '$rig').hello('spring')[1]['MUG-01']['avail'] == $1"; }
sell () { ask "assert Till(shop, '$till').sell('spring', 'MUG-01', $1)[0] == 200"; }

cp -r "$guest/../tree/." /
systemd-sysusers "$unit.conf"
systemd-tmpfiles --create "$unit.conf"
echo hush >"/etc/$unit/secrets/main"
systemctl daemon-reload
expect "a rig's token can be had before it has ever run" shop token add first-rig --rights rig
systemctl start "$unit" || { journalctl --unit "$unit"; exit 1; }
rig=$(shop token add stall-rig --rights rig)
till=$(shop token add till --rights seller)
echo '{}' >drop.json
echo '{"items":[{"sku":"MUG-01","title":"Green mug","cap":9,"avail":9}]}' >items.json
shop request PUT /v1/drops/spring drop.json
shop request PUT /v1/drops/spring/items items.json
shop request POST /v1/drops/spring/start

expect_within "a rig has its stock" 20 left_is 9
expect_equal "it runs as its user" "$(id -u "$unit")" "$(status_of Uid | cut -f 1)"
expect_equal "it may do nothing that root may" 0000000000000000 "$(status_of CapEff)"
expect_equal "its system calls are filtered" 2 "$(status_of Seccomp)"
expect_equal "its secrets are there" hush "$(cat "/run/credentials/$unit.service/secrets_main")"
expect_equal "nobody else may look into its store" 700 "$(stat -L -c %a "/var/lib/$unit")"

expect "a till sells" sell 2
systemctl kill --signal=KILL "$unit"
expect_within "killed, it is back by itself, with what it sold" 30 left_is 7
expect_equal "once" 1 "$(shows NRestarts)"
expect "it ends when asked" systemctl stop "$unit"
expect_equal "and well" success "$(shows Result)"

printf '[server]\nport = many\n' >"$config"
systemctl start "$unit" || :
expect_within "a config that cannot be is given up on" 20 unit_is failed
expect_equal "by its status" 78 "$(shows ExecMainStatus)"
journalctl --unit "$unit" >journal.log
