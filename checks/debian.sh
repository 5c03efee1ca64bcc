# shellcheck shell=bash
# Sourced by the scripts that bring what tests need: Debian's packages, without root, unpacked below .build.
# Who sources it sets home, the project's folder; subject, the word that its messages begin with; and folder, where all
# of it will lie.
unavailable=77

# Not an error of the script: the tests are then skipped, or fail if they were required.
give_up() {
  printf '%s: %s\n' "$subject" "$*" >&2
  exit "$unavailable"
}

# One fetches, the others wait for it and then find the work done. What was cut off before is cleared away.
wait_for_turn() {
  mkdir -p "${folder%/*}"
  command -v flock >/dev/null || return 0
  exec 9>"$folder.lock"
  flock 9
  rm -rf "$folder".??????
}

# Sets work to an empty folder beside the one to come, under whose name it is moved when it is complete.
start_over() {
  rm -rf "$folder"
  work=$(mktemp -d "$folder.XXXXXX")
  trap 'rm -rf "$work"' EXIT
}

private_apt() {
  apt-get -o Dir::State::Lists="$work/apt/lists" -o Dir::Cache="$work/apt/cache" -o Debug::NoLocking=1 \
    -o APT::Sandbox::User=root -o Acquire::Retries=2 "$@"
}

# fetch WHAT DOWNLOAD DISK PACKAGE…: unpacks into $work/root these packages and whatever they need that the machine lacks;
# both sizes in MB.
fetch() {
  local what=$1 download=$2 disk=$3 tool packages package free
  shift 3
  for tool in apt-get dpkg-deb; do
    command -v $tool >/dev/null || give_up "no $what is installed, and without $tool none can be fetched"
  done
  free=$(df -Pk "$work" | awk 'NR == 2 { print int($4 / 1024) }')
  [ "$free" -ge "$disk" ] || give_up "fetching $what takes $disk MB of disk for a moment, and ${folder%/*} has $free MB"
  mkdir -p "$work"/apt/lists/partial "$work"/apt/cache/archives/partial "$work/apt/debs" "$work/root"
  echo "$subject: fetching Debian's $what into ${folder#"$home/"} ($download MB, once)" >&2
  # Ends with 0 even where no list could be had: what it said is kept for the message that follows then.
  private_apt -qq update >"$work/update" 2>&1 || give_up "apt-get update: $(tail -n 1 "$work/update")"
  packages=$(LC_ALL=C private_apt install -s --no-install-recommends "$@" 2>"$work/log" | awk '/^Inst/ { print $2 }') ||
    give_up "apt-get: $(tail -n 1 "$work/log")$(sed -n '1s/^/; before that, update: /p' "$work/update")"
  [ -n "$packages" ] || give_up "Debian's $what is installed, but does not work"
  # shellcheck disable=SC2086  # a list of words
  (cd "$work/apt/debs" && private_apt -qq download $packages) >"$work/log" 2>&1 ||
    give_up "apt-get download: $(tail -n 1 "$work/log")"
  for package in "$work"/apt/debs/*.deb; do
    dpkg-deb -x "$package" "$work/root" 2>"$work/log" || give_up "$package: $(tail -n 1 "$work/log")"
  done
  rm -rf "$work/apt" "$work/log" "$work/update"
  # Some packages still say /lib for what lies in /usr/lib.
  if [ -d "$work/root/lib" ]; then
    mkdir -p "$work/root/usr/lib"
    cp -R "$work/root/lib/." "$work/root/usr/lib/"
    rm -rf "$work/root/lib"
  fi
}
