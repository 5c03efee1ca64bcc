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
subject=browser
folder=$home/.build/browser
. checks/debian.sh

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

# Unpacked programs do not find their libraries and fonts; small scripts tell them, relative to where they lie.
wrap() {
  mkdir -p "$work/bin"
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
  start_over
  if ! link_installed; then
    rm -rf "$work/bin"
    fetch "chromium with chromedriver" 130 1000 chromium chromium-driver fonts-dejavu-core
    wrap
    works "$work/bin" || give_up "Debian's chromium does not start here: $(tail -n 1 <<<"$said")"
  fi
  # Whole or not at all: a run that is cut off leaves nothing that looks finished.
  mv "$work" "$folder"
}

if [ -n "${RNN_BROWSER:-}" ]; then
  works "$RNN_BROWSER" || give_up "RNN_BROWSER: $(tail -n 1 <<<"$said")"
  echo "$RNN_BROWSER"
  exit
fi
wait_for_turn
provide
echo "$folder/bin"
