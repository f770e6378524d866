#!/usr/bin/env bash
# Takes the pictures of docs/studio.md: drives the studio in tmux and has it draw itself.
#
#   docs/reference/studio_pictures.sh PROGRAM [FOLDER]
#
# PROGRAM is a release build, started from the repository; FOLDER is docs/images by itself. Sound
# goes to ALSA's default device, or nowhere where there is none (ALSA_CONFIG_PATH is obeyed).
set -euo pipefail
program=$(realpath "$1")
cd "$(dirname "$0")/../.."
images=$(realpath "${2:-docs/images}")
scratch=$(mktemp -d)
socket="pictures-$$"
trap 'tmux -L "$socket" kill-server 2>/dev/null || true; sleep 1; rm -rf "$scratch"' EXIT

studio() { # COLUMNS ROWS SCRIPT
    tmux -L "$socket" kill-server 2>/dev/null || true
    # Of its own, so that nothing of the last one's settings remains.
    home=$(mktemp -d -p "$scratch")
    mkdir -p "$home/config/parley"
    cp -r themes "$home/config/parley/themes"
    printf 'welcome-seen = true\n' >"$home/config/parley/settings.toml"
    cp "samples/$3" "$home/$3"
    tmux -L "$socket" new-session -d -x "$1" -y "$2" "cd $home && exec env HOME=$home \
        XDG_CONFIG_HOME=$home/config XDG_STATE_HOME=$home/state TERM=tmux-256color \
        COLORTERM=truecolor LANG=C.UTF-8 $program studio $3"
    wait_for 'LISTEN'
}

screen() { tmux -L "$socket" capture-pane -p; }

wait_for() { # PATTERN
    for _ in $(seq 300); do
        if screen | grep -qE "$1"; then return; fi
        sleep 0.1
    done
    echo "never: $1" >&2
    screen >&2
    exit 1
}

press() { tmux -L "$socket" send-keys "$@"; }

order() { # COMMAND LINE
    press -l ":$1"
    press Enter
    sleep 0.3
}

picture() { # NAME
    # The word of an order's success goes after five seconds.
    sleep "${2:-0}"
    order "picture $images/studio-$1.svg"
    for _ in $(seq 50); do
        if [[ $images/studio-$1.svg -nt $home/config ]]; then return; fi
        sleep 0.1
    done
    echo "studio-$1.svg was not written" >&2
    exit 1
}

studio 80 24 first-words.txt
wait_for '✓ .*Write a line'
press A
wait_for ' 0:0[89] /'
picture playing

studio 40 12 first-words.txt
wait_for '✓ .*Hello'
press A
wait_for ' 0:0[89] /'
picture small

studio 120 40 first-words.txt
wait_for '✓ .*Write a line'
order 'pan A -0.3'
press A
press 2
wait_for ' 0:0[89] /'
picture wide

studio 80 24 breakfast-noodles.txt
order 'theme paper'
press G
wait_for '✓ .*五十分钟'
press Up Up Up Up
press Space
wait_for 'turn 1[78]/'
sleep 3
picture chinese

studio 80 24 first-words.txt
order 'theme harbour'
order 'voice B 0.6*Leo+0.4*Ian:pitch=-1:pan=0.4'
press 2
press b
wait_for 'Voice of B'
press Down Down
picture cast 6

studio 120 40 three-minutes.txt
order 'theme moss'
press A
press 3
wait_for '32/32 ready'
wait_for ' 0:1[2-9] /'
picture meters
