/**
 * The Linux program of a package: a script that turns core dumps off and replaces itself with Electron's program. A
 * process cannot change its own limits without native code, and the processes of the page start before any of the app's
 * code runs. If Chromium's sandbox does not work, Electron would abort without a visible message, so the script shows
 * one.
 */
import { renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** Returns the name of Electron's own program, next to the launcher `name`. build/apparmor-profile.tpl names both. */
export const behindLauncher = (name: string): string => `${name}.bin`

const messages = {
  root: {
    en: 'Strongroom does not run as root, because the sandbox of its window does not work for root. Start it as another user.',
    ko: '창의 샌드박스가 root 사용자로는 동작하지 않으므로 Strongroom을 root로 실행할 수 없습니다. 다른 사용자로 시작하십시오.',
  },
  namespaces: {
    en: 'Strongroom cannot start: this system does not allow an AppImage to use the user namespaces that the sandbox of its window needs. Install the deb or rpm package instead.',
    ko: 'Strongroom을 시작할 수 없습니다. 이 시스템은 창의 샌드박스에 필요한 사용자 네임스페이스를 AppImage에 허용하지 않습니다. deb 또는 rpm 패키지를 설치하십시오.',
  },
} as const

/** Returns the launcher's text. `/usr/bin/NAME` is a link to it, so it resolves its real path. */
export const launcherText = (name: string): string => `#!/bin/sh
# Starts Strongroom without core dumps: its memory holds tokens and keys (docs/packaging.md).
ulimit -c 0

# Shows a message in a terminal and, where there is a program for it, in a window; ends. $1 in English, $2 in Korean.
stop() {
  case "\${LC_ALL:-\${LC_MESSAGES:-$LANG}}" in ko*) text=$2 ;; *) text=$1 ;; esac
  echo "$text" >&2
  if [ -n "$DISPLAY$WAYLAND_DISPLAY" ]; then
    unset LD_LIBRARY_PATH
    zenity --error --no-markup --title=Strongroom --text="$text" 2>/dev/null ||
      kdialog --title Strongroom --error "$text" 2>/dev/null ||
      xmessage "$text" 2>/dev/null
  fi
  exit 1
}

case " $* " in *" --no-sandbox "*) without=yes ;; *) without= ;; esac
if [ -z "$without" ] && [ "$(id -u)" = 0 ]; then
  stop "${messages.root.en}" "${messages.root.ko}"
fi
# An AppImage has neither an AppArmor profile nor a helper with the SUID bit: only user namespaces are left. AppRun adds
# --no-sandbox where it found none; the app would refuse it where no window can be shown yet.
if [ -n "$APPDIR" ] && { [ -n "$without" ] || ! unshare -U -r unshare -U -r true 2>/dev/null; }; then
  stop "${messages.namespaces.en}" "${messages.namespaces.ko}"
fi

here=$(dirname "$(readlink -f "$0")")
exec "$here/${behindLauncher(name)}" "$@"
`

/** Replaces the program `name` in `folder` with the launcher. */
export function addLauncher(folder: string, name: string): void {
  renameSync(join(folder, name), join(folder, behindLauncher(name)))
  writeFileSync(join(folder, name), launcherText(name), { mode: 0o755 })
}
