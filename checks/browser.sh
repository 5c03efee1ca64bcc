#!/usr/bin/env bash
# Finds or fetches the browser that the page tests look with: Chromium and its WebDriver, headless, without root.
#
#   checks/browser.sh      prints the folder that holds chromium and chromedriver, both ready to start
#
# Taken in this order: the folder RNN_BROWSER names; what an earlier run left in .build/browser; what the machine has
# installed; Debian's packages, unpacked into .build/browser with whatever they need that the machine lacks. Nothing
# outside .build is written. Exit code 77 when there is none to be had: the last line says why.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
home=$PWD
folder=$home/.build/browser
unavailable=77

# Not an error of this script: the tests are then skipped, or fail if they were required.
give_up() {
  printf 'browser: %s\n' "$*" >&2
  exit "$unavailable"
}

# Both programs start and say their version: a library that is missing shows here. What they said is in $said.
works() {
  [ -x "$1/chromium" ] && [ -x "$1/chromedriver" ] || { said="chromium or chromedriver is not in $1" && return 1; }
  said=$("$1/chromedriver" --version 2>&1) || return 1
  said=$("$1/chromium" --version 2>&1) || return 1
}

# What the machine has, under the names that distributions use.
link_installed() {
  local chromium driver
  chromium=$(command -v chromium || command -v chromium-browser || command -v google-chrome) || return 1
  driver=$(command -v chromedriver || command -v chromium.chromedriver) || return 1
  mkdir -p "$work/bin"
  ln -s "$chromium" "$work/bin/chromium"
  ln -s "$driver" "$work/bin/chromedriver"
  works "$work/bin"
}

private_apt() {
  apt-get -o Dir::State::Lists="$work/apt/lists" -o Dir::Cache="$work/apt/cache" -o Debug::NoLocking=1 \
    -o APT::Sandbox::User=root -o Acquire::Retries=2 "$@"
}

fetch() {
  local tool packages package free
  for tool in apt-get dpkg-deb; do
    command -v $tool >/dev/null || give_up "no chromium with chromedriver is installed, and without $tool none can be fetched"
  done
  free=$(df -Pk "$home/.build" | awk 'NR == 2 { print int($4 / 1024) }')
  [ "$free" -ge 1000 ] || give_up "fetching it takes 1000 MB of disk for a moment, and $home/.build has $free MB"
  mkdir -p "$work"/apt/lists/partial "$work"/apt/cache/archives/partial "$work/apt/debs" "$work/root" "$work/bin"
  echo "browser: fetching Debian's chromium into .build/browser (130 MB, once)" >&2
  # Ends with 0 even where no list could be had: what it said is kept for the message that follows then.
  private_apt -qq update >"$work/update" 2>&1 || give_up "apt-get update: $(tail -n 1 "$work/update")"
  packages=$(LC_ALL=C private_apt install -s --no-install-recommends chromium chromium-driver fonts-dejavu-core 2>"$work/log" |
    awk '/^Inst/ { print $2 }') || give_up "apt-get: $(tail -n 1 "$work/log")$(sed -n '1s/^/; before that, update: /p' "$work/update")"
  # shellcheck disable=SC2086  # a list of words
  (cd "$work/apt/debs" && private_apt -qq download $packages) >"$work/log" 2>&1 ||
    give_up "apt-get download: $(tail -n 1 "$work/log")"
  for package in "$work"/apt/debs/*.deb; do
    dpkg-deb -x "$package" "$work/root" 2>"$work/log" || give_up "$package: $(tail -n 1 "$work/log")"
  done
  rm -rf "$work/apt"
  wrap
  works "$work/bin" || give_up "Debian's chromium does not start here: $(tail -n 1 <<<"$said")"
}

# Unpacked programs do not find their libraries and fonts; small scripts tell them, relative to where they lie.
wrap() {
  cat >"$work/fonts.conf" <<'XML'
<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>/usr/share/fonts</dir>
  <dir prefix="relative">root/usr/share/fonts</dir>
  <cachedir prefix="xdg">fontconfig</cachedir>
  <alias binding="same"><family>monospace</family><prefer><family>DejaVu Sans Mono</family></prefer></alias>
  <match target="pattern">
    <edit name="family" mode="append_last" binding="same"><string>DejaVu Sans</string></edit>
  </match>
</fontconfig>
XML
  local name real
  for name in chromium chromedriver; do
    case $name in chromium) real=usr/lib/chromium/chromium ;; *) real=usr/bin/chromedriver ;; esac
    [ -x "$work/root/$real" ] || give_up "this system's package holds no $real"
    cat >"$work/bin/$name" <<SH
#!/usr/bin/env bash
here=\$(cd "\$(dirname "\${BASH_SOURCE[0]}")/.." && pwd)
for libraries in "\$here"/root/usr/lib/*-linux-gnu*; do
  LD_LIBRARY_PATH=\$libraries:\$libraries/pulseaudio:\${LD_LIBRARY_PATH:-}
done
export LD_LIBRARY_PATH=\${LD_LIBRARY_PATH%:} FONTCONFIG_FILE=\$here/fonts.conf
exec "\$here/root/$real" "\$@"
SH
    chmod +x "$work/bin/$name"
  done
}

provide() {
  ! works "$folder/bin" || return 0
  rm -rf "$folder"
  work=$(mktemp -d "$home/.build/browser.XXXXXX")
  trap 'rm -rf "$work"' EXIT
  if ! link_installed; then
    rm -rf "$work/bin"
    fetch
  fi
  rm -f "$work/log" "$work/update"
  # Whole or not at all: a run that is cut off leaves nothing that looks finished.
  mv "$work" "$folder"
}

if [ -n "${RNN_BROWSER:-}" ]; then
  works "$RNN_BROWSER" || give_up "RNN_BROWSER: $(tail -n 1 <<<"$said")"
  echo "$RNN_BROWSER"
  exit
fi
mkdir -p "$home/.build"
# One fetches, the others wait for it and then find the work done.
if command -v flock >/dev/null; then
  exec 9>"$home/.build/browser.lock"
  flock 9
  rm -rf "$home"/.build/browser.??????
fi
provide
echo "$folder/bin"
