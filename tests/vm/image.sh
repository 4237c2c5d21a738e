# The disk that the machine boots from: Debian's packages and image/. Sourced by run.
# shellcheck shell=bash disable=SC2154 # suite, arch, here, program, cache, rebuild and scratch are set by run

guest_packages=(systemd systemd-sysv udev kmod initramfs-tools zstd "linux-image-$arch"
  gstreamer1.0-plugins-base gstreamer1.0-plugins-good gstreamer1.0-plugins-bad
  gstreamer1.0-plugins-ugly gstreamer1.0-libav gstreamer1.0-alsa gstreamer1.0-tools glib-networking
  libwebsockets-evlib-glib
  fonts-inter fonts-dejavu-core
  v4l-utils alsa-utils nginx libnginx-mod-rtmp ffmpeg python3 python3-numpy iproute2
  jq procps netcat-openbsd)

# Modules that no virtual machine needs are most of a kernel package.
guest_excludes=('/usr/share/doc/*' '/usr/share/man/*' '/usr/share/locale/*'
  '/lib/modules/*/kernel/drivers/gpu/*' '/lib/modules/*/kernel/drivers/net/ethernet/*'
  '/lib/modules/*/kernel/drivers/net/wireless/*' '/lib/modules/*/kernel/drivers/infiniband/*'
  '/lib/modules/*/kernel/drivers/scsi/*' '/lib/modules/*/kernel/drivers/staging/*'
  '/lib/modules/*/kernel/drivers/media/pci/*' '/lib/modules/*/kernel/drivers/media/dvb-*'
  '/lib/modules/*/kernel/sound/pci/*' '/lib/modules/*/kernel/sound/soc/*')

# Services that would only cost an emulated processor its time.
guest_disabled=(nginx.service apt-daily.timer apt-daily-upgrade.timer dpkg-db-backup.timer
  e2scrub_all.timer e2scrub_reap.service fstrim.timer getty@tty1.service logrotate.timer)

# What the program was linked against, by the names that this Debian gives the packages.
library_packages () {
  local libraries
  mapfile -t libraries < <(LC_ALL=C readelf -d "$1" | sed -n 's/.*(NEEDED).*\[\(.*\)\]/\1/p')
  dpkg -S "${libraries[@]/#/*/}" | sed -n "s/^\([^:, ]*\):$arch: .*/\1/p" | sort -u
}

# Prints one folder name for everything that the image is made of.
image_key () {
  { printf '%s\n' "$suite" "$arch" "$@" && cat "$here/image.sh" &&
    find "$here/image" -type f -printf '%P %m\n' -exec cat '{}' + | sort; } | sha256sum | cut -c 1-16
}

# make_root TAR PACKAGE...
make_root () {
  local tar=$1 exclude options=() overlay=$scratch/overlay.tar
  shift
  for exclude in "${guest_excludes[@]}"; do options+=(--dpkgopt="path-exclude=$exclude"); done
  # shellcheck disable=SC2016 # $1 is mmdebstrap's to fill in
  tar -C "$here/image" --owner=0 --group=0 -cf "$overlay" . &&
    mmdebstrap --variant=minbase --components=main --include="$(IFS=,; echo "$*")" \
      "${options[@]}" --dpkgopt=force-unsafe-io --essential-hook="tar-in '$overlay' /" \
      --customize-hook='chroot "$1" prepare-gstreamer' \
      --customize-hook="chroot \"\$1\" systemctl --quiet disable ${guest_disabled[*]}" \
      --customize-hook='chroot "$1" systemctl --quiet enable guest-tests.service' \
      --customize-hook='chroot "$1" passwd --quiet --delete root' \
      --customize-hook='echo tallybox-vm >"$1/etc/hostname"; : >"$1/etc/machine-id"' \
      "$suite" "$tar"
}

# make_disk TAR FOLDER: under fakeroot, owners and modes survive being unpacked by an ordinary user.
make_disk () {
  local tar=$1 folder=$2 root=$scratch/root wrapper=(fakeroot)
  [[ $(id -u) != 0 ]] || wrapper=()
  mkdir "$root" && truncate -s 4G "$folder/disk.img" &&
    "${wrapper[@]}" bash -c "tar -xf '$tar' -C '$root' --exclude './dev/*' &&
      mkfs.ext4 -q -F -L root -d '$root' '$folder/disk.img'" &&
    cp "$root"/boot/vmlinuz-* "$folder/vmlinuz" && cp "$root"/boot/initrd.img-* "$folder/initrd"
}

# Sets `image` to the folder of a complete image, made now if there is none.
need_image () {
  local packages key started=$SECONDS
  mapfile -t packages < <({ printf '%s\n' "${guest_packages[@]}"; library_packages "$program"; } | sort -u)
  key=$(image_key "${packages[@]}")
  image=$cache/$key
  mkdir -p "$cache"
  exec 9>"$cache/lock"
  flock 9
  [[ -z $rebuild ]] || rm -rf "$image"
  if [[ ! -e $image/complete ]]; then
    echo "# making the image of Debian $suite: some minutes, only this once"
    rm -rf "$image"
    mkdir "$image"
    if ! { make_root "$scratch/root.tar" "${packages[@]}" &&
           make_disk "$scratch/root.tar" "$image"; } >"$scratch/image.log" 2>&1; then
      cp "$scratch/image.log" "$cache/failed.log"
      tail -n 40 "$scratch/image.log" >&2
      die "The image could not be made; all of the log is in $cache/failed.log."
    fi
    rm -rf "$scratch/root" "$scratch/root.tar"
    touch "$image/complete"
    echo "# image made in $((SECONDS - started)) s: $(du -h "$image/disk.img" | cut -f 1)"
  fi
  touch "$image"
  find "$cache" -mindepth 1 -maxdepth 1 -type d -mtime +30 -exec rm -rf '{}' +
  exec 9>&-
}
